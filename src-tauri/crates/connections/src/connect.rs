//! *Create*: from the filled form to a sign-in that can be looked at.

use std::sync::Arc;

use authorization::{
    BusyPort, Client, ClientAuthentication, OrganizationError, ServerError, SignIn, SignInRequest,
};
use catalogue::{Connector, FieldKind};
use domain::{ClientKind, Explanation, OrgHost, OrgKind, ScopeSet, Settings};
use tokio::sync::Notify;

use crate::Console;
use crate::attempts::{Attempt, Purpose};
use crate::explain::{IntoFailure, sign_in_failure};
use crate::form;
use crate::review::review;
use crate::rooms::{Rooms, locked};
use crate::scopes::Used;
use crate::secret::{ResolvedSecret, empty_secret};
use crate::views::{ConnectRequest, ConnectStep, Failure, Review, SignInView};

impl Console {
    /// Checks the form, binds the loopback port and opens the browser; for a team, which has no
    /// sign-in, goes straight to the review. Nothing is saved yet.
    pub async fn begin_connect(&self, request: ConnectRequest) -> Result<ConnectStep, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let connector = rooms.connector(&request.connector)?;
        let mut connection = form::parse(rooms, connector, &request)?;
        rooms.require_free_nickname(connector, &connection).await?;
        let secret = rooms
            .resolve_secret(connector, &connection.settings, request.secret)
            .await?;
        // The copy of a native app's connection has no secret either.
        if let (ResolvedSecret::Public, Settings::Org { client, .. }) =
            (&secret, &mut connection.settings)
        {
            *client = ClientKind::NativeApp;
        }
        let used = Used::marked(connector, &request.actions)?;
        let purpose = Purpose::Create { connection, used };
        rooms.begin(connector, purpose, secret, None, false).await
    }

    /// Waits until the browser comes back, and tells what was granted. Nothing is saved yet.
    pub async fn finish_sign_in(&self, attempt: &str) -> Result<Review, Failure> {
        let rooms = &self.rooms;
        let (purpose, cancelled, sign_in) = rooms.take_sign_in(attempt)?;
        let Settings::Org {
            domain, requested, ..
        } = purpose.settings().clone()
        else {
            return Err(Rooms::no_attempt());
        };
        let connector = rooms.connector(purpose.connection().connector.as_str())?;
        let redirect_uri = sign_in.redirect_uri().to_owned();
        let signed_in = tokio::select! {
            signed_in = sign_in.wait() => signed_in,
            () = cancelled.notified() => return Err(Rooms::no_attempt()),
        };
        let signed_in = signed_in.map_err(|error| {
            locked(&rooms.attempts).remove(attempt);
            sign_in_failure(&error, &domain, connector, &requested)
        })?;
        let outcome = rooms
            .examine_org(connector, &domain, &requested, redirect_uri, signed_in)
            .await;
        let review = review(rooms, attempt, connector, &purpose, &outcome);
        let mut attempts = locked(&rooms.attempts);
        if attempts.remove(attempt).is_none() {
            // Cancelled in the very moment in which it came back: nothing is kept.
            return Err(Rooms::no_attempt());
        }
        attempts.insert(
            attempt.to_owned(),
            Attempt::Reviewed {
                purpose,
                outcome: Box::new(outcome),
            },
        );
        Ok(review)
    }

    /// Stops waiting and closes the port. A browser that returns later finds nothing.
    pub fn cancel_sign_in(&self, attempt: &str) {
        if let Some(Attempt::SigningIn { cancelled, .. }) =
            locked(&self.rooms.attempts).remove(attempt)
        {
            cancelled.notify_one();
        }
    }

    /// Opens the sign-in page once more; whether a browser could be started.
    pub fn open_sign_in_again(&self, attempt: &str) -> Result<bool, Failure> {
        match locked(&self.rooms.attempts).get(attempt) {
            Some(Attempt::SigningIn { url, .. }) => Ok(self.rooms.browser.open(url).is_ok()),
            _ => Err(Rooms::no_attempt()),
        }
    }
}

impl Rooms {
    /// Opens the browser, or mints the service token.
    pub(crate) async fn begin(
        &self,
        connector: &Connector,
        purpose: Purpose,
        secret: ResolvedSecret,
        login_hint: Option<String>,
        prompt_login: bool,
    ) -> Result<ConnectStep, Failure> {
        match (purpose.settings().clone(), secret) {
            (
                Settings::Org {
                    domain,
                    client_id,
                    requested,
                    ..
                },
                secret,
            ) => {
                let authentication = match secret {
                    ResolvedSecret::Value(secret) => ClientAuthentication::Secret(secret),
                    ResolvedSecret::Public => ClientAuthentication::Public,
                };
                let client = Client {
                    id: client_id,
                    authentication,
                };
                let request = SignInRequest {
                    org: domain,
                    client,
                    scopes: requested,
                    login_hint,
                    prompt_login,
                };
                self.open_sign_in(connector, purpose, request).await
            }
            (
                Settings::Team {
                    base_url,
                    team,
                    key_id,
                },
                ResolvedSecret::Value(key),
            ) => {
                let outcome = self
                    .examine_team(connector, &base_url, &team, &key_id, key)
                    .await?;
                let attempt = uuid::Uuid::new_v4().to_string();
                let review = review(self, &attempt, connector, &purpose, &outcome);
                locked(&self.attempts).insert(
                    attempt,
                    Attempt::Reviewed {
                        purpose,
                        outcome: Box::new(outcome),
                    },
                );
                Ok(ConnectStep::Review {
                    review: Box::new(review),
                })
            }
            (Settings::Team { .. }, ResolvedSecret::Public) => Err(empty_secret(connector)),
        }
    }

