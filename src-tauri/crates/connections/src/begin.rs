//! From settings and a secret to a browser that is open, or straight to the review where nobody
//! signs in.

use std::io;
use std::sync::Arc;

use authorization::{
    Another, AuthorizeUrl, BusyPort, Client, DpopKey, OrganizationError, ServerError, SignIn,
    SignInError, SignInRequest,
};
use catalogue::{Connector, FieldKind};
use domain::{ClientKind, OrgHost, OrgKind, Settings};
use tokio::sync::Notify;

use crate::attempts::{Attempt, Outcome, Purpose};
use crate::explain::{IntoFailure, sign_in_failure};
use crate::review::review;
use crate::rooms::{Rooms, locked};
use crate::secret::{ResolvedSecret, empty_secret};
use crate::views::{ConnectStep, Failure, SignInView};

impl Rooms {
    /// Opens the browser; a team's key and a service app's are tried at once.
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
                settings @ Settings::Org {
                    client: ClientKind::ServiceApp { .. },
                    ..
                },
                ResolvedSecret::Key(key),
            ) => {
                if let Settings::Org { domain, .. } = &settings {
                    self.require_answering_org(connector, domain).await?;
                }
                let (settings, outcome) = self.examine_app(connector, settings, key).await?;
                let purpose = purpose.with_settings(settings);
                Ok(self.ready_for_review(connector, purpose, outcome))
            }
            (
                Settings::Org {
                    domain,
                    client_id,
                    requirements,
                    requested,
                    client: ClientKind::WebApp | ClientKind::NativeApp,
                },
                secret @ (ResolvedSecret::Value(_) | ResolvedSecret::Public),
            ) => {
                let (answering, demanded) = tokio::join!(
                    self.require_answering_org(connector, &domain),
                    authorization::requires_push(&self.transport, &domain, &client_id),
                );
                answering?;
                let pushed = requirements.pushed.is_made() || demanded;
                let dpop = requirements.dpop.is_made();
                let request = SignInRequest {
                    client: Client {
                        id: client_id,
                        authentication: secret.into(),
                        dpop: dpop.then(|| DpopKey::generate(&self.nonces)),
                    },
                    org: domain,
                    scopes: requested,
                    login_hint,
                    prompt_login,
                    pushed,
                    nonces: self.nonces.clone(),
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
                Ok(self.ready_for_review(connector, purpose, outcome))
            }
            (Settings::Org { .. } | Settings::Team { .. }, _) => Err(empty_secret(connector)),
        }
    }

    fn ready_for_review(
        &self,
        connector: &Connector,
        purpose: Purpose,
        outcome: Outcome,
    ) -> ConnectStep {
        let attempt = uuid::Uuid::new_v4().to_string();
        let review = review(&attempt, connector, &purpose, &outcome);
        let reviewed = Attempt::Reviewed {
            purpose,
            outcome: Box::new(outcome),
        };
        locked(&self.attempts).insert(attempt, reviewed);
        ConnectStep::Review {
            review: Box::new(review),
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
        let (transport, clock) = (self.transport.clone(), Arc::clone(&self.clock));
        let begun = SignIn::begin(transport, clock, &self.ports, request).await;
        let sign_in = match begun {
            Ok(sign_in) => sign_in,
            Err(error) => {
                self.note_demand(&purpose, &error).await?;
                return Err(sign_in_failure(&error, &domain, connector, &requested));
            }
        };
        let url = sign_in.authorize_url().clone();
        let view = SignInView {
            attempt: uuid::Uuid::new_v4().to_string(),
            url: url.as_str().to_owned(),
            redirect_uri: sign_in.redirect_uri().to_owned(),
            expires_at: sign_in.expires_at().to_string(),
            busy_ports: sign_in.busy_ports().iter().map(busy_port).collect(),
            browser_opened: self.browser.open(&url).is_ok(),
        };
        let attempt = Attempt::SigningIn {
            purpose,
            url,
            view: Box::new(view.clone()),
            another: sign_in.another(),
            cancelled: Arc::new(Notify::new()),
            sign_in: Some(Box::new(sign_in)),
        };
        locked(&self.attempts).insert(view.attempt.clone(), attempt);
        Ok(ConnectStep::SignIn { sign_in: view })
    }

    /// Opens a page of a sign-in that waits, and shows it in the place of the one before.
    pub(crate) fn open_page_of(&self, attempt: &str, page: &AuthorizeUrl) -> io::Result<()> {
        if let Some(Attempt::SigningIn { url, view, .. }) = locked(&self.attempts).get_mut(attempt)
        {
            url.clone_from(page);
            page.as_str().clone_into(&mut view.url);
        }
        self.browser.open(page)
    }

    /// The page of a sign-in that waits, whom to ask for another, and at which org.
    pub(crate) fn waiting(
        &self,
        attempt: &str,
    ) -> Result<(AuthorizeUrl, Another, OrgHost), Failure> {
        match locked(&self.attempts).get(attempt) {
            Some(Attempt::SigningIn {
                purpose,
                url,
                another,
                ..
            }) => match purpose.settings() {
                Settings::Org { domain, .. } => Ok((url.clone(), another.clone(), domain.clone())),
                Settings::Team { .. } => Err(Self::no_attempt()),
            },
            _ => Err(Self::no_attempt()),
        }
    }

    pub(crate) fn sign_in_view(&self, attempt: &str) -> Result<SignInView, Failure> {
        match locked(&self.attempts).get(attempt) {
            Some(Attempt::SigningIn { view, .. }) => Ok(SignInView::clone(view)),
            _ => Err(Self::no_attempt()),
        }
    }

    /// What an app turned out to require is true however the sign-in ended: the next one for this
    /// connection meets it.
    pub(crate) async fn note_demand(
        &self,
        purpose: &Purpose,
        error: &SignInError,
    ) -> Result<(), Failure> {
        let Purpose::Reauthorize { before, .. } = purpose else {
            return Ok(());
        };
        if !matches!(
            error,
            SignInError::DpopRequired | SignInError::PushRequired(_)
        ) {
            return Ok(());
        }
        let mut current = self.connection(&before.id.to_string()).await?;
        let now = self.now();
        if let Settings::Org { requirements, .. } = &mut current.settings {
            match error {
                SignInError::PushRequired(_) => {
                    requirements.pushed = requirements.pushed.found(now);
                }
                _ => requirements.dpop = requirements.dpop.found(now),
            }
        }
        self.store
            .update(&current)
            .await
            .map_err(IntoFailure::into_failure)
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
