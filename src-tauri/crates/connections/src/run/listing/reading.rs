//! One reading, from its token to its end, in a task of its own.

use std::sync::Arc;

use domain::{Connection, Explanation};
use jiff::Timestamp;

use super::closing::{Ended, close};
use super::listings::Listing;
use super::summary::summed;
use super::taker::{Halt, Taker};
use super::taking::Taking;
use crate::Console;
use crate::live_token::Need;
use crate::run::act::action;
use crate::run::inputs::Inputs;
use crate::run::sending::{Errand, Stop};
use crate::run::{Occasion, RanBy};
use crate::views::{Failure, ListingRequest, ListingState};

/// A list that is to be read.
pub(super) struct Reading {
    pub(super) console: Console,
    pub(super) connection: Connection,
    pub(super) request: ListingRequest,
    pub(super) inputs: Inputs,
    pub(super) listing: Arc<Listing>,
    pub(super) taker: Taker,
    pub(super) began: Timestamp,
}

impl Reading {
    /// Reads it. However that ends, whoever follows it is told.
    pub(super) fn spawn(self) {
        let listing = Arc::clone(&self.listing);
        tokio::spawn(async move {
            let failure = match tokio::spawn(self.run()).await {
                Ok(Ok(())) => return,
                Ok(Err(failure)) => failure,
                Err(_panic) => Failure::other(Explanation::new(
                    "Reading the list failed.",
                    "Something unforeseen happened inside the program.",
                    "Run it again; if it happens again, restart the console.",
                )),
            };
            listing.change(|progress| {
                progress.end(ListingState::Refused);
                progress.failure = Some(failure);
            });
        });
    }

    async fn run(self) -> Result<(), Failure> {
        let Self {
            console,
            connection,
            request,
            inputs,
            listing,
            taker,
            began,
        } = self;
        let connector = console.rooms.connector(connection.connector.as_str())?;
        let action = action(connector, &request.action)?;
        let by = RanBy::Hand;
        let occasion = Occasion::begin(began, by, &connection, connector, action, &request.inputs);
        let mut taking = Taking::new(taker);
        let mut errand = None;
        let came = tokio::select! {
            biased;
            why = listing.asked_to_end() => Ok(Ended::Early(why)),
            read = async {
                let token = console.live_token(&connection, Need::Live).await;
                let token = token.map_err(Stop::without_token)?;
                errand
                    .insert(Errand::begin(&console, &occasion, token))
                    .read_list(inputs, request.extent, &mut taking, &listing)
                    .await
            } => read.map(|()| Ended::Whole),
        };
        // A page may still be on its way into the file.
        let settled = match (taking.settle().await, &errand) {
            (Err(halt), Some(errand)) if !matches!(halt, Halt::Dry) => Err(errand.halted(halt)),
            _ => Ok(()),
        };
        let ended = match settled.and(came) {
            Ok(ended) => ended,
            Err(Stop::Refused(card)) => Ended::Refused(card),
            Err(Stop::Failure(failure)) => Ended::Failed(failure),
        };
        let closed = close(taking, ended).await;
        let mut answer = summed(errand, &occasion, &closed, &listing, request.extent).await?;
        console.remember(&occasion, &mut answer).await;
        listing.change(|progress| {
            progress.end(closed.ended.state());
            progress.file = closed.file;
            progress.notes = closed.notes;
            progress.answer = Some(answer);
        });
        Ok(())
    }
}
