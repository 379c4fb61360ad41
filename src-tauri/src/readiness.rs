//! Says when the page can be used, for `cargo xtask bench`.
//!
//! The page tells it through the window's title, so that no command, permission or connection is
//! added for a measurement, and the blank window can tell it in the same way.

use tauri::{Manager, Runtime, WebviewWindowBuilder};

/// The title that means: shown, and two frames have passed.
const READY: &str = "connections-console-ready";

/// A window that prints `ready` when `selector` matches and has been painted.
pub(crate) fn announced<'a, R: Runtime, M: Manager<R>>(
    window: WebviewWindowBuilder<'a, R, M>,
    selector: &str,
) -> WebviewWindowBuilder<'a, R, M> {
    window
        .initialization_script(script(selector))
        .on_document_title_changed(|_, title| {
            if title == READY {
                println!("ready");
            }
        })
}

fn script(selector: &str) -> String {
    let selector = format!("{selector:?}");
    format!(
        "(() => {{ const frame = requestAnimationFrame;\
         const look = () => document.querySelector({selector})\
           ? frame(() => frame(() => {{ document.title = '{READY}'; }})) : frame(look);\
         frame(look); }})();"
    )
}
