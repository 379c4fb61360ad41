//! One renewal of a connection at a time, across tasks and processes; and how often it was renewed,
//! noted beside the database, so that an older copy of it is known as one.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
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
pub struct RotationLock(File);

impl RotationLock {
    /// The highest generation that was ever stored, as far as it is known. The database that has a
    /// lower one is an older copy: its refresh token was spent long ago, and sending it would make
    /// Okta revoke the living one.
    pub fn high_water(&self) -> Option<u64> {
        let mut text = String::new();
        let mut file = &self.0;
        file.rewind().ok()?;
        file.read_to_string(&mut text).ok()?;
        // Without its end it was cut short, and says too little.
        text.strip_suffix('\n')?.parse().ok()
    }

    /// Notes that this generation was stored. A note that is lost or late makes an older copy look
    /// like the newest, never the newest like an older one.
    pub fn note(&self, generation: u64) {
        let mut file = &self.0;
        let noted = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(format!("{generation}\n").as_bytes()));
        if let Err(error) = noted {
            tracing::warn!(%error, "how often a connection was renewed could not be noted");
        }
    }
}

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
