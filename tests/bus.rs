//! A session bus of its own, with the real GNOME Keyring on it, or with none.

use std::fs;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use crate::process::Running;

/// Which keyring there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyring {
    /// GNOME Keyring, unlocked.
    Unlocked,
    /// GNOME Keyring as it is where nobody ever unlocked it: it keeps what lasts for a session.
    NeverUnlocked,
    /// A bus on which no program keeps secrets.
    Absent,
}

/// A session bus.
#[derive(Debug)]
pub struct Bus {
    address: String,
    runtime: PathBuf,
    // Ended before the bus.
    keyring: Option<Running>,
    _daemon: Running,
}

/// No service folder: nothing but what is started here answers on this bus.
const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

impl Bus {
    /// Starts a bus that keeps its files in `dir`.
    pub fn start(dir: &Path, keyring: Keyring) -> Result<Self> {
        let runtime = dir.join("runtime");
        fs::DirBuilder::new().mode(0o700).create(&runtime)?;
        let config = dir.join("bus.conf");
        fs::write(&config, CONFIG)?;
        let mut daemon = Command::new("dbus-daemon");
        daemon
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .arg(format!("--config-file={}", config.display()))
            // It complains that it may not raise its own limits, which it does not need.
            .stderr(Stdio::null());
        let (daemon, address) = Running::start_and_read_line(&mut daemon)?;
        let mut bus = Self {
            address,
            runtime,
            keyring: None,
            _daemon: daemon,
        };
        if keyring != Keyring::Absent {
            bus.keyring = Some(bus.start_keyring(dir, keyring)?);
        }
        Ok(bus)
    }

    /// The keyring's program, where there is one.
    pub fn keyring(&self) -> Option<&Running> {
        self.keyring.as_ref()
    }

    /// Ends the keyring's program at once, as a crash would.
    pub fn kill_keyring(&mut self) -> Result<()> {
        let keyring = self.keyring.take().context("there is a keyring")?;
        keyring.signal(Signal::KILL)
    }

    /// Starts the keyring's program again, unlocked, over the same `dir`.
    pub fn restart_keyring(&mut self, dir: &Path) -> Result<()> {
        self.keyring = Some(self.start_keyring(dir, Keyring::Unlocked)?);
        Ok(())
    }

    /// For `DBUS_SESSION_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// For `XDG_RUNTIME_DIR`.
    pub fn runtime(&self) -> &Path {
        &self.runtime
    }

    fn start_keyring(&self, dir: &Path, state: Keyring) -> Result<Running> {
        let mut daemon = Command::new("gnome-keyring-daemon");
        if state == Keyring::Unlocked {
            daemon.arg("--unlock");
        }
        daemon
            .args(["--foreground", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("XDG_RUNTIME_DIR", &self.runtime)
            .env("XDG_DATA_HOME", dir)
            .env("HOME", dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut keyring = Running::start(&mut daemon)?;
        let mut password = keyring
            .child()
            .stdin
            .take()
            .context("its input was asked for")?;
        password.write_all(b"a password for this run\n")?;
        drop(password);
        let waited = Command::new("gdbus")
            .args([
                "wait",
                "--session",
                "--timeout",
                "30",
                "org.freedesktop.secrets",
            ])
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .status()
            .context("gdbus cannot be started; is it installed?")?;
        if !waited.success() {
            bail!("GNOME Keyring did not come up");
        }
        Ok(keyring)
    }
}
