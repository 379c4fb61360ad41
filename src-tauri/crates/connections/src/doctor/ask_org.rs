//! Asking an org what it tells of an app, first without a sign-in, then with the one that is kept.

use authorization::{
    Client, ClientAuthentication, OrganizationError, Preflight, Returned, ServerError,
};
use catalogue::Connector;
use domain::{Connection, OrgHost, Scope, ScopeSet};
use transport::{BodyLimit, Origin, TransportError};

use super::evidence::{OrgEvidence, Renewed, SignInEvidence, Way};
use crate::Console;
use crate::live_token::Need;
use crate::probe::{Finding, caller_of, target};
use crate::rooms::Rooms;
use crate::views::Failure;

/// Okta allows a client 60 authorize requests a minute; a sign-in is to fit beside the questions.
const MOST_SCOPES: usize = 40;

impl Rooms {
    /// Everything that an org tells of an app before a sign-in. What stands behind a question that
    /// was not answered is not asked.
    pub(super) async fn ask_org(
        &self,
        domain: &OrgHost,
        client_id: &str,
        client: Option<&Client>,
        requested: &ScopeSet,
    ) -> OrgEvidence {
        let preflight = Preflight::new(&self.transport, self.clock.as_ref(), domain);
        let mut evidence = OrgEvidence::default();
        let card = preflight.card().await;
        let blocked = match &card {
            Err(OrganizationError::Server(ServerError::Transport(error))) => Some(error.clone()),
            _ => None,
        };
        evidence.card = Some(card);
        if evidence.is_reached() && blocked.is_none() {
            evidence.issuer = Some(preflight.issuer(client_id).await);
            let acts_alone = client.is_some_and(acts_alone);
            let uris = if acts_alone {
                Vec::new()
            } else {
                self.redirect_uris()
            };
            for uri in uris {
                let answer = preflight.returned(client_id, &uri, requested).await;
                evidence.redirects.push((uri, answer));
            }
            self.ask_scopes(&preflight, client_id, requested, &mut evidence)
                .await;
            if let Some(client) = client {
                evidence.client = Some(preflight.client(client).await);
            }
            if let (Some(client), Some(Ok(())), false) = (client, &evidence.client, acts_alone) {
                evidence.renewal = Some(preflight.renewal(client).await);
            }
        }
        evidence.way = Way {
            ahead: preflight.ahead(),
            rate: preflight.rate(),
            ..self.way(&Origin::from(domain), blocked)
        };
        evidence
    }

    /// Which scopes stand in the way, where the org refused them together: it names none.
    async fn ask_scopes(
        &self,
        preflight: &Preflight<'_>,
        client_id: &str,
        requested: &ScopeSet,
        evidence: &mut OrgEvidence,
    ) {
        let refused = evidence.redirects.iter().find_map(|(uri, answer)| {
            let Ok(Returned::Back(refusal)) = answer else {
                return None;
            };
            Some((uri.clone(), refusal.code.clone()))
        });
        let of_api = || requested.iter().filter(|scope| scope.is_okta_api());
        match refused {
            Some((_, code)) if code == "consent_required" || code == "no_org_scopes_granted" => {
                evidence.forbidden = of_api().cloned().collect();
            }
            Some((uri, code)) if code == "invalid_scope" => {
                for scope in of_api().take(MOST_SCOPES) {
                    let alone = just(scope);
                    let answer = preflight.returned(client_id, &uri, &alone).await;
                    evidence.note_alone(scope, &answer);
                    if answer.is_err() {
                        return;
                    }
                }
            }
            _ => {}
        }
    }

    /// What this computer knows of the way to an origin.
    pub(crate) fn way(&self, origin: &Origin, blocked: Option<TransportError>) -> Way {
        Way {
            near: origin.is_loopback(),
            proxy: self.transport.proxy(origin),
            authority: self.transport.authority(origin),
            blocked,
            ahead: None,
            rate: None,
        }
    }
}

impl Console {
    /// Renews the token and makes the connector's own read, and adds what they showed.
    pub(super) async fn ask_with_sign_in(
        &self,
        connection: &Connection,
        connector: &Connector,
        evidence: &mut OrgEvidence,
    ) -> Result<(), Failure> {
        if connection.authorization.is_none() {
            return Ok(());
        }
        let renewed = if evidence.is_reached() {
            self.live_token(connection, Need::Renewed).await
        } else {
            Err(Failure::other(super::org::not_asked()))
        };
        // Renewing may have found that less is granted now.
        let connection = &self.rooms.connection(&connection.id.to_string()).await?;
        let Some(authorization) = &connection.authorization else {
            return Ok(());
        };
        let caller = caller_of(&connection.settings);
        let call = connector.probe(&authorization.granted, caller);
        if let (Ok(token), Some(call)) = (&renewed, call) {
            let (origin, path) = target(&connection.settings, &call.path);
            let asked = self.rooms.get_with(&origin, &path, token, BodyLimit::Page);
            let answer = asked.await;
            let rate = answer.as_ref().ok().and_then(transport::rate_limit);
            if let Some(rate) = rate {
                let bare = call.path.split('?').next().unwrap_or_default();
                evidence.way.rate = Some((bare.to_owned(), rate));
            }
            let now = self.rooms.now();
            let finding = Finding::of(answer, now);
            self.rooms.note_finding(connection, finding.clone()).await?;
            evidence.read = Some(finding);
        }
        evidence.sign_in = Some(SignInEvidence {
            username: authorization.identity.username.clone(),
            granted: authorization.granted.clone(),
            renewable: authorization.reauthorize_by.is_some(),
            bound: authorization.bound_to.is_some(),
            came_back_to: None,
            renewed: Some(match renewed {
                Ok(_) => Renewed::Done,
                Err(failure) => match failure.refusal {
                    Some(refusal) => Renewed::Refused(*refusal),
                    None => Renewed::NotAsked { why: failure.what },
                },
            }),
        });
        Ok(())
    }
}

fn acts_alone(client: &Client) -> bool {
    matches!(client.authentication, ClientAuthentication::PrivateKey(_))
}

fn just(scope: &Scope) -> ScopeSet {
    [scope.clone()].into_iter().collect()
}
