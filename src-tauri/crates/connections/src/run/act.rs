//! Running: what the action is about is looked up, the person is asked where something is lost,
//! and the call is made.

use std::collections::BTreeMap;
use std::time::Duration;

use catalogue::{Action, Connector, Effect};
use domain::{Explanation, Status};
use http::Response;

use super::answer::{Answered, answered, indented, rate_limit};
use super::cards;
use super::inputs::Inputs;
use super::joined::{Way, demanded, merge};
use super::lookup::Record;
use super::ran::{Ran, RanBy};
use super::refusal::outcome_unknown;
use super::request::Prepared;
use super::sending::{Errand, Stop};
use crate::Console;
use crate::confirmation::Question;
use crate::list::address_of;
use crate::probe::target;
use crate::said::said;
use crate::session::Need;
use crate::views::{Failure, FailureCode, RefusalView, RunRequest, RunView};

impl Console {
    /// Runs one action. Fails only for what the form can mend, for a person who said no, and for
    /// what the window acts on; a refusal by the server is an answer.
    pub async fn run_action(&self, request: RunRequest) -> Result<RunView, Failure> {
        Ok(self.run(request, RanBy::Hand).await?.view)
    }

    /// [`Console::run_action`], for whoever asks: every run of the console goes through here.
    pub(crate) async fn run(&self, request: RunRequest, _by: RanBy) -> Result<Ran, Failure> {
        let connection = self.rooms.connection(&request.connection).await?;
        let connector = self.rooms.connector(connection.connector.as_str())?;
        let action = action(connector, &request.action)?;
        let way = Way::of(action);
        let inputs = Inputs::read(action, &request.inputs)?;
        if let Way::NotYet(why) = way {
            return Err(not_yet(action, why));
        }
        let (origin, prefix) = target(&connection.settings, "");
        // Whatever is wrong with the form is said before a token is asked for.
        way.own_call(&prefix, action, &inputs)?;

        let token = match self.live_token(&connection, Need::Live).await {
            Ok(token) => token,
            Err(failure) => return never_sent(Stop::without_token(failure)),
        };
        let mut errand = Errand {
            console: self,
            connection: &connection,
            connector,
            action,
            origin,
            prefix,
            token,
            renewed: false,
            requests: Vec::new(),
            taken: Duration::ZERO,
            last: None,
            matched: Vec::new(),
        };
        let came = errand.run(way, inputs).await;
        errand.finish(came).await
    }
}

/// The action of a connector.
pub(crate) fn action<'a>(connector: &'a Connector, id: &str) -> Result<&'a Action, Failure> {
    connector.action(id).ok_or_else(|| {
        Failure::other(Explanation::new(
            format!("{} has no action {id}.", connector.name),
            "It was removed, or belongs to another connector.",
            "Go back to the list of actions.",
        ))
    })
}

