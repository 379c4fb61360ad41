//! One process at a time: a lock that the operating system drops with its holder.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::OpenError;
use crate::folder::{could_not_write, open_private};

const FILE: &str = "instance.lock";

/// Held for as long as the store is open.
pub(crate) struct InstanceLock(File);

impl InstanceLock {
    /// Takes the lock and writes down who has it, for the message that a second instance shows.
    pub(crate) fn take(dir: &Path, program_version: &str) -> Result<Self, OpenError> {
        let path = dir.join(FILE);
        let failed = |source| could_not_write(&path, source);
        let mut file = open_private(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => (),
            Err(TryLockError::WouldBlock) => return Err(held(&mut file)),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| write!(file, "{}\n{program_version}\n", std::process::id()))
            .map_err(failed)?;
        Ok(Self(file))
    }

    /// Lets the next instance in.
    pub(crate) fn release(&self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the instance lock could not be released");
        }
    }
}

/// Who has it, as far as they wrote it down. Windows lets nobody read a locked file.
fn held(file: &mut File) -> OpenError {
    let mut text = String::new();
    let written = file.read_to_string(&mut text).is_ok();
    let mut lines = text.lines().filter(|_| written);
    OpenError::AlreadyOpen {
        pid: lines.next().and_then(|line| line.parse().ok()),
        version: lines.next().map(str::to_owned),
    }
}
