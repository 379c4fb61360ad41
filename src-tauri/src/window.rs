//! The main window: how it is made, where it may go, and how it comes to the front.

use std::path::{Path, PathBuf};

use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager, Runtime, Url, UserAttentionType, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder,
};

use crate::environment::Environment;
use crate::readiness;

/// The window's label; `capabilities/main.json` names it.
pub(crate) const MAIN: &str = "main";

const TITLE: &str = "Connections Console";

/// The list can be used once it has its rows, or says what is needed to have any.
const LIST_SHOWN: &str = "main :is([role=grid] [role=gridcell], #need-first)";

/// Opens the window. It shows the console's own page and no other.
pub(crate) fn open<R: Runtime, M: Manager<R>>(
    app: &M,
    environment: &Environment,
) -> tauri::Result<WebviewWindow<R>> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title(TITLE)
        .inner_size(1280.0, 860.0)
        .min_inner_size(900.0, 600.0)
        // The page stores nothing; whatever the engine stores all the same is beside the database.
        .data_directory(engine_folder(&environment.data_dir))
        .general_autofill_enabled(false)
        // A file that is dropped comes to the page as a file, and never as a path.
        .disable_drag_drop_handler()
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny);
    if environment.measured {
        return readiness::announced(window, LIST_SHOWN).build();
    }
    window
        .on_document_title_changed(|window, title| {
            let title = if title.is_empty() { TITLE } else { &title };
            if let Err(error) = window.set_title(title) {
                tracing::debug!(%error, "the title could not be set");
            }
        })
        .build()
}

/// Brings the window to the front; where the desktop refuses that, asks for attention.
pub(crate) fn bring_to_front<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    let raised = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus())
        .and_then(|()| window.is_focused());
    if !matches!(raised, Ok(true))
        && let Err(error) = window.request_user_attention(Some(UserAttentionType::Informational))
    {
        tracing::debug!(%error, "the window could not be brought to the front");
    }
}

/// Where the engine of every window stores whatever it stores.
pub(crate) fn engine_folder(data_dir: &Path) -> PathBuf {
    data_dir.join("webview")
}

/// Whether the page is the console's own: `tauri://localhost`, or `http://tauri.localhost` where
/// the platform knows no other schemes.
pub(crate) fn is_ours(page: &Url) -> bool {
    match page.scheme() {
        "tauri" => page.host_str() == Some("localhost"),
        "http" | "https" => {
            cfg!(any(windows, target_os = "android")) && page.host_str() == Some("tauri.localhost")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_to_its_own_page_only() {
        assert!(is_ours(&Url::parse("tauri://localhost/").unwrap()));
        for page in [
            "https://acme.okta.com/",
            "http://127.0.0.1:7100/admin",
            "tauri://localhost.evil.example/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "about:blank",
        ] {
            assert!(!is_ours(&Url::parse(page).unwrap()), "{page}");
        }
    }
}
