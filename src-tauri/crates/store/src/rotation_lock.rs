//! One renewal of a connection at a time, across tasks and processes.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::ConnectionId;
use tokio::time::{Instant, sleep};

use crate::{Store, StoreError, folder};

const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(25);

/// The right to renew a connection's tokens, until it is dropped.
#[derive(Debug)]
#[must_use]
pub struct RotationLock(#[expect(dead_code, reason = "held, and unlocked by closing it")] File);

impl Store {
    /// Waits up to ten seconds for the right to renew. Without it nothing may be sent: two
    /// renewals with the same refresh token make Okta revoke all tokens of the sign-in.
    pub async fn rotation_lock(&self, id: ConnectionId) -> Result<RotationLock, StoreError> {
        let path = path(self.dir(), id);
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(file) = try_lock(&path)? {
                return Ok(RotationLock(file));
            }
            if Instant::now() >= until {
                return Err(StoreError::RenewalUnderWay);
            }
            sleep(PAUSE).await;
        }
    }
}

/// Lets go of the file of a connection that was deleted.
pub(crate) fn remove(dir: &Path, id: ConnectionId) {
    // Where none was ever renewed there is none.
    _ = fs::remove_file(path(dir, id));
}

fn try_lock(path: &Path) -> Result<Option<File>, StoreError> {
    let failed = |error: std::io::Error| StoreError::NotWritable {
        detail: format!("{}: {error}", path.display()),
    };
    if let Some(parent) = path.parent() {
        folder::make(parent).map_err(failed)?;
    }
    let file = folder::open_private(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn path(dir: &Path, id: ConnectionId) -> PathBuf {
    dir.join("locks").join(format!("{id}.lock"))
}
