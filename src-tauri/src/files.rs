//! The system's own file dialogs, above the window.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use connections::{FileKind, Files};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

use crate::window;

/// Dialogs of this program.
pub(crate) struct NativeFiles<R: Runtime>(AppHandle<R>);

impl<R: Runtime> NativeFiles<R> {
    /// Above the window of this program.
    pub(crate) fn of(app: &AppHandle<R>) -> Self {
        Self(app.clone())
    }

    fn dialog(&self, title: &str, kind: &str, extensions: &[&str]) -> FileDialogBuilder<R> {
        let dialog = self
            .0
            .dialog()
            .file()
            .set_title(title)
            .add_filter(kind, extensions);
        match self.0.get_webview_window(window::MAIN) {
            Some(window) => dialog.set_parent(&window),
            None => dialog,
        }
    }
}

impl<R: Runtime> Files for NativeFiles<R> {
    fn save_as<'a>(
        &'a self,
        title: &'a str,
        name: &'a str,
        kind: FileKind,
    ) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>> {
        let (picked, pick) = oneshot::channel();
        let dialog = self.dialog(title, &kind.name, &[&kind.extension]);
        let dialog = dialog.set_file_name(name);
        dialog.save_file(move |path| drop(picked.send(path)));
        Box::pin(answered(pick))
    }

    fn open<'a>(
        &'a self,
        title: &'a str,
        kind: FileKind,
    ) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>> {
        let (picked, pick) = oneshot::channel();
        self.dialog(title, &kind.name, &[&kind.extension])
            .pick_file(move |path| drop(picked.send(path)));
        Box::pin(answered(pick))
    }

    fn open_one_of<'a>(
        &'a self,
        title: &'a str,
        kind: &'a str,
        extensions: &'a [&'a str],
    ) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>> {
        let (picked, pick) = oneshot::channel();
        self.dialog(title, kind, extensions)
            .pick_file(move |path| drop(picked.send(path)));
        Box::pin(answered(pick))
    }
}

/// A dialog that ends without an answer picked nothing.
async fn answered(pick: oneshot::Receiver<Option<FilePath>>) -> Option<PathBuf> {
    pick.await.ok().flatten()?.into_path().ok()
}
