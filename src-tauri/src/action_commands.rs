//! What the window may ask of one action, and of writes to production: one line onto the use cases
//! each, as in `commands.rs`.

use connections::views::{
    ActionForm, CandidatesRequest, CandidatesView, ConnectionDetails, CopyFormat, RequestView,
    RunRequest, RunView, TargetView,
};

use crate::commands::{Answer, Desks};

#[tauri::command]
pub(crate) async fn action_form(
    desk: Desks<'_>,
    connection: String,
    action: String,
) -> Answer<ActionForm> {
    desk.console()
        .await?
        .action_form(&connection, &action)
        .await
}

#[tauri::command]
pub(crate) async fn candidates(
    desk: Desks<'_>,
    request: CandidatesRequest,
) -> Answer<CandidatesView> {
    desk.console().await?.candidates(request).await
}

#[tauri::command]
pub(crate) async fn predict_target(desk: Desks<'_>, request: RunRequest) -> Answer<TargetView> {
    desk.console().await?.predict_target(request).await
}

#[tauri::command]
pub(crate) async fn preview_action(
    desk: Desks<'_>,
    request: RunRequest,
) -> Answer<Vec<RequestView>> {
    desk.console().await?.preview_action(request).await
}

#[tauri::command]
pub(crate) async fn run_action(desk: Desks<'_>, request: RunRequest) -> Answer<RunView> {
    desk.console().await?.run_action(request).await
}

#[tauri::command]
pub(crate) async fn copy_request(
    desk: Desks<'_>,
    request: RunRequest,
    format: CopyFormat,
) -> Answer<String> {
    desk.console().await?.copy_request(request, format).await
}

#[tauri::command]
pub(crate) async fn arm_connection(desk: Desks<'_>, id: String) -> Answer<ConnectionDetails> {
    desk.console().await?.arm_connection(&id).await
}

#[tauri::command]
pub(crate) async fn disarm_connection(desk: Desks<'_>, id: String) -> Answer<ConnectionDetails> {
    desk.console().await?.disarm_connection(&id).await
}
