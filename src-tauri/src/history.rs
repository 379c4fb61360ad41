//! What the window may ask about the history, as in `commands.rs`.

use connections::views::{
    ExportFormat, Exported, HistorySettings, RunChoices, RunDetails, RunFilter, RunPage,
};

use crate::commands::{Answer, Desks};

/// The one way by which a secret leaves Rust, for a person who asked to see it.
#[tauri::command]
pub(crate) async fn reveal_output(desk: Desks<'_>, run: String, output: String) -> Answer<String> {
    desk.console().await?.reveal_output(&run, &output)
}

#[tauri::command]
pub(crate) async fn list_runs(
    desk: Desks<'_>,
    filter: RunFilter,
    after: Option<String>,
) -> Answer<RunPage> {
    desk.console().await?.list_runs(filter, after).await
}

#[tauri::command]
pub(crate) async fn run_choices(desk: Desks<'_>) -> Answer<RunChoices> {
    desk.console().await?.run_choices().await
}

#[tauri::command]
pub(crate) async fn run_details(desk: Desks<'_>, id: String) -> Answer<RunDetails> {
    desk.console().await?.run_details(&id).await
}

#[tauri::command]
pub(crate) async fn delete_run(desk: Desks<'_>, id: String) -> Answer<()> {
    desk.console().await?.delete_run(&id).await
}

#[tauri::command]
pub(crate) async fn delete_all_runs(desk: Desks<'_>) -> Answer<()> {
    desk.console().await?.delete_all_runs().await
}

#[tauri::command]
pub(crate) async fn export_runs(
    desk: Desks<'_>,
    filter: RunFilter,
    format: ExportFormat,
) -> Answer<Option<Exported>> {
    desk.console().await?.export_runs(filter, format).await
}

#[tauri::command]
pub(crate) async fn history_settings(desk: Desks<'_>) -> Answer<HistorySettings> {
    desk.console().await?.history_settings().await
}

#[tauri::command]
pub(crate) async fn set_history_settings(
    desk: Desks<'_>,
    days: u32,
    megabytes: u32,
) -> Answer<HistorySettings> {
    desk.console()
        .await?
        .set_history_settings(days, megabytes)
        .await
}
