//! The shell on Tauri's mock runtime, over a console and a practice org.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use catalogue::{Catalogue, Effect, RequestTemplate, Value as Part};
use connections::Console;
use serde_json::Value;
use stories::story::Story;
use tauri::ipc::{CallbackFn, InvokeBody, InvokeError, InvokeResponse, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::values::{TYPED, Values};
use crate::confirm::{self, Asking};
use crate::desk::Desk;
use crate::practice::PracticeOrg;
use crate::quit::Closed;
use crate::{commands, window};

/// All of them.
pub(super) const CONNECTORS: [&str; 4] = [
    "okta",
    "okta_realms",
    "okta_devices",
    "okta_privileged_access",
];

/// How many calls are under way at once.
const AT_ONCE: usize = 48;

/// After this a call that waits is left to wait.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a command said.
pub(super) struct Said {
    pub(super) command: String,
    /// Whether it answered; else it refused.
    pub(super) well: bool,
    pub(super) text: String,
}

/// A main window and a confirmation, as the shell makes them.
pub(super) struct Place {
    app: App<MockRuntime>,
    main: WebviewWindow<MockRuntime>,
    confirmation: WebviewWindow<MockRuntime>,
}

impl Place {
    pub(super) fn open(console: &Console) -> Self {
        let desk = Desk::new();
        desk.open(Ok(console.clone()));
        let app = mock_builder()
            .manage(desk)
            .manage(Asking::default())
            .manage(PracticeOrg::new())
            .manage(Closed::not_yet())
            .invoke_handler(commands::handler())
            .on_window_event(confirm::window_event)
            .build(tauri::generate_context!())
            .expect("it is built");
        let open = |label: &str| {
            WebviewWindowBuilder::new(&app, label, WebviewUrl::default())
                .build()
                .expect("a window")
        };
        let (main, confirmation) = (open(window::MAIN), open("confirmation-0"));
        Self {
            app,
            main,
            confirmation,
        }
    }

    /// Calls so many commands, and gives what they said.
    pub(super) async fn call_all(&self, calls: u64, values: &mut Values) -> Vec<Said> {
        let (say, said) = channel();
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        for number in 0..calls {
            let (command, given) = values.next();
            // One that waits for news holds nobody up.
            let turn = turns.clone().acquire_owned();
            let turn = timeout(PATIENCE, turn).await.ok().and_then(Result::ok);
            let say = say.clone();
            let asks = command.contains("confirmation");
            // Now and then by the window that it is not for.
            let astray = number % 50 == 7;
            let window = if asks == astray {
                &self.main
            } else {
                &self.confirmation
            };
            let request = asking(&command, given);
            let waits = command.starts_with("follow_") || command == "finish_sign_in";
            let turn = turn.filter(|_| !waits);
            window.as_ref().clone().on_message(
                request,
                Box::new(move |_, _, response, _, _| {
                    drop(turn);
                    let _gone = say.send(told(command, response));
                }),
            );
        }
        drop(say);
        self.last_words(&turns, &said).await
    }

    /// Calls one by the main window, and waits for what it says.
    pub(super) async fn call(&self, command: &str, given: Value) -> Said {
        let (say, said) = tokio::sync::oneshot::channel();
        let name = command.to_owned();
        self.main.as_ref().clone().on_message(
            asking(command, given),
            Box::new(move |_, _, response, _, _| drop(say.send(told(name, response)))),
        );
        said.await.expect("it says something")
    }

    /// Whatever is said until nobody says anything any more.
    async fn last_words(&self, turns: &Semaphore, said: &Receiver<Said>) -> Vec<Said> {
        let all = u32::try_from(AT_ONCE).expect("a small number");
        let _idle = timeout(PATIENCE, turns.acquire_many(all)).await;
        said.try_iter().collect()
    }

    pub(super) fn close(self) {
        drop(self.app);
    }
}

fn asking(command: &str, given: Value) -> InvokeRequest {
    InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().expect("an address"),
        body: InvokeBody::Json(given),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    }
}

fn told(command: String, response: InvokeResponse) -> Said {
    match response {
        InvokeResponse::Ok(InvokeResponseBody::Json(text)) => Said {
            command,
            well: true,
            text,
        },
        InvokeResponse::Ok(InvokeResponseBody::Raw(bytes)) => Said {
            command,
            well: true,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        },
        InvokeResponse::Err(InvokeError(value)) => Said {
            command,
            well: false,
            text: value.to_string(),
        },
    }
}

/// Requests that have reached the org or the team and must not have, by method and path.
pub(super) fn writes(story: &Story, production: bool) -> impl Iterator<Item = String> {
    let mut lines = story.org.requests("/api/v1");
    lines.extend(story.org.requests("/v1/teams"));
    lines.retain(|line| !line.starts_with("GET ") && !line.contains("service_token"));
    let harmless = harmless(production);
    lines.retain(|line| !harmless.iter().any(|template| fits(line, template)));
    lines.into_iter()
}

/// What an action sends before which no question is put: where it only reads, some by POST, and outside
/// production where it writes and destroys nothing.
fn harmless(production: bool) -> Vec<String> {
    let catalogue = Catalogue::builtin().expect("it is read");
    let connectors = catalogue.connectors().iter();
    let actions = connectors.flat_map(|connector| &connector.actions);
    let unasked = actions.filter(|action| match action.effect {
        Effect::Read => true,
        Effect::Write => !production,
        Effect::Destructive | Effect::ByRequest => false,
    });
    let requests = unasked.flat_map(|action| action.request.iter().chain(&action.calls));
    requests.map(template).collect()
}

fn template(request: &RequestTemplate) -> String {
    let segments = request.path.iter().map(|segment| match segment {
        Part::Fixed(text) => format!("/{text}"),
        Part::Input(_) => "/{}".to_owned(),
    });
    let path: String = segments.collect();
    format!("{} {path}", request.method.as_str())
}

/// Whether a line, which is method, path and status, is a request of this template: segment by
/// segment, `{}` standing for any one.
fn fits(line: &str, template: &str) -> bool {
    let (line, _status) = line.rsplit_once(' ').unwrap_or((line, ""));
    // A team's templates begin below the team.
    let line = &line.replacen("/v1/teams/practice", "", 1);
    let (line, template): (Vec<_>, Vec<_>) =
        (line.split('/').collect(), template.split('/').collect());
    let alike = |(said, meant): (&&str, &&str)| said == meant || *meant == "{}";
    line.len() == template.len() && line.iter().zip(&template).all(alike)
}

/// What no answer may hold: client secrets, keys and tokens, and what was typed as a secret.
pub(super) fn secrets(story: &Story) -> Vec<(String, String)> {
    let mut secrets = vec![("typed".to_owned(), TYPED.to_owned())];
    for exchange in story.org.heard() {
        let answer: Value = serde_json::from_slice(&exchange.answer).unwrap_or_default();
        for name in ["access_token", "refresh_token", "bearer_token"] {
            if let Some(token) = answer[name].as_str() {
                let secret = token.rsplit('.').next().unwrap_or(token);
                secrets.push((name.to_owned(), secret.to_owned()));
            }
        }
    }
    for connector in CONNECTORS {
        secrets.push((connector.to_owned(), story.credentials(connector).1));
    }
    secrets.sort();
    secrets.dedup();
    secrets
}
