//! The knobs: what a test, or a learner on the admin page, may turn while the org runs.

use std::sync::Arc;

use serde_json::Value;

use crate::exchange::Exchange;
use crate::fault::FaultSpec;
use crate::ledger::{Event, LedgerEntry};
use crate::seed::{AdminRole, Pipeline, UserStatus};
use crate::state::{App, Shared, State};
use crate::{ids, privileged_access};

/// What happens to a refresh token when it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// It stays: the default of web and native apps.
    Static,
    /// It is replaced, and good for this many seconds more.
    Rotate {
        /// Okta allows 0 to 60.
        leeway_s: i64,
    },
}

/// A handle to a running org. Cheap to clone; every turn takes effect with the next request.
/// A client, user or team that does not exist is left alone: the knob does nothing.
#[derive(Clone)]
pub struct Knobs {
    pub(crate) org: Shared,
}

impl std::fmt::Debug for Knobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Knobs({})", self.org.base)
    }
}

/// Apps.
impl Knobs {
    /// *Okta API Scopes* → Grant.
    pub fn grant_scope(&self, client: &str, scope: &str) {
        self.app(client, |app| app.scopes.insert(scope.to_owned()));
    }

    /// *Okta API Scopes* → Revoke. Tokens that hold the scope keep it until they are refreshed.
    pub fn revoke_scope(&self, client: &str, scope: &str) {
        self.app(client, |app| app.scopes.remove(scope));
    }

    /// What is granted to an app.
    pub fn granted_scopes(&self, client: &str) -> Vec<String> {
        let granted = self.app(client, |app| app.scopes.iter().cloned().collect());
        granted.unwrap_or_default()
    }

    /// *Assignments* → Assign to people.
    pub fn assign_user(&self, client: &str, login: &str) {
        let user = self.org.state().user_id(login);
        self.app(client, |app| app.assigned.extend(user));
    }

    /// *Assignments* → remove.
    pub fn unassign_user(&self, client: &str, login: &str) {
        let user = self.org.state().user_id(login).unwrap_or_default();
        self.app(client, |app| app.assigned.remove(&user));
    }

    /// A new client secret; the old one is refused from now on. Empty for an app without one.
    pub fn rotate_secret(&self, client: &str) -> String {
        let secret = self.app(client, |app| {
            app.older_secret = None;
            app.secret.as_mut().map(|secret| {
                *secret = ids::secret(64);
                secret.clone()
            })
        });
        secret.flatten().unwrap_or_default()
    }

    /// *Client secrets* → Generate new secret: the one before stays active beside it. Empty for an
    /// app without one.
    pub fn add_secret(&self, client: &str) -> String {
        let secret = self.app(client, |app| {
            let older = app.secret.clone()?;
            app.older_secret = Some(older);
            app.secret.replace(ids::secret(64))?;
            app.secret.clone()
        });
        secret.flatten().unwrap_or_default()
    }

    /// *Client secrets* → Deactivate, of the older one.
    pub fn deactivate_older_secret(&self, client: &str) {
        self.app(client, |app| app.older_secret = None);
    }

    /// *Client secrets* → Deactivate, of the newer one: the older one is the app's again.
    pub fn deactivate_newer_secret(&self, client: &str) {
        self.app(client, |app| {
            if let Some(older) = app.older_secret.take() {
                app.secret = Some(older);
            }
        });
    }

    /// An app's client secret.
    pub fn secret(&self, client: &str) -> Option<String> {
        self.app(client, |app| app.secret.clone()).flatten()
    }

    /// *General* → Grant type → Refresh Token.
    pub fn set_refresh_grant(&self, client: &str, ticked: bool) {
        self.app(client, |app| app.refresh_grant = ticked);
    }

    /// *General* → Refresh token behavior.
    pub fn set_rotation(&self, client: &str, rotation: Rotation) {
        self.app(client, |app| app.rotation = rotation);
    }

    /// *General* → Require Demonstrating Proof of Possession (`DPoP`) header in token requests.
    pub fn set_require_dpop(&self, client: &str, required: bool) {
        self.app(client, |app| app.require_dpop = required);
    }

