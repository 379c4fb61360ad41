//! What the window may ask: one line onto the use cases each.
//!
//! The lists of names are in `command_list.rs`; the windows' side is `ui/src/ipc/commands.ts`, and
//! `confirmation.ts` beside it.

use connections::views::{
    AddressCheck, AddressKind, ConnectRequest, ConnectStep, ConnectionDetails, ConnectionRow,
    ConnectorView, ConsoleView, DeleteReport, EditRequest, Failure, FailureCode, QuestionView,
    ReauthorizeRequest, Review, SandboxView, SignInView,
};
use domain::Explanation;
use secrecy::SecretString;
use tauri::{AppHandle, Runtime, State, WebviewWindow};

use crate::confirm::{self, Asking};
use crate::desk::Desk;
#[cfg_attr(
    not(test),
    expect(
        clippy::wildcard_imports,
        reason = "each command has a macro beside it"
    )
)]
use crate::history::*;
use crate::practice::PracticeOrg;
use crate::{browser, window};

pub(crate) type Answer<T> = Result<T, Failure>;
pub(crate) type Desks<'a> = State<'a, Desk>;
type Handler<R> = Box<dyn Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync>;

/// Answers every command of `command_list.rs`, each to the window that it is for. The capabilities
/// refuse the others before; this holds if one of those is ever written wrongly.
pub(crate) fn handler<R: Runtime>() -> impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync {
    use tauri::generate_handler;

    #[cfg_attr(
        not(test),
        expect(
            clippy::wildcard_imports,
            reason = "each command has a macro beside it"
        )
    )]
    use crate::{
        action_commands::*, app_commands::*, doctor_commands::*, health_commands::*,
        listing_commands::*, queue_commands::*, restore_commands::*, scenario_commands::*,
        scope_commands::*, secret_commands::*,
    };

    let main: Handler<R> = Box::new(crate::command_list::every_command!(generate_handler));
    let confirmation: Handler<R> = Box::new(crate::command_list::every_confirmation_command!(
        generate_handler
    ));
    move |invoke| {
        let label = invoke.message.webview_ref().label();
        if confirm::is_confirmation(label) {
            confirmation(invoke)
        } else {
            label == window::MAIN && main(invoke)
        }
    }
}

#[tauri::command]
async fn console(desk: Desks<'_>) -> Answer<ConsoleView> {
    desk.console().await?.console().await
}

#[tauri::command]
async fn start_sandbox(desk: Desks<'_>, org: State<'_, PracticeOrg>) -> Answer<SandboxView> {
    org.open(&desk.console().await?).await
}

#[tauri::command]
async fn list_connectors(desk: Desks<'_>) -> Answer<Vec<ConnectorView>> {
    Ok(desk.console().await?.list_connectors())
}

#[tauri::command]
async fn list_connections(desk: Desks<'_>) -> Answer<Vec<ConnectionRow>> {
    desk.console().await?.list_connections().await
}

#[tauri::command]
async fn connection(desk: Desks<'_>, id: String) -> Answer<ConnectionDetails> {
    desk.console().await?.connection(&id).await
}

#[tauri::command]
async fn check_address(desk: Desks<'_>, kind: AddressKind, text: String) -> Answer<AddressCheck> {
    Ok(desk.console().await?.check_address(kind, &text))
}

#[tauri::command]
async fn begin_connect(desk: Desks<'_>, request: ConnectRequest) -> Answer<ConnectStep> {
    desk.console().await?.begin_connect(request).await
}

#[tauri::command]
async fn begin_reauthorize(desk: Desks<'_>, request: ReauthorizeRequest) -> Answer<ConnectStep> {
    desk.console().await?.begin_reauthorize(request).await
}

#[tauri::command]
async fn finish_sign_in<R: Runtime>(
    app: AppHandle<R>,
    desk: Desks<'_>,
    attempt: String,
) -> Answer<Review> {
    let review = desk.console().await?.finish_sign_in(&attempt).await;
    if !matches!(&review, Err(failure) if failure.code == FailureCode::Cancelled) {
        window::bring_to_front(&app);
    }
    review
}

