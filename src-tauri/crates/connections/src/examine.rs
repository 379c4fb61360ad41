//! What a sign-in gave, looked at from all sides before anything is saved.

use std::sync::Arc;

use authorization::SignedIn;
use catalogue::Connector;
use domain::{
    Authorization, Explanation, Identity, InstanceDetails, OrgDetails, OrgHost, Pipeline, ScopeSet,
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use transport::Origin;

use crate::attempts::{Grant, Outcome};
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
        let mut warnings: Vec<Explanation> = connector
            .scope_warnings(requested)
            .into_iter()
            .map(|warning| warning.explanation)
            .collect();

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

        if refresh.is_none() {
            warnings.push(no_refresh_token(requested, access_expires_at));
        }
        let organization = self
            .examine_org_card(connector, domain, &mut warnings)
            .await;
        let identity = match identity {
            Some(identity) => identity,
            None => self.identity_from_api(domain, &granted, &live).await,
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
        }
    }

    /// The org's public card, and a warning for what is amiss with it.
    pub(crate) async fn examine_org_card(
        &self,
        connector: &Connector,
        domain: &OrgHost,
        warnings: &mut Vec<Explanation>,
    ) -> Option<OrgDetails> {
        let card = authorization::organization(&self.transport, domain)
            .await
            .ok();
        let engine = card.as_ref().map(|details| details.pipeline);
        if connector.identity_engine_only && engine == Some(Pipeline::Classic) {
            warnings.push(Explanation::new(
                "This org runs Classic Engine.",
                format!("{} works with Identity Engine only.", connector.name),
                "Save it if the org is about to be upgraded; its actions will be refused until then.",
            ));
        }
        if card.is_none() {
            warnings.push(Explanation::new(
                "The org did not say who it is.",
                "Every Okta org answers at /.well-known/okta-organization without a sign-in.",
                "Make sure that the domain is your org's.",
            ));
        }
        card
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

fn no_refresh_token(requested: &ScopeSet, ends: Timestamp) -> Explanation {
    let what = format!("Okta issued no refresh token: this connection ends at {ends:.0}.");
    if requested.contains("offline_access") {
        Explanation::new(
            what,
            "offline_access was asked for, but the app is not allowed to renew tokens.",
            "Tick Refresh Token under General Settings › Grant type in the app, then reauthorize.",
        )
    } else {
        Explanation::new(
            what,
            "offline_access was not among the scopes that were asked for.",
            "Add offline_access on the Permissions tab, then reauthorize.",
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