    /// Pushed authorization requests only.
    pub fn set_require_par(&self, client: &str, required: bool) {
        self.app(client, |app| app.require_par = required);
    }

    /// *General* → Require PKCE as additional verification.
    pub fn set_require_pkce(&self, client: &str, required: bool) {
        self.app(client, |app| app.require_pkce = required);
    }

    /// *Client Credentials* → Public keys → Add key. One with the same `kid` takes its place.
    pub fn add_public_jwk(&self, client: &str, jwk: Value) {
        self.app(client, |app| {
            app.jwks.retain(|known| known["kid"] != jwk["kid"]);
            app.jwks.push(jwk);
        });
    }

    /// *Client Credentials* → Public keys → Delete.
    pub fn remove_public_jwk(&self, client: &str, kid: &str) {
        self.app(client, |app| app.jwks.retain(|known| known["kid"] != kid));
    }

    /// *General* → Sign-in redirect URIs → Add.
    pub fn add_redirect_uri(&self, client: &str, uri: &str) {
        self.app(client, |app| {
            if !app.redirect_uris.iter().any(|known| known == uri) {
                app.redirect_uris.push(uri.to_owned());
            }
        });
    }

    /// *General* → Sign-in redirect URIs → remove.
    pub fn remove_redirect_uri(&self, client: &str, uri: &str) {
        self.app(client, |app| app.redirect_uris.retain(|known| known != uri));
    }

    /// Deletes an app, and its tokens with it.
    pub fn delete_client(&self, client: &str) {
        let mut state = self.org.state();
        state.apps.take(client);
        state.tickets.end_where(|theirs, _| theirs == client);
    }

    /// Revokes every refresh token of an app, and the access tokens that came of them.
    pub fn revoke_refresh_tokens(&self, client: &str) {
        self.org
            .state()
            .tickets
            .end_where(|theirs, user| theirs == client && user.is_some());
    }

    fn app<T>(&self, client: &str, turn: impl FnOnce(&mut App) -> T) -> Option<T> {
        self.org.state().apps.by_id_mut(client).map(turn)
    }
}

/// People.
impl Knobs {
    /// The ID of the user of this login.
    pub fn user_id(&self, login: &str) -> Option<String> {
        self.org.state().user_id(login)
    }

    /// A user's status, without the life cycle's rules.
    pub fn set_user_status(&self, login: &str, status: UserStatus) {
        let now = self.org.clock.now();
        self.state(|state| {
            let id = state.user_id(login).unwrap_or_default();
            if let Some(user) = state.users.by_id_mut(&id) {
                user.status = status;
                user.status_changed = Some(now);
            }
            if status == UserStatus::Deprovisioned {
                state.tickets.end_where(|_, user| user == Some(id.as_str()));
            }
        });
    }

    /// A user's administrator role.
    pub fn set_admin_role(&self, login: &str, role: Option<AdminRole>) {
        self.state(|state| {
            let id = state.user_id(login).unwrap_or_default();
            if let Some(user) = state.users.by_id_mut(&id) {
                user.role = role;
            }
        });
    }

    /// *Clear User Sessions* with *Revoke OAuth tokens*.
    pub fn clear_sessions(&self, login: &str) {
        self.state(|state| {
            let id = state.user_id(login).unwrap_or_default();
            state
                .tickets
                .sessions
                .retain(|_, session| session.user != id);
            state.tickets.end_where(|_, user| user == Some(id.as_str()));
        });
    }
}

/// The org.
impl Knobs {
    /// How long access tokens live that are issued from now on.
    pub fn set_access_token_lifetime(&self, seconds: i64) {
        self.state(|state| state.behaviour.access_token_seconds = seconds);
    }

    /// How long after sign-in refresh tokens die that are issued from now on.
    pub fn set_refresh_token_lifetime(&self, seconds: i64) {
        self.state(|state| state.behaviour.refresh_token_seconds = seconds);
    }

    /// Requests per minute for the paths that begin so; `None` for all that have no own limit.
    pub fn set_rate_limit(&self, bucket: Option<&str>, per_minute: u32) {
        self.state(|state| {
            match bucket {
                Some(bucket) => drop(
                    state
                        .behaviour
                        .buckets
                        .insert(bucket.to_owned(), per_minute),
                ),
                None => state.behaviour.requests_per_minute = per_minute,
            }
            state.windows.clear();
        });
    }

