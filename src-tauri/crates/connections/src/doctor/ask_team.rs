//! Asking an OPA team about a service user, with its key.

use std::sync::Arc;

use authorization::{ServiceToken, ServiceTokenError};
use catalogue::Connector;
use domain::{Identity, KeyId, OpaBaseUrl, TeamName};
use jiff::SignedDuration;
use secrecy::SecretString;
use serde::Deserialize;
use transport::{BodyLimit, Origin};

use super::evidence::TeamEvidence;
use crate::live_token::LiveToken;
use crate::rooms::Rooms;

/// What a team showed, and what a connection to it begins with.
pub(crate) struct TeamAsked {
    pub(crate) evidence: TeamEvidence,
    /// The token that the key gave, or why it gave none.
    pub(crate) token: Result<ServiceToken, ServiceTokenError>,
    /// Who the service user is, where OPA would say.
    pub(crate) identity: Option<Identity>,
}

#[derive(Deserialize)]
struct CurrentUser {
    id: String,
    name: String,
}

impl Rooms {
    /// Mints a token with the key and asks who the service user is and which roles it holds.
    pub(crate) async fn ask_team(
        &self,
        connector: &Connector,
        base_url: &OpaBaseUrl,
        team: &TeamName,
        key_id: &KeyId,
        key: &SecretString,
    ) -> TeamAsked {
        let token =
            authorization::service_token(&self.transport, base_url, team, key_id, key, &self.clock)
                .await;
        let origin = Origin::from(base_url);
        let blocked = match &token {
            Err(ServiceTokenError::Transport(error)) => Some(error.clone()),
            _ => None,
        };
        let mut evidence = TeamEvidence {
            token: Some(token.as_ref().map(|_| ()).map_err(Clone::clone)),
            way: self.way(&origin, blocked),
            ..TeamEvidence::default()
        };
        let Ok(minted) = &token else {
            return TeamAsked {
                evidence,
                token,
                identity: None,
            };
        };
        let path = base_url.team_url(team, &["current_user"]);
        let live = LiveToken {
            value: Arc::new(minted.bearer.clone()),
            expires_at: minted.expires_at,
            key: None,
        };
        let answer = self.get_with(&origin, path.path(), &live, BodyLimit::Page);
        let mut identity = None;
        if let Ok(answer) = answer.await {
            let rate = transport::rate_limit(&answer);
            evidence.way.rate = rate.map(|rate| (path.path().to_owned(), rate));
            evidence.way.ahead = transport::server_date(&answer).map(|theirs| {
                SignedDuration::from_secs(self.now().as_second() - theirs.as_second())
            });
            let me = answer.status().is_success().then_some(answer);
            let me = me.and_then(|me| serde_json::from_slice::<CurrentUser>(me.body()).ok());
            identity = me.map(|me| Identity {
                subject: me.id,
                username: me.name,
                name: None,
            });
        }
        let user = identity.as_ref().map(|identity| identity.username.clone());
        let named = user.as_deref().unwrap_or("service user");
        let roles = self.probe_roles(connector, base_url, team, named, &live);
        (evidence.held_roles, evidence.lacking_roles) = roles.await;
        evidence.service_user = user;
        TeamAsked {
            evidence,
            token,
            identity,
        }
    }
}
