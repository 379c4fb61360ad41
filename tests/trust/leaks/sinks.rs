//! The places where a secret could lie, each searched after something was planted in it and found.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, ensure};
use domain::{Clock, SystemClock};
use serde_json::json;
use tokio::time::sleep;

use super::known::Secret;
use super::visit::Visit;
use crate::canaries::{Canaries, Found};
use crate::memory;

/// So long may it take until all is gone.
const AFTER_LOCK: Duration = Duration::from_secs(5);

const PLANTED: &str = "Pl4nted-in-this-place-to-be-found";

/// What was searched, and what was found.
#[derive(Default)]
pub(super) struct Searched {
    pub(super) secrets: u64,
    pub(super) found: Vec<Found>,
    /// Place, secrets that were looked for in it, and hits.
    places: Vec<(&'static str, u64, u64)>,
}

const FILES: &str = "the files of the console: database, log, index, locks, exports, home";
const TEMPORARY: &str = "temporary folders and shared memory";
const TOLD: &str = "what the page is told, diagnostics included";
const MEMORY: &str = "its memory after Lock";
const DUMP: &str = "a crash dump of it after Lock";

impl Searched {
    /// Place, secrets that were looked for, and hits.
    pub(super) fn by_place(&self) -> Vec<(&'static str, u64, u64)> {
        self.places.clone()
    }

    /// While the console works.
    pub(super) fn while_open(&mut self, visit: &mut Visit, secrets: &[Secret]) -> Result<()> {
        self.secrets += secrets.len() as u64;
        let canaries = Canaries::of_bytes(secrets);
        let control = planted();
        // The link to the sign-in page, which is told once, has state and nonce in it.
        let told = visit.told.clone();
        let found = canaries.in_bytes(told.as_bytes(), TOLD);
        self.note(TOLD, secrets, found);
        ensure!(
            !control
                .in_bytes(format!("{told}{PLANTED}").as_bytes(), "")
                .is_empty(),
            "what is planted in an answer is found"
        );

        let nowhere = |_: &Path| false;
        for (place, dir) in [
            (FILES, visit.data_dir()),
            (FILES, visit.dir().join(".cache")),
            (FILES, visit.dir().join(".local/share")),
            (TEMPORARY, visit.dir().join("tmp")),
            (TEMPORARY, "/dev/shm".into()),
        ] {
            fs::create_dir_all(&dir)?;
            let file = dir.join(format!("planted-{}", visit.id()?));
            fs::write(&file, PLANTED)?;
            let seen = control.below(&dir, &nowhere);
            fs::remove_file(&file)?;
            ensure!(
                !seen?.is_empty(),
                "what is planted in {} is found",
                dir.display()
            );
            self.note(place, secrets, canaries.below(&dir, &nowhere)?);
        }
        self.note(FILES, &[], canaries.below(visit.dir(), &nowhere)?);
        self.note(TEMPORARY, &[], new_in_tmp(&canaries)?);

        // It works with them, and so must hold some: a search that finds none is blind.
        let whole = Canaries::whole_of_bytes(secrets);
        let held = memory::holds(visit.id()?, &whole, MEMORY)?;
        let key = ["the key", "access_token", "client_secret"];
        ensure!(
            held.iter().any(|found| key.contains(&&*found.secret)),
            "an open console holds what it works with: {held:?}"
        );
        Ok(())
    }

    /// After *Lock*.
    pub(super) async fn after_lock(&mut self, visit: &mut Visit, secrets: &[Secret]) -> Result<()> {
        let whole = Canaries::whole_of_bytes(secrets);
        let control = planted();
        visit.asks(json!({ "plant": PLANTED })).await?;
        let id = visit.id()?;
        let seen = memory::holds(id, &control, MEMORY)?;
        ensure!(!seen.is_empty(), "what is planted in memory is found");
        // Connections to the org are let go of, and end by themselves.
        let until = Instant::now() + AFTER_LOCK;
        let held = loop {
            let held = memory::holds(id, &whole, MEMORY)?;
            if held.is_empty() || Instant::now() > until {
                break held;
            }
            sleep(Duration::from_millis(200)).await;
        };
        self.note(MEMORY, secrets, held);
        Ok(())
    }

    /// What would be left of it by a crash, had it not forbidden that.
    pub(super) fn in_dump(&mut self, visit: &Visit, secrets: &[Secret]) -> Result<()> {
        let (id, whole, control) = (visit.id()?, Canaries::whole_of_bytes(secrets), planted());
        let dump = visit.dir().join("dump");
        let made = Command::new("gcore")
            .arg("-o")
            .arg(&dump)
            .arg(id.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .context("gcore cannot be started; gdb brings it")?;
        ensure!(made.success(), "a crash dump is made");
        let dump = dump.with_extension(id.to_string());
        let bytes = fs::read(&dump)?;
        fs::remove_file(&dump)?;
        ensure!(
            !control.in_bytes(&bytes, DUMP).is_empty(),
            "what is planted in memory is found in the dump"
        );
        self.note(DUMP, secrets, whole.in_bytes(&bytes, DUMP));
        Ok(())
    }

    fn note(&mut self, place: &'static str, secrets: &[Secret], found: Vec<Found>) {
        let hits = found.len() as u64;
        self.found.extend(found);
        let searches = secrets.len() as u64;
        match self.places.iter_mut().find(|(known, ..)| *known == place) {
            Some((_, all, hit)) => {
                *all += searches;
                *hit += hits;
            }
            None => self.places.push((place, searches, hits)),
        }
    }
}

fn planted() -> Canaries {
    Canaries::whole(&[("planted".to_owned(), PLANTED.to_owned())])
}

/// What of it is in files of the computer's own folder that are new: other programs' are not read.
fn new_in_tmp(canaries: &Canaries) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    let now = Duration::from_secs(SystemClock.now().as_second().try_into()?);
    let since = SystemTime::UNIX_EPOCH + now - Duration::from_mins(2);
    for entry in fs::read_dir("/tmp")? {
        let path = entry?.path();
        // It may have gone meanwhile, or be somebody else's.
        let Ok(file) = fs::symlink_metadata(&path) else {
            continue;
        };
        let new = file.modified().is_ok_and(|modified| modified > since);
        if file.is_file() && new && file.len() < 64 * 1024 * 1024 {
            let bytes = fs::read(&path).unwrap_or_default();
            found.extend(canaries.in_bytes(&bytes, &path.display().to_string()));
        }
    }
    Ok(found)
}