#[tauri::command]
async fn cancel_sign_in(desk: Desks<'_>, attempt: String) -> Answer<()> {
    desk.console().await?.cancel_sign_in(&attempt);
    Ok(())
}

#[tauri::command]
async fn open_sign_in_again(desk: Desks<'_>, attempt: String) -> Answer<SignInView> {
    desk.console().await?.open_sign_in_again(&attempt).await
}

#[tauri::command]
async fn save_connection(
    desk: Desks<'_>,
    attempt: String,
    accept_other_user: bool,
) -> Answer<ConnectionDetails> {
    desk.console()
        .await?
        .save_connection(&attempt, accept_other_user)
        .await
}

#[tauri::command]
async fn discard_connection(desk: Desks<'_>, attempt: String) -> Answer<()> {
    desk.console().await?.discard_connection(&attempt).await;
    Ok(())
}

#[tauri::command]
async fn test_connection(desk: Desks<'_>, id: String) -> Answer<ConnectionDetails> {
    desk.console().await?.test_connection(&id).await
}

#[tauri::command]
async fn edit_connection(desk: Desks<'_>, request: EditRequest) -> Answer<ConnectionDetails> {
    desk.console().await?.edit_connection(request).await
}

#[tauri::command]
async fn rename_connection(
    desk: Desks<'_>,
    id: String,
    nickname: String,
) -> Answer<ConnectionDetails> {
    desk.console()
        .await?
        .rename_connection(&id, &nickname)
        .await
}

#[tauri::command]
async fn star_connection(desk: Desks<'_>, id: String, starred: bool) -> Answer<()> {
    desk.console().await?.star_connection(&id, starred).await
}

#[tauri::command]
async fn copy_details(desk: Desks<'_>, id: String) -> Answer<String> {
    desk.console().await?.copy_details(&id).await
}

#[tauri::command]
async fn delete_connection(desk: Desks<'_>, id: String) -> Answer<DeleteReport> {
    desk.console().await?.delete_connection(&id).await
}

#[tauri::command]
async fn unlock_with_passphrase(desk: Desks<'_>, passphrase: SecretString) -> Answer<ConsoleView> {
    desk.console()
        .await?
        .unlock_with_passphrase(passphrase)
        .await
}

#[tauri::command]
async fn use_session_only(desk: Desks<'_>) -> Answer<ConsoleView> {
    desk.console().await?.use_session_only().await
}

#[tauri::command]
async fn retry_keyring(desk: Desks<'_>) -> Answer<ConsoleView> {
    desk.console().await?.retry_keyring().await
}

#[tauri::command]
async fn lock(desk: Desks<'_>) -> Answer<ConsoleView> {
    desk.console().await?.lock().await
}

#[tauri::command]
async fn start_over_with_new_key(desk: Desks<'_>) -> Answer<ConsoleView> {
    desk.console().await?.start_over_with_new_key().await
}

/// Opens a page that the console itself has offered, and no other.
#[tauri::command]
async fn open_page(desk: Desks<'_>, url: String) -> Answer<()> {
    if !desk.console().await?.is_offered(&url) {
        return Err(Failure::other(Explanation::new(
            "This page was not opened.",
            "The console opens only the pages that it offers itself.",
            "Copy the address into your browser if you trust it.",
        )));
    }
    browser::open(&url).map_err(|error| {
        Failure::other(Explanation::new(
            "No browser could be started.",
            format!("The system said: {error}."),
            "Copy the link into your browser, or set BROWSER to the program to use.",
        ))
    })
}

#[tauri::command]
async fn preference(desk: Desks<'_>, name: String) -> Answer<Option<String>> {
    desk.console().await?.preference(&name).await
}

#[tauri::command]
async fn set_preference(desk: Desks<'_>, name: String, value: String) -> Answer<()> {
    desk.console().await?.set_preference(&name, &value).await
}

#[tauri::command]
async fn confirmation_question<R: Runtime>(
    window: WebviewWindow<R>,
    asking: State<'_, Asking>,
    desk: Desks<'_>,
) -> Answer<QuestionView> {
    let question = asking.question(window.label());
    let theme = desk.console().await?.preference("theme").await?;
    Ok(QuestionView::of(
        &question.ok_or_else(nothing_is_asked)?,
        theme.unwrap_or_default(),
    ))
}

