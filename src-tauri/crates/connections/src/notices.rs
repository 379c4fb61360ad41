//! Telling a person something while she looks elsewhere. The shell raises the system's own
//! notification.

use std::future::Future;
use std::pin::Pin;

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// One line.
    pub title: String,
    /// A sentence or two. No secret is ever in it.
    pub body: String,
}

/// Shows notices.
pub trait Notices: Send + Sync {
    /// Whether it was shown. What was not is shown another time.
    fn show<'a>(&'a self, notice: Notice) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>>;
}
