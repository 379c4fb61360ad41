//! Suggestions while something is typed. Gentle: one small read, sent once, and none at all while
//! the rate limit is low. What is picked is only typed in: a run looks it up again.

mod calls;
mod pauses;
mod read;

use catalogue::Connector;
use domain::{Connection, InstanceDetails, Settings, Status};
use http::Response;
use serde_json::Value;
use transport::BodyLimit;

pub(super) use calls::letters;
pub(crate) use pauses::Pauses;

use super::kinds::kind;
use super::sending::granted;
use crate::Console;
use crate::live_token::Need;
use crate::probe::target;
use crate::said::said;
use crate::sessions::Home;
use crate::views::{CandidateView, CandidatesRequest, CandidatesView, Failure, Suggested};

/// So many suggestions are read at a glance.
const SHOWN: usize = 10;

impl Console {
    /// What fits what is typed so far. That there are none is no failure: the form takes any
    /// text, and the note says why.
    pub async fn candidates(&self, request: CandidatesRequest) -> Result<CandidatesView, Failure> {
        let text = request.text.trim();
        if text.chars().count() < usize::try_from(letters(request.of)).unwrap_or(0) {
            return Ok(CandidatesView::default());
        }
        let session = request.beside.get(&Suggested::Session);
        let connection = self.rooms.led_through(&request.connection, session).await?;
        if request.of == Suggested::Session {
            return Ok(self.open_sessions(text).await);
        }
        Ok(self.found(&connection, &request, text).await)
    }

    /// Those that an action can run through that is run by hand, as they would be written.
    async fn open_sessions(&self, text: &str) -> CandidatesView {
        let mut candidates = Vec::new();
        for session in self.rooms.sessions.by_hand() {
            let Some(value) = session.written_in(Home::HAND) else {
                continue;
            };
            let one = CandidateView {
                value,
                label: session.name.clone(),
                detail: self.rooms.words_for(&session).await,
                status: None,
            };
            if read::holds(&one, text) {
                candidates.push(one);
            }
        }
        let note = candidates
            .is_empty()
            .then(|| "No such session is open: Connect opens one.".to_owned());
        CandidatesView { candidates, note }
    }

    async fn found(
        &self,
        connection: &Connection,
        request: &CandidatesRequest,
        text: &str,
    ) -> CandidatesView {
        let rooms = &self.rooms;
        let (origin, prefix) = target(&connection.settings, "");
        let connector = rooms.catalogue.connector(connection.connector.as_str());
        if let Some(why) = hindrance(request.of, connector, connection) {
            return none(why);
        }
        if let Some(until) = rooms.pauses.until(connection.id, rooms.now()) {
            return none(format!(
                "No suggestions before {}: the rate limit is nearly used up.",
                until.strftime("%H:%M:%S UTC")
            ));
        }
        let call = match calls::of(request.of, &prefix, text, &request.beside) {
            Ok(call) => call,
            Err(why) => return none(why),
        };
        let token = match self.live_token(connection, Need::Live).await {
            Ok(token) => token,
            Err(failure) => return none(format!("No suggestions. {}", failure.what)),
        };
        let Ok(ask) = call.to_http() else {
            return CandidatesView::default();
        };
        let answer = rooms.send_with(&origin, ask, &token, BodyLimit::Page).await;
        match answer {
            Ok(answer) => {
                rooms.pauses.note(connection.id, &answer, rooms.now());
                listed(&answer, request, text)
            }
            Err(error) => none(format!(
                "No suggestions. {}",
                error.explain(origin.as_str()).what
            )),
        }
    }
}

/// Why nothing can be looked up, as far as that is known without asking.
fn hindrance(
    of: Suggested,
    connector: Option<&Connector>,
    connection: &Connection,
) -> Option<String> {
    let team = matches!(connection.settings, Settings::Team { .. });
    if connector.is_none() || team != calls::is_of_team(of) {
        return Some(String::new());
    }
    let Some(authorization) = &connection.authorization else {
        return Some("No suggestions: nobody has signed in for this connection yet.".to_owned());
    };
    if let Status::NeedsReauthorization { .. } | Status::CredentialsRejected { .. } =
        &connection.status
    {
        return Some("No suggestions until the connection is reauthorized.".to_owned());
    }
    if let Some(InstanceDetails::Team(details)) = &authorization.instance {
        let roles = calls::roles(of);
        let lacks = |role: &&str| details.lacking_roles.iter().any(|lacking| lacking == role);
        return (!roles.is_empty() && roles.iter().all(lacks)).then(|| {
            format!(
                "No suggestions: the service user lacks {}. What is typed is taken.",
                roles.join(" or ")
            )
        });
    }
    let scope = kind(of).and_then(|kind| kind.scope)?;
    (!granted(connection).covers(scope))
        .then(|| format!("No suggestions: {scope} was not granted. What is typed is taken."))
}

fn listed(answer: &Response<Vec<u8>>, request: &CandidatesRequest, text: &str) -> CandidatesView {
    if !answer.status().is_success() {
        return none(match answer.status().as_u16() {
            429 => "No suggestions for a while: the rate limit is used up.".to_owned(),
            403 => {
                "No suggestions: listing these is not permitted. What is typed is taken.".to_owned()
            }
            _ => format!(
                "No suggestions. The answer was: {}",
                said(answer).refusal.summary
            ),
        });
    }
    let json: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    let list = json.as_array().or_else(|| json["list"].as_array());
    let records = list.map_or(&[][..], Vec::as_slice).iter();
    let candidates = records
        .filter(|record| read::belongs(request.of, record, &request.beside))
        .filter_map(|record| read::of(request.of, record))
        .filter(|one| !calls::is_sifted_here(request.of) || read::holds(one, text));
    CandidatesView {
        candidates: candidates.take(SHOWN).collect(),
        note: None,
    }
}

fn none(why: impl Into<String>) -> CandidatesView {
    CandidatesView {
        candidates: Vec::new(),
        note: Some(why.into()).filter(|why| !why.is_empty()),
    }
}
