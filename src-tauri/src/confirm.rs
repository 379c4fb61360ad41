//! Asks a person before something is lost, in a dialog of the system's that the page cannot press.

use std::future::Future;
use std::pin::Pin;

use connections::{Confirmation, Question};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};
use tokio::sync::oneshot;

use crate::window;

/// The system's own message box, above the window.
pub(crate) struct NativeDialog<R: Runtime>(AppHandle<R>);

impl<R: Runtime> NativeDialog<R> {
    /// Dialogs of this program.
    pub(crate) fn of(app: &AppHandle<R>) -> Self {
        Self(app.clone())
    }
}

impl<R: Runtime> Confirmation for NativeDialog<R> {
    fn confirm<'a>(
        &'a self,
        question: Question,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        let (answered, answer) = oneshot::channel();
        let dialog = self
            .0
            .dialog()
            .message(question.text)
            .title(question.title)
            .kind(MessageDialogKind::Warning)
            .buttons(MessageDialogButtons::OkCancel);
        let dialog = match self.0.get_webview_window(window::MAIN) {
            Some(window) => dialog.parent(&window),
            None => dialog,
        };
        dialog.show(move |yes| {
            // Whoever asked may be gone.
            let _ = answered.send(yes);
        });
        // A dialog that ends without an answer is a no.
        Box::pin(async move { answer.await.unwrap_or(false) })
    }
}
