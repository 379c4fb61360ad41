//! The readings of this run of the program: those that go on, and the last few that are over.

use std::sync::{Arc, Mutex};

use domain::{ConnectionId, Explanation};
use tokio::sync::watch;

use super::progress::Progress;
use crate::rooms::locked;
use crate::views::{Extent, Failure, ListingFile, ListingView};

/// How many that are over can still be asked about.
const REMEMBERED: usize = 4;

/// Why a reading ends before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// *Stop*.
    Asked,
    /// Its connection is being deleted.
    Deleted,
    /// The program ends.
    Closing,
}

/// One reading, as whoever asks about it sees it.
pub(crate) struct Listing {
    id: String,
    connection: ConnectionId,
    progress: watch::Sender<Progress>,
    ending: watch::Sender<Option<Why>>,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Listings(Mutex<Vec<Arc<Listing>>>);

impl Listing {
    pub(super) fn begin(
        connection: ConnectionId,
        extent: Extent,
        file: Option<ListingFile>,
    ) -> Arc<Self> {
        Arc::new(Self {
            id: uuid::Uuid::new_v4().to_string(),
            connection,
            progress: watch::Sender::new(Progress::new(extent, file)),
            ending: watch::Sender::new(None),
        })
    }

    /// Changes how far it is, and tells everybody.
    pub(super) fn change(&self, change: impl FnOnce(&mut Progress)) {
        self.progress.send_modify(|progress| {
            change(progress);
            progress.revision += 1;
        });
    }

    /// Looks at how far it is.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Progress) -> T) -> T {
        look(&self.progress.borrow())
    }

    pub(super) fn news(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    pub(super) fn view(&self, have: u32) -> ListingView {
        self.look(|progress| progress.view(&self.id, have))
    }

    /// How far it is, for a window that has the first `have` rows. Once it is over, that window
    /// has all of them.
    pub(super) fn told(&self, have: u32) -> ListingView {
        let view = self.view(have);
        if view.answer.is_some() {
            self.progress.send_if_modified(|progress| {
                progress.hand_over();
                false
            });
        }
        view
    }

    /// Asks it to end; the first reason counts.
    pub(super) fn ask_to_end(&self, why: Why) {
        self.ending.send_if_modified(|ending| {
            let first = ending.is_none();
            ending.get_or_insert(why);
            first
        });
    }

    /// Waits until it is asked to end.
    pub(super) async fn asked_to_end(&self) -> Why {
        let mut ending = self.ending.subscribe();
        let why = ending.wait_for(Option::is_some).await;
        why.ok().and_then(|why| *why).unwrap_or(Why::Closing)
    }

    async fn over(&self) {
        let mut news = self.news();
        // Cannot fail: the sender is held here.
        drop(news.wait_for(Progress::is_over).await);
    }
}

impl Listings {
    /// From now on it can be asked about.
    pub(super) fn add(&self, listing: &Arc<Listing>) {
        let mut all = locked(&self.0);
        let over: Vec<String> = all
            .iter()
            .filter(|one| one.look(Progress::is_over))
            .map(|one| one.id.clone())
            .collect();
        let forgotten = &over[..over.len().saturating_sub(REMEMBERED - 1)];
        all.retain(|one| !forgotten.contains(&one.id));
        all.push(Arc::clone(listing));
    }

    pub(super) fn one(&self, id: &str) -> Result<Arc<Listing>, Failure> {
        let all = locked(&self.0);
        all.iter().find(|one| one.id == id).cloned().ok_or_else(|| {
            Failure::other(Explanation::new(
                "This list is not remembered any more.",
                "Others were read since.",
                "Run the action again.",
            ))
        })
    }

    /// Ends those of a connection that is being deleted, and waits until their files are whole.
    pub(crate) async fn end_those_of(&self, connection: ConnectionId) {
        self.end(Why::Deleted, |one| one.connection == connection)
            .await;
    }

    /// Ends all of them, and waits until their files are whole.
    pub(crate) async fn end_all(&self) {
        self.end(Why::Closing, |_| true).await;
    }

    async fn end(&self, why: Why, which: impl Fn(&Listing) -> bool) {
        let those: Vec<_> = locked(&self.0)
            .iter()
            .filter(|one| which(one))
            .cloned()
            .collect();
        for one in &those {
            one.ask_to_end(why);
        }
        for one in &those {
            one.over().await;
        }
    }
}
