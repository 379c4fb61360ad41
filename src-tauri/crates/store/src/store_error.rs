//! Why a row was not read or written. What was there before is still there.

use domain::{Explanation, Nickname};

use crate::fault::{self, Fault};

/// The store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another connection has the nickname.
    #[error("another connection is called {nickname}")]
    NicknameTaken {
        /// Which nickname.
        nickname: Nickname,
    },
    /// The connection, or its session, is not there any more.
    #[error("the connection is gone")]
    Gone,
    /// Its tokens were renewed meanwhile: read them again.
    #[error("the tokens were renewed meanwhile")]
    GenerationMoved,
    /// The sealed secrets are not those of the next generation.
    #[error("the secrets are not sealed for the next generation")]
    NotTheNextGeneration,
    /// Another renewal of this connection has not ended in ten seconds.
    #[error("another renewal of this connection is under way")]
    RenewalUnderWay,
    /// The disk is full.
    #[error("the disk is full")]
    NoSpace,
    /// The folder or a file in it cannot be written.
    #[error("the data folder cannot be written: {detail}")]
    NotWritable {
        /// What the system said.
        detail: String,
    },
    /// Another program holds the database.
    #[error("the database is busy")]
    Busy,
    /// A row, or the file, makes no sense.
    #[error("the stored data cannot be read: {detail}")]
    Unreadable {
        /// Which row, and what is wrong with it.
        detail: String,
    },
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// `SQLite` failed in another way.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// What the person reads. Whatever was saved before is still there.
    pub fn explain(&self) -> Explanation {
        match self {
            Self::NicknameTaken { nickname } => Explanation::new(
                format!("There is already a connection called {nickname}."),
                "Nicknames are how you tell connections apart; capitals make no difference.",
                "Choose another nickname.",
            ),
            Self::Gone => Explanation::new(
                "The connection is not there any more.",
                "It was deleted meanwhile.",
                "Go back to the list.",
            ),
            Self::GenerationMoved | Self::NotTheNextGeneration => Explanation::new(
                "The connection's tokens have just been renewed.",
                "Two renewals met, and the first one was kept.",
                "Try again.",
            ),
            Self::RenewalUnderWay => Explanation::new(
                "The connection is still being renewed.",
                "Two renewals at once could make Okta revoke both.",
                "Wait a moment, then try again.",
            ),
            Self::NoSpace => Explanation::new(
                "Nothing was saved: there is no room left on the disk.",
                "The change needs a little of it. What was saved before is still there.",
                "Free some space, then try again.",
            ),
            Self::NotWritable { detail } => Explanation::new(
                "Nothing was saved: the data folder cannot be written.",
                format!("The system says: {detail}."),
                "Give yourself the right to write there, then try again.",
            ),
            Self::Busy => Explanation::new(
                "Nothing was saved: another program holds the database.",
                "A backup or a virus scanner may be reading it.",
                "Try again in a moment.",
            ),
            Self::Unreadable { detail } => Explanation::new(
                "The saved connections cannot be read.",
                format!("The database is damaged: {detail}."),
                "Close the console and start it again. If it cannot open them, it offers the copies \
                 that it has kept.",
            ),
            Self::Closed => Explanation::new(
                "Connections Console is closing.",
                "The database is closed already.",
                "Start it again.",
            ),
            Self::Database(source) => Explanation::new(
                "Nothing was saved: the database failed.",
                format!("It says: {source}."),
                "Try again. If it fails again, restart Connections Console.",
            ),
        }
    }

    /// The error of a write that gives a connection its nickname.
    pub(crate) fn naming(nickname: &Nickname, error: sqlx::Error) -> Self {
        match fault::of(&error) {
            Fault::Duplicate => Self::NicknameTaken {
                nickname: nickname.clone(),
            },
            _ => error.into(),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match fault::of(&error) {
            Fault::NoSpace => Self::NoSpace,
            Fault::NotWritable => Self::NotWritable {
                detail: fault::words(&error),
            },
            Fault::Corrupt => Self::Unreadable {
                detail: fault::words(&error),
            },
            Fault::Busy => Self::Busy,
            Fault::Closed => Self::Closed,
            Fault::Duplicate | Fault::Other => Self::Database(error),
        }
    }
}
