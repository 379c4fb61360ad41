//! Where commands wait for the console.
//!
//! The window is shown before the database is open; whoever asks meanwhile is answered as soon as
//! it is, or told why it could not be opened.

use connections::Console;
use connections::views::Failure;
use tokio::sync::watch;

/// The console, or why there is none. One at a time, for the whole program.
pub(crate) struct Desk(watch::Sender<Option<Result<Console, Failure>>>);

impl Desk {
    /// A desk at which everyone waits.
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(None))
    }

    /// Answers everyone who waits, and everyone who comes later.
    pub(crate) fn open(&self, console: Result<Console, Failure>) {
        self.0.send_replace(Some(console));
    }

    /// Everyone waits again, if they were told that there is no console: whether they were.
    pub(crate) fn wait_again(&self) -> bool {
        self.0.send_if_modified(|answer| {
            let failed = matches!(answer, Some(Err(_)));
            if failed {
                *answer = None;
            }
            failed
        })
    }

    /// The console, when it is open.
    pub(crate) async fn console(&self) -> Result<Console, Failure> {
        let mut answers = self.0.subscribe();
        let answer = answers
            .wait_for(Option::is_some)
            .await
            .expect("the desk holds the sender");
        answer.clone().expect("this answer was waited for")
    }

    /// The console, if it is open by now.
    pub(crate) fn console_now(&self) -> Option<Console> {
        self.0
            .borrow()
            .as_ref()
            .and_then(|answer| answer.as_ref().ok().cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Explanation;

    #[tokio::test]
    async fn whoever_asks_before_the_console_is_open_hears_why_it_could_not_be_opened() {
        let desk = Desk::new();
        let asked = desk.console();
        desk.open(Err(Failure::other(Explanation::new(
            "No.",
            "Because.",
            "Try again.",
        ))));

        assert_eq!(
            asked.await.err().map(|failure| failure.what),
            Some("No.".to_owned())
        );
        assert!(desk.console_now().is_none());

        assert!(desk.wait_again());
        assert!(!desk.wait_again(), "one at a time tries again");
    }
}
