//! A desktop: a display, and a bus with or without a keyring.

use std::path::Path;

use anyhow::Result;
use tempfile::TempDir;

use super::{Bus, Display, Keyring};

/// What a program finds around it.
#[derive(Debug)]
pub struct Desktop {
    bus: Bus,
    display: Display,
    dir: TempDir,
}

impl Desktop {
    /// Starts one.
    pub fn start(keyring: Keyring) -> Result<Self> {
        let dir = tempfile::Builder::new()
            .prefix("connections-console-")
            .tempdir()?;
        let display = Display::start()?;
        let bus = Bus::start(dir.path(), keyring)?;
        Ok(Self { bus, display, dir })
    }

    /// A folder that goes with the desktop.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The display, as `DISPLAY` names it.
    pub fn display(&self) -> &str {
        self.display.name()
    }

    /// Its session bus, as `DBUS_SESSION_BUS_ADDRESS` names it.
    pub fn bus(&self) -> &str {
        self.bus.address()
    }

    /// What a program on this desktop has in its environment.
    pub fn environment(&self) -> Vec<(String, String)> {
        let home = self.dir.path().display().to_string();
        let runtime = self.bus.runtime().display().to_string();
        [
            ("DISPLAY", self.display.name()),
            ("DBUS_SESSION_BUS_ADDRESS", self.bus.address()),
            ("XDG_RUNTIME_DIR", &runtime),
            ("HOME", &home),
            // The accessibility bus is no part of this desktop, and GTK complains of that.
            ("NO_AT_BRIDGE", "1"),
            ("GDK_BACKEND", "x11"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }
}
