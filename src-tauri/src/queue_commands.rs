//! What the window may ask of the queue of reauthorizations: one line onto the use cases each, as
//! in `commands.rs`.

use connections::views::{QueueRequest, QueueView};
use tauri::{AppHandle, Runtime};

use crate::commands::{Answer, Desks};
use crate::window;

#[tauri::command]
pub(crate) async fn queue_connections(desk: Desks<'_>, request: QueueRequest) -> Answer<QueueView> {
    desk.console().await?.queue_connections(request).await
}

#[tauri::command]
pub(crate) async fn follow_queue<R: Runtime>(
    app: AppHandle<R>,
    desk: Desks<'_>,
    seen: u32,
) -> Answer<QueueView> {
    let view = desk.console().await?.follow_queue(seen).await?;
    // The browser is in front; the console is needed again.
    if seen > 0 && view.revision > seen && !view.running {
        window::bring_to_front(&app);
    }
    Ok(view)
}

#[tauri::command]
pub(crate) async fn go_on_with_queue(desk: Desks<'_>) -> Answer<()> {
    desk.console().await?.go_on_with_queue().await
}

#[tauri::command]
pub(crate) async fn stop_queue(desk: Desks<'_>) -> Answer<()> {
    desk.console().await?.stop_queue();
    Ok(())
}

#[tauri::command]
pub(crate) async fn clear_queue(desk: Desks<'_>) -> Answer<()> {
    desk.console().await?.clear_queue().await
}

#[tauri::command]
pub(crate) async fn skip_queued(desk: Desks<'_>, connection: String) -> Answer<()> {
    desk.console().await?.skip_queued(&connection).await
}

#[tauri::command]
pub(crate) async fn retry_queued(
    desk: Desks<'_>,
    connection: String,
    as_another: bool,
) -> Answer<()> {
    let console = desk.console().await?;
    console.retry_queued(&connection, as_another).await
}

#[tauri::command]
pub(crate) async fn decide_queued(desk: Desks<'_>, connection: String, change: bool) -> Answer<()> {
    let console = desk.console().await?;
    console.decide_queued(&connection, change).await
}