impl Errand<'_> {
    async fn run(&mut self, way: Way<'_>, mut inputs: Inputs) -> Result<Answered, Stop> {
        let records = self.look_up(way, &mut inputs).await?;
        self.check_state(&records)?;
        let answer = match way {
            Way::Found(_) => self.last.clone().unwrap_or_default(),
            Way::Merge(read, _) => {
                let record = if let Some(found) = records.into_iter().next() {
                    found.json
                } else {
                    let read = Prepared::of(read, &self.prefix, self.action, &inputs)?;
                    let answer = self.send(&read).await?;
                    self.json(answer)?
                };
                let mut put = self.own_call(way, &inputs)?;
                put.body = Some(merge(record, put.body, &self.action.keep));
                self.send(&put).await?
            }
            Way::Schema(schema, _) => {
                let schema = Prepared::of(schema, &self.prefix, self.action, &inputs)?;
                let answer = self.send(&schema).await?;
                let schema = self.json(answer)?;
                let create = self.own_call(way, &inputs)?;
                let missing = demanded(&schema, create.body.as_ref());
                if !missing.is_empty() {
                    return Err(Stop::refused(cards::demanded(self.action, &missing)));
                }
                self.send(&create).await?
            }
            Way::Seal(keys, read, _) => {
                let own = self.seal(way, keys, read, &inputs).await?;
                self.send(&own).await?
            }
            Way::Reveal(_) => return self.reveal(way, &inputs).await,
            Way::Once(_) | Way::Semantics(..) | Way::Search(..) | Way::ByHand | Way::NotYet(_) => {
                let own = self.own_call(way, &inputs)?;
                self.ask_person(&own, &records).await?;
                let answer = self.send(&own).await?;
                self.note_stage(&records);
                answer
            }
        };
        let read = answered(self.action, &answer);
        let read = read.ok_or_else(|| Stop::refused(self.unreadable()))?;
        self.note_status_of_new_user(&answer);
        self.note_lag(way);
        if !read.lacking.is_empty() {
            let lacking = read.lacking.join(", ");
            self.matched.push(format!(
                "The answer lacks what its documents promise: {lacking}."
            ));
        }
        Ok(read)
    }

    /// A success in words that are not Okta's. After a write they do not tell whether it was done.
    fn unreadable(&self) -> RefusalView {
        let wrote = self.requests.last().is_some_and(|own| own.method != "GET");
        if wrote && self.action.effect != Effect::Read {
            let why = "What came back is not what the documents promise; something between may have answered in the server's place.";
            return outcome_unknown(&self.about(), why);
        }
        cards::not_okta(&self.about())
    }

    /// A search that may not know yet what was changed a moment ago.
    fn note_lag(&mut self, way: Way<'_>) {
        let (Way::Search(..), Some(own)) = (way, self.requests.last()) else {
            return;
        };
        let target = own.url.trim_start_matches(self.origin.as_str());
        let (recent, now) = (&self.console.rooms.recent, self.console.rooms.now());
        if let Some(ago) = recent.since(self.origin.as_str(), target, now) {
            self.matched.push(format!(
                "Something of the kind was changed {} s ago; a search may not know it yet.",
                ago.as_secs().max(1)
            ));
        }
    }

    pub(super) fn own_call(&self, way: Way<'_>, inputs: &Inputs) -> Result<Prepared, Failure> {
        way.own_call(&self.prefix, self.action, inputs)?
            .ok_or_else(|| not_yet(self.action, "This version does not know how."))
    }

    /// A state that the action does not go with is said before anything is sent.
    fn check_state(&self, records: &[Record]) -> Result<(), Stop> {
        let allowed = &self.action.needs.states;
        for found in records {
            let fits = found
                .status()
                .is_none_or(|status| allowed.iter().any(|state| state == status));
            if !allowed.is_empty() && !fits {
                return Err(Stop::refused(cards::wrong_state_seen(
                    self.action,
                    &found.words,
                )));
            }
        }
        Ok(())
    }

    /// Where something is lost, the person decides, in a dialog that the window cannot press.
    async fn ask_person(&self, own: &Prepared, records: &[Record]) -> Result<(), Stop> {
        if self.action.effect != Effect::Destructive || !own.writes() {
            return Ok(());
        }
        let targets: Vec<&str> = records.iter().map(|found| found.words.as_str()).collect();
        let what = if targets.is_empty() {
            format!("{} {}", own.method.as_str(), own.target)
        } else {
            targets.join(", ")
        };
        let question = Question {
            title: format!("{}?", self.action.name),
            text: format!(
                "{}\n\n{what}\n\nOrg: {}\nConnection: {}",
                self.action.about,
                address_of(&self.connection.settings),
                self.connection.nickname,
            ),
        };
        if self.console.rooms.confirmation.confirm(question).await {
            return Ok(());
        }
        Err(Stop::from(Failure::coded(
            FailureCode::Cancelled,
            Explanation::new(
                format!("“{}” was not run.", self.action.name),
                "It was not confirmed, and nothing was sent.",
                "Run it again when you are sure.",
            ),
        )))
    }

    /// Okta's first Delete of a user who is not deactivated only deactivates.
    fn note_stage(&mut self, records: &[Record]) {
        if self.action.id != "delete_user" {
            return;
        }
        let Some(found) = records.iter().find(|found| found.input == "user") else {
            return;
        };
        self.matched.push(match found.status() {
            Some("DEPROVISIONED") => "The user was deactivated before: now the user is deleted, for ever.".to_owned(),
            Some(status) => format!("The user was {status}: this call only deactivated. Run it again to delete, for ever."),
            None => return,
        });
    }

    fn note_status_of_new_user(&mut self, answer: &Response<Vec<u8>>) {
        let creates =
            self.action.id.contains("create") && self.action.answer.kind() == Some("user");
        let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        if let (true, Some(status)) = (creates, body["status"].as_str()) {
            self.matched.push(format!("The user came to be {status}."));
        }
    }

    async fn finish(self, came: Result<Answered, Stop>) -> Result<Ran, Failure> {
        let (read, refusal) = match came {
            Ok(read) => (read, None),
            Err(Stop::Failure(failure)) => return Err(*failure),
            Err(Stop::Refused(refusal)) => {
                let shown = self
                    .last
                    .as_ref()
                    .filter(|_| self.action.answer.kind() == Some("http"));
                let read = shown.and_then(|last| answered(self.action, last));
                (read.unwrap_or_default(), Some(*refusal))
            }
        };
        // An answer that was lost leaves none: the one before it was another request's.
        let unknown = refusal
            .as_ref()
            .is_some_and(|refusal| refusal.kind == "outcomeUnknown");
        let last = self.last.as_ref().filter(|_| !unknown);
        if let (Some(RefusalView { kind, .. }), Some(last)) = (&refusal, last)
            && kind == "expired"
        {
            self.note_end_of_grant(last).await?;
        }
        let view = RunView {
            outcome: outcome(refusal.as_ref()).to_owned(),
            status: last.map(|last| last.status().as_u16()),
            duration_ms: u64::try_from(self.taken.as_millis()).unwrap_or(u64::MAX),
            request_id: last.and_then(transport::request_id),
            rate_limit: last.and_then(rate_limit),
            more: refusal.is_none()
                && last.is_some_and(|last| {
                    !matches!(transport::next_link(&self.origin, last), Ok(None))
                })
                && !read.columns.is_empty(),
            body: last.map(|last| indented(last.body())).unwrap_or_default(),
            requests: self.requests,
            matched: self.matched,
            fields: read.fields,
            columns: read.columns,
            rows: read.rows,
            refusal,
        };
        Ok(Ran {
            view,
            outputs: read.outputs,
        })
    }

    /// A fresh token was refused as well: the list says so too.
    async fn note_end_of_grant(&self, last: &Response<Vec<u8>>) -> Result<(), Failure> {
        let rooms = &self.console.rooms;
        let (now, refusal) = (rooms.now(), said(last).refusal);
        if last.status() != 401 {
            return Ok(());
        }
        rooms
            .note_status(self.connection.id, |status: Status| {
                status.grant_ended(now, refusal)
            })
            .await
    }
}

fn outcome(refusal: Option<&RefusalView>) -> &'static str {
    match refusal {
        None => "done",
        Some(refusal) if refusal.kind == "outcomeUnknown" => "unknown",
        Some(_) => "refused",
    }
}

/// A run that ended before its first request.
fn never_sent(stop: Stop) -> Result<Ran, Failure> {
    let refusal = match stop {
        Stop::Failure(failure) => return Err(*failure),
        Stop::Refused(refusal) => *refusal,
    };
    let view = RunView {
        outcome: "refused".to_owned(),
        requests: Vec::new(),
        status: None,
        duration_ms: 0,
        request_id: None,
        rate_limit: None,
        matched: Vec::new(),
        fields: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        more: false,
        body: String::new(),
        refusal: Some(refusal),
    };
    Ok(Ran {
        view,
        outputs: BTreeMap::new(),
    })
}

/// An action that this version shows and cannot run.
pub(crate) fn not_yet(action: &Action, why: &str) -> Failure {
    Failure::other(Explanation::new(
        format!("“{}” cannot be run yet.", action.name),
        why,
        "Use another action, or run it in Okta itself.",
    ))
}
