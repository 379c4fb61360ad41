//! Taking pages in beside the reading of them.

use tokio::task::{JoinHandle, spawn_blocking};

use super::cards;
use super::taker::{Halt, Taker};

/// The taker, given back, and what came of its page.
type Taken = (Box<Taker>, Result<(), Halt>);

/// A [`Taker`] at work beside the reading: a page is taken in while the next one arrives, and no
/// more than one waits.
pub(super) struct Taking {
    taker: Option<Box<Taker>>,
    busy: Option<JoinHandle<Taken>>,
}

impl Taking {
    pub(super) fn new(taker: Taker) -> Self {
        Self {
            taker: Some(Box::new(taker)),
            busy: None,
        }
    }

    /// Takes a page as soon as the one before is taken in.
    pub(super) async fn take(&mut self, page: Vec<u8>) -> Result<(), Halt> {
        self.settle().await?;
        if let Some(mut taker) = self.taker.take() {
            self.busy = Some(spawn_blocking(move || {
                let taken = taker.take(&page);
                (taker, taken)
            }));
        }
        Ok(())
    }

    /// Waits until all is taken in. It can be given up and asked again.
    pub(super) async fn settle(&mut self) -> Result<(), Halt> {
        let Some(busy) = &mut self.busy else {
            return Ok(());
        };
        let done = busy.await;
        self.busy = None;
        match done {
            Ok((taker, taken)) => {
                self.taker = Some(taker);
                taken
            }
            Err(_panic) => Err(Halt::Refused(Box::new(cards::unforeseen()))),
        }
    }

    /// What it is by now, where it is at rest.
    pub(super) fn taker(&self) -> Option<&Taker> {
        self.taker.as_deref()
    }

    /// The end: gives the taker back.
    pub(super) fn into_taker(self) -> Option<Taker> {
        self.taker.map(|taker| *taker)
    }
}
