//! A reading that is over, as one run.

use domain::Connection;
use jiff::Timestamp;
use serde_json::Value;
use serde_json::value::RawValue;

use super::closing::{Closed, Ended};
use super::listings::Listing;
use super::progress::Progress;
use crate::run::act::never_sent;
use crate::run::answer::{Answered, indented, list_outputs};
use crate::run::ran::Ran;
use crate::run::sending::{Errand, Stop};
use crate::views::{Extent, Failure, ListingRequest, RunView};

/// How many rows a run has of a list; the window has those that it was sent.
const ROWS: usize = 200;

/// Sums it up: what was sent, what came, and the first records of it.
pub(super) async fn summed(
    errand: Option<Errand<'_>>,
    closed: &Closed,
    listing: &Listing,
    extent: Extent,
) -> Result<Ran, Failure> {
    let came = match &closed.ended {
        Ended::Whole | Ended::Early(_) => Ok(Answered::default()),
        Ended::Refused(card) => Err(Stop::Refused(card.clone())),
        Ended::Failed(failure) => return Err((**failure).clone()),
    };
    let stopped = matches!(closed.ended, Ended::Early(_));
    let mut goes_on = false;
    let mut ran = match (errand, came) {
        (Some(mut errand), came) => {
            errand.taken = listing.look(Progress::elapsed);
            goes_on = errand.goes_on();
            let declared = errand.action.outputs.clone();
            let mut ran = errand.finish(came).await?;
            if let Some(taker) = &closed.taker {
                let whole: Vec<Value> = taker.whole.iter().map(|record| read(record)).collect();
                ran.outputs = list_outputs(&declared, &whole);
            }
            ran
        }
        (None, Err(stop)) => never_sent(stop)?,
        (None, Ok(_)) => Ran::default(),
    };
    if stopped {
        "stopped".clone_into(&mut ran.view.outcome);
    }
    fill(&mut ran.view, closed, listing, extent);
    ran.view.more = match &closed.taker {
        Some(taker) if matches!(closed.ended, Ended::Whole) => {
            taker.more || goes_on && extent != Extent::All
        }
        _ => !ran.view.columns.is_empty(),
    };
    Ok(ran)
}

/// What was read, in the place of the last answer: that is one page of many.
fn fill(view: &mut RunView, closed: &Closed, listing: &Listing, extent: Extent) {
    let Some(taker) = &closed.taker else {
        return;
    };
    match (taker.whole.as_slice(), &taker.columns) {
        ([one], Some(columns)) if extent == Extent::First => {
            view.fields = columns.fields(&read(one));
            view.body = indented(one.get().as_bytes());
        }
        (whole, Some(columns)) if !whole.is_empty() || view.refusal.is_none() => {
            view.columns = columns.labels_on_screen();
            view.rows = listing.look(|progress| progress.first_rows(ROWS));
            let texts: Vec<&str> = whole.iter().map(|record| record.get()).collect();
            view.body = indented(format!("[{}]", texts.join(",")).as_bytes());
        }
        _ => {}
    }
}

fn read(record: &RawValue) -> Value {
    serde_json::from_str(record.get()).unwrap_or_default()
}

/// The one place where every reading that is over is told to the rest of the console, as one run.
pub(super) fn finished(
    connection: &Connection,
    request: &ListingRequest,
    began: Timestamp,
    ran: Ran,
) -> RunView {
    tracing::debug!(
        connection = %connection.id, action = %request.action, %began,
        outcome = %ran.view.outcome, "a list was read"
    );
    ran.view
}
