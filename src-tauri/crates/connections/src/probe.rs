//! *Test*: one cheap read that changes nothing. It, and nothing else, makes a connection active.

use catalogue::{Caller, Connector};
use domain::{
    ClientKind, Connection, ConnectionId, Explanation, Refusal, ScopeSet, Settings, Status,
};
use http::Response;
use jiff::Timestamp;
use transport::{BodyLimit, Origin, TransportError};

use crate::Console;
use crate::bearer::{is_dead_token, is_refused_proof};
use crate::explain::IntoFailure;
use crate::health::AskedBy;
use crate::list::requested_of;
use crate::live_token::Need;
use crate::rooms::Rooms;
use crate::said::said;
use crate::views::{AppKind, ConnectionDetails, Failure};

impl Console {
    /// Makes the connector's probe call and sets the status from it.
    pub async fn test_connection(&self, id: &str) -> Result<ConnectionDetails, Failure> {
        let connection = self.rooms.connection(id).await?;
        let problem = self.check(&connection, AskedBy::Person).await?;
        self.details(id, problem).await
    }

    pub(crate) async fn probe(
        &self,
        connection: &Connection,
        connector: &Connector,
    ) -> Result<Finding, Failure> {
        let granted = connection.authorization.as_ref().map(|a| a.granted.clone());
        let caller = caller_of(&connection.settings);
        let Some(call) = connector.probe(&granted.unwrap_or_default(), caller) else {
            return Ok(Finding::NothingToCall);
        };
        let (origin, path) = target(&connection.settings, &call.path);
        let ask = async |need| {
            let token = self.live_token(connection, need).await?;
            let answer = self
                .rooms
                .get_with(&origin, &path, &token, BodyLimit::Page)
                .await;
            Ok::<_, Failure>((answer, token))
        };
        let answer = match ask(Need::Live).await? {
            (Ok(response), dead) if is_dead_token(&response) => ask(Need::Instead(dead)).await?.0,
            (other, _) => other,
        };
        Ok(Finding::of(answer, self.rooms.now()))
    }
}

/// What a probe found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Finding {
    Answered,
    /// No scope that was granted allows any call.
    NothingToCall,
    TokenRefused(Refusal),
    ScopeMissing {
        scope: ScopeSet,
        refusal: Refusal,
    },
    RoleMissing(Refusal),
    FeatureMissing(Refusal),
    /// The proof of possession was not believed; by how many seconds this computer's clock is
    /// ahead, where that is why.
    ProofRefused(Refusal, Option<i64>),
    Busy(Refusal),
    Odd(Refusal),
    NotReached(Explanation),
}

impl Finding {
    pub(crate) fn of(answer: Result<Response<Vec<u8>>, TransportError>, now: Timestamp) -> Self {
        let response = match answer {
            Ok(response) => response,
            Err(error) => return Self::NotReached(error.explain("the org")),
        };
        let refusal = said(&response).refusal;
        match response.status().as_u16() {
            200..=299 => Self::Answered,
            _ if is_refused_proof(&response) => {
                Self::ProofRefused(refusal, authorization::proof_skew(&response, now))
            }
            401 if refusal.code == "E0000015" => Self::FeatureMissing(refusal),
            401 => Self::TokenRefused(refusal),
            403 => match transport::www_authenticate(&response) {
                Some(challenge) if challenge.error.as_deref() == Some("insufficient_scope") => {
                    let scope = ScopeSet::from_wire(challenge.scope.as_deref().unwrap_or(""));
                    Self::ScopeMissing { scope, refusal }
                }
                _ => Self::RoleMissing(refusal),
            },
            429 => Self::Busy(refusal),
            _ => Self::Odd(refusal),
        }
    }

