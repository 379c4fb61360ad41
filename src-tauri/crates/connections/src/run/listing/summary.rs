//! A reading that is over, as one run.

use serde_json::Value;
use serde_json::value::RawValue;

use super::closing::{Closed, Ended};
use super::listings::Listing;
use super::progress::Progress;
use crate::run::Occasion;
use crate::run::answer::{Answered, list_outputs};
use crate::run::finish::not_begun;
use crate::run::ran::Ran;
use crate::run::sending::{Errand, Stop};
use crate::views::{Extent, Failure, RunView};

/// How many rows a run has of a list; the window has those that it was sent.
const ROWS: usize = 200;

/// Sums it up: what was sent, what came, and the first records of it.
pub(super) async fn summed(
    errand: Option<Errand<'_>>,
    occasion: &Occasion<'_>,
    closed: &Closed,
    listing: &Listing,
    extent: Extent,
) -> Result<RunView, Failure> {
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
            let console = errand.console;
            let mut ran = errand.sum_up(came).await?;
            if let Some(taker) = &closed.taker {
                let whole: Vec<Value> = taker.whole.iter().map(|record| read(record)).collect();
                ran.outputs = list_outputs(&declared, &whole);
            }
            fill(&mut ran.view, occasion, closed, listing, extent);
            let held = &console.rooms.held;
            held.hold(&ran.view.run, &ran.view.fields, &ran.outputs);
            ran
        }
        (None, Err(stop)) => not_begun(occasion, stop)?,
        (None, Ok(_)) => {
            let mut ran = Ran::default();
            ran.view.run.clone_from(&occasion.run);
            ran
        }
    };
    if stopped {
        "stopped".clone_into(&mut ran.view.outcome);
    }
    ran.view.more = match &closed.taker {
        Some(taker) if matches!(closed.ended, Ended::Whole) => {
            taker.more || goes_on && extent != Extent::All
        }
        _ => !ran.view.columns.is_empty(),
    };
    Ok(ran.view)
}

/// What was read, in the place of the last answer: that is one page of many.
fn fill(
    view: &mut RunView,
    occasion: &Occasion<'_>,
    closed: &Closed,
    listing: &Listing,
    extent: Extent,
) {
    let redactor = &occasion.redactor;
    let Some(taker) = &closed.taker else {
        return;
    };
    match (taker.whole.as_slice(), &taker.columns) {
        ([one], Some(columns)) if extent == Extent::First => {
            let whole = read(one);
            view.fields = columns.fields(&whole, &redactor.answer(&whole));
            view.body = redactor.body(one.get().as_bytes());
        }
        (whole, Some(columns)) if !whole.is_empty() || view.refusal.is_none() => {
            view.columns = columns.labels_on_screen();
            view.rows = listing.look(|progress| progress.first_rows(ROWS));
            let texts: Vec<&str> = whole.iter().map(|record| record.get()).collect();
            view.body = redactor.body(format!("[{}]", texts.join(",")).as_bytes());
        }
        _ => {}
    }
}

fn read(record: &RawValue) -> Value {
    serde_json::from_str(record.get()).unwrap_or_default()
}
