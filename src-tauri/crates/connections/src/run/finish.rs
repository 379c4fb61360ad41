//! What came of a run: for the window, for whoever asked, and for the history.

use std::collections::BTreeMap;

use domain::{ConnectionId, Status};
use http::Response;

use super::answer::{Answered, answered, rate_limit};
use super::cards;
use super::occasion::Occasion;
use super::ran::Ran;
use super::sending::{Errand, Stop};
use crate::Console;
use crate::said::said;
use crate::views::{Failure, RefusalView, RunView};

impl Errand<'_> {
    /// Masks what was sent and what came back, holds the secrets, and remembers the run.
    pub(super) async fn finish(self, came: Result<Answered, Stop>) -> Result<Ran, Failure> {
        let (console, occasion) = (self.console, self.occasion);
        let mut ran = self.sum_up(came).await?;
        console.remember(occasion, &mut ran.view).await;
        Ok(ran)
    }

    /// As [`Errand::finish`], but for the remembering.
    pub(super) async fn sum_up(self, came: Result<Answered, Stop>) -> Result<Ran, Failure> {
        let redactor = &self.occasion.redactor;
        let (read, refusal) = match came {
            Ok(read) => (read, None),
            Err(Stop::Failure(failure)) => {
                self.take_back(&failure).await;
                return Err(*failure);
            }
            Err(Stop::Refused(refusal)) => {
                let shown = self
                    .last
                    .as_ref()
                    .filter(|_| self.action.answer.kind() == Some("http"));
                let read = shown.and_then(|last| answered(self.action, last, redactor));
                (read.unwrap_or_default(), Some(redactor.refusal(*refusal)))
            }
        };
        // An answer that was lost leaves none: the one before it was another request's.
        let unknown = refusal
            .as_ref()
            .is_some_and(|refusal| refusal.kind == "outcomeUnknown");
        let last = self.last.as_ref().filter(|_| !unknown);
        let view = RunView {
            run: self.occasion.run.clone(),
            outcome: outcome(refusal.as_ref()).to_owned(),
            status: last.map(|last| last.status().as_u16()),
            duration_ms: u64::try_from(self.taken.as_millis()).unwrap_or(u64::MAX),
            request_id: last.and_then(transport::request_id),
            rate_limit: last.and_then(rate_limit),
            more: refusal.is_none() && self.goes_on() && !read.columns.is_empty(),
            body: last
                .map(|last| redactor.body(last.body()))
                .unwrap_or_default(),
            matched: self
                .matched
                .iter()
                .map(|line| redactor.text(line))
                .collect(),
            requests: self.requests,
            fields: read.fields,
            columns: read.columns,
            rows: read.rows,
            refusal,
            not_kept: None,
        };
        let outputs = read.outputs;
        let held = &self.console.rooms.held;
        held.hold(&view.run, &view.fields, &outputs);
        if let (Some(RefusalView { kind, .. }), Some(last)) = (&view.refusal, last)
            && kind == "expired"
        {
            let id = self.connection.id;
            self.console.note_end_of_grant(id, last).await?;
        }
        Ok(Ran { view, outputs })
    }

    /// Before something is written: should the program end before the answer is there, the
    /// history says that the outcome is unknown.
    pub(super) async fn note_intent(&mut self) {
        if self.intent_noted {
            return;
        }
        self.intent_noted = true;
        let view = RunView {
            run: self.occasion.run.clone(),
            requests: self.requests.clone(),
            refusal: Some(cards::cut_short()),
            ..RunView::default()
        };
        self.console.note_intent(self.occasion, &view).await;
    }

    /// A write of which the history knows was not carried out after all, and the window is told
    /// something else than an answer.
    async fn take_back(&self, failure: &Failure) {
        if !self.intent_noted {
            return;
        }
        let Failure { what, why, fix, .. } = failure;
        let mut view = RunView {
            run: self.occasion.run.clone(),
            outcome: "refused".to_owned(),
            requests: self.requests.clone(),
            refusal: Some(cards::card("other", what.clone(), why.clone(), fix.clone())),
            ..RunView::default()
        };
        self.console.remember(self.occasion, &mut view).await;
    }
}

impl Console {
    /// A run that ended before its first request.
    pub(super) async fn never_sent(
        &self,
        occasion: &Occasion<'_>,
        stop: Stop,
    ) -> Result<Ran, Failure> {
        let mut ran = not_begun(occasion, stop)?;
        self.remember(occasion, &mut ran.view).await;
        Ok(ran)
    }

    /// A fresh token was refused as well: the list says so too.
    async fn note_end_of_grant(
        &self,
        id: ConnectionId,
        last: &Response<Vec<u8>>,
    ) -> Result<(), Failure> {
        let (now, refusal) = (self.rooms.now(), said(last).refusal);
        if last.status() != 401 {
            return Ok(());
        }
        self.rooms
            .note_status(id, |status: Status| status.grant_ended(now, refusal))
            .await
    }
}

/// What came of a run that sent nothing.
pub(super) fn not_begun(occasion: &Occasion<'_>, stop: Stop) -> Result<Ran, Failure> {
    let refusal = match stop {
        Stop::Failure(failure) => return Err(*failure),
        Stop::Refused(refusal) => *refusal,
    };
    let view = RunView {
        run: occasion.run.clone(),
        outcome: "refused".to_owned(),
        refusal: Some(occasion.redactor.refusal(refusal)),
        ..RunView::default()
    };
    Ok(Ran {
        view,
        outputs: BTreeMap::new(),
    })
}

fn outcome(refusal: Option<&RefusalView>) -> &'static str {
    match refusal {
        None => "done",
        Some(refusal) if refusal.kind == "outcomeUnknown" => "unknown",
        Some(_) => "refused",
    }
}
