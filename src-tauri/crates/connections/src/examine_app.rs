//! What a service app was given, looked at before it is saved. Nobody signs in.

use std::sync::Arc;

use authorization::{AppTokenError, Client, ClientAuthentication, DpopKey, Preflight, SigningKey};
use catalogue::Connector;
use domain::{Authorization, Explanation, Identity, InstanceDetails, OrgHost, ScopeSet, Settings};
use serde::Deserialize;
use transport::Origin;

use crate::attempts::{Evidence, Grant, Outcome};
use crate::doctor::{OrgEvidence, SignInEvidence, Way};
use crate::explain::app_form_failure;
use crate::found::{Behaved, found};
use crate::live_token::LiveToken;
use crate::rooms::Rooms;
use crate::views::Failure;

impl Rooms {
    /// Asks for a token with the key, and the org for its card. What the app requires comes out
    /// here, and is in the settings that are given back.
    pub(crate) async fn examine_app(
        &self,
        connector: &Connector,
        settings: Settings,
        key: Arc<SigningKey>,
    ) -> Result<(Settings, Outcome), Failure> {
        let Settings::Org {
            domain,
            client_id,
            requirements,
            requested,
            ..
        } = &settings
        else {
            return Err(Self::no_attempt());
        };
        let mut client = Client {
            id: client_id.clone(),
            authentication: ClientAuthentication::PrivateKey(key),
            dpop: (requirements.dpop.is_made()).then(|| DpopKey::generate(&self.nonces)),
        };
        let mut asked = self.ask_app_token(domain, &client, requested).await;
        if matches!(asked, Err(AppTokenError::DpopRequired)) && client.dpop.is_none() {
            client.dpop = Some(DpopKey::generate(&self.nonces));
            asked = self.ask_app_token(domain, &client, requested).await;
        }
        let token =
            asked.map_err(|error| app_form_failure(&error, domain, connector, requested))?;
        if !token.bound {
            client.dpop = None;
        }
        let live = LiveToken {
            value: Arc::new(token.access.clone()),
            expires_at: token.expires_at,
            key: client.dpop.clone(),
        };

        let warnings = scope_warnings(connector, requested);
        let preflight = Preflight::new(&self.transport, self.clock.as_ref(), domain);
        let card = preflight.card().await;
        let organization = card.as_ref().ok().cloned();
        let authorization = Authorization {
            at: self.now(),
            identity: self
                .app_identity(domain, client_id, &token.granted, &live)
                .await,
            granted: token.granted,
            // A key has no end of its own.
            reauthorize_by: None,
            reauthorize_by_measured: false,
            instance: organization.map(InstanceDetails::Org),
            bound_to: client.dpop.as_ref().map(|key| key.thumbprint().to_owned()),
        };
        let evidence = OrgEvidence {
            way: Way {
                ahead: preflight.ahead(),
                ..self.way(&Origin::from(domain), None)
            },
            card: Some(card),
            sign_in: Some(SignInEvidence {
                username: authorization.identity.username.clone(),
                granted: authorization.granted.clone(),
                renewable: false,
                bound: client.dpop.is_some(),
                came_back_to: None,
                renewed: None,
            }),
            ..OrgEvidence::default()
        };
        let behaved = Behaved {
            without_secret: false,
            bound: client.dpop.is_some(),
            pushed: false,
        };
        let (settings, found) = found(settings, &behaved, self.now());
        let grant = Grant::App {
            client,
            access: token.access,
        };
        let outcome = Outcome {
            authorization,
            grant,
            found,
            warnings,
            evidence: Evidence::Org(Box::new(evidence)),
        };
        Ok((settings, outcome))
    }

    /// Okta's log names the app itself. Its name is told where apps may be read.
    async fn app_identity(
        &self,
        domain: &OrgHost,
        client_id: &str,
        granted: &ScopeSet,
        token: &LiveToken,
    ) -> Identity {
        let app: Option<App> = if granted.covers("okta.apps.read") {
            let path = format!("/api/v1/apps/{client_id}");
            self.json_with(&Origin::from(domain), &path, token).await
        } else {
            None
        };
        Identity {
            subject: client_id.to_owned(),
            username: client_id.to_owned(),
            name: app.map(|app| app.label),
        }
    }
}

/// The scopes of people are none of an app's, so that they are missing is no news.
fn scope_warnings(connector: &Connector, requested: &ScopeSet) -> Vec<Explanation> {
    let asked = requested.iter().cloned();
    let of_people = connector
        .automatic_scopes()
        .filter(|scope| !scope.is_okta_api());
    let asked: ScopeSet = asked.chain(of_people.cloned()).collect();
    let warnings = connector.scope_warnings(&asked).into_iter();
    warnings.map(|warning| warning.explanation).collect()
}

#[derive(Deserialize)]
struct App {
    label: String,
}