/// Whether what is typed so far would be a yes.
#[tauri::command]
async fn confirmation_fits<R: Runtime>(
    window: WebviewWindow<R>,
    asking: State<'_, Asking>,
    typed: String,
) -> Answer<bool> {
    let question = asking.question(window.label());
    Ok(question.is_some_and(|question| question.yes(&typed).is_some()))
}

/// A yes, with what was typed for it, or a no. Tells whether that was an answer.
#[tauri::command]
async fn answer_confirmation<R: Runtime>(
    window: WebviewWindow<R>,
    asking: State<'_, Asking>,
    typed: Option<String>,
) -> Answer<bool> {
    Ok(asking.answer(window.label(), typed.as_deref()))
}

fn nothing_is_asked() -> Failure {
    Failure::other(Explanation::new(
        "Nothing is asked here any more.",
        "The question was answered, or whoever asked it is gone.",
        "Close this window.",
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    macro_rules! names {
        ($($name:ident),+ $(,)?) => { BTreeSet::from([$(stringify!($name).to_owned()),+]) };
    }

    /// A window's commands, the file of its page's side, and its capability.
    struct Side {
        answered: BTreeSet<String>,
        called_in: &'static str,
        capability: &'static str,
        windows: &'static str,
        events: &'static [&'static str],
    }

    fn sides() -> [Side; 2] {
        [
            Side {
                answered: crate::command_list::every_command!(names),
                called_in: "commands.ts",
                capability: "main.json",
                windows: crate::window::MAIN,
                events: &["core:event:allow-listen", "core:event:allow-unlisten"],
            },
            Side {
                answered: crate::command_list::every_confirmation_command!(names),
                called_in: "confirmation.ts",
                capability: "confirmation.json",
                windows: "confirmation-*",
                events: &[],
            },
        ]
    }

    fn text(path: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    #[test]
    fn each_window_calls_exactly_the_commands_that_it_is_answered() {
        for side in sides() {
            let file = format!("../ui/src/ipc/{}", side.called_in);
            assert_eq!(invoked(&text(&file)), side.answered, "{file}");
        }
    }

    #[test]
    fn each_window_is_permitted_exactly_the_commands_that_it_is_answered() {
        for side in sides() {
            let file = format!("capabilities/{}", side.capability);
            let capability: serde_json::Value = serde_json::from_str(&text(&file)).unwrap();
            let (events, permitted): (Vec<_>, Vec<_>) = capability["permissions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|permission| permission.as_str().unwrap())
                .partition(|permission| permission.starts_with("core:"));

            assert_eq!(events, side.events, "{file}");
            let permitted: BTreeSet<String> = permitted
                .into_iter()
                .map(|permission| permission.strip_prefix("allow-").unwrap().replace('-', "_"))
                .collect();
            assert_eq!(permitted, side.answered, "{file}");
            assert_eq!(capability["windows"], serde_json::json!([side.windows]));
            assert_eq!(capability["local"], true);
            assert!(capability.get("remote").is_none());
        }
    }

    #[test]
    fn no_command_is_answered_to_both_windows_and_no_capability_is_forgotten() {
        let [main, confirmation] = sides();
        assert!(main.answered.is_disjoint(&confirmation.answered));
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/capabilities");
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        assert_eq!(files, [confirmation.capability, main.capability]);
        assert!(!crate::confirm::is_confirmation(crate::window::MAIN));
    }

    /// The first argument of every `invoke<…>("name"…)` or `call("name"…)`.
    fn invoked(source: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for opening in ["invoke", "call"] {
            for (at, _) in source.match_indices(opening) {
                let rest = &source[at + opening.len()..];
                let Some(quote) = rest.find(['"', '\'', ';', '\n']) else {
                    continue;
                };
                let quoted = &rest[quote + 1..];
                let mark = rest.as_bytes()[quote];
                if !rest[..quote].trim_end().ends_with('(') || !matches!(mark, b'"' | b'\'') {
                    continue;
                }
                if let Some(end) = quoted.find(char::from(mark)) {
                    names.insert(quoted[..end].to_owned());
                }
            }
        }
        names
    }
}
