//! What the window may ask: one line onto the use cases each.
//!
//! The list of names is `command_list.rs`; the window's side is `ui/src/ipc/commands.ts`.

use std::collections::BTreeMap;

use connections::views::{
    ActionForm, AddressCheck, AddressKind, AppKind, ConnectRequest, ConnectStep, ConnectionDetails,
    ConnectionRow, ConnectorView, ConsoleView, CopyFormat, DeleteReport, EditRequest, Failure,
    FailureCode, KeyKind, KeyView, ReauthorizeRequest, RequestView, Review, RunRequest, RunView,
    SandboxView, SetupStep, SignInView,
};
use domain::Explanation;
use secrecy::SecretString;
use tauri::{AppHandle, Runtime, State};

use crate::desk::Desk;
use crate::practice::PracticeOrg;
use crate::{browser, window};

type Answer<T> = Result<T, Failure>;
type Desks<'a> = State<'a, Desk>;

/// Answers every command of `command_list.rs`.
pub(crate) fn handler<R: Runtime>() -> impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync {
    use tauri::generate_handler;

    crate::command_list::every_command!(generate_handler)
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
async fn setup_sheet(
    desk: Desks<'_>,
    connector: String,
    values: BTreeMap<String, String>,
    app: AppKind,
) -> Answer<Vec<SetupStep>> {
    desk.console().await?.setup_sheet(&connector, &values, app)
}

#[tauri::command]
async fn make_key(desk: Desks<'_>, kind: KeyKind) -> Answer<KeyView> {
    desk.console().await?.make_key(kind).await
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
async fn action_form(desk: Desks<'_>, connection: String, action: String) -> Answer<ActionForm> {
    desk.console()
        .await?
        .action_form(&connection, &action)
        .await
}

#[tauri::command]
async fn preview_action(desk: Desks<'_>, request: RunRequest) -> Answer<Vec<RequestView>> {
    desk.console().await?.preview_action(request).await
}

#[tauri::command]
async fn run_action(desk: Desks<'_>, request: RunRequest) -> Answer<RunView> {
    desk.console().await?.run_action(request).await
}

#[tauri::command]
async fn copy_request(desk: Desks<'_>, request: RunRequest, format: CopyFormat) -> Answer<String> {
    desk.console().await?.copy_request(request, format).await
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    macro_rules! names {
        ($($name:ident),+ $(,)?) => { BTreeSet::from([$(stringify!($name).to_owned()),+]) };
    }

    fn answered() -> BTreeSet<String> {
        crate::command_list::every_command!(names)
    }

    #[test]
    fn the_window_calls_exactly_the_commands_that_are_answered() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/ipc/commands.ts");
        let called: BTreeSet<String> = invoked(&fs::read_to_string(file).unwrap());

        assert_eq!(called, answered());
    }

    #[test]
    fn the_window_is_permitted_exactly_the_commands_that_are_answered() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/capabilities/main.json");
        let capability: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let (events, permitted): (Vec<_>, Vec<_>) = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|permission| permission.as_str().unwrap())
            .partition(|permission| permission.starts_with("core:"));

        assert_eq!(
            events,
            ["core:event:allow-listen", "core:event:allow-unlisten"]
        );
        let permitted: BTreeSet<String> = permitted
            .into_iter()
            .map(|permission| permission.strip_prefix("allow-").unwrap().replace('-', "_"))
            .collect();
        assert_eq!(permitted, answered());
        assert_eq!(
            capability["windows"],
            serde_json::json!([crate::window::MAIN])
        );
        assert_eq!(capability["local"], true);
        assert!(capability.get("remote").is_none());
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
