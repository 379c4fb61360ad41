//! What an OPA key gave: a bearer token, the service user behind it, and the roles it holds.

use std::sync::Arc;

use catalogue::Connector;
use domain::{
    Authorization, Identity, InstanceDetails, KeyId, OpaBaseUrl, ScopeSet, TeamDetails, TeamName,
};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;
use transport::{BodyLimit, Origin};

use crate::attempts::{Evidence, Grant, Outcome};
use crate::doctor::TeamAsked;
use crate::explain::service_token_failure;
use crate::live_token::LiveToken;
use crate::rooms::Rooms;
use crate::views::Failure;

impl Rooms {
    /// Mints a bearer token and asks OPA who the service user is and which roles it holds.
    pub(crate) async fn examine_team(
        &self,
        connector: &Connector,
        base_url: &OpaBaseUrl,
        team: &TeamName,
        key_id: &KeyId,
        key: SecretString,
    ) -> Result<Outcome, Failure> {
        let now = self.now();
        let TeamAsked {
            evidence,
            token,
            identity,
        } = self.ask_team(connector, base_url, team, key_id, &key).await;
        let token = token.map_err(|error| service_token_failure(&error, connector, base_url))?;
        let identity = identity.unwrap_or_else(|| Identity {
            subject: key_id.as_str().to_owned(),
            username: "service user".into(),
            name: None,
        });
        let live = LiveToken {
            value: Arc::new(token.bearer),
            expires_at: token.expires_at,
            key: None,
        };
        let dates = self
            .key_dates(base_url, team, &identity.username, key_id, &live)
            .await;
        Ok(Outcome {
            authorization: Authorization {
                at: now,
                identity,
                granted: ScopeSet::default(),
                reauthorize_by: dates.and_then(|dates| dates.ends_at),
                reauthorize_by_measured: dates.is_some_and(|dates| dates.ends_at.is_some()),
                instance: Some(InstanceDetails::Team(TeamDetails {
                    team: token.team_name,
                    url: base_url.origin(),
                    held_roles: evidence.held_roles.clone(),
                    lacking_roles: evidence.lacking_roles.clone(),
                    bearer_expires_at: token.expires_at,
                    key_issued_at: dates.and_then(|dates| dates.issued_at),
                })),
                bound_to: None,
            },
            found: Vec::new(),
            grant: Grant::ServiceKey { key },
            warnings: Vec::new(),
            evidence: Evidence::Team(Box::new(evidence)),
        })
    }

    /// When the API key was issued, and when it ends if that is set; nothing where the service user
    /// may not ask, or OPA does not list the key.
    pub(crate) async fn key_dates(
        &self,
        base_url: &OpaBaseUrl,
        team: &TeamName,
        service_user: &str,
        key_id: &KeyId,
        token: &LiveToken,
    ) -> Option<KeyDates> {
        let url = base_url.team_url(team, &["service_users", service_user, "keys"]);
        let keys: Keys = self
            .json_with(&Origin::from(base_url), url.path(), token)
            .await?;
        let key = keys
            .list
            .into_iter()
            .find(|key| key.id.eq_ignore_ascii_case(key_id.as_str()))?;
        Some(KeyDates {
            issued_at: said(key.issued_at),
            ends_at: said(key.expires_at),
        })
    }

    /// One read per role that has one which only this role allows: 2xx means held, 403 lacking,
    /// anything else tells nothing.
    pub(crate) async fn probe_roles(
        &self,
        connector: &Connector,
        base_url: &OpaBaseUrl,
        team: &TeamName,
        service_user: &str,
        token: &LiveToken,
    ) -> (Vec<String>, Vec<String>) {
        let (mut held, mut lacking) = (Vec::new(), Vec::new());
        let origin = Origin::from(base_url);
        for (role, segments) in connector.role_proofs(service_user) {
            let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
            let url = base_url.team_url(team, &segments);
            let answer = self
                .get_with(&origin, url.path(), token, BodyLimit::Page)
                .await;
            match answer.map(|response| response.status().as_u16()) {
                Ok(200..=299) => held.push(role),
                Ok(403) => lacking.push(role),
                _ => {}
            }
        }
        (held, lacking)
    }
}

/// When an API key began, and when it ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyDates {
    pub(crate) issued_at: Option<Timestamp>,
    pub(crate) ends_at: Option<Timestamp>,
}

/// Go's zero time stands for *not set*.
fn said(at: Option<String>) -> Option<Timestamp> {
    let at: Timestamp = at?.parse().ok()?;
    (at.as_second() > 0).then_some(at)
}

#[derive(Deserialize)]
struct Keys {
    list: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    id: String,
    issued_at: Option<String>,
    expires_at: Option<String>,
}
