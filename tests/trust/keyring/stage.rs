//! What one state needs: a bus with a keyring on it, an issuer, a data folder, and consoles that
//! come and go.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use domain::{Clock, StoppedClock, SystemClock};
use jiff::SignedDuration;
use serde_json::Value;
use tempfile::TempDir;

use super::console::Running;
use crate::bus::{Bus, Keyring};
use crate::canaries::Canaries;
use crate::trust::hand::Hand;
use crate::trust::issuer::{CLIENT_SECRET, Issuer};

pub(super) struct Stage {
    pub(super) bus: Bus,
    program: PathBuf,
    issuer: Issuer,
    clock: StoppedClock,
    // Removed after the bus has ended.
    dir: TempDir,
}

impl Stage {
    /// A well keyring, and a console that has one connection and was closed.
    pub(super) async fn set_up(program: &Path) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("keyring-").tempdir()?;
        let clock = StoppedClock::at(SystemClock.now());
        let stage = Self {
            bus: Bus::start(dir.path(), Keyring::Unlocked)?,
            program: program.to_owned(),
            issuer: Issuer::start(clock.clone()).await,
            clock,
            dir,
        };
        let mut console = stage.console().await?;
        ensure!(is_open(&console.opened), "{}", console.opened);
        let connected = console.told("connect").await?;
        ensure!(connected["state"] == "active", "{connected}");
        console.close().await?;
        Ok(stage)
    }

    /// The person's hand on its keyring.
    pub(super) async fn hand(&self) -> Result<Hand> {
        Hand::on(self.bus.address()).await
    }

    /// Starts the console again.
    pub(super) async fn console(&self) -> Result<Running> {
        self.console_on(Some(self.bus.address())).await
    }

    /// On another bus, or on none.
    pub(super) async fn console_on(&self, bus: Option<&str>) -> Result<Running> {
        self.start("data", bus).await
    }

    /// One that has nothing yet.
    pub(super) async fn new_console_on(&self, bus: &str) -> Result<Running> {
        self.start("new", Some(bus)).await
    }

    /// A second bus on this desktop, in a folder of its own.
    pub(super) fn another_bus(&self, keyring: Keyring) -> Result<Bus> {
        let dir = self.dir.path().join("another");
        fs::create_dir(&dir)?;
        Bus::start(&dir, keyring)
    }

    /// The keyring's program comes back, and the person unlocks it.
    pub(super) fn recover(&mut self) -> Result<()> {
        let dir = self.dir.path().to_owned();
        self.bus.restart_keyring(&dir)
    }

    /// Two hours pass, and the connection is used: its token is renewed.
    pub(super) async fn works(&self, console: &mut Running) -> Result<()> {
        self.clock.advance(SignedDuration::from_hours(2));
        let used = console.told("use").await?;
        ensure!(used["state"] == "active", "{used}");
        Ok(())
    }

    /// How many secrets are in the clear in how many files, the keyring's own among them.
    pub(super) fn in_the_clear(&self, keys: &[String]) -> Result<(u64, u64)> {
        let mut secrets = vec![("client secret".to_owned(), CLIENT_SECRET.to_owned())];
        for token in ["access-token-number-", "refresh-token-number-"] {
            secrets.push((token.to_owned(), token.to_owned()));
        }
        for key in keys {
            let key = key.rsplit(':').next().unwrap_or(key);
            secrets.push(("the key".to_owned(), key.to_owned()));
        }
        let canaries = Canaries::new(&secrets);
        let dir = self.dir.path();
        let nowhere = |_: &Path| false;
        let found = canaries.below(dir, &nowhere)?;
        // What is planted must be found, or finding nothing would mean nothing.
        let planted = dir.join("planted");
        fs::write(&planted, keys.concat() + CLIENT_SECRET)?;
        let kinds = if keys.is_empty() { 1 } else { 2 };
        let mut seen = canaries.below(dir, &nowhere)?;
        seen.retain(|found| found.place.ends_with("planted"));
        seen.dedup_by(|one, other| one.secret == other.secret);
        ensure!(seen.len() >= kinds, "what is planted is found: {seen:?}");
        fs::remove_file(planted)?;
        for found in &found {
            println!("   {found:?}");
        }
        Ok((found.len() as u64, files(dir)?))
    }

    async fn start(&self, folder: &str, bus: Option<&str>) -> Result<Running> {
        let home = self.dir.path();
        let folder = home.join(folder);
        let mut environment = vec![
            ("HOME", home.display().to_string()),
            (
                "XDG_RUNTIME_DIR",
                home.join("runtime").display().to_string(),
            ),
        ];
        if let Some(bus) = bus {
            environment.push(("DBUS_SESSION_BUS_ADDRESS", bus.to_owned()));
        }
        let folder = folder.to_str().context("a path in UTF-8")?;
        let arguments = [folder, &self.issuer.url(), &self.clock.now().to_string()];
        Running::start(&self.program, arguments, &environment).await
    }
}

pub(super) fn is_open(answer: &Value) -> bool {
    answer["storage"]["kind"] == "open"
}

fn files(dir: &Path) -> Result<u64> {
    let mut count = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        count += if kind.is_dir() {
            files(&entry.path())?
        } else {
            u64::from(kind.is_file())
        };
    }
    Ok(count)
}
