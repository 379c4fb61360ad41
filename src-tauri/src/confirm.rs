//! Asks a person before something is lost, in a window that is raised for this one question.
//!
//! It has a page of its own and is permitted its own commands and no others; the window that asked
//! to run something can neither press its button nor send its answer. What is typed is compared in
//! Rust. All that is no clear yes is a no: Escape, a closed window, one that could not be raised.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use connections::{Confirmation, Question, Yes};
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window,
    WindowEvent,
};
use tokio::sync::oneshot;

use crate::window;

/// How the labels of such windows begin; `capabilities/confirmation.json` names them.
const LABEL: &str = "confirmation-";

const PAGE: &str = "confirm.html";

/// Whether a window was raised for a question.
pub(crate) fn is_confirmation(label: &str) -> bool {
    label.starts_with(LABEL)
}

/// The question that is being asked. There is one at a time; others wait their turn.
#[derive(Default)]
pub(crate) struct Asking {
    turn: tokio::sync::Mutex<()>,
    asked: Mutex<Option<Asked>>,
    number: AtomicU32,
}

struct Asked {
    label: String,
    question: Question,
    answer: oneshot::Sender<Yes>,
}

impl Asking {
    /// What the window with this label is to ask.
    pub(crate) fn question(&self, label: &str) -> Option<Question> {
        let asked = self.asked();
        let asked = asked.as_ref().filter(|asked| asked.label == label)?;
        Some(asked.question.clone())
    }

    /// Answers with what was typed; with nothing, no. Tells whether that was an answer: what is
    /// not the name leaves the question open.
    pub(crate) fn answer(&self, label: &str, typed: Option<&str>) -> bool {
        let mut asked = self.asked();
        let Some(open) = asked.take_if(|asked| {
            asked.label == label && typed.is_none_or(|typed| asked.question.yes(typed).is_some())
        }) else {
            return false;
        };
        if let Some(yes) = typed.and_then(|typed| open.question.yes(typed)) {
            // Whoever asked may be gone.
            let _ = open.answer.send(yes);
        }
        true
    }

    fn ask(&self, question: &Question) -> (String, oneshot::Receiver<Yes>) {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let label = format!("{LABEL}{number}");
        let (answer, answered) = oneshot::channel();
        *self.asked() = Some(Asked {
            label: label.clone(),
            question: question.clone(),
            answer,
        });
        (label, answered)
    }

    fn asked(&self) -> MutexGuard<'_, Option<Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Raises a window for each question.
pub(crate) struct ConfirmationWindow<R: Runtime> {
    app: AppHandle<R>,
    data_dir: PathBuf,
}

impl<R: Runtime> ConfirmationWindow<R> {
    /// Windows of this program; what their engine stores is where the other window's is.
    pub(crate) fn of(app: &AppHandle<R>, data_dir: &Path) -> Self {
        Self {
            app: app.clone(),
            data_dir: data_dir.to_owned(),
        }
    }

    fn raise(&self, label: &str, title: &str) -> tauri::Result<Raised<R>> {
        let page = WebviewUrl::App(PAGE.into());
        let window = WebviewWindowBuilder::new(&self.app, label, page)
            .title(title)
            .inner_size(600.0, 540.0)
            .min_inner_size(420.0, 360.0)
            .maximizable(false)
            .minimizable(false)
            .skip_taskbar(true)
            .center()
            .data_directory(window::engine_folder(&self.data_dir))
            .general_autofill_enabled(false)
            .on_navigation(is_own_page)
            .on_new_window(|_, _| NewWindowResponse::Deny);
        let below = self.app.get_webview_window(window::MAIN);
        let window = match &below {
            Some(below) => window.parent(below)?,
            None => window,
        };
        let window = window.build()?;
        if let Some(below) = &below {
            below.set_enabled(false)?;
        }
        Ok(Raised { window, below })
    }
}

impl<R: Runtime> Confirmation for ConfirmationWindow<R> {
    fn confirm<'a>(
        &'a self,
        question: Question,
    ) -> Pin<Box<dyn Future<Output = Option<Yes>> + Send + 'a>> {
        Box::pin(async move {
            let asking = self.app.state::<Asking>();
            let _turn = asking.turn.lock().await;
            let (label, answered) = asking.ask(&question);
            let raised = match self.raise(&label, &question.title) {
                Ok(raised) => raised,
                Err(error) => {
                    tracing::warn!(%error, "nobody could be asked, so the answer is no");
                    asking.answer(&label, None);
                    return None;
                }
            };
            let yes = answered.await.ok();
            drop(raised);
            yes
        })
    }
}