    /// How many token requests a user may make in a second (Okta: 4); `None` for no limit.
    pub fn set_user_token_limit(&self, per_second: Option<u32>) {
        self.state(|state| state.user_token_limit = per_second);
    }

    /// How long every answer takes at least.
    pub fn set_latency_ms(&self, milliseconds: u64) {
        self.state(|state| state.latency_ms = milliseconds);
    }

    /// Adds a fault. Faults are used up in the order in which they fit.
    pub fn fail_next(&self, fault: FaultSpec) {
        self.state(|state| state.faults.push(fault));
    }

    /// Forgets the faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.state(|state| state.faults.clear());
    }

    /// How many seconds the org is ahead of this computer.
    pub fn set_clock_offset_s(&self, seconds: i64) {
        self.org.clock.set_offset(seconds);
    }

    /// A new DPoP nonce before the day is over; the ones before are refused from now on.
    pub fn change_dpop_nonce(&self) {
        self.state(|state| state.nonce_turns += 1);
    }

    /// Identity Engine or Classic.
    pub fn set_pipeline(&self, pipeline: Pipeline) {
        self.state(|state| state.org.pipeline = pipeline);
    }

    /// Whether the org has Okta Identity Governance, and with it realms.
    pub fn set_oig(&self, governance: bool) {
        self.state(|state| state.org.governance = governance);
    }

    /// For how many seconds after a write `search` answers as if it had not happened.
    pub fn set_search_lag_s(&self, seconds: i64) {
        self.state(|state| state.behaviour.search_lag_seconds = seconds);
    }

    /// From now on requests and answers are kept word for word: see [`Knobs::heard`].
    pub fn listen(&self) {
        self.state(|state| state.heard = Some(Vec::new()));
    }

    /// What was said since [`Knobs::listen`], oldest first.
    pub fn heard(&self) -> Vec<Exchange> {
        self.state(|state| state.heard.clone().unwrap_or_default())
    }

    /// What the server saw and did, oldest first.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.org.state().ledger.copy()
    }

    /// The requests of the ledger whose path begins so, as `METHOD path status`.
    pub fn requests(&self, path_prefix: &str) -> Vec<String> {
        let seen = self
            .ledger()
            .into_iter()
            .filter_map(|entry| match entry.event {
                Event::Request {
                    method,
                    path,
                    status,
                    ..
                } if path.starts_with(path_prefix) => Some(format!("{method} {path} {status}")),
                _ => None,
            });
        seen.collect()
    }

    /// Forgets what the server saw and did.
    pub fn clear_ledger(&self) {
        self.state(|state| state.ledger.clear());
    }

    fn state<T>(&self, turn: impl FnOnce(&mut State) -> T) -> T {
        turn(&mut self.org.state())
    }
}

/// Okta Privileged Access.
impl Knobs {
    /// A new key for the seeded service user: key id and secret. The old one and its bearer tokens
    /// are refused from now on.
    pub fn rotate_opa_key(&self) -> (String, String) {
        privileged_access::replace_key(&self.org)
    }

    /// The roles of the seeded service user, e.g. `resource_admin`, `security_admin`, `end_user`.
    pub fn set_opa_roles(&self, roles: &[&str]) {
        self.state(|state| {
            let name = state.team.console_user.clone();
            if let Some(user) = state.team.service_users.by_id_mut(&name) {
                user.roles = roles.iter().map(|role| (*role).to_owned()).collect();
            }
        });
    }

    /// How long OPA bearer tokens live that are issued from now on.
    pub fn set_opa_token_lifetime(&self, seconds: i64) {
        self.state(|state| state.behaviour.opa_token_seconds = seconds);
    }

    /// Ends every OPA bearer token, as Okta may "at any time".
    pub fn expire_opa_tokens(&self) {
        self.state(|state| state.team.bearers.clear());
    }
}

impl Knobs {
    pub(crate) fn new(org: &Shared) -> Self {
        Self {
            org: Arc::clone(org),
        }
    }
}
