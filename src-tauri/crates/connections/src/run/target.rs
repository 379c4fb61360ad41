//! What the form names, looked up when a field is left: so that a wrong state is said before
//! anything is run. Only reads are sent, and whatever keeps them from being answered is no
//! failure: then the form predicts what it did before.

use super::act::action;
use super::cards::named;
use super::inputs::Inputs;
use super::joined::Way;
use super::lookup::Record;
use super::occasion::Occasion;
use super::prediction::{predict, told};
use super::ran::RanBy;
use super::sending::{Errand, Stop};
use super::state::{fits, fitting};
use crate::Console;
use crate::live_token::Need;
use crate::views::{Failure, MatchedView, RunRequest, TargetView};

impl Console {
    /// What the inputs that are filled in so far stand for, and whether the action goes with the
    /// state of what it would be done to.
    pub async fn predict_target(&self, request: RunRequest) -> Result<TargetView, Failure> {
        let rooms = &self.rooms;
        let connection = rooms.connection(&request.connection).await?;
        let connector = rooms.connector(connection.connector.as_str())?;
        let action = action(connector, &request.action)?;
        let mut view = TargetView {
            prediction: predict(action, connector, &connection),
            matched: Vec::new(),
            instead: Vec::new(),
        };
        let hopeless = !matches!(view.prediction.kind.as_str(), "willRun" | "unknown");
        if hopeless || rooms.pauses.until(connection.id, rooms.now()).is_some() {
            return Ok(view);
        }
        let Ok(token) = self.live_token(&connection, Need::Live).await else {
            return Ok(view);
        };
        let mut inputs = Inputs::so_far(action, &request.inputs);
        let by = RanBy::Hand;
        let occasion = Occasion::begin(
            rooms.now(),
            by,
            &connection,
            connector,
            action,
            &request.inputs,
        );
        let mut errand = Errand::begin(self, &occasion, token);
        let found = errand.look_up(Way::of(action), &mut inputs).await;
        if let Some(last) = &errand.last {
            rooms.pauses.note(connection.id, last, rooms.now());
        }
        match found {
            Ok(records) => {
                if let Some(wrong) = records
                    .iter()
                    .find(|found| found.in_path && !fits(action, found.status()))
                {
                    view.instead = named(&fitting(connector, action, wrong.status()));
                    let states = action.needs.states.join(", ");
                    view.prediction = told(
                        "wrongState",
                        format!("It is {}; this takes {states}.", wrong.words),
                    );
                }
                view.matched = records.into_iter().map(matched).collect();
            }
            Err(Stop::Refused(refusal))
                if matches!(refusal.kind.as_str(), "notFound" | "validation") =>
            {
                view.prediction = told("unknown", refusal.explanation.what);
            }
            Err(_) => {}
        }
        Ok(view)
    }
}

fn matched(found: Record) -> MatchedView {
    MatchedView {
        status: found.status().map(str::to_owned),
        input: found.input,
        words: found.matched,
    }
}
