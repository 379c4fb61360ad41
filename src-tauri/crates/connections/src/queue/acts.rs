//! What a person does with the queue.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use domain::{ConnectionId, Explanation};
use tokio::time::timeout;

use super::board::Wish;
use super::item::{Item, is_let_in_by_key, refused, waiting};
use super::turn::{in_order, same_login};
use super::work::done;
use crate::Console;
use crate::explain::IntoFailure;
use crate::views::{Failure, FailureCode, QueueRequest, QueueView, QueuedState};

/// More than that is no work for one person and one browser.
const MOST: usize = 1_000;
/// How long a window waits for news before it asks again.
const POLL: Duration = Duration::from_secs(20);
/// How long quitting waits for what is being saved.
const PATIENCE: Duration = Duration::from_secs(5);

impl Console {
    /// Queues connections and goes on at once. Those that wait already stay where they are; a
    /// queue that is through makes room for the new one.
    pub async fn queue_connections(&self, request: QueueRequest) -> Result<QueueView, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        rooms.read_queue().await?;
        let wanted = self.queueable(&request).await?;
        rooms
            .set_queue(|before| {
                let open = before.iter().any(Item::is_open);
                let before = if open { before } else { Vec::new() };
                joined(before, wanted)
            })
            .await?;
        self.work_through_queue();
        Ok(rooms.queue.look(|board| board.view(0)))
    }

    /// How the queue stands, as soon as that is newer than `seen`; the same again where nothing
    /// happens for twenty seconds.
    pub async fn follow_queue(&self, seen: u32) -> Result<QueueView, Failure> {
        self.rooms.read_queue().await?;
        let mut news = self.rooms.queue.board.subscribe();
        // Nothing new is an answer too.
        drop(timeout(POLL, news.wait_for(|board| board.is_newer(seen))).await);
        Ok(self.rooms.queue.look(|board| board.view(seen)))
    }

    /// Goes on with those that wait, after a stop or in another run of the program.
    pub async fn go_on_with_queue(&self) -> Result<(), Failure> {
        self.rooms.require_open_vault()?;
        self.rooms.read_queue().await?;
        self.work_through_queue();
        Ok(())
    }

    /// The sign-in under way is given up and waits again; nothing that follows is begun.
    pub fn stop_queue(&self) {
        self.wish(Wish::Stop, None);
    }

    /// Passes over a connection, whether its turn has come or not.
    pub async fn skip_queued(&self, connection: &str) -> Result<(), Failure> {
        let item = self.queued(connection)?;
        if self.wish(Wish::Skip, Some(item.connection)) || !item.is_waiting() {
            return Ok(());
        }
        self.rooms
            .note_queued(item.connection, QueuedState::Skipped)
            .await
    }

    /// Lets a connection that was refused, skipped or kept wait once more, and goes on. With
    /// `as_another`, Okta asks who it is and suggests nobody.
    pub async fn retry_queued(&self, connection: &str, as_another: bool) -> Result<(), Failure> {
        let item = self.queued(connection)?;
        self.rooms.require_open_vault()?;
        if item.is_open() || item.state == QueuedState::Gone {
            return Ok(());
        }
        let now = self.rooms.now();
        self.rooms
            .change_queued(item.connection, |item| {
                item.state = waiting();
                item.as_another = as_another;
                item.queued_at = now;
            })
            .await?;
        self.work_through_queue();
        Ok(())
    }

    /// Another user had signed in: switches the connection over to that one, or keeps the one of
    /// before and gives the new grant back. Then the queue goes on.
    pub async fn decide_queued(&self, connection: &str, switch: bool) -> Result<(), Failure> {
        let item = self.queued(connection)?;
        let id = item.connection;
        let QueuedState::Deciding { now, .. } = item.state else {
            return Ok(());
        };
        let mut undecided = None;
        let queue = &self.rooms.queue;
        queue.tell(|board| undecided = board.undecided.remove(&id));
        // Pressed twice: the first time counts.
        let Some(review) = undecided else {
            return Ok(());
        };
        let state = if switch {
            match self.save_connection(&review.attempt, true).await {
                Ok(saved) => done(saved, &review),
                Err(failure) if failure.code == FailureCode::Gone => QueuedState::Gone,
                Err(failure) => refused(&failure),
            }
        } else {
            self.discard_connection(&review.attempt).await;
            QueuedState::Kept {
                turned_down: now.username,
            }
        };
        self.rooms.note_queued(id, state).await?;
        self.work_through_queue();
        Ok(())
    }

    /// Empties the queue. What is under way is given up, and what is undecided given back.
    pub async fn clear_queue(&self) -> Result<(), Failure> {
        self.rooms.read_queue().await?;
        self.end_queue().await;
        let mut undecided = HashMap::new();
        let queue = &self.rooms.queue;
        queue.tell(|board| undecided = std::mem::take(&mut board.undecided));
        for review in undecided.values() {
            self.discard_connection(&review.attempt).await;
        }
        self.rooms.set_queue(|_| Ok(Vec::new())).await
    }

    /// Stops, and waits until what was being saved is saved.
    pub(crate) async fn end_queue(&self) {
        self.stop_queue();
        let mut news = self.rooms.queue.board.subscribe();
        drop(timeout(PATIENCE, news.wait_for(|board| !board.running)).await);
    }

    /// Says what is wanted of the sign-in under way – of any, or of this connection's – and cancels
    /// it. Whether there was one.
    fn wish(&self, wish: Wish, of: Option<ConnectionId>) -> bool {
        let queue = &self.rooms.queue;
        let current = queue.look(|board| board.current.clone());
        let concerned = match (&current, of) {
            (Some((id, _)), Some(of)) => *id == of,
            (_, Some(_)) => false,
            (_, None) => queue.look(|board| board.running),
        };
        if concerned {
            queue.tell(|board| board.wish = Some(wish));
            if let Some((_, Some(sign_in))) = current {
                self.cancel_sign_in(&sign_in.attempt);
            }
        }
        concerned
    }

    fn queued(&self, connection: &str) -> Result<Item, Failure> {
        ConnectionId::parse(connection)
            .and_then(|id| self.rooms.queue.item(id))
            .ok_or_else(|| {
                Failure::other(Explanation::new(
                    "This connection is not in the queue any more.",
                    "The queue was emptied, or begun anew.",
                    "Select it in the list and reauthorize it from there.",
                ))
            })
    }

    /// The connections that are asked for, each as it is now.
    async fn queueable(&self, request: &QueueRequest) -> Result<Vec<Item>, Failure> {
        let to = request.hand_over_to.as_deref().map(str::trim);
        if to == Some("") {
            return Err(Failure::field("login", nobody_named()));
        }
        let wanted: HashSet<_> = request.connections.iter().map(String::as_str).collect();
        let all = self.rooms.store.connections().await;
        let mut items = Vec::new();
        for connection in all.map_err(IntoFailure::into_failure)? {
            if !wanted.contains(&*connection.id.to_string()) {
                continue;
            }
            if to.is_some() && is_let_in_by_key(&connection) {
                return Err(Failure::other(no_person(connection.nickname.as_str())));
            }
            let item = Item::new(&connection, to, self.rooms.now());
            if let (Some(to), Some(from)) = (to, &item.handed_over_by)
                && same_login(to, from)
            {
                return Err(Failure::field("login", the_same(to)));
            }
            items.push(item);
        }
        if items.is_empty() {
            return Err(Failure::coded(
                FailureCode::Gone,
                Explanation::new(
                    "None of these connections is there any more.",
                    "They were deleted a moment ago.",
                    "Select others in the list.",
                ),
            ));
        }
        Ok(in_order(items))
    }
}