/// The window while it is asked in. The other one cannot be used meanwhile.
struct Raised<R: Runtime> {
    window: WebviewWindow<R>,
    below: Option<WebviewWindow<R>>,
}

impl<R: Runtime> Drop for Raised<R> {
    fn drop(&mut self) {
        let given_back = self.below.as_ref().map(|below| {
            below.set_enabled(true)?;
            below.set_focus()
        });
        if let Some(Err(error)) = given_back {
            tracing::warn!(%error, "the window could not be given back");
        }
        if let Err(error) = self.window.destroy() {
            tracing::debug!(%error, "the confirmation was closed already");
        }
    }
}

/// A window that is closed has said no; with the other window, its question is closed too.
pub(crate) fn window_event<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    if !matches!(event, WindowEvent::Destroyed) {
        return;
    }
    let app = window.app_handle();
    if is_confirmation(window.label()) {
        app.state::<Asking>().answer(window.label(), None);
    } else {
        let windows = app.webview_windows();
        for (_, window) in windows.iter().filter(|(label, _)| is_confirmation(label)) {
            if let Err(error) = window.destroy() {
                tracing::debug!(%error, "the confirmation was closed already");
            }
        }
    }
}

fn is_own_page(page: &Url) -> bool {
    window::is_ours(page) && page.path() == format!("/{PAGE}")
}

#[cfg(test)]
mod tests {
    use connections::Typed;

    use super::*;

    fn question() -> Question {
        Question {
            title: "Delete Group?".into(),
            loses: "Its memberships.".into(),
            targets: Vec::new(),
            org: "acme.okta.com".into(),
            connection: "Prod".into(),
            typed: Some(Typed {
                what: "the name of the group".into(),
                text: "Sales".into(),
            }),
            button: "Delete Group".into(),
        }
    }

    #[tokio::test]
    async fn only_the_window_that_was_raised_for_a_question_can_answer_it() {
        let asking = Asking::default();
        let (label, mut answered) = asking.ask(&question());
        for other in [window::MAIN, "confirmation-7", ""] {
            assert!(asking.question(other).is_none(), "{other}");
            assert!(!asking.answer(other, Some("Sales")), "{other}");
            assert!(!asking.answer(other, None), "{other}");
        }
        assert!(answered.try_recv().is_err());
        assert!(asking.answer(&label, Some("Sales")));
        assert!(answered.await.is_ok());
        assert!(!asking.answer(&label, Some("Sales")), "it is over");
    }

    #[tokio::test]
    async fn what_is_not_the_name_leaves_the_question_open_and_closing_is_a_no() {
        let asking = Asking::default();
        let (label, answered) = asking.ask(&question());
        assert!(!asking.answer(&label, Some("sales")));
        assert!(!asking.answer(&label, Some("")));
        assert!(asking.question(&label).is_some());
        assert!(asking.answer(&label, None));
        assert!(answered.await.is_err());
    }

    #[tokio::test]
    async fn a_window_that_lingers_cannot_answer_the_next_question() {
        let asking = Asking::default();
        let (first, _) = asking.ask(&question());
        let (second, answered) = asking.ask(&question());
        assert!(!asking.answer(&first, Some("Sales")));
        assert!(asking.answer(&second, Some("Sales")));
        assert!(answered.await.is_ok());
    }

    #[test]
    fn a_confirmation_goes_to_its_own_page_only() {
        let page = |text: &str| is_own_page(&Url::parse(text).unwrap());
        assert!(page("tauri://localhost/confirm.html"));
        for other in [
            "tauri://localhost/",
            "tauri://localhost/index.html",
            "https://acme.okta.com/confirm.html",
            "tauri://localhost.evil.example/confirm.html",
        ] {
            assert!(!page(other), "{other}");
        }
    }
}
