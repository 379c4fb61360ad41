//! The open store: one writer, several readers, and the lock that keeps others out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::StoreError;
use crate::database::{self, FILE};
use crate::instance_lock::InstanceLock;

/// The rows on disk. Clones share one database.
#[derive(Clone)]
pub struct Store {
    inside: Arc<Inside>,
}

pub(crate) struct Inside {
    pub(crate) dir: PathBuf,
    /// One connection: whoever writes waits for the one before.
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
    pub(crate) lock: InstanceLock,
}

impl Store {
    pub(crate) fn new(inside: Inside) -> Self {
        Self {
            inside: Arc::new(inside),
        }
    }

    /// The data directory.
    pub fn dir(&self) -> &Path {
        &self.inside.dir
    }

    /// How much the database takes on the disk, with what is not folded into it yet.
    pub fn bytes_on_disk(&self) -> u64 {
        let parts = ["", "-wal", "-shm"].map(|part| format!("{FILE}{part}"));
        let parts = parts.iter().map(|name| self.inside.dir.join(name));
        parts
            .filter_map(|part| std::fs::metadata(part).ok())
            .map(|part| part.len())
            .sum()
    }

    /// Reads the whole database and says whether it hangs together. Takes time as the file grows.
    pub async fn verify(&self) -> Result<(), StoreError> {
        let mut reader = self.inside.readers.acquire().await?;
        match database::damage(&mut reader).await? {
            None => Ok(()),
            Some(detail) => Err(StoreError::Unreadable { detail }),
        }
    }

    /// Waits for what is being written, folds the log into the file and lets another instance in.
    /// Every clone is closed with it.
    pub async fn close(self) {
        self.inside.readers.close().await;
        // Last, because only the writer may fold the log.
        self.inside.writer.close().await;
        self.inside.lock.release();
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.inside.readers
    }

    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.inside.writer
    }

    /// Begins to write. Takes the write lock at once, so that nothing fails half-way for want of
    /// it. Dropped without a commit, it leaves no trace.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.inside.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}
