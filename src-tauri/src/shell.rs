//! Opens the window, then the rooms behind it.

use std::process::ExitCode;
use std::sync::Arc;

use connections::views::{ConsoleView, Failure};
use connections::{Console, Opening};
use domain::SystemClock;
use tauri::{AppHandle, Manager, RunEvent, Runtime};
use tauri_plugin_window_state::StateFlags;
use vault::OsKeyring;

use crate::browser::SystemBrowser;
use crate::confirm::{self, Asking, ConfirmationWindow};
use crate::desk::Desk;
use crate::environment::Environment;
use crate::files::NativeFiles;
use crate::notices::SystemNotices;
use crate::practice::PracticeOrg;
use crate::quit::{self, Closed};
use crate::{commands, instance, window};

/// The name of the one item in the OS keyring.
const KEYRING_SERVICE: &str = "connections-console";

/// Runs until the window is closed.
pub(crate) fn run(environment: Environment) -> tauri::Result<ExitCode> {
    let place = environment
        .data_dir
        .join("window.json")
        .display()
        .to_string();
    let flags = StateFlags::POSITION | StateFlags::SIZE | StateFlags::MAXIMIZED;
    let app = tauri::Builder::default()
        .plugin(instance::one_per_folder(&environment.data_dir))
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(place)
                .with_state_flags(flags)
                .with_filter(|label| label == window::MAIN)
                .build(),
        )
        .manage(environment.clone())
        .manage(Desk::new())
        .manage(Asking::default())
        .manage(PracticeOrg::new())
        .manage(Closed::not_yet())
        .invoke_handler(commands::handler())
        .on_window_event(confirm::window_event)
        .setup(move |app| {
            window::open(app, &environment)?;
            let handle = app.handle().clone();
            tauri::async_runtime::spawn(open_rooms(handle, environment));
            tauri::async_runtime::spawn(quit::when_told_to(app.handle().clone()));
            Ok(())
        })
        .build(tauri::generate_context!())?;
    let code = app.run_return(|app, event| {
        if let RunEvent::ExitRequested { code, api, .. } = event {
            quit::after_closing(app, code, &api);
        }
    });
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// Opens the console; whoever waits at the desk is answered, whatever came of it.
async fn open_rooms<R: Runtime>(app: AppHandle<R>, environment: Environment) {
    let console = Console::open(Opening {
        data_dir: environment.data_dir.clone(),
        keyring: Arc::new(OsKeyring::new(KEYRING_SERVICE)),
        browser: Arc::new(SystemBrowser),
        confirmation: Arc::new(ConfirmationWindow::of(&app, &environment.data_dir)),
        files: Arc::new(NativeFiles::of(&app)),
        notices: Arc::new(SystemNotices),
        clock: Arc::new(SystemClock),
        loopback: environment.loopback,
        ports: authorization::REDIRECT_PORTS.to_vec(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
    .await;
    match &console {
        Ok(console) if environment.sandbox => {
            if let Err(failure) = app.state::<PracticeOrg>().open(console).await {
                tracing::warn!(problem = failure.why, "the practice org did not start");
            }
        }
        Ok(_) => (),
        Err(failure) => {
            tracing::error!(problem = failure.what, "the console did not open");
            if instance::is_held_by_another(&environment.data_dir) {
                return instance::refuse(&app, failure);
            }
        }
    }
    app.state::<Desk>().open(console.clone());
    if let Ok(console) = console {
        console.read_ahead().await;
        tokio::join!(console.keep_checking(), console.keep_copies());
    }
}

/// Opens the console once more where it did not open, and answers as [`Console::console`] does.
pub(crate) async fn open_again<R: Runtime>(app: &AppHandle<R>) -> Result<ConsoleView, Failure> {
    let desk = app.state::<Desk>();
    if desk.wait_again() {
        let environment = app.state::<Environment>().inner().clone();
        tauri::async_runtime::spawn(open_rooms(app.clone(), environment));
    }
    desk.console().await?.console().await
}