/// The queue with more in it. What is under way or undecided stays as it is; what waits, or is
/// through, waits as it is asked for now.
fn joined(mut before: Vec<Item>, wanted: Vec<Item>) -> Result<Vec<Item>, Failure> {
    for item in wanted {
        match before
            .iter_mut()
            .find(|one| one.connection == item.connection)
        {
            Some(there) if there.is_open() && !there.is_waiting() => {}
            Some(there) => *there = item,
            None => before.push(item),
        }
    }
    if before.len() > MOST {
        return Err(Failure::other(Explanation::new(
            format!("{} connections are too many for one queue.", before.len()),
            format!("It takes up to {MOST}, for each may need a sign-in of its own."),
            "Select fewer, and the others when these are through.",
        )));
    }
    Ok(before)
}

fn nobody_named() -> Explanation {
    Explanation::new(
        "Nobody is named to take the connections over.",
        "Okta's page is opened for that user, and nobody else is saved without asking.",
        "Enter the login of a service account.",
    )
}

fn the_same(login: &str) -> Explanation {
    Explanation::new(
        format!("{login} has these connections already."),
        "Handing them over is for another user to sign in.",
        "Enter another login, or reauthorize them without handing them over.",
    )
}

fn no_person(nickname: &str) -> Explanation {
    Explanation::new(
        format!("“{nickname}” cannot be handed over."),
        "It is let in by a key, and nobody signs in for it.",
        "Leave it out; give it another key by reauthorizing it.",
    )
}
