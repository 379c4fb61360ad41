//! What the window may ask of the app that is to be made in the Admin Console: one line onto the use
//! cases each, as in `commands.rs`.

use std::collections::BTreeMap;

use connections::views::{AppKind, KeyKind, KeyView, SetupStep};

use crate::commands::{Answer, Desks};

#[tauri::command]
pub(crate) async fn setup_sheet(
    desk: Desks<'_>,
    connector: String,
    values: BTreeMap<String, String>,
    app: AppKind,
) -> Answer<Vec<SetupStep>> {
    desk.console().await?.setup_sheet(&connector, &values, app)
}

#[tauri::command]
pub(crate) async fn make_key(desk: Desks<'_>, kind: KeyKind) -> Answer<KeyView> {
    desk.console().await?.make_key(kind).await
}
