//! A second start brings the first one's window to the front.
//!
//! The session bus only carries that wish; the guarantee that two programs never open one
//! database is the store's lock.

use std::fs::{File, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use connections::views::Failure;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use crate::window;

/// Reaches the first instance that uses the same data folder, where there is a session bus.
pub(crate) fn one_per_folder<R: Runtime>(data_dir: &Path) -> TauriPlugin<R> {
    let mut folder = DefaultHasher::new();
    data_dir.hash(&mut folder);
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!(
            "org.connections_console.in_{:016x}",
            folder.finish()
        ))
        .callback(|app, _, _| window::bring_to_front(app))
        .build()
}

/// Whether the reason why the console did not open is that another program has the folder.
pub(crate) fn is_held_by_another(data_dir: &Path) -> bool {
    File::open(data_dir.join("instance.lock"))
        .is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Says why in a window of the desktop's own, then ends.
pub(crate) fn refuse<R: Runtime>(app: &AppHandle<R>, failure: &Failure) {
    let sentence = format!("{} {} {}", failure.what, failure.why, failure.fix);
    eprintln!("connections-console: {sentence}");
    let ending = app.clone();
    app.dialog()
        .message(sentence)
        .title("Connections Console")
        .kind(MessageDialogKind::Error)
        .show(move |_| ending.exit(1));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_while_its_lock_is() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_held_by_another(folder.path()));

        let lock = File::create(folder.path().join("instance.lock")).unwrap();
        assert!(!is_held_by_another(folder.path()));

        lock.lock().unwrap();
        assert!(is_held_by_another(folder.path()));
    }
}
