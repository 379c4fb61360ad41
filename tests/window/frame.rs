//! The frame around a window, which a virtual display without a window manager does not draw.

use anyhow::{Result, ensure};
use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, Window};
use x11rb::rust_connection::RustConnection;

/// Presses the cross of what is called so: sends what a window manager would (ICCCM §4.2.8.1).
/// One that was closed a moment ago may be there still, and takes no harm from it.
pub(super) fn close(display: &str, title: &str) -> Result<()> {
    let (server, screen) = x11rb::connect(Some(display))?;
    let protocols = atom(&server, "WM_PROTOCOLS")?;
    let delete = atom(&server, "WM_DELETE_WINDOW")?;
    let windows = titled(&server, server.setup().roots[screen].root, title)?;
    ensure!(!windows.is_empty(), "no window is called “{title}”");
    for window in windows {
        let data = [delete, CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, protocols, data);
        server.send_event(false, window, EventMask::NO_EVENT, message)?;
    }
    // An answer comes only when all before it was taken.
    server.get_input_focus()?.reply()?;
    Ok(())
}

fn titled(server: &RustConnection, root: Window, title: &str) -> Result<Vec<Window>> {
    let name = atom(server, "_NET_WM_NAME")?;
    let mut found = Vec::new();
    for window in server.query_tree(root)?.reply()?.children {
        let property = server.get_property(false, window, name, AtomEnum::ANY, 0, 1024)?;
        // A window that has gone meanwhile has no title.
        if property
            .reply()
            .is_ok_and(|property| property.value == title.as_bytes())
        {
            found.push(window);
        }
    }
    Ok(found)
}

fn atom(server: &RustConnection, name: &str) -> Result<u32> {
    Ok(server.intern_atom(false, name.as_bytes())?.reply()?.atom)
}
