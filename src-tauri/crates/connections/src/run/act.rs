//! Running: what the action is about is looked up, the person is asked where something is lost,
//! and the call is made.

use catalogue::{Action, Connector, Effect};
use domain::{Connection, Explanation};
use http::Response;

use super::answer::{Answered, answered};
use super::cards;
use super::consent::{Intent, not_confirmed};
use super::inputs::Inputs;
use super::joined::{Way, demanded, merge};
use super::lookup::Record;
use super::occasion::Occasion;
use super::ran::{Ran, RanBy};
use super::refusal::outcome_unknown;
use super::request::Prepared;
use super::sending::{Errand, Stop, granted};
use super::state::{fits, fitting};
use crate::Console;
use crate::live_token::Need;
use crate::probe::{caller_of, target};
use crate::rooms::Rooms;
use crate::sessions::{DomainProof, session_answer};
use crate::views::{Failure, RefusalView, RunRequest};

impl Console {
    /// Runs one action through the connection that is named: every run of the console goes through
    /// here. *Connect* is proven here and opened by whoever asked; *Disconnect* sends nothing.
    /// Fails only for what the form can mend, for a person who said no, and for what the window
    /// acts on; a refusal by the server is an answer.
    pub(crate) async fn run(&self, request: RunRequest, by: RanBy) -> Result<Ran, Failure> {
        let connection = self.rooms.connection(&request.connection).await?;
        let connector = self.rooms.connector(connection.connector.as_str())?;
        let action = self.rooms.action(connector, &request.action)?;
        let way = Way::of(action);
        let inputs = Inputs::read(action, &request.inputs)?;
        if let Way::NotYet(why) = way {
            return Err(not_yet(action, why));
        }
        if let Way::Disconnect = way {
            return Ok(Ran::unsent(None));
        }
        let (_, prefix) = target(&connection.settings, "");
        // Whatever is wrong with the form is said before a token is asked for.
        way.own_call(&prefix, action, &inputs)?;
        let proof = match way {
            Way::Connect => {
                let typed = inputs.text("domain").unwrap_or_default();
                self.rooms.prove_domain(&connection, &typed).await?
            }
            _ => DomainProof::default(),
        };

        let now = self.rooms.now();
        let occasion = Occasion::begin(now, by, &connection, connector, action, &request.inputs);
        let token = match self.live_token(&connection, Need::Live).await {
            Ok(token) => token,
            Err(failure) => {
                return self
                    .never_sent(&occasion, Stop::without_token(failure))
                    .await;
            }
        };
        let mut errand = Errand::begin(self, &occasion, token);
        (errand.requests, errand.taken) = (proof.requests, proof.taken);
        let came = errand.run(way, inputs).await;
        errand.finish(came).await
    }
}

/// The read that proves a connection with what was granted, where any does.
pub(crate) fn probe_call(
    connector: &Connector,
    connection: &Connection,
    prefix: &str,
) -> Option<Prepared> {
    let call = connector.probe(&granted(connection), caller_of(&connection.settings))?;
    Some(Prepared::read(format!("{prefix}{}", call.path)))
}

impl Rooms {
    /// The action of a connector. *Connect* and *Disconnect* go with every connector, and are
    /// written down in one.
    pub(crate) fn action<'a>(
        &'a self,
        connector: &'a Connector,
        id: &str,
    ) -> Result<&'a Action, Failure> {
        let everywhere = matches!(id, "connect" | "disconnect");
        let mut all = self.catalogue.connectors().iter();
        all.find_map(|other| other.action(id).filter(|_| everywhere))
            .map_or_else(|| action(connector, id), Ok)
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
                let found = records.iter().find(|found| found.in_path);
                let record = if let Some(found) = found {
                    found.json.clone()
                } else {
                    let read = Prepared::of(read, &self.prefix, self.action, &inputs)?;
                    let answer = self.send(&read).await?;
                    self.json(answer)?
                };
                let mut put = self.own_call(way, &inputs)?;
                put.body = Some(merge(record, put.body, &self.action.keep));
                self.send_own(&put, &inputs, &records).await?
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
                self.send_own(&create, &inputs, &records).await?
            }
            Way::Seal(keys, read, _) => {
                let own = self.seal(way, keys, read, &inputs).await?;
                self.send_own(&own, &inputs, &records).await?
            }
            Way::Reveal(_) => return self.reveal(way, &inputs).await,
            Way::Connect => self.connect(&inputs).await?,
            Way::Once(_)
            | Way::Semantics(..)
            | Way::Search(..)
            | Way::ByHand
            | Way::Disconnect
            | Way::NotYet(_) => {
                let own = self.own_call(way, &inputs)?;
                self.send_own(&own, &inputs, &records).await?
            }
        };
        let read = answered(self.action, &answer, &self.occasion.redactor);
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

    /// The one read that proves the connection, and what *Connect* answers.
    async fn connect(&mut self, inputs: &Inputs) -> Result<Response<Vec<u8>>, Stop> {
        let connection = self.connection;
        let probe = probe_call(self.connector, connection, &self.prefix)
            .ok_or_else(|| Stop::refused(cards::nothing_to_read(connection)))?;
        self.send(&probe).await?;
        let rooms = &self.console.rooms;
        rooms.note_answered(connection).await?;
        let text = |id: &str| inputs.text(id).unwrap_or_default();
        let (name, kind) = (text("session"), text("okta_session"));
        let expires_at = self.token.expires_at.to_string();
        Ok(session_answer(connection, &name, &kind, &expires_at))
    }

    /// The action's own call.
    pub(crate) fn own_call(&self, way: Way<'_>, inputs: &Inputs) -> Result<Prepared, Failure> {
        way.own_call(&self.prefix, self.action, inputs)?
            .ok_or_else(|| not_yet(self.action, "This version does not know how."))
    }

    /// A state that the action does not go with is said before anything is sent.
    fn check_state(&self, records: &[Record]) -> Result<(), Stop> {
        let wrong = records
            .iter()
            .find(|found| found.in_path && !fits(self.action, found.status()));
        let Some(found) = wrong else {
            return Ok(());
        };
        let instead = fitting(self.connector, self.action, found.status());
        let refusal = cards::wrong_state_seen(self.action, &found.words, &instead);
        Err(Stop::refused(refusal))
    }

    /// Sends the action's own request. Where something may be lost, the person decides first, in
    /// a window that the one she works in cannot press.
    async fn send_own(
        &mut self,
        own: &Prepared,
        inputs: &Inputs,
        records: &[Record],
    ) -> Result<Response<Vec<u8>>, Stop> {
        let intent = Intent {
            action: self.action,
            connection: self.connection,
            host: self.origin.as_str(),
            own,
            inputs,
            records,
        };
        if let Some(question) = intent.question() {
            let answer = self.console.rooms.confirmation.confirm(question).await;
            answer.ok_or_else(|| not_confirmed(self.action))?;
        }
        let answer = self.send(own).await?;
        self.note_stage(records);
        Ok(answer)
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
}

/// An action that this version shows and cannot run.
pub(crate) fn not_yet(action: &Action, why: &str) -> Failure {
    Failure::other(Explanation::new(
        format!("“{}” cannot be run yet.", action.name),
        why,
        "Use another action, or run it in Okta itself.",
    ))
}
