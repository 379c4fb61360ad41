//! Whether there is a screen to show a window on.

use crate::workspace::variable;

/// Whether a display is named.
pub(crate) fn is_there() -> bool {
    cfg!(not(target_os = "linux"))
        || variable("DISPLAY").is_some()
        || variable("WAYLAND_DISPLAY").is_some()
}