    async fn open_sign_in(
        &self,
        connector: &Connector,
        purpose: Purpose,
        request: SignInRequest,
    ) -> Result<ConnectStep, Failure> {
        let domain = request.org.clone();
        let requested = request.scopes.clone();
        self.require_answering_org(connector, &domain).await?;
        let sign_in = SignIn::begin(
            self.transport.clone(),
            Arc::clone(&self.clock),
            &self.ports,
            request,
        )
        .await
        .map_err(|error| sign_in_failure(&error, &domain, connector, &requested))?;

        let url = sign_in.authorize_url().clone();
        let browser_opened = self.browser.open(&url).is_ok();
        let redirect_uri = sign_in.redirect_uri().to_owned();
        let expires_at = sign_in.expires_at().to_string();
        let busy_ports = sign_in.busy_ports().iter().map(busy_port).collect();
        let shown = url.as_str().to_owned();
        let attempt = self.keep_attempt(Attempt::SigningIn {
            purpose,
            url,
            cancelled: Arc::new(Notify::new()),
            sign_in: Some(Box::new(sign_in)),
        });
        Ok(ConnectStep::SignIn {
            sign_in: SignInView {
                attempt,
                url: shown,
                redirect_uri,
                expires_at,
                busy_ports,
                browser_opened,
            },
        })
    }

    /// Asks the org for its public card before a browser is opened: a mistyped name, a missing
    /// network or a refused certificate is said here and not after a sign-in.
    async fn require_answering_org(
        &self,
        connector: &Connector,
        domain: &OrgHost,
    ) -> Result<(), Failure> {
        match authorization::organization(&self.transport, domain).await {
            // Under Okta's own names there is an org or there is none.
            Err(OrganizationError::NotAnOrg) if domain.kind() == OrgKind::Okta => {
                let field = connector
                    .field(FieldKind::OktaDomain)
                    .map_or("", |field| &field.id);
                Err(Failure::field(
                    field,
                    OrganizationError::NotAnOrg.explain(domain),
                ))
            }
            Err(error @ OrganizationError::Server(ServerError::Transport(_))) => {
                Err(Failure::other(error.explain(domain)))
            }
            // An org that answers without its card is told of in the review.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    fn take_sign_in(&self, attempt: &str) -> Result<(Purpose, Arc<Notify>, Box<SignIn>), Failure> {
        match locked(&self.attempts).get_mut(attempt) {
            Some(Attempt::SigningIn {
                purpose,
                cancelled,
                sign_in,
                ..
            }) => {
                let sign_in = sign_in.take().ok_or_else(Self::no_attempt)?;
                Ok((purpose.clone(), Arc::clone(cancelled), sign_in))
            }
            _ => Err(Self::no_attempt()),
        }
    }

    async fn require_free_nickname(
        &self,
        connector: &Connector,
        connection: &domain::Connection,
    ) -> Result<(), Failure> {
        let owner = self
            .store
            .nickname_owner(&connection.nickname)
            .await
            .map_err(IntoFailure::into_failure)?;
        if owner.is_none() {
            return Ok(());
        }
        let field = connector
            .field(FieldKind::Nickname)
            .map_or("", |field| &field.id);
        Err(Failure::field(
            field,
            nickname_taken(connection.nickname.as_str()),
        ))
    }
}

pub(crate) fn nickname_taken(nickname: &str) -> Explanation {
    Explanation::new(
        format!("There is a connection named “{nickname}” already."),
        "Nicknames are unique, and capitals make no difference.",
        "Choose another nickname.",
    )
}

/// A registered port that another program holds.
fn busy_port(busy: &BusyPort) -> String {
    match &busy.owner {
        Some(owner) => format!(
            "Port {} is used by {owner}; another registered one serves.",
            busy.port
        ),
        None => format!(
            "Port {} is in use; another registered one serves.",
            busy.port
        ),
    }
}

/// The scopes in both.
pub(crate) fn granted_of(requested: &ScopeSet, granted: &ScopeSet) -> usize {
    requested
        .iter()
        .filter(|scope| granted.contains(scope.as_str()))
        .count()
}
