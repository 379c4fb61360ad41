//! The queue itself: on the disk first, then on a board that whoever follows it looks at.

use std::collections::HashMap;

use domain::{ConnectionId, Explanation};
use tokio::sync::watch;

use super::item::Item;
use super::turn::Sessions;
use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::views::{Failure, QueueView, QueuedState, Review, SignInView};

/// What a person wants of the sign-in under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Go on with the next.
    Skip,
    /// Go on with none.
    Stop,
}

/// The one queue of the console.
#[derive(Default)]
pub(crate) struct Queue {
    pub(super) board: watch::Sender<Board>,
    /// Whether it was read from the disk; held while it is changed, so that changes come one by one.
    pub(super) read: tokio::sync::Mutex<bool>,
}

/// What there is to see.
#[derive(Default)]
pub(super) struct Board {
    revision: u32,
    /// The revision in which the items were put up.
    put_up: u32,
    /// Each with the revision in which it changed.
    items: Vec<(u32, Item)>,
    pub(super) running: bool,
    pub(super) wish: Option<Wish>,
    /// The connection that is signed in to, and the sign-in once there is one.
    pub(super) current: Option<(ConnectionId, Option<SignInView>)>,
    pub(super) halted: Option<Explanation>,
    pub(super) sessions: Sessions,
    /// What came of those that are to be decided about.
    pub(super) undecided: HashMap<ConnectionId, Review>,
}

impl Board {
    pub(super) fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().map(|(_, item)| item)
    }

    /// Whether a window that has seen this revision has seen all.
    pub(super) fn is_newer(&self, seen: u32) -> bool {
        self.revision > seen
    }

    pub(super) fn view(&self, seen: u32) -> QueueView {
        let whole = seen < self.put_up || seen == 0;
        QueueView {
            revision: self.revision,
            whole,
            items: self
                .items
                .iter()
                .filter(|(changed, _)| whole || *changed > seen)
                .map(|(_, item)| item.view())
                .collect(),
            running: self.running,
            sign_in: self
                .current
                .as_ref()
                .and_then(|(_, sign_in)| sign_in.clone()),
            halted: self.halted.clone().map(Into::into),
        }
    }

    fn put_up(&mut self, items: Vec<Item>) {
        self.put_up = self.revision + 1;
        self.items = items.into_iter().map(|item| (self.put_up, item)).collect();
    }

    fn change(&mut self, id: ConnectionId, item: Item) {
        let revision = self.revision + 1;
        if let Some(place) = self
            .items
            .iter_mut()
            .find(|(_, item)| item.connection == id)
        {
            *place = (revision, item);
        }
    }
}

impl Queue {
    /// Changes what is on the board alone, and tells everybody.
    pub(super) fn tell(&self, change: impl FnOnce(&mut Board)) {
        self.board.send_modify(|board| {
            change(board);
            board.revision += 1;
        });
    }

    /// Looks at the board.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Board) -> T) -> T {
        look(&self.board.borrow())
    }

    pub(super) fn item(&self, id: ConnectionId) -> Option<Item> {
        self.look(|board| board.items().find(|item| item.connection == id).cloned())
    }
}

impl Rooms {
    /// Reads the queue once; what was interrupted waits again.
    pub(super) async fn read_queue(&self) -> Result<(), Failure> {
        let mut read = self.queue.read.lock().await;
        if *read {
            return Ok(());
        }
        let rows = self
            .store
            .queue()
            .await
            .map_err(IntoFailure::into_failure)?;
        let items = rows
            .iter()
            .filter_map(|row| match serde_json::from_str::<Item>(&row.item) {
                Ok(item) => Some(item.resumed()),
                Err(error) => {
                    tracing::warn!(%error, "a queued connection could not be read");
                    None
                }
            })
            .collect();
        self.queue.tell(|board| board.put_up(items));
        *read = true;
        Ok(())
    }

    /// Puts other items into the place of those that are there.
    pub(super) async fn set_queue(
        &self,
        change: impl FnOnce(Vec<Item>) -> Result<Vec<Item>, Failure>,
    ) -> Result<(), Failure> {
        let _one_by_one = self.queue.read.lock().await;
        let items = change(self.queue.look(|board| board.items().cloned().collect()))?;
        let rows: Vec<_> = items.iter().map(Item::row).collect();
        self.store
            .set_queue(&rows)
            .await
            .map_err(IntoFailure::into_failure)?;
        self.queue.tell(|board| board.put_up(items));
        Ok(())
    }

    /// Changes one item; one that is not in the queue any more is left alone.
    pub(super) async fn change_queued(
        &self,
        id: ConnectionId,
        change: impl FnOnce(&mut Item),
    ) -> Result<(), Failure> {
        let _one_by_one = self.queue.read.lock().await;
        let Some(mut item) = self.queue.item(id) else {
            return Ok(());
        };
        change(&mut item);
        self.store
            .note_queued(&item.row())
            .await
            .map_err(IntoFailure::into_failure)?;
        self.queue.tell(|board| board.change(id, item));
        Ok(())
    }

    /// How a connection of the queue stands now.
    pub(super) async fn note_queued(
        &self,
        id: ConnectionId,
        state: QueuedState,
    ) -> Result<(), Failure> {
        self.change_queued(id, |item| item.state = state).await
    }
}
