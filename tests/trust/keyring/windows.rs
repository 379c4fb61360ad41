//! The Credential Manager of Windows, as its documents and its users' reports have it: overlapping
//! calls succeed and are lost, and what is too long is refused only after it was tried.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use anyhow::{Result, ensure};
use tokio::task::JoinSet;
use vault::{Keyring, KeyringError, KeyringThread};
use zeroize::Zeroizing;

use crate::trust::figure::Figure;

/// So many at once.
const CALLERS: usize = 32;
/// `CRED_MAX_CREDENTIAL_BLOB_SIZE`.
const MOST: usize = 2560;

/// One credential.
#[derive(Default)]
struct CredentialManager {
    value: Mutex<Option<Vec<u8>>>,
    /// Calls that are under way.
    inside: AtomicUsize,
    kept: AtomicU64,
    lost: AtomicU64,
    too_long: AtomicU64,
}

impl CredentialManager {
    /// Another call that is under way takes this one's effect away, and neither hears of it.
    fn alone(&self, effect: impl FnOnce()) {
        let before = self.inside.fetch_add(1, Ordering::SeqCst);
        // Where threads overlap on Windows they do so here.
        thread::yield_now();
        let alone = before == 0 && self.inside.load(Ordering::SeqCst) == 1;
        if alone {
            effect();
        }
        let counted = if alone { &self.kept } else { &self.lost };
        counted.fetch_add(1, Ordering::SeqCst);
        self.inside.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Keyring for CredentialManager {
    fn read(&self) -> Result<Vec<Zeroizing<Vec<u8>>>, KeyringError> {
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(value.iter().cloned().map(Zeroizing::new).collect())
    }

    fn write(&self, value: &[u8]) -> Result<(), KeyringError> {
        if value.len() > MOST {
            self.too_long.fetch_add(1, Ordering::SeqCst);
        }
        self.alone(|| {
            let mut kept = self.value.lock().unwrap_or_else(PoisonError::into_inner);
            *kept = Some(value.to_vec());
        });
        Ok(())
    }

    fn delete(&self) -> Result<(), KeyringError> {
        self.alone(|| {
            let mut kept = self.value.lock().unwrap_or_else(PoisonError::into_inner);
            *kept = None;
        });
        Ok(())
    }

    fn name(&self) -> &'static str {
        "Windows Credential Manager"
    }
}

/// `writes` of them by 32 callers at once, and values of every length around the longest.
pub(super) async fn measure(writes: u64, mut tell: impl FnMut(&str)) -> Result<Vec<Figure>> {
    // First without the vault's one line, so that it is known that the double loses writes.
    let begun = Instant::now();
    let bare = Arc::new(CredentialManager::default());
    thread::scope(|scope| {
        for _ in 0..CALLERS {
            scope.spawn(|| {
                for _ in 0..writes / CALLERS as u64 {
                    // It says that it succeeded, which is the point.
                    drop(bare.write(b"a value"));
                }
            });
        }
    });
    let lost = bare.lost.load(Ordering::SeqCst);
    tell(&format!("unserialised, {lost} of {writes} were lost"));
    let control = "writes that the double loses when they are not serialised (the control)";
    let mut figures = vec![Figure::at_least(control, 1, lost, writes, begun)];

    let begun = Instant::now();
    let manager = Arc::new(CredentialManager::default());
    let line = Arc::new(KeyringThread::start(Arc::clone(&manager) as _));
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS as u64 {
        let line = Arc::clone(&line);
        let share = writes / CALLERS as u64 + u64::from(caller < writes % CALLERS as u64);
        callers.spawn(async move {
            for number in 0..share {
                let value = format!("{caller}/{number}").into_bytes();
                line.write(value.into()).await?;
            }
            Ok::<_, KeyringError>(())
        });
    }
    for ended in callers.join_all().await {
        ended?;
    }
    let lost = writes - manager.kept.load(Ordering::SeqCst);
    let what = format!("writes lost of {CALLERS} callers at once");
    figures.push(Figure::never(&what, lost, writes, begun));

    let begun = Instant::now();
    let mut refused = 0;
    for length in [MOST + 1, 2 * MOST, 1 << 20] {
        refused += u64::from(line.write(vec![0; length].into()).await.is_err());
    }
    ensure!(
        line.write(vec![0; MOST].into()).await.is_ok(),
        "the longest"
    );
    let tried = manager.too_long.load(Ordering::SeqCst);
    let what = "values over 2560 bytes that are refused before the call";
    figures.push(Figure::every_time(what, refused - tried, 3, begun));
    Ok(figures)
}
