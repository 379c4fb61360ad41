//! What went wrong below, told apart by what a person can do about it.

use std::io;

/// A fault of `SQLite` or of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    NoSpace,
    NotWritable,
    Corrupt,
    Busy,
    /// Two rows with the same value where it must be unique.
    Duplicate,
    Closed,
    Other,
}

/// <https://www.sqlite.org/rescode.html>: the low byte is the primary code.
pub(crate) fn of(error: &sqlx::Error) -> Fault {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code().and_then(|code| code.parse().ok());
            code.map_or(Fault::Other, of_code)
        }
        sqlx::Error::Io(error) if no_space(error) => Fault::NoSpace,
        sqlx::Error::Io(_) => Fault::NotWritable,
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Fault::Corrupt,
        sqlx::Error::PoolTimedOut => Fault::Busy,
        sqlx::Error::PoolClosed => Fault::Closed,
        _ => Fault::Other,
    }
}

/// What the database itself says of it, or whoever failed below it.
pub(crate) fn words(error: &sqlx::Error) -> String {
    let said = error.as_database_error();
    said.map_or_else(|| error.to_string(), |said| said.message().to_owned())
}

fn of_code(code: i32) -> Fault {
    const UNIQUE: i32 = 2067;
    // A log's index that cannot grow: the disk is full under it.
    const SHARED_MEMORY_SIZE: i32 = 4874;
    match code {
        UNIQUE => Fault::Duplicate,
        SHARED_MEMORY_SIZE => Fault::NoSpace,
        _ => match code & 0xff {
            // SQLITE_BUSY, SQLITE_LOCKED
            5 | 6 => Fault::Busy,
            // SQLITE_PERM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN
            3 | 8 | 10 | 14 => Fault::NotWritable,
            // SQLITE_CORRUPT, SQLITE_NOTADB
            11 | 26 => Fault::Corrupt,
            // SQLITE_FULL
            13 => Fault::NoSpace,
            _ => Fault::Other,
        },
    }
}

pub(crate) fn no_space(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}
