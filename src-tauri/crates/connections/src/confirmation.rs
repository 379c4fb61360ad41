//! Asking before something is lost. The window cannot answer for the person: the shell raises
//! the dialog.

use std::future::Future;
use std::pin::Pin;

/// What a person is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Short, such as *Deactivate user?*.
    pub title: String,
    /// What is lost, whose, and in which org.
    pub text: String,
}

/// Asks a person, and waits for yes or no.
pub trait Confirmation: Send + Sync {
    /// Whether she agrees. Anything but a clear yes is a no.
    fn confirm<'a>(&'a self, question: Question)
    -> Pin<Box<dyn Future<Output = bool> + Send + 'a>>;
}