    /// The status that follows, by what was known before.
    fn status(self, before: Status, now: Timestamp, missing: ScopeSet) -> Status {
        match self {
            Self::Answered => Status::answered(now, missing),
            Self::NothingToCall | Self::Busy(_) => before,
            // Only the refusal of a renewal ends a grant, and this token was renewed just now.
            Self::TokenRefused(refusal) => before.unreachable(
                now,
                format!(
                    "Okta refuses a token that it has just issued: {}",
                    refusal.summary
                ),
            ),
            Self::ScopeMissing { scope, .. } => Status::answered(now, scope),
            Self::RoleMissing(refusal) | Self::FeatureMissing(refusal) => {
                Status::RoleInsufficient {
                    checked_at: now,
                    refusal,
                }
            }
            Self::Odd(refusal) | Self::ProofRefused(refusal, _) => {
                before.unreachable(now, refusal.summary)
            }
            Self::NotReached(explanation) => before.unreachable(now, explanation.what),
        }
    }

    /// Whether the org answered the probe, with whatever scopes.
    pub(crate) fn is_answer(&self) -> bool {
        matches!(self, Self::Answered | Self::ScopeMissing { .. })
    }

    /// What the page says of it; nothing where all is well.
    pub(crate) fn explanation(&self, connection: &Connection) -> Option<Explanation> {
        let name = &connection.nickname;
        let who = who_acts(connection);
        Some(match self {
            Self::Answered => return None,
            Self::NothingToCall => Explanation::new(
                format!("“{name}” cannot be tested."),
                "No scope that was granted allows a single read.",
                "Grant the missing scopes in the app, then reauthorize.",
            ),
            Self::TokenRefused(refusal) => Explanation::new(
                format!("Okta refuses the token of “{name}”, a fresh one too."),
                refusal.summary.clone(),
                "Test again in a while; if it stays so, reauthorize the connection.",
            ),
            Self::ScopeMissing { scope, .. } => Explanation::new(
                format!("The token of “{name}” lacks {}.", scope.to_wire()),
                "Okta says that the scope is not in it, whatever was granted at the sign-in.",
                "Grant the scope in the app, then reauthorize.",
            ),
            Self::RoleMissing(refusal) => Explanation::new(
                format!("The scope is there, and the {who} of “{name}” may still not do this."),
                format!("Okta answered: {}", refusal.summary),
                format!(
                    "Ask a super admin to give the {who} an admin role that covers it; \
                     reauthorizing does not help."
                ),
            ),
            Self::FeatureMissing(refusal) => Explanation::new(
                format!("This org does not have what “{name}” is for."),
                format!("Okta answered: {}", refusal.summary),
                "Ask Okta to add the feature to the org; neither a scope nor a role helps.",
            ),
            Self::ProofRefused(_, Some(by_seconds)) => authorization::clock_off(*by_seconds),
            Self::ProofRefused(refusal, None) => Explanation::new(
                format!("Okta does not take the proof of possession of “{name}”."),
                format!("Okta answered: {}", refusal.summary),
                "Test again; if it stays so, reauthorize the connection: it is given a new key.",
            ),
            Self::Busy(_) => Explanation::new(
                "The org's rate limit is used up at the moment.",
                "Others, or other connections, made many calls just now.",
                "Test again in a minute; the connection is untouched.",
            ),
            Self::Odd(refusal) => Explanation::new(
                format!("The org gave an answer that helps nobody: {}", refusal.code),
                refusal.summary.clone(),
                "Test again later; the connection is kept.",
            ),
            Self::NotReached(explanation) => explanation.clone(),
        })
    }
}

impl Rooms {
    /// The probe's call was answered, whoever made it.
    pub(crate) async fn note_answered(&self, connection: &Connection) -> Result<(), Failure> {
        self.note_finding(connection, Finding::Answered).await
    }

    /// Sets the status by what a probe of this connection found.
    pub(crate) async fn note_finding(
        &self,
        connection: &Connection,
        finding: Finding,
    ) -> Result<(), Failure> {
        let now = self.now();
        self.note_test(connection.id, |current| {
            // The renewal before the probe may have shrunk the grant.
            finding.status(current.status.clone(), now, missing_of(current))
        })
        .await
    }

