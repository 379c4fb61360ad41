//! Why the data cannot be opened. Nothing was changed when one of these comes back.

use std::io;
use std::path::PathBuf;

use domain::Explanation;
use sqlx::migrate::MigrateError;

use crate::fault::{self, Fault};

/// The store did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("another instance has the data open")]
    AlreadyOpen {
        /// Its process, if it said so.
        pid: Option<u32>,
        /// Its version, if it said so.
        version: Option<String>,
    },
    /// A newer program wrote it.
    #[error("the data was written by {made_by}, which is newer")]
    NewerVersion {
        /// Which version.
        made_by: String,
    },
    /// Another application's database lies there.
    #[error("{} belongs to another application", .path.display())]
    NotOurs {
        /// Where.
        path: PathBuf,
    },
    /// It is no database, or a damaged one.
    #[error("the database is damaged: {detail}")]
    Corrupt {
        /// What `SQLite` found.
        detail: String,
    },
    /// The disk is full.
    #[error("the disk is full")]
    NoSpace,
    /// The folder or a file in it cannot be written.
    #[error("{} cannot be written", .path.display())]
    NotWritable {
        /// What.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The program was built with a `SQLite` that may corrupt the file.
    #[error("SQLite {found} is too old to be trusted with the data")]
    OldLibrary {
        /// Its version.
        found: String,
    },
    /// `SQLite` failed in another way.
    #[error("the database could not be opened")]
    Database(#[source] sqlx::Error),
    /// The tables could not be brought to this version.
    #[error("the database could not be migrated")]
    Migration(#[source] Box<MigrateError>),
}

const UNTOUCHED: &str = "Your data has not been modified.";

impl OpenError {
    /// Whether going on with a copy may help: the file is what is wrong, not the disk, the rights or
    /// this program.
    pub fn is_of_the_file(&self) -> bool {
        match self {
            Self::NewerVersion { .. }
            | Self::NotOurs { .. }
            | Self::Corrupt { .. }
            | Self::Database(_)
            | Self::Migration(_) => true,
            Self::AlreadyOpen { .. }
            | Self::NoSpace
            | Self::NotWritable { .. }
            | Self::OldLibrary { .. } => false,
        }
    }

    /// What the person reads in place of the window.
    pub fn explain(&self) -> Explanation {
        match self {
            Self::AlreadyOpen { pid, version } => Explanation::new(
                "Connections Console is already open.",
                format!(
                    "Another instance{}{} has these connections open, and two would overwrite \
                     each other. {UNTOUCHED}",
                    version
                        .as_ref()
                        .map(|v| format!(" ({v})"))
                        .unwrap_or_default(),
                    pid.map(|pid| format!(", process {pid},"))
                        .unwrap_or_default(),
                ),
                "Go on in its window, or close it first.",
            ),
            Self::NewerVersion { made_by } => Explanation::new(
                "These connections were saved by a newer version.",
                format!(
                    "Connections Console {made_by} wrote them, and this version does not know \
                     how. {UNTOUCHED}"
                ),
                "Install the newer version again. To stay with this one, go on with a copy that it \
                 knows.",
            ),
            Self::NotOurs { path } => Explanation::new(
                "The data folder holds another application's database.",
                format!("{} is not one of ours. {UNTOUCHED}", path.display()),
                "Go on with a copy or with an empty list, and that file is put aside; or choose \
                 another folder with CONNECTIONS_CONSOLE_DATA_DIR.",
            ),
            Self::Corrupt { detail } => Explanation::new(
                "The saved connections cannot be read.",
                format!("The database is damaged: {detail}. {UNTOUCHED}"),
                "Go on with a copy, or with an empty list. The damaged file is put aside.",
            ),
            Self::NoSpace => Explanation::new(
                "There is no room left on the disk.",
                format!("The database needs a little to open. {UNTOUCHED}"),
                "Free some space, then try again.",
            ),
            Self::NotWritable { path, source } => Explanation::new(
                format!("{} cannot be written.", path.display()),
                format!("The system says: {source}. {UNTOUCHED}"),
                "Give yourself the right to write there, or choose another folder with \
                 CONNECTIONS_CONSOLE_DATA_DIR.",
            ),
            Self::OldLibrary { found } => Explanation::new(
                "This build of Connections Console must not be used.",
                format!("It holds SQLite {found}, which can damage the database. {UNTOUCHED}"),
                "Install a build from the project itself.",
            ),
            Self::Database(source) => Explanation::new(
                "The saved connections cannot be opened.",
                format!("The database says: {source}. {UNTOUCHED}"),
                "Try again, and look whether another program has the folder open. If it fails \
                 again, go on with a copy.",
            ),
            Self::Migration(source) => Explanation::new(
                "The saved connections could not be brought to this version.",
                format!("The step failed and was undone: {source}."),
                "Go back to the version you had, or go on with a copy.",
            ),
        }
    }
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        match fault::of(&error) {
            Fault::NoSpace => Self::NoSpace,
            Fault::Corrupt => Self::Corrupt {
                detail: fault::words(&error),
            },
            Fault::NotWritable | Fault::Busy | Fault::Duplicate | Fault::Closed | Fault::Other => {
                Self::Database(error)
            }
        }
    }
}

impl From<MigrateError> for OpenError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)
                if matches!(fault::of(&error), Fault::NoSpace | Fault::Corrupt) =>
            {
                error.into()
            }
            other => Self::Migration(Box::new(other)),
        }
    }
}
