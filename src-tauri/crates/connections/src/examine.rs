//! What a sign-in gave, looked at from all sides before anything is saved.

use authorization::SignedIn;
use catalogue::Connector;
use domain::{
    Authorization, Explanation, Identity, InstanceDetails, KeyId, OpaBaseUrl, OrgHost, Pipeline,
    ScopeSet, TeamDetails, TeamName,
};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde::Deserialize;
use transport::{BodyLimit, Origin};

use crate::attempts::{Grant, Outcome, Purpose};
use crate::connect::granted_of;
use crate::explain::service_token_failure;
use crate::list::{identity_view, instance_view, scope_lines};
use crate::probe::bearer_get;
use crate::rooms::Rooms;
use crate::save::is_different_user;
use crate::views::{Failure, OrgReview, Review, ReviewBefore};

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
        } = signed_in;
        let mut warnings: Vec<Explanation> = connector
            .scope_warnings(requested)
            .into_iter()
            .map(|warning| warning.explanation)
            .collect();

        let organization = authorization::organization(&self.transport, domain)
            .await
            .ok();
        let introspected = match &refresh {
            Some(refresh) => {
                authorization::introspect_refresh(&self.transport, domain, &client, refresh)
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
        let engine = organization.as_ref().map(|details| details.pipeline);
        if connector.identity_engine_only && engine == Some(Pipeline::Classic) {
            warnings.push(Explanation::new(
                "This org runs Classic Engine.",
                format!("{} works with Identity Engine only.", connector.name),
                "Save it if the org is about to be upgraded; its actions will be refused until then.",
            ));
        }
        if organization.is_none() {
            warnings.push(Explanation::new(
                "The org did not say who it is.",
                "Every Okta org answers at /.well-known/okta-organization without a sign-in.",
                "Make sure that the domain is your org's.",
            ));
        }
        let identity = match identity {
            Some(identity) => identity,
            None => self.identity_from_api(domain, &granted, &access).await,
        };
        Outcome {
            authorization: Authorization {
                at: now,
                identity,
                granted,
                reauthorize_by,
                reauthorize_by_measured: measured.is_some(),
                instance: organization.map(InstanceDetails::Org),
            },
            grant: Grant::Tokens {
                client,
                access,
                access_expires_at,
                refresh,
            },
            warnings,
        }
    }

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

        let origin = Origin::from(base_url);
        let me: Option<CurrentUser> = self
            .bearer_json(
                &origin,
                base_url.team_url(team, &["current_user"]).path(),
                &token.bearer,
            )
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
            .probe_roles(connector, base_url, team, &identity.username, &token.bearer)
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
            },
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
        bearer: &SecretString,
    ) -> (Vec<String>, Vec<String>) {
        let (mut held, mut lacking) = (Vec::new(), Vec::new());
        let origin = Origin::from(base_url);
        for (role, segments) in connector.role_proofs(service_user) {
            let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
            let url = base_url.team_url(team, &segments);
            let answer = bearer_get(
                &self.transport,
                &origin,
                url.path(),
                bearer,
                BodyLimit::Page,
            )
            .await;
            match answer.map(|response| response.status().as_u16()) {
                Ok(200..=299) => held.push(role),
                Ok(403) => lacking.push(role),
                _ => {}
            }
        }
        (held, lacking)
    }

    /// Without `openid` there is no ID token; where users may be read, the API tells.
    async fn identity_from_api(
        &self,
        domain: &OrgHost,
        granted: &ScopeSet,
        access: &SecretString,
    ) -> Identity {
        let me: Option<Me> = if granted.covers("okta.users.read") {
            self.bearer_json(&Origin::from(domain), "/api/v1/users/me", access)
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

    async fn bearer_json<T: serde::de::DeserializeOwned>(
        &self,
        origin: &Origin,
        path: &str,
        bearer: &SecretString,
    ) -> Option<T> {
        let response = bearer_get(&self.transport, origin, path, bearer, BodyLimit::Page)
            .await
            .ok()
            .filter(|response| response.status().is_success())?;
        serde_json::from_slice(response.body()).ok()
    }

    /// What the person looks at before she saves.
    pub(crate) fn review(
        &self,
        attempt: &str,
        connector: &Connector,
        purpose: &Purpose,
        outcome: &Outcome,
    ) -> Review {
        let settings = purpose.settings();
        let authorization = &outcome.authorization;
        let requested = crate::list::requested_of(settings);
        let before = match purpose {
            Purpose::Create(_) => None,
            Purpose::Reauthorize { before, .. } => {
                before.authorization.as_ref().map(|earlier| ReviewBefore {
                    identity: identity_view(&earlier.identity),
                    different_user: is_different_user(before, authorization),
                    gained: names(&authorization.granted.minus(&earlier.granted)),
                    lost: names(&earlier.granted.minus(&authorization.granted)),
                })
            }
        };
        Review {
            attempt: attempt.to_owned(),
            nickname: purpose.connection().nickname.to_string(),
            org: OrgReview {
                address: crate::list::address_of(settings),
                loopback: settings.is_loopback(),
                instance: instance_view(settings, authorization.instance.as_ref()),
            },
            identity: identity_view(&authorization.identity),
            scopes: scope_lines(connector, &requested, &authorization.granted),
            requested: requested.len(),
            granted: granted_of(&requested, &authorization.granted),
            roles: crate::list::role_lines(connector, authorization.instance.as_ref())
                .into_iter()
                .filter(|role| role.held == Some(true))
                .map(|role| role.name)
                .collect(),
            reauthorize_by: authorization.reauthorize_by.map(|at| at.to_string()),
            warnings: outcome.warnings.iter().cloned().map(Into::into).collect(),
            before,
        }
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

fn names(scopes: &ScopeSet) -> Vec<String> {
    scopes.iter().map(ToString::to_string).collect()
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
struct CurrentUser {
    id: String,
    name: String,
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
