//! What the window may ask of the doctor and of this computer: one line onto the use cases each, as in
//! `commands.rs`.

use connections::views::{DiagnosticsView, DoctorFor, DoctorReport};

use crate::commands::{Answer, Desks};
use crate::machine::machine;

#[tauri::command]
pub(crate) async fn run_doctor(desk: Desks<'_>, patient: DoctorFor) -> Answer<DoctorReport> {
    desk.console().await?.run_doctor(patient).await
}

#[tauri::command]
pub(crate) async fn diagnostics(desk: Desks<'_>, reach: bool) -> Answer<DiagnosticsView> {
    desk.console().await?.diagnostics(machine(), reach).await
}
