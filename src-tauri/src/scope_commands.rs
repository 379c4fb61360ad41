//! What the window may ask of scopes and of Workflows exports: one line onto the use cases each, as in
//! `commands.rs`.

use connections::views::{AppKind, ConnectionDetails, ExportView, LeastScopes, ScopeRequestFor};

use crate::commands::{Answer, Desks};

#[tauri::command]
pub(crate) async fn mark_actions(
    desk: Desks<'_>,
    id: String,
    actions: Vec<String>,
) -> Answer<ConnectionDetails> {
    desk.console().await?.mark_actions(&id, actions).await
}

#[tauri::command]
pub(crate) async fn least_scopes(
    desk: Desks<'_>,
    connector: String,
    actions: Vec<String>,
    asked: Vec<String>,
    app: AppKind,
) -> Answer<LeastScopes> {
    desk.console()
        .await?
        .least_scopes(&connector, &actions, &asked, app)
}

#[tauri::command]
pub(crate) async fn copy_scope_request(desk: Desks<'_>, wanted: ScopeRequestFor) -> Answer<String> {
    desk.console().await?.copy_scope_request(wanted).await
}

#[tauri::command]
pub(crate) async fn pick_export(desk: Desks<'_>) -> Answer<Option<ExportView>> {
    desk.console().await?.pick_export().await
}

#[tauri::command]
pub(crate) async fn read_export(desk: Desks<'_>, name: String, text: String) -> Answer<ExportView> {
    desk.console().await?.read_export(&name, text).await
}

#[tauri::command]
pub(crate) async fn export_again(desk: Desks<'_>) -> Answer<Option<ExportView>> {
    desk.console().await?.export_again().await
}
