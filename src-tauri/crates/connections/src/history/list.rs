//! Reading the history: a page of it, one run, what to filter by.

use std::collections::BTreeMap;

use catalogue::Action;
use domain::Explanation;
use jiff::Timestamp;
use store::{RunContents, RunMark, RunRow};

use super::kept::{KeptAnswer, effect_of};
use crate::Console;
use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::run::MASK;
use crate::views::{
    ActionChoice, AskedBy, Failure, FailureCode, KeptInput, RequestView, RunChoices, RunDetails,
    RunFilter, RunLine, RunPage, RunView,
};

const PAGE: u32 = 100;

impl Console {
    /// The newest runs, or those that follow. The first page says how many there are.
    pub async fn list_runs(
        &self,
        filter: RunFilter,
        after: Option<String>,
    ) -> Result<RunPage, Failure> {
        let (store, filter) = (&self.rooms.store, read(filter)?);
        let after = after.as_deref().and_then(RunMark::parse);
        let total = match after {
            Some(_) => None,
            None => Some(
                store
                    .count_runs(&filter)
                    .await
                    .map_err(IntoFailure::into_failure)?,
            ),
        };
        let page = store
            .runs(&filter, after, PAGE)
            .await
            .map_err(IntoFailure::into_failure)?;
        Ok(RunPage {
            runs: page
                .runs
                .into_iter()
                .map(|row| self.rooms.line(row))
                .collect(),
            next: page.next.map(|next| next.to_string()),
            total: total.map(|total| u32::try_from(total).unwrap_or(u32::MAX)),
        })
    }

    /// What the history can be filtered by.
    pub async fn run_choices(&self) -> Result<RunChoices, Failure> {
        let choices = self.rooms.store.run_choices().await;
        let choices = choices.map_err(IntoFailure::into_failure)?;
        let actions = choices.actions.into_iter();
        Ok(RunChoices {
            connections: choices.connections,
            actions: actions
                .map(|(connector, action, name)| ActionChoice {
                    connector_name: self.rooms.name_of(&connector),
                    connector,
                    action,
                    name,
                })
                .collect(),
        })
    }

    /// One run, whole.
    pub async fn run_details(&self, id: &str) -> Result<RunDetails, Failure> {
        let run = self.rooms.store.run(id).await;
        let (row, contents) = run
            .map_err(IntoFailure::into_failure)?
            .ok_or_else(not_there)?;
        let gone = self.rooms.why_gone(&row).await?;
        Ok(RunDetails {
            gone: gone.map(Into::into),
            ..self.rooms.details_of_run(row, &contents)?
        })
    }

    /// Deletes one run.
    pub async fn delete_run(&self, id: &str) -> Result<(), Failure> {
        let deleted = self.rooms.store.delete_run(id).await;
        deleted.map(drop).map_err(IntoFailure::into_failure)
    }
}

impl Rooms {
    pub(crate) fn line(&self, row: RunRow) -> RunLine {
        RunLine {
            id: row.id,
            began_at: row.began_at.to_string(),
            duration_ms: u32::try_from(row.duration_ms).unwrap_or(u32::MAX),
            connection: row.connection,
            nickname: row.nickname,
            address: row.address,
            connector_name: self.name_of(&row.connector),
            connector: row.connector,
            identity: row.identity,
            action: row.action,
            action_name: row.action_name,
            effect: effect_of(&row.effect),
            outcome: row.outcome,
            refusal: row.refusal,
            status: row.status,
            request_id: row.request_id,
            asked_by: row
                .asked_by
                .map(|(scenario, step)| AskedBy { scenario, step }),
        }
    }

