//! When nothing more is read: the file gets its name, and what there is to say of it is said.

use tokio::task::spawn_blocking;

use super::cards;
use super::export::Export;
use super::listings::Why;
use super::taker::Taker;
use super::taking::Taking;
use crate::views::{Failure, ListingFile, ListingState, RefusalView};

/// How a reading came to its end.
#[derive(Debug)]
pub(super) enum Ended {
    /// It was read as far as was asked for.
    Whole,
    /// Somebody ended it.
    Early(Why),
    /// The server, the network or the disk did.
    Refused(Box<RefusalView>),
    /// The window is to act on it: the vault is closed, the connection is gone.
    Failed(Box<Failure>),
}

/// What is left of a reading.
pub(super) struct Closed {
    pub(super) ended: Ended,
    /// Without its file. None where it was lost.
    pub(super) taker: Option<Taker>,
    pub(super) file: Option<ListingFile>,
    pub(super) notes: Vec<String>,
}

impl Ended {
    pub(super) fn state(&self) -> ListingState {
        match self {
            Self::Whole => ListingState::Done,
            Self::Early(_) => ListingState::Stopped,
            Self::Refused(_) | Self::Failed(_) => ListingState::Refused,
        }
    }
}

/// Closes what a reading has written.
pub(super) async fn close(taking: Taking, mut ended: Ended) -> Closed {
    let mut taker = taking.into_taker();
    let mut notes = Vec::new();
    if let Ended::Early(Why::Deleted) = ended {
        notes.push(
            "The connection was deleted meanwhile; what was read until then is kept.".to_owned(),
        );
    }
    if let Some(taker) = &taker {
        notes.extend(taker.notes());
    }
    let export = taker.as_mut().and_then(|taker| taker.export.take());
    let mut file = None;
    match export {
        Some(export) if export.records() > 0 || matches!(ended, Ended::Whole) => {
            let (said, refusal) = named(export).await;
            file = Some(said);
            if let Some(refusal) = refusal {
                ended = Ended::Refused(Box::new(refusal));
            }
        }
        Some(_) => notes.push("No record was read, and no file was written.".to_owned()),
        None => {}
    }
    Closed {
        ended,
        taker,
        file,
        notes,
    }
}

/// Gives the file its name.
async fn named(export: Export) -> (ListingFile, Option<RefusalView>) {
    let said = export.view();
    let path = export.path().to_owned();
    let named = spawn_blocking(move || export.finish()).await;
    match named {
        Ok(Ok(())) => (
            ListingFile {
                saved: true,
                ..said
            },
            None,
        ),
        Ok(Err((other, error))) => {
            let card = cards::not_named(&error, &path, &other);
            let path = other.display().to_string();
            (ListingFile { path, ..said }, Some(card))
        }
        Err(_panic) => (said, Some(cards::unforeseen())),
    }
}
