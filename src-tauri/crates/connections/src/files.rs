//! Choosing a file. The window never names a path: the shell raises the system's own dialog, and
//! what the person picks there is all that is read or written.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

/// What kind of file is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileKind {
    /// In words, such as *Scenario*.
    pub name: String,
    /// Its ending, without the dot.
    pub extension: String,
}

/// Asks a person for a file, and waits; `None` where she picks none.
pub trait Files: Send + Sync {
    /// Where to write. `title` is the dialog's, `name` the file name that is offered.
    fn save_as<'a>(
        &'a self,
        title: &'a str,
        name: &'a str,
        kind: FileKind,
    ) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>>;

    /// What to read.
    fn open<'a>(
        &'a self,
        title: &'a str,
        kind: FileKind,
    ) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>>;

    /// What to read, where several endings mean the same kind. `kind` is its name in words.
    fn open_one_of<'a>(
        &'a self,
        title: &'a str,
        kind: &'a str,
        extensions: &'a [&'a str],
    ) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>>;
}
