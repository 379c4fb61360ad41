//! What the window may ask of sessions and scenarios: one line onto the use cases each, as in
//! `commands.rs`.

use connections::views::{
    ActionCard, Failure, ScenarioDraft, ScenarioRow, ScenarioRunView, ScenarioView, SessionRow,
    StartScenario, UsageView,
};
use tauri::State;

use crate::desk::Desk;

type Answer<T> = Result<T, Failure>;
type Desks<'a> = State<'a, Desk>;

#[tauri::command]
pub(crate) async fn list_sessions(desk: Desks<'_>) -> Answer<Vec<SessionRow>> {
    desk.console().await?.list_sessions().await
}

#[tauri::command]
pub(crate) async fn disconnect_session(desk: Desks<'_>, id: String) -> Answer<()> {
    desk.console().await?.disconnect_session(&id)
}

#[tauri::command]
pub(crate) async fn connection_usage(desk: Desks<'_>, id: String) -> Answer<UsageView> {
    desk.console().await?.connection_usage(&id).await
}

#[tauri::command]
pub(crate) async fn list_scenarios(desk: Desks<'_>) -> Answer<Vec<ScenarioRow>> {
    desk.console().await?.list_scenarios().await
}

#[tauri::command]
pub(crate) async fn scenario(desk: Desks<'_>, id: String) -> Answer<ScenarioView> {
    desk.console().await?.scenario(&id).await
}

#[tauri::command]
pub(crate) async fn action_card(
    desk: Desks<'_>,
    connector: String,
    action: String,
) -> Answer<ActionCard> {
    desk.console().await?.action_card(&connector, &action)
}

#[tauri::command]
pub(crate) async fn save_scenario(
    desk: Desks<'_>,
    id: Option<String>,
    draft: ScenarioDraft,
) -> Answer<ScenarioView> {
    desk.console().await?.save_scenario(id, draft).await
}

#[tauri::command]
pub(crate) async fn save_scenario_text(
    desk: Desks<'_>,
    id: String,
    text: String,
) -> Answer<ScenarioView> {
    desk.console().await?.save_scenario_text(&id, &text).await
}

#[tauri::command]
pub(crate) async fn copy_scenario(desk: Desks<'_>, id: String) -> Answer<ScenarioView> {
    desk.console().await?.copy_scenario(&id).await
}

#[tauri::command]
pub(crate) async fn delete_scenario(desk: Desks<'_>, id: String) -> Answer<()> {
    desk.console().await?.delete_scenario(&id).await
}

#[tauri::command]
pub(crate) async fn import_scenario(desk: Desks<'_>) -> Answer<Option<ScenarioView>> {
    desk.console().await?.import_scenario().await
}

#[tauri::command]
pub(crate) async fn export_scenario(desk: Desks<'_>, id: String) -> Answer<Option<String>> {
    desk.console().await?.export_scenario(&id).await
}

#[tauri::command]
pub(crate) async fn start_scenario(
    desk: Desks<'_>,
    request: StartScenario,
) -> Answer<ScenarioRunView> {
    desk.console().await?.start_scenario(request).await
}

#[tauri::command]
pub(crate) async fn follow_scenario(
    desk: Desks<'_>,
    run: String,
    seen: u32,
) -> Answer<ScenarioRunView> {
    desk.console().await?.follow_scenario(&run, seen).await
}

#[tauri::command]
pub(crate) async fn next_step(desk: Desks<'_>, run: String) -> Answer<ScenarioRunView> {
    desk.console().await?.next_step(&run)
}

#[tauri::command]
pub(crate) async fn stop_scenario(desk: Desks<'_>, run: String) -> Answer<ScenarioRunView> {
    desk.console().await?.stop_scenario(&run)
}
