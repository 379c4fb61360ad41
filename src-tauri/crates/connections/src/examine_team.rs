//! What an OPA key gave: a bearer token, the service user behind it, and the roles it holds.

use std::sync::Arc;

use catalogue::Connector;
use domain::{
    Authorization, Explanation, Identity, InstanceDetails, KeyId, OpaBaseUrl, ScopeSet,
    TeamDetails, TeamName,
};
use secrecy::SecretString;
use serde::Deserialize;
use transport::{BodyLimit, Origin};

use crate::attempts::{Grant, Outcome};
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
        let token = authorization::service_token(
            &self.transport,
            base_url,
            team,
            key_id,
            &key,
            &self.clock,
        )
        .await
        .map_err(|error| service_token_failure(&error, connector, base_url))?;

        let live = LiveToken {
            value: Arc::new(token.bearer),
            expires_at: token.expires_at,
            key: None,
        };
        let me = base_url.team_url(team, &["current_user"]);
        let me: Option<CurrentUser> = self
            .json_with(&Origin::from(base_url), me.path(), &live)
            .await;
        let identity = me.map_or_else(
            || Identity {
                subject: key_id.as_str().to_owned(),
                username: "service user".into(),
                name: None,
            },
            |me| Identity {
                subject: me.id,
                username: me.name,
                name: None,
            },
        );
        let (held, lacking) = self
            .probe_roles(connector, base_url, team, &identity.username, &live)
            .await;
        let warnings = connector
            .asked_roles()
            .filter(|role| lacking.contains(&role.id))
            .map(|role| {
                Explanation::new(
                    format!("{} lacks the role {}.", identity.username, role.name),
                    role.about.clone(),
                    "A PAM admin adds the service user to a group that has the role.",
                )
            })
            .collect();
        Ok(Outcome {
            authorization: Authorization {
                at: now,
                identity,
                granted: ScopeSet::default(),
                reauthorize_by: None,
                reauthorize_by_measured: false,
                instance: Some(InstanceDetails::Team(TeamDetails {
                    team: token.team_name,
                    url: base_url.origin(),
                    held_roles: held,
                    lacking_roles: lacking,
                    bearer_expires_at: token.expires_at,
                })),
                bound_to: None,
            },
            found: Vec::new(),
            grant: Grant::ServiceKey { key },
            warnings,
        })
    }

    /// One read per role that has one which only this role allows: 2xx means held, 403 lacking,
    /// anything else tells nothing.
    async fn probe_roles(
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

#[derive(Deserialize)]
struct CurrentUser {
    id: String,
    name: String,
}
