//! What the window may ask about health: one line onto the use cases each, as in `commands.rs`.

use connections::views::{HealthView, StripMark};

use crate::commands::{Answer, Desks};

#[tauri::command]
pub(crate) async fn health(desk: Desks<'_>) -> Answer<HealthView> {
    desk.console().await?.health().await
}

/// Waits until the console has found something out by itself.
#[tauri::command]
pub(crate) async fn follow_health(desk: Desks<'_>, seen: u32) -> Answer<u32> {
    Ok(desk.console().await?.follow_health(seen).await)
}

#[tauri::command]
pub(crate) async fn connection_strip(desk: Desks<'_>, id: String) -> Answer<Vec<StripMark>> {
    desk.console().await?.connection_strip(&id).await
}

#[tauri::command]
pub(crate) async fn save_calendar(
    desk: Desks<'_>,
    connections: Vec<String>,
) -> Answer<Option<String>> {
    desk.console().await?.save_calendar(connections).await
}
