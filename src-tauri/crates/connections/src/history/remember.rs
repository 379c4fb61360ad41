//! Writing a run down. A history that cannot be written does not make a run fail.

use store::{RunContents, RunRow, StoreError};

use super::cut;
use super::kept::{self, KeptAnswer};
use crate::Console;
use crate::list::address_of;
use crate::rooms::Rooms;
use crate::run::{Occasion, RanBy};
use crate::views::RunView;

/// The outcome of a write that is under way.
pub(super) const SENDING: &str = "sending";
/// What it becomes if the program ends before the answer is there.
const UNKNOWN: &str = "unknown";

impl Console {
    /// Keeps a run, summed up as it is shown: nothing in `view` may be secret. Where it cannot be
    /// kept, the view says so and nothing else changes.
    pub(crate) async fn remember(&self, occasion: &Occasion<'_>, view: &mut RunView) {
        let size = match self.rooms.keep_run(occasion, &view.outcome, view).await {
            Ok(size) => size,
            Err(error) => {
                tracing::warn!(problem = %error, "a run could not be kept");
                let problem = error.explain();
                view.not_kept = Some(format!(
                    "This run is not in the History. {} {}",
                    problem.why, problem.fix
                ));
                return;
            }
        };
        if self.rooms.tidying.is_due(size) {
            self.tidy_history();
        }
    }

    /// Notes that something is about to be written. `view` is what the history is to say should
    /// nobody be there to hear the answer.
    pub(crate) async fn note_intent(&self, occasion: &Occasion<'_>, view: &RunView) {
        // Whether the run could be kept is said at its end.
        if let Err(error) = self.rooms.keep_run(occasion, SENDING, view).await {
            tracing::warn!(problem = %error, "what is being written could not be noted");
        }
    }
}

impl Rooms {
    /// Writes that were under way when the program ended: nobody heard their answers.
    pub(crate) async fn end_runs_of_last_time(&self) {
        if let Err(error) = self.store.end_runs(SENDING, UNKNOWN).await {
            tracing::warn!(problem = %error, "the runs of last time could not be ended");
        }
    }

    /// How many bytes were kept.
    async fn keep_run(
        &self,
        occasion: &Occasion<'_>,
        outcome: &str,
        view: &RunView,
    ) -> Result<usize, StoreError> {
        let (inputs, left_out) = kept::inputs(occasion);
        let (answer, shortened) = KeptAnswer::of(view);
        let cut: Vec<String> = left_out.into_iter().chain(shortened).collect();
        let answer = KeptAnswer {
            cut: (!cut.is_empty()).then(|| cut.join(" ")),
            ..answer
        };
        let contents = RunContents {
            inputs: kept::json(&inputs),
            requests: kept::json(&cut::requests(&view.requests)),
            answer: kept::json(&answer),
        };
        let words = kept::words(occasion, &inputs, view);
        self.store
            .keep_run(&row(occasion, outcome, view), &contents, &words)
            .await?;
        Ok(contents.inputs.len() + contents.requests.len() + contents.answer.len() + words.len())
    }
}

fn row(occasion: &Occasion<'_>, outcome: &str, view: &RunView) -> RunRow {
    let Occasion {
        connection, action, ..
    } = occasion;
    let authorization = connection.authorization.as_ref();
    RunRow {
        id: occasion.run.clone(),
        began_at: occasion.began_at,
        duration_ms: view.duration_ms,
        connection: connection.id.to_string(),
        nickname: connection.nickname.to_string(),
        address: address_of(&connection.settings),
        connector: connection.connector.to_string(),
        identity: authorization.map(|authorization| authorization.identity.username.clone()),
        action: action.id.clone(),
        action_name: action.name.clone(),
        effect: kept::effect_word(action.effect).to_owned(),
        outcome: outcome.to_owned(),
        refusal: view.refusal.as_ref().map(|refusal| refusal.kind.clone()),
        status: view.status,
        request_id: view.request_id.clone(),
        asked_by: match &occasion.by {
            RanBy::Hand => None,
            RanBy::Scenario { scenario, step } => Some((scenario.clone(), step.clone())),
        },
    }
}
