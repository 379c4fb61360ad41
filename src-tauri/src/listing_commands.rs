//! What the window may ask of long lists: one line onto the use cases each, as in
//! `commands.rs`.

use connections::views::{ListingRequest, ListingView};

use crate::commands::{Answer, Desks};

#[tauri::command]
pub(crate) async fn start_listing(desk: Desks<'_>, request: ListingRequest) -> Answer<ListingView> {
    desk.console().await?.start_listing(request).await
}

#[tauri::command]
pub(crate) async fn follow_listing(
    desk: Desks<'_>,
    id: String,
    seen: u32,
    have: u32,
) -> Answer<ListingView> {
    desk.console().await?.follow_listing(&id, seen, have).await
}

#[tauri::command]
pub(crate) async fn stop_listing(desk: Desks<'_>, id: String) -> Answer<()> {
    desk.console().await?.stop_listing(&id)
}
