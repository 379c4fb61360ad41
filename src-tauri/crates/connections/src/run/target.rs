//! What the form names, looked up when a field is left: so that a wrong state is said before
//! anything is run. Only reads are sent, and whatever keeps them from being answered is no
//! failure: then the form predicts what it did before.

use catalogue::InputKind;

use super::act::action;
use super::cards::named;
use super::inputs::Inputs;
use super::joined::Way;
use super::lookup::{Record, names_anything};
use super::occasion::Occasion;
use super::prediction::{no_session_yet, predict, told};
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
        let page = rooms.connection(&request.connection).await?;
        let connector = rooms.connector(page.connector.as_str())?;
        let action = action(connector, &request.action)?;
        let session = action
            .inputs
            .iter()
            .find(|input| input.kind == InputKind::Session)
            .and_then(|input| request.inputs.get(&input.id));
        let connection = rooms.led_through(&request.connection, session).await?;
        let lacks_session = rooms.lacks_session(action) && !matches!(Way::of(action), Way::Connect);
        let mut view = TargetView {
            prediction: if lacks_session {
                no_session_yet()
            } else {
                predict(action, connector, &connection)
            },
            matched: Vec::new(),
            instead: Vec::new(),
        };
        let mut inputs = Inputs::so_far(action, &request.inputs);
        let hopeful = matches!(view.prediction.kind.as_str(), "willRun" | "unknown");
        let paused = rooms.pauses.until(connection.id, rooms.now()).is_some();
        if !hopeful || lacks_session || paused || !names_anything(action, &inputs) {
            return Ok(view);
        }
        let Ok(token) = self.live_token(&connection, Need::Live).await else {
            return Ok(view);
        };
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
