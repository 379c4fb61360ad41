//! Going through the queue, one sign-in after another, in a task that outlives its caller.

use domain::{Connection, ConnectionId};

use super::board::Wish;
use super::item::{Item, refused, waiting};
use super::turn::{Verdict, asks_who, judge, meanwhile, suggested};
use crate::Console;
use crate::views::{
    ConnectStep, ConnectionDetails, Failure, FailureCode, NewSecret, QueuedState,
    ReauthorizeRequest, Review,
};

/// What follows one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Halt,
}

impl Console {
    /// Goes on with the first that waits, unless it goes on already.
    pub(super) fn work_through_queue(&self) {
        let mut begins = false;
        self.rooms.queue.tell(|board| {
            if !board.running {
                begins = true;
                board.running = true;
                board.wish = None;
                board.halted = None;
            }
        });
        if !begins {
            return;
        }
        let console = self.clone();
        tokio::spawn(async move {
            let ended = Box::pin(console.work_through()).await;
            let mut more = false;
            console.rooms.queue.tell(|board| {
                board.running = false;
                board.current = None;
                board.wish = None;
                // Queued in the very moment in which it ended.
                more = matches!(ended, Ok(Next::GoOn)) && board.items().any(Item::is_waiting);
                if let Err(Failure { what, why, fix, .. }) = ended {
                    board.halted = Some(domain::Explanation { what, why, fix });
                }
            });
            if more {
                console.work_through_queue();
            }
        });
    }

    async fn work_through(&self) -> Result<Next, Failure> {
        let queue = &self.rooms.queue;
        loop {
            let stop = queue.look(|board| board.wish == Some(Wish::Stop));
            let next = queue.look(|board| board.items().find(|item| item.is_waiting()).cloned());
            if stop {
                return Ok(Next::Halt);
            }
            let Some(item) = next else {
                return Ok(Next::GoOn);
            };
            queue.tell(|board| {
                board.wish = None;
                board.current = Some((item.connection, None));
            });
            let next = Box::pin(self.take_turn(&item)).await?;
            queue.tell(|board| board.current = None);
            if next == Next::Halt {
                return Ok(next);
            }
        }
    }

    /// One connection, from its turn to its end.
    async fn take_turn(&self, item: &Item) -> Result<Next, Failure> {
        let (rooms, id) = (&self.rooms, item.connection);
        let connection = match rooms.connection(&id.to_string()).await {
            Ok(connection) => connection,
            Err(failure) => return self.note_failure(id, &failure).await,
        };
        if let Some(username) = meanwhile(item, &connection) {
            rooms
                .note_queued(id, QueuedState::Meanwhile { username })
                .await?;
            return Ok(Next::GoOn);
        }
        // On the disk before the browser opens: who finds it so knows what was interrupted.
        rooms.note_queued(id, QueuedState::SigningIn).await?;
        let signed_in = match rooms.refused_beforehand(&connection).await {
            Some(failure) => Err(failure),
            None => self.sign_in_queued(item, &connection).await,
        };
        match signed_in {
            Ok(review) => self.look_at(item, review).await,
            Err(failure) if failure.code == FailureCode::Cancelled => self.cancelled(id).await,
            Err(failure) => self.note_failure(id, &failure).await,
        }
    }

    async fn sign_in_queued(
        &self,
        item: &Item,
        connection: &Connection,
    ) -> Result<Review, Failure> {
        let queue = &self.rooms.queue;
        let id = connection.id.to_string();
        let request = ReauthorizeRequest {
            connection: id.clone(),
            scopes: None,
            client_id: None,
            secret: NewSecret::SameAs { connection: id },
            choose_user: queue.look(|board| asks_who(item, &board.sessions)),
        };
        let sign_in = match self.begin_again(request, suggested(item)).await? {
            ConnectStep::Review { review } => return Ok(*review),
            ConnectStep::SignIn { sign_in } => sign_in,
        };
        let attempt = sign_in.attempt.clone();
        queue.tell(|board| board.current = Some((connection.id, Some(sign_in))));
        // Whoever pressed a button before there was anything to cancel is heard now.
        if queue.look(|board| board.wish.is_some()) {
            self.cancel_sign_in(&attempt);
        }
        self.finish_sign_in(&attempt).await
    }

    /// Saves who was expected; asks about anybody else, and replaces nothing until then.
    async fn look_at(&self, item: &Item, review: Review) -> Result<Next, Failure> {
        let (rooms, id) = (&self.rooms, item.connection);
        let before = review.before.as_ref();
        let different = before.is_some_and(|before| before.different_user);
        let came = &review.identity;
        rooms.queue.tell(|board| {
            let host = item.host.clone();
            board.sessions.insert(host, came.username.clone());
        });
        match judge(item, different, came) {
            Verdict::Save { accept_other_user } => {
                rooms.note_queued(id, QueuedState::Saving).await?;
                self.save_queued(id, &review, accept_other_user).await
            }
            Verdict::Ask => {
                let state = QueuedState::Deciding {
                    before: before.map(|before| before.identity.clone()),
                    now: came.clone(),
                };
                rooms
                    .queue
                    .tell(|board| drop(board.undecided.insert(id, review)));
                rooms.note_queued(id, state).await?;
                Ok(Next::Halt)
            }
        }
    }

    async fn save_queued(
        &self,
        id: ConnectionId,
        review: &Review,
        accept_other_user: bool,
    ) -> Result<Next, Failure> {
        match self
            .save_connection(&review.attempt, accept_other_user)
            .await
        {
            Ok(saved) => {
                self.rooms.note_queued(id, done(saved, review)).await?;
                Ok(Next::GoOn)
            }
            Err(failure) => self.note_failure(id, &failure).await,
        }
    }

    /// She cancelled it, by skipping it or by stopping all.
    async fn cancelled(&self, id: ConnectionId) -> Result<Next, Failure> {
        let wish = self.rooms.queue.look(|board| board.wish);
        let (state, next) = match wish {
            Some(Wish::Stop) => (waiting(), Next::Halt),
            Some(Wish::Skip) | None => (QueuedState::Skipped, Next::GoOn),
        };
        self.rooms.note_queued(id, state).await?;
        Ok(next)
    }

    /// Most refusals are of one connection. Where nobody is at the browser, or nothing can be
    /// opened or sealed, the next one would fare no better.
    async fn note_failure(&self, id: ConnectionId, failure: &Failure) -> Result<Next, Failure> {
        let (state, next) = match failure.code {
            FailureCode::Gone => (QueuedState::Gone, Next::GoOn),
            FailureCode::NobodyCame => (refused(failure), Next::Halt),
            FailureCode::VaultLocked => {
                self.rooms.note_queued(id, waiting()).await?;
                return Err(failure.clone());
            }
            _ => (refused(failure), Next::GoOn),
        };
        self.rooms.note_queued(id, state).await?;
        Ok(next)
    }
}

/// What came of it, and before → after.
pub(super) fn done(saved: ConnectionDetails, review: &Review) -> QueuedState {
    let before = review.before.as_ref();
    let (gained, lost) = before
        .map(|before| (before.gained.clone(), before.lost.clone()))
        .unwrap_or_default();
    QueuedState::Done {
        username: saved.row.authorized_as.unwrap_or_default(),
        status: (saved.row.status.state, saved.row.status.word),
        gained,
        lost,
        problem: saved.problem,
    }
}
