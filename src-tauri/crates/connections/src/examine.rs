//! What a sign-in gave, looked at from all sides before anything is saved.

use std::sync::Arc;

use authorization::{Preflight, SignedIn};
use catalogue::Connector;
use domain::{Authorization, Explanation, Identity, InstanceDetails, OrgHost, ScopeSet};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use transport::Origin;

use crate::attempts::{Evidence, Grant, Outcome};
use crate::doctor::{OrgEvidence, SignInEvidence, Way};
use crate::live_token::LiveToken;
use crate::rooms::Rooms;

/// How long a refresh token of Okta's org authorization server lives, counted from the sign-in:
/// fixed, and not extended by rotation (Okta support: *What is the lifetime of the JWT tokens*).
const REFRESH_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(90 * 24);

impl Rooms {
    /// Asks the org who it is and the server when the refresh token ends.
    pub(crate) async fn examine_org(
        &self,
        connector: &Connector,
        domain: &OrgHost,
        requested: &ScopeSet,
        redirect_uri: String,
        signed_in: SignedIn,
    ) -> Outcome {
        let now = self.now();
        let SignedIn {
            access,
            access_expires_at,
            refresh,
            granted,
            identity,
            client,
            ..
        } = signed_in;
        let live = LiveToken {
            value: Arc::new(access.clone()),
            expires_at: access_expires_at,
            key: client.dpop.clone(),
        };
        let warnings: Vec<Explanation> = connector
            .scope_warnings(requested)
            .into_iter()
            .map(|warning| warning.explanation)
            .collect();

        let preflight = Preflight::new(&self.transport, self.clock.as_ref(), domain);
        let card = preflight.card().await;
        let organization = card.as_ref().ok().cloned();
        let introspected = match &refresh {
            Some(refresh) => {
                let (transport, clock) = (&self.transport, &self.clock);
                authorization::introspect_refresh(transport, clock, domain, &client, refresh)
                    .await
                    .ok()
            }
            None => None,
        };
        let measured = introspected.as_ref().and_then(|answer| answer.expires_at);
        let reauthorize_by = refresh
            .as_ref()
            .map(|_| measured.unwrap_or_else(|| add(now, REFRESH_TOKEN_LIFETIME)));

        let identity = match identity {
            Some(identity) => identity,
            None => self.identity_from_api(domain, &granted, &live).await,
        };
        let sign_in = SignInEvidence {
            username: identity.username.clone(),
            granted: granted.clone(),
            renewable: refresh.is_some(),
            came_back_to: Some(redirect_uri),
            bound: client.dpop.is_some(),
            renewed: None,
        };
        let evidence = OrgEvidence {
            way: Way {
                ahead: preflight.ahead(),
                ..self.way(&Origin::from(domain), None)
            },
            card: Some(card),
            sign_in: Some(sign_in),
            ..OrgEvidence::default()
        };
        Outcome {
            authorization: Authorization {
                at: now,
                identity,
                granted,
                reauthorize_by,
                reauthorize_by_measured: measured.is_some(),
                instance: organization.map(InstanceDetails::Org),
                bound_to: client.dpop.as_ref().map(|key| key.thumbprint().to_owned()),
            },
            found: Vec::new(),
            grant: Grant::Tokens {
                client,
                access,
                access_expires_at,
                refresh,
            },
            warnings,
            evidence: Evidence::Org(Box::new(evidence)),
        }
    }

    /// Without `openid` there is no ID token; where users may be read, the API tells.
    async fn identity_from_api(
        &self,
        domain: &OrgHost,
        granted: &ScopeSet,
        token: &LiveToken,
    ) -> Identity {
        let me: Option<Me> = if granted.covers("okta.users.read") {
            self.json_with(&Origin::from(domain), "/api/v1/users/me", token)
                .await
        } else {
            None
        };
        me.map_or_else(
            || Identity {
                subject: String::new(),
                username: "not told".into(),
                name: None,
            },
            |me| Identity {
                subject: me.id,
                username: me.profile.login,
                name: full_name(me.profile.first_name, me.profile.last_name),
            },
        )
    }
}

fn full_name(first: Option<String>, last: Option<String>) -> Option<String> {
    let name = [first, last]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    (!name.is_empty()).then_some(name)
}

fn add(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[derive(Deserialize)]
struct Me {
    id: String,
    profile: Profile,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    login: String,
    first_name: Option<String>,
    last_name: Option<String>,
}
