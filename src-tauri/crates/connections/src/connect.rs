//! *Create*: from the filled form to a sign-in that can be looked at.

use std::sync::Arc;

use authorization::{
    BusyPort, Client, ClientAuthentication, OrganizationError, ServerError, SignIn, SignInRequest,
};
use catalogue::{Connector, FieldKind, Grant as ConnectorGrant};
use domain::{
    ClientKind, ConnectionId, Explanation, OrgHost, OrgKind, ScopeSet, SecretField, Settings,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Notify;

use crate::Console;
use crate::attempts::{Attempt, Purpose};
use crate::explain::{IntoFailure, sign_in_failure};
use crate::form;
use crate::rooms::{Rooms, locked};
use crate::views::{
    ConnectRequest, ConnectStep, Failure, FailureCode, NewSecret, Review, SignInView,
};

impl Console {
    /// Checks the form, binds the loopback port and opens the browser; for a team, which has no
    /// sign-in, goes straight to the review. Nothing is saved yet.
    pub async fn begin_connect(&self, request: ConnectRequest) -> Result<ConnectStep, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let connector = rooms.connector(&request.connector)?;
        let connection = form::parse(rooms, connector, &request)?;
        rooms.require_free_nickname(connector, &connection).await?;
        let secret = rooms
            .resolve_secret(connector, &connection.settings, request.secret)
            .await?;
        let purpose = Purpose::Create(connection);
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
        let signed_in = tokio::select! {
            signed_in = sign_in.wait() => signed_in,
            () = cancelled.notified() => return Err(Rooms::no_attempt()),
        };
        let signed_in = signed_in.map_err(|error| {
            locked(&rooms.attempts).remove(attempt);
            sign_in_failure(&error, &domain, connector, &requested)
        })?;
        let outcome = rooms
            .examine_org(connector, &domain, &requested, signed_in)
            .await;
        let review = rooms.review(attempt, connector, &purpose, &outcome);
        let mut attempts = locked(&rooms.attempts);
        if attempts.remove(attempt).is_none() {
            // Cancelled in the very moment in which it came back: nothing is kept.
            return Err(Rooms::no_attempt());
        }
        attempts.insert(attempt.to_owned(), Attempt::Reviewed { purpose, outcome });
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

/// A secret, or the knowledge that the app has none.
pub(crate) enum ResolvedSecret {
    Value(SecretString),
    Public,
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
                let review = self.review(&attempt, connector, &purpose, &outcome);
                locked(&self.attempts).insert(attempt, Attempt::Reviewed { purpose, outcome });
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
            sign_in: Some(sign_in),
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
            Ok(_) => Ok(()),
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
            Err(_) => Ok(()),
        }
    }

    fn take_sign_in(&self, attempt: &str) -> Result<(Purpose, Arc<Notify>, SignIn), Failure> {
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

    /// The secret, from wherever the window said it is. It never goes back there, and a secret
    /// that is kept here goes to no other host than the one it was kept for.
    pub(crate) async fn resolve_secret(
        &self,
        connector: &Connector,
        destination: &Settings,
        secret: NewSecret,
    ) -> Result<ResolvedSecret, Failure> {
        match secret {
            NewSecret::None => Ok(ResolvedSecret::Public),
            NewSecret::Typed { value } => {
                // EXPOSE: looked at, to tell an empty field from a filled one.
                if value.expose_secret().trim().is_empty() {
                    return Err(empty_secret(connector));
                }
                // EXPOSE: pasted secrets often carry a line break, which no secret of Okta's has.
                let trimmed = value.expose_secret().trim().to_owned();
                Ok(ResolvedSecret::Value(trimmed.into()))
            }
            NewSecret::Practice => {
                let practice = locked(&self.practice);
                let secret = practice
                    .as_ref()
                    .filter(|practice| practice.is_address(destination.host()))
                    .and_then(|practice| practice.secret(connector.id.as_str()));
                // EXPOSE: the practice org's published secret, copied into this one request.
                let secret = secret.map(|s| SecretString::from(s.expose_secret().to_owned()));
                secret
                    .map(ResolvedSecret::Value)
                    .ok_or_else(|| empty_secret(connector))
            }
            NewSecret::SameAs { connection } => {
                let connection = self.connection(&connection).await?;
                if connection.settings.host() != destination.host() {
                    return Err(other_host(connector, &connection, destination));
                }
                let field = match connector.grant {
                    ConnectorGrant::AuthorizationCode { .. } => SecretField::ClientSecret,
                    ConnectorGrant::ServiceToken { .. } => SecretField::ApiKey,
                };
                self.sealed_secret(&connection, field).await
            }
        }
    }

    /// A stored secret of a connection; none where its app has none.
    pub(crate) async fn sealed_secret(
        &self,
        connection: &domain::Connection,
        field: SecretField,
    ) -> Result<ResolvedSecret, Failure> {
        if matches!(
            connection.settings,
            Settings::Org {
                client: ClientKind::NativeApp,
                ..
            }
        ) {
            return Ok(ResolvedSecret::Public);
        }
        match self
            .open_secret(connection.id, connection.settings.host(), field)
            .await?
        {
            Some(secret) => Ok(ResolvedSecret::Value(secret)),
            None => Err(Failure::coded(
                FailureCode::CredentialsRejected,
                Explanation::new(
                    format!("No secret is kept for “{}”.", connection.nickname),
                    "It was kept for one session only, or its key was lost.",
                    "Type the secret once more.",
                ),
            )),
        }
    }

    /// Reads and opens a sealed secret.
    pub(crate) async fn open_secret(
        &self,
        id: ConnectionId,
        host: &str,
        field: SecretField,
    ) -> Result<Option<SecretString>, Failure> {
        let sealed = self
            .store
            .sealed(id, field)
            .await
            .map_err(IntoFailure::into_failure)?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        self.require_open_vault()?;
        let context = domain::SealContext {
            connection: id,
            host: host.to_owned(),
            field,
            generation: sealed.generation,
        };
        self.vault
            .open(&context, &sealed)
            .map(Some)
            .map_err(IntoFailure::into_failure)
    }
}

pub(crate) fn nickname_taken(nickname: &str) -> Explanation {
    Explanation::new(
        format!("There is a connection named “{nickname}” already."),
        "Nicknames are unique, and capitals make no difference.",
        "Choose another nickname.",
    )
}

fn empty_secret(connector: &Connector) -> Failure {
    let label = connector
        .field(FieldKind::Secret)
        .map_or("secret", |field| &field.label);
    Failure::field(
        form::secret_field(connector),
        Explanation::new(
            format!("{label} is empty."),
            "Without it Okta cannot tell that it is your app that asks.",
            "Paste it from the page where it was shown.",
        ),
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

/// The secret of one org must not be sent to another.
fn other_host(connector: &Connector, kept: &domain::Connection, destination: &Settings) -> Failure {
    Failure::field(
        form::secret_field(connector),
        Explanation::new(
            format!(
                "The secret of “{}” is not sent to {}.",
                kept.nickname,
                destination.host()
            ),
            format!(
                "It was kept for {}, and goes nowhere else.",
                kept.settings.host()
            ),
            "Type the secret of the app in this org.",
        ),
    )
}

/// The scopes in both.
pub(crate) fn granted_of(requested: &ScopeSet, granted: &ScopeSet) -> usize {
    requested
        .iter()
        .filter(|scope| granted.contains(scope.as_str()))
        .count()
}