    /// It was tested, and the status says already what came of it.
    pub(crate) async fn note_tested(&self, id: ConnectionId) -> Result<(), Failure> {
        self.note_test(id, |current| current.status.clone()).await
    }

    pub(crate) async fn note_test(
        &self,
        id: ConnectionId,
        found: impl FnOnce(&Connection) -> Status,
    ) -> Result<(), Failure> {
        // Read again: it may have been renamed while the probe was under way.
        let current = self.store.connection(id).await;
        let Some(mut current) = current.map_err(IntoFailure::into_failure)? else {
            return Ok(());
        };
        current.status = found(&current);
        current.last_tested_at = Some(self.now());
        self.store
            .update(&current)
            .await
            .map_err(IntoFailure::into_failure)
    }
}

/// What was asked for and not granted.
pub(crate) fn missing_of(connection: &Connection) -> ScopeSet {
    let granted = connection
        .authorization
        .as_ref()
        .map(|a| a.granted.clone())
        .unwrap_or_default();
    requested_of(&connection.settings).minus(&granted)
}

/// On whose behalf a connection calls.
pub(crate) fn caller_of(settings: &Settings) -> Caller {
    match settings {
        Settings::Org {
            client: ClientKind::ServiceApp { .. },
            ..
        } => Caller::App,
        Settings::Org { .. } | Settings::Team { .. } => Caller::Person,
    }
}

/// Whom the org's admin roles are given to, in a word.
pub(crate) fn who_acts(connection: &Connection) -> &'static str {
    match caller_of(&connection.settings) {
        Caller::Person => "user",
        Caller::App => "app",
    }
}

impl AppKind {
    /// On whose behalf such an app calls.
    pub(crate) fn caller(self) -> Caller {
        match self {
            Self::ServiceApp => Caller::App,
            Self::WebApp | Self::NativeApp => Caller::Person,
        }
    }
}

/// Where a path of the catalogue leads for this connection.
pub(crate) fn target(settings: &Settings, path: &str) -> (Origin, String) {
    match settings {
        Settings::Org { domain, .. } => (Origin::from(domain), path.to_owned()),
        Settings::Team { base_url, team, .. } => {
            let base = base_url.team_url(team, &[]);
            (
                Origin::from(base_url),
                format!("{}{path}", base.path().trim_end_matches('/')),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use http::header;

    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Finding {
        let mut response = Response::new(body.as_bytes().to_vec());
        *response.status_mut() = status.try_into().unwrap();
        for (name, value) in headers {
            response
                .headers_mut()
                .append(*name, header::HeaderValue::from_static(value));
        }
        Finding::of(Ok(response), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn the_two_kinds_of_403_are_told_apart() {
        let scope = answer(
            403,
            &[(
                "www-authenticate",
                r#"Bearer realm="x", error="insufficient_scope", scope="okta.realms.read""#,
            )],
            "",
        );
        assert!(
            matches!(scope, Finding::ScopeMissing { scope, .. } if scope.contains("okta.realms.read"))
        );
        let role = answer(
            403,
            &[],
            r#"{"errorCode":"E0000006","errorSummary":"No permission."}"#,
        );
        assert!(matches!(role, Finding::RoleMissing(refusal) if refusal.code == "E0000006"));
    }

    #[test]
    fn a_missing_feature_is_no_ended_grant() {
        let finding = answer(
            401,
            &[],
            r#"{"errorCode":"E0000015","errorSummary":"No feature."}"#,
        );
        assert!(matches!(finding, Finding::FeatureMissing(_)));
    }

    #[test]
    fn a_busy_or_odd_server_ends_no_grant() {
        let now: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
        let active = Status::Active { checked_at: now };
        for (status, body) in [
            (429, r#"{"error":"invalid_grant"}"#),
            (500, ""),
            (404, ""),
            (503, "<html>"),
        ] {
            let after = answer(status, &[], body).status(active.clone(), now, ScopeSet::default());
            assert!(
                matches!(after, Status::Active { .. } | Status::Unreachable { .. }),
                "{status}: {after:?}"
            );
        }
    }
}