    /// A run as it was kept, whatever became of its connection.
    pub(super) fn details_of_run(
        &self,
        row: RunRow,
        contents: &RunContents,
    ) -> Result<RunDetails, Failure> {
        let kept = contents_of(&row, contents)?;
        let action = self.action_of(&row);
        let duration_ms = row.duration_ms;
        let line = self.line(row);
        let KeptAnswer { cut, .. } = kept.answer;
        Ok(RunDetails {
            inputs: inputs(action, kept.inputs),
            view: RunView {
                run: line.id.clone(),
                outcome: line.outcome.clone(),
                requests: kept.requests,
                status: line.status,
                duration_ms,
                request_id: line.request_id.clone(),
                rate_limit: kept.answer.rate_limit,
                matched: kept.answer.matched,
                fields: kept.answer.fields,
                columns: kept.answer.columns,
                rows: kept.answer.rows,
                more: kept.answer.more,
                body: kept.answer.body,
                refusal: kept.answer.refusal,
                not_kept: None,
            },
            line,
            cut,
            gone: None,
        })
    }

    fn action_of(&self, row: &RunRow) -> Option<&Action> {
        self.catalogue
            .connector(&row.connector)?
            .action(&row.action)
    }

    fn name_of(&self, connector: &str) -> String {
        self.catalogue
            .connector(connector)
            .map_or_else(|| connector.to_owned(), |connector| connector.name.clone())
    }

    /// Why the form of a run cannot be opened any more, if it cannot.
    async fn why_gone(&self, row: &RunRow) -> Result<Option<Explanation>, Failure> {
        if self.action_of(row).is_none() {
            return Ok(Some(Explanation::new(
                format!("This version has no action “{}” any more.", row.action_name),
                "It was run with another version of the connector.",
                "Look for an action that does the same on the connection's page.",
            )));
        }
        match self.connection(&row.connection).await {
            Ok(_) => Ok(None),
            Err(failure) if failure.code == FailureCode::Gone => Ok(Some(Explanation::new(
                format!("The connection “{}” is not there any more.", row.nickname),
                "It was deleted since. Its runs stay until they are deleted too.",
                "Open the same action through another connection.",
            ))),
            Err(failure) => Err(failure),
        }
    }
}

/// A row's JSON, read.
struct Kept {
    inputs: BTreeMap<String, String>,
    requests: Vec<RequestView>,
    answer: KeptAnswer,
}

fn contents_of(row: &RunRow, contents: &RunContents) -> Result<Kept, Failure> {
    let unreadable = |error: serde_json::Error| {
        Failure::other(Explanation::new(
            "This run cannot be read.",
            format!("What is kept of run {} makes no sense: {error}.", row.id),
            "Delete it; all others can still be opened.",
        ))
    };
    Ok(Kept {
        inputs: serde_json::from_str(&contents.inputs).map_err(unreadable)?,
        requests: serde_json::from_str(&contents.requests).map_err(unreadable)?,
        answer: serde_json::from_str(&contents.answer).map_err(unreadable)?,
    })
}

/// In the order of the form; what is not in it any more stands last.
fn inputs(action: Option<&Action>, mut kept: BTreeMap<String, String>) -> Vec<KeptInput> {
    let input = |id: String, label: String, value: String| KeptInput {
        masked: value.contains(MASK),
        id,
        label,
        value,
    };
    let mut inputs = Vec::new();
    for asked in action.into_iter().flat_map(|action| &action.inputs) {
        if let Some(value) = kept.remove(&asked.id) {
            inputs.push(input(asked.id.clone(), asked.label.clone(), value));
        }
    }
    inputs.extend(
        kept.into_iter()
            .map(|(id, value)| input(id.clone(), id, value)),
    );
    inputs
}

/// What the window asks for, as the store takes it.
pub(super) fn read(filter: RunFilter) -> Result<store::RunFilter, Failure> {
    let moment = |field: &str, text: Option<String>| -> Result<Option<Timestamp>, Failure> {
        let Some(text) = text else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            Failure::field(
                field,
                Explanation::new(
                    "This is not a moment.",
                    format!("“{text}” is no date and time."),
                    "Choose a day.",
                ),
            )
        })
    };
    Ok(store::RunFilter {
        text: filter.text,
        connection: filter.connection,
        action: filter.connector.zip(filter.action),
        outcome: filter.outcome,
        from: moment("from", filter.from)?,
        before: moment("before", filter.before)?,
    })
}

fn not_there() -> Failure {
    Failure::other(Explanation::new(
        "This run is not in the History any more.",
        "It was deleted, or it was older than the time that runs are kept.",
        "Go back to the list.",
    ))
}
