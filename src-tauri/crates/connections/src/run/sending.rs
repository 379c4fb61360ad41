//! Sending: each request once, with the token of its own connection, and what came of it kept.

use std::time::{Duration, Instant};

use catalogue::{Action, Connector};
use domain::{Connection, ScopeSet};
use http::Response;
use serde_json::Value;
use transport::{BodyLimit, Origin};

use super::cards;
use super::refusal::{self, Asked};
use super::request::{Prepared, Scheme};
use crate::Console;
use crate::bearer::is_dead_token;
use crate::session::{LiveToken, Need};
use crate::views::{Failure, FailureCode, RefusalView, RequestView};

/// One run under way.
pub(crate) struct Errand<'a> {
    pub(crate) console: &'a Console,
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

impl Errand<'_> {
    /// Sends a request once. A 401 says for certain that nothing was done, so the token is
    /// renewed and the request sent once more, one time in a run.
    pub(crate) async fn ask(&mut self, prepared: &Prepared) -> Result<Response<Vec<u8>>, Stop> {
        loop {
            let request = prepared.to_http()?;
            let scheme = Scheme::of(self.connection);
            self.requests
                .push(prepared.view(self.origin.as_str(), scheme));
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
                self.token = self
                    .console
                    .live_token(self.connection, Need::Renewed)
                    .await
                    .map_err(Stop::without_token)?;
                continue;
            }
            self.last = Some(answer.clone());
            if answer.status() == 404 || answer.status().is_success() {
                return Ok(answer);
            }
            return Err(Stop::refused(refusal::refused(
                &answer,
                &self.asked(prepared),
            )));
        }
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

    fn asked(&self, prepared: &Prepared) -> Asked<'_> {
        Asked {
            writes: prepared.writes(),
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
            bound: Scheme::of(self.connection) == Scheme::Dpop,
            identity: identity.map_or("the user", |a| a.identity.username.as_str()),
            writes: true,
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
