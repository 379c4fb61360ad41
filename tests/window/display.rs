//! A virtual display.

use std::process::{Command, Stdio};

use anyhow::Result;

use super::Running;

/// An X server without a screen.
#[derive(Debug)]
pub struct Display {
    name: String,
    _server: Running,
}

impl Display {
    /// Starts one under a number that is free.
    pub fn start() -> Result<Self> {
        let mut xvfb = Command::new("Xvfb");
        xvfb.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x900x24",
            "-nolisten",
            "tcp",
        ]);
        let (server, number) = Running::start_and_read_line(xvfb.stderr(Stdio::null()))?;
        Ok(Self {
            name: format!(":{number}"),
            _server: server,
        })
    }

    /// For `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }
}
