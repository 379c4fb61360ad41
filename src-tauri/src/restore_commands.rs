//! What the window may ask where the console did not open: one line onto the use cases each, as in
//! `commands.rs`. While it is open each of them is refused, for the folder is held.

use connections::Restore;
use connections::views::{ConsoleView, CopiesView};
use tauri::{AppHandle, Runtime, State};

use crate::commands::Answer;
use crate::environment::Environment;
use crate::shell;

type Told<'a> = State<'a, Environment>;

fn restore(told: &Environment) -> Restore {
    Restore::of(&told.data_dir, env!("CARGO_PKG_VERSION"))
}

#[tauri::command]
pub(crate) async fn kept_copies(told: Told<'_>) -> Answer<CopiesView> {
    restore(&told).copies().await
}

#[tauri::command]
pub(crate) async fn restore_copy<R: Runtime>(
    app: AppHandle<R>,
    told: Told<'_>,
    number: u32,
) -> Answer<ConsoleView> {
    restore(&told).with_copy(number).await?;
    shell::open_again(&app).await
}

#[tauri::command]
pub(crate) async fn begin_anew<R: Runtime>(
    app: AppHandle<R>,
    told: Told<'_>,
) -> Answer<ConsoleView> {
    restore(&told).with_nothing()?;
    shell::open_again(&app).await
}

#[tauri::command]
pub(crate) async fn open_again<R: Runtime>(app: AppHandle<R>) -> Answer<ConsoleView> {
    shell::open_again(&app).await
}
