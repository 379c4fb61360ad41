//! Sending: each request once, with the token of its own connection, and what came of it kept.

use std::time::{Duration, Instant};

use catalogue::{Action, Connector, Effect};
use domain::{Connection, ScopeSet};
use http::{Request, Response};
use serde_json::Value;
use transport::{BodyLimit, Origin};

use super::cards;
use super::occasion::Occasion;
use super::refusal::{self, Asked};
use super::request::{Prepared, Scheme};
use crate::Console;
use crate::bearer::{authorize, is_dead_token};
use crate::live_token::{LiveToken, Need};
use crate::probe::{target, who_acts};
use crate::views::{Failure, FailureCode, RefusalView, RequestView};

/// One run under way.
pub(crate) struct Errand<'a> {
    pub(crate) console: &'a Console,
    pub(crate) occasion: &'a Occasion<'a>,
    pub(crate) connection: &'a Connection,
    pub(crate) connector: &'a Connector,
    pub(crate) action: &'a Action,
    pub(crate) origin: Origin,
    /// Where the paths of the catalogue begin.
    pub(crate) prefix: String,
    pub(crate) token: LiveToken,
    pub(crate) renewed: bool,
    pub(crate) requests: Vec<RequestView>,
    pub(crate) taken: Duration,
    pub(crate) last: Option<Response<Vec<u8>>>,
    pub(crate) matched: Vec<String>,
    /// Whether the history knows that something is being written.
    pub(crate) intent_noted: bool,
}

/// Why a run ends before its end.
pub(crate) enum Stop {
    /// The form is to be mended, or the person said no.
    Failure(Box<Failure>),
    /// The server refused, or nothing came back.
    Refused(Box<RefusalView>),
}

impl Stop {
    pub(crate) fn refused(refusal: RefusalView) -> Self {
        Self::Refused(Box::new(refusal))
    }

    /// A token that could not be had: only a closed vault and a connection that is gone are for
    /// the window to act on; all else is a refusal like any other.
    pub(crate) fn without_token(failure: Failure) -> Self {
        match failure.code {
            FailureCode::VaultLocked | FailureCode::Gone => Self::from(failure),
            _ => Self::refused(refusal::without_token(failure)),
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(Box::new(failure))
    }
}

impl<'a> Errand<'a> {
    /// A run that has sent nothing yet.
    pub(crate) fn begin(
        console: &'a Console,
        occasion: &'a Occasion<'a>,
        token: LiveToken,
    ) -> Self {
        let (origin, prefix) = target(&occasion.connection.settings, "");
        Self {
            console,
            occasion,
            connection: occasion.connection,
            connector: occasion.connector,
            action: occasion.action,
            origin,
            prefix,
            token,
            renewed: false,
            requests: Vec::new(),
            taken: Duration::ZERO,
            last: None,
            matched: Vec::new(),
            intent_noted: false,
        }
    }

    /// Whether the last answer names a next page.
    pub(crate) fn goes_on(&self) -> bool {
        self.last
            .as_ref()
            .is_some_and(|last| !matches!(transport::next_link(&self.origin, last), Ok(None)))
    }
}

impl Errand<'_> {
    /// The request as it goes on the wire, for one attempt: the proof of a bound token is good for
    /// no other.
    pub(crate) fn signed(&self, prepared: &Prepared) -> Result<Request<Vec<u8>>, Failure> {
        let mut request = prepared.to_http()?;
        let now = self.console.rooms.now();
        authorize(&mut request, &self.origin, &self.token, now);
        Ok(request)
    }

    /// The request as it is shown and kept.
    pub(crate) fn shown(&self, prepared: &Prepared) -> RequestView {
        prepared.view(self.origin.as_str(), Scheme::of_token(&self.token))
    }

    /// The connection as it is kept by now; a failure where it was deleted meanwhile.
    async fn connection_now(&self) -> Result<Connection, Stop> {
        let id = self.connection.id.to_string();
        Ok(self.console.rooms.connection(&id).await?)
    }

