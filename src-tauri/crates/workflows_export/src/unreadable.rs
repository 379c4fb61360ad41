//! Why a file was not read.

use domain::Explanation;

/// The largest file that is read, in bytes. A public export of thirty large flows has one million.
pub const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Why a file is no export that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is larger than [`MOST_BYTES`].
    #[error("the file has more than {MOST_BYTES} bytes")]
    TooLarge,
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A ZIP or another archive.
    #[error("the file is an archive")]
    Archive,
    /// Its bytes are no text.
    #[error("the file is not UTF-8")]
    NotText,
    /// Text that is not JSON, or JSON that was cut off.
    #[error("the file is not JSON from line {line}, column {column}")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// Brackets in brackets, more than any export has.
    #[error("the file is nested too deeply")]
    TooDeep,
    /// More flows or cards than any export has.
    #[error("the file has too many flows or cards")]
    TooMany,
    /// A name that is there twice, so that it is open which of the two holds.
    #[error("the file says one thing twice, at line {line}")]
    Twice {
        /// Counted from 1.
        line: usize,
    },
    /// JSON, but of something else.
    #[error("the file is no export of Okta Workflows")]
    NotAnExport,
}

impl Unreadable {
    /// What happened · why · what to do. `name` is the file's, without its folder.
    pub fn explain(&self, name: &str) -> Explanation {
        let again =
            "Export the folder or the flow again in Okta Workflows, and use that file as it is.";
        let (why, fix) = match self {
            Self::TooLarge => (
                format!(
                    "It is larger than {} MB, which no export of Workflows is.",
                    MOST_BYTES / 1024 / 1024
                ),
                "Export single folders instead of one that holds them all.",
            ),
            Self::Empty => ("It is empty.".to_owned(), again),
            Self::Archive => (
                "It is an archive, such as a ZIP.".to_owned(),
                "Unpack it, and use the .flopack, .folder or .flow file inside.",
            ),
            Self::NotText => ("It is not text, and an export is.".to_owned(), again),
            Self::NotJson { line, column } => (
                format!(
                    "It stops being JSON at line {line}, column {column}: it was cut off or changed by hand."
                ),
                again,
            ),
            Self::TooDeep => (
                "It is nested more deeply than any flow is.".to_owned(),
                again,
            ),
            Self::TooMany => (
                "It has more flows or cards than Workflows can hold in one folder.".to_owned(),
                "Export single folders instead of one that holds them all.",
            ),
            Self::Twice { line } => (
                format!(
                    "At line {line} it says one thing twice, so that it is open which of the two holds."
                ),
                again,
            ),
            Self::NotAnExport => (
                "It is JSON, but not of the type flopack that Okta Workflows writes.".to_owned(),
                "Choose a .flopack, .folder or .flow file that was exported from Okta Workflows.",
            ),
        };
        Explanation::new(format!("“{name}” was not read."), why, fix)
    }
}
