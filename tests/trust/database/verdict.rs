//! What comes of a damaged folder: opened or not, what its secrets say, and whether a copy helps.

use std::fs;
use std::panic;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, ensure};
use connections::Restore;
use connections::views::{Failure, FailureCode};
use domain::{Clock, SealContext, StoppedClock, SystemClock};
use secrecy::ExposeSecret;
use store::Store;
use tempfile::TempDir;
use vault::{Vault, VaultHeader};

use super::base::{Base, COUNT, FIELDS};
use crate::trust::desk::{console, told};

/// Sums of what was found.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) panicked: u64,
    /// It opened, and its list could be read.
    pub(super) listed: u64,
    /// It did not open.
    pub(super) closed: u64,
    /// Of those: a copy was offered, taken, and has the list.
    pub(super) restored: u64,
    /// Secrets that opened.
    pub(super) opened_secrets: u64,
    /// Of those: they say another thing than was sealed under their name.
    pub(super) wrong: u64,
    /// What is not as it must be.
    pub(super) fault: Option<String>,
}

impl Verdict {
    pub(super) fn add(&mut self, other: &Self) {
        self.panicked += other.panicked;
        self.listed += other.listed;
        self.closed += other.closed;
        self.restored += other.restored;
        self.opened_secrets += other.opened_secrets;
        self.wrong += other.wrong;
    }
}

static PANICS: AtomicU64 = AtomicU64::new(0);

/// How many panics there were when it was begun.
pub(super) struct Panics(u64);

/// Counts every panic of the rooms and of what they are made of from now on, on whichever thread;
/// each is told as before. What the tests themselves find, elsewhere at the same time, is none.
pub(super) fn watch_for_panics() -> Panics {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |fault| {
        let place = fault.location().map(panic::Location::file);
        if !place.is_some_and(|file| file.contains("tests/") || file.contains("/shuttle-")) {
            PANICS.fetch_add(1, Ordering::SeqCst);
        }
        before(fault);
    }));
    Panics(PANICS.load(Ordering::SeqCst))
}

impl Panics {
    pub(super) fn since(&self) -> u64 {
        PANICS.load(Ordering::SeqCst) - self.0
    }
}

/// An empty data folder with the copies of the base.
pub(super) fn folder(base: &Base) -> Result<TempDir> {
    let folder = TempDir::new()?;
    let backups = folder.path().join("backups");
    fs::create_dir(&backups)?;
    for entry in fs::read_dir(base.copies.path())? {
        let path = entry?.path();
        fs::copy(&path, backups.join(path.file_name().context("a name")?))?;
    }
    Ok(folder)
}

pub(super) async fn of(base: &Base, folder: &Path) -> Verdict {
    let mut verdict = Verdict::default();
    if let Err(fault) = look(base, folder, &mut verdict).await {
        verdict.fault = Some(format!("{fault:#}"));
    }
    verdict
}

async fn look(base: &Base, folder: &Path, verdict: &mut Verdict) -> Result<()> {
    let clock = StoppedClock::at(SystemClock.now());
    match console(folder, Arc::new(base.keyring.clone()), &clock).await {
        Ok(console) => {
            let listed = console.list_connections().await;
            console.shut_down().await;
            listed.map_err(told)?;
            verdict.listed += 1;
            open_secrets(base, folder, verdict).await
        }
        Err(failure) => {
            verdict.closed += 1;
            go_on(base, folder, &clock, &failure).await?;
            verdict.restored += 1;
            Ok(())
        }
    }
}

/// Opens whatever opens. Of a file that is damaged a secret may be gone, and never another.
async fn open_secrets(base: &Base, folder: &Path, verdict: &mut Verdict) -> Result<()> {
    let store = Store::open(folder, env!("CARGO_PKG_VERSION")).await?;
    let header = store.vault_header().await?.unwrap_or_default();
    let vault = Vault::new(Arc::new(base.keyring.clone()));
    let header: Option<VaultHeader> = serde_json::from_str(&header).ok();
    // A console whose note about the key is damaged stays locked, and opens nothing.
    if vault.unlock(header, true).await.is_err() {
        store.close().await;
        return Ok(());
    }
    for connection in store.connections().await? {
        for field in FIELDS {
            let Ok(Some(sealed)) = store.sealed(connection.id, field).await else {
                continue;
            };
            let context = SealContext {
                connection: connection.id,
                host: connection.settings.host().to_owned(),
                field,
                generation: sealed.generation,
            };
            let Ok(text) = vault.open(&context, &sealed) else {
                continue;
            };
            verdict.opened_secrets += 1;
            let sealed_as = base.secrets.get(&(connection.id, field.as_str()));
            // EXPOSE: made up for this suite, and compared.
            if sealed_as.is_none_or(|known| known != text.expose_secret()) {
                verdict.wrong += 1;
                verdict.fault = Some(format!("{} says another thing", field.as_str()));
            }
        }
    }
    store.close().await;
    Ok(())
}

async fn go_on(base: &Base, folder: &Path, clock: &StoppedClock, failure: &Failure) -> Result<()> {
    ensure!(
        failure.code == FailureCode::DataUnusable,
        "no copy is offered: {} {}",
        failure.what,
        failure.why
    );
    let restore = Restore::of(folder, env!("CARGO_PKG_VERSION"));
    let copies = restore.copies().await.map_err(told)?.copies;
    let copy = copies.first().context("there is no copy")?;
    restore.with_copy(copy.number).await.map_err(told)?;
    let console = console(folder, Arc::new(base.keyring.clone()), clock)
        .await
        .map_err(told)?;
    let rows = console.list_connections().await.map_err(told)?;
    console.shut_down().await;
    ensure!(rows.len() == COUNT, "{} came back", rows.len());
    let signed_out = rows.iter().all(|row| row.status.state == "notAuthorized");
    ensure!(signed_out, "one claims to be signed in");
    Ok(())
}