    /// Sends a request once. A 401 says for certain that nothing was done, so the token is
    /// renewed and the request sent once more, one time in a run.
    pub(crate) async fn ask(&mut self, prepared: &Prepared) -> Result<Response<Vec<u8>>, Stop> {
        // Here, and not in the window: whoever asks, nothing else sends a write.
        if prepared.writes() && self.action.effect != Effect::Read {
            // As it is now: it may have been deleted, or called production, while she was asked.
            let connection = self.connection_now().await?;
            self.console.rooms.require_armed(&connection)?;
        }
        loop {
            let request = prepared.to_http()?;
            if let Some(refusal) = self.held(&request) {
                self.last = Some(refusal.clone());
                return Err(Stop::refused(refusal::refused(
                    &refusal,
                    &self.asked(prepared),
                )));
            }
            self.requests.push(self.shown(prepared));
            if prepared.writes() {
                self.note_intent().await;
            }
            let began = Instant::now();
            let rooms = &self.console.rooms;
            let answer = rooms
                .send_with(&self.origin, request, &self.token, BodyLimit::Page)
                .await;
            self.taken += began.elapsed();
            let answer = answer.map_err(|error| {
                Stop::refused(refusal::not_answered(&error, &self.asked(prepared)))
            })?;
            if is_dead_token(&answer) && !self.renewed {
                self.renewed = true;
                self.connection_now().await?;
                self.token = self
                    .console
                    .live_token(self.connection, Need::Instead(self.token.clone()))
                    .await
                    .map_err(Stop::without_token)?;
                continue;
            }
            self.last = Some(answer.clone());
            if answer.status().is_success() && self.asked(prepared).writes {
                let (recent, now) = (&self.console.rooms.recent, self.console.rooms.now());
                recent.note(self.origin.as_str(), prepared.method, &prepared.target, now);
            }
            if answer.status() == 404 || answer.status().is_success() {
                return Ok(answer);
            }
            return Err(Stop::refused(refusal::refused(
                &answer,
                &self.asked(prepared),
            )));
        }
    }

    /// The org's refusal, where it still holds for a request like this: there is no point in
    /// sending it.
    pub(crate) fn held(&self, request: &Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let rooms = &self.console.rooms;
        rooms.holds.refusal(&self.origin, request, rooms.now())
    }

    /// [`Errand::ask`]; not found is a refusal too.
    pub(crate) async fn send(&mut self, prepared: &Prepared) -> Result<Response<Vec<u8>>, Stop> {
        let answer = self.ask(prepared).await?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        Err(Stop::refused(refusal::refused(
            &answer,
            &self.asked(prepared),
        )))
    }

    /// The JSON of an answer to a read.
    pub(crate) fn json(&self, answer: Response<Vec<u8>>) -> Result<Value, Stop> {
        let asked = Asked {
            writes: false,
            ..self.about()
        };
        if !answer.status().is_success() {
            return Err(Stop::refused(refusal::refused(&answer, &asked)));
        }
        serde_json::from_slice(&answer.into_body())
            .map_err(|_| Stop::refused(cards::not_okta(&asked)))
    }

    /// Whether a scope was granted; a team has none.
    pub(crate) fn is_granted(&self, scope: &str) -> bool {
        granted(self.connection).covers(scope)
    }

    /// Whom and what a request asked, for whatever refuses it.
    pub(crate) fn asked(&self, prepared: &Prepared) -> Asked<'_> {
        let (recent, now) = (&self.console.rooms.recent, self.console.rooms.now());
        Asked {
            changed: recent.since(self.origin.as_str(), &prepared.target, now),
            // OPA reveals by POST, which changes nothing.
            writes: prepared.writes() && self.action.effect != Effect::Read,
            ..self.about()
        }
    }

    pub(crate) fn about(&self) -> Asked<'_> {
        let identity = self.connection.authorization.as_ref();
        Asked {
            action: self.action,
            connector: self.connector,
            host: self.origin.as_str(),
            team: matches!(self.connection.settings, domain::Settings::Team { .. }),
            bound: self.token.key.is_some(),
            identity: identity.map_or("the user", |a| a.identity.username.as_str()),
            who: who_acts(self.connection),
            writes: true,
            changed: None,
            now: self.console.rooms.now(),
        }
    }
}

/// What was granted at the last sign-in.
pub(crate) fn granted(connection: &Connection) -> ScopeSet {
    connection
        .authorization
        .as_ref()
        .map(|authorization| authorization.granted.clone())
        .unwrap_or_default()
}
