//! Why a connector's folder cannot be used. Each is a fault of the folder, found by the tests.

use crate::RequestProblem;

/// What is wrong, and in which folder.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Not TOML, or not the TOML that is expected.
    #[error("cannot read {file} of the connector {connector}")]
    Unreadable {
        /// The folder.
        connector: String,
        /// The file in it.
        file: String,
        /// Where and why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The folder is called otherwise.
    #[error("the connector {id} lies in the folder {folder}")]
    Misplaced {
        /// The folder.
        folder: String,
        /// What its file says.
        id: String,
    },
    /// One name for two things.
    #[error("the connector {connector} has two of {what} {id}")]
    Twice {
        /// The folder.
        connector: String,
        /// What kind of thing.
        what: &'static str,
        /// The name.
        id: String,
    },
    /// It names something that it does not declare.
    #[error("the connector {connector}: {whose} names the {what} {name}, which is not declared")]
    Undeclared {
        /// The folder.
        connector: String,
        /// Where it is named.
        whose: String,
        /// What kind of thing.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A template that is none.
    #[error("the connector {connector}: {whose} has the request {written:?}")]
    Request {
        /// The folder.
        connector: String,
        /// Where it stands.
        whose: String,
        /// As it stands.
        written: String,
        /// Why.
        #[source]
        source: RequestProblem,
    },
    /// Two things that exclude each other, or one that goes nowhere.
    #[error("the connector {connector}: {whose} {problem}")]
    Contradiction {
        /// The folder.
        connector: String,
        /// Where.
        whose: String,
        /// What.
        problem: &'static str,
    },
}
