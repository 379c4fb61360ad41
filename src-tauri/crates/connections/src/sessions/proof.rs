//! What *Connect* proves: that the domain given is the org of the connection, or its team. The
//! live token and the one read follow in `run`, as for any other action.

use std::time::{Duration, Instant};

use authorization::OrganizationError;
use domain::{Connection, Explanation, InstanceDetails, OpaBaseUrl, OrgDetails, OrgHost, Settings};
use http::Response;
use serde_json::json;

use crate::address::{base_url_failure, domain_failure};
use crate::list::address_of;
use crate::rooms::Rooms;
use crate::views::{Failure, RequestView};

/// Where every Okta org describes itself.
const METADATA: &str = "/.well-known/okta-organization";
/// The input of *Connect* that is proven.
const DOMAIN: &str = "domain";

/// What was asked while the domain was proven.
#[derive(Default)]
pub(crate) struct DomainProof {
    pub(crate) requests: Vec<RequestView>,
    pub(crate) taken: Duration,
}

impl Rooms {
    /// Proves that `typed` is where the connection leads. An org is asked who it is under both
    /// names, so that a custom domain of the same org is taken; no credentials are sent.
    pub(crate) async fn prove_domain(
        &self,
        connection: &Connection,
        typed: &str,
    ) -> Result<DomainProof, Failure> {
        self.require_allowed_host(connection)?;
        match &connection.settings {
            Settings::Org { domain, .. } => self.prove_org(connection, domain, typed).await,
            Settings::Team { base_url, .. } => self
                .prove_team(connection, base_url, typed)
                .map(|()| DomainProof::default()),
        }
    }

    async fn prove_org(
        &self,
        connection: &Connection,
        own: &OrgHost,
        typed: &str,
    ) -> Result<DomainProof, Failure> {
        let given = self
            .parse_domain(typed)
            .map_err(|problem| domain_failure(DOMAIN, problem))?;
        let mut proof = DomainProof::default();
        let here = self.who_is(&given, &mut proof).await?;
        if given != *own {
            let there = self.who_is(own, &mut proof).await?;
            if here.id != there.id {
                return Err(other_org(connection, &given, &here, &there));
            }
        }
        let signed_in = connection.authorization.as_ref();
        match signed_in.and_then(|authorization| authorization.instance.as_ref()) {
            Some(InstanceDetails::Org(before)) if before.id != here.id => Err(Failure::field(
                DOMAIN,
                Explanation::new(
                    format!("{given} is another org than the one that was signed in to."),
                    format!(
                        "It says that it is the org {}; “{}” was signed in to {}.",
                        here.id, connection.nickname, before.id
                    ),
                    "Reauthorize the connection if the domain was given to another org.",
                ),
            )),
            _ => Ok(proof),
        }
    }

    async fn who_is(&self, org: &OrgHost, proof: &mut DomainProof) -> Result<OrgDetails, Failure> {
        proof.requests.push(metadata_request(org));
        let began = Instant::now();
        let answer = authorization::organization(&self.transport, org).await;
        proof.taken += began.elapsed();
        answer.map_err(|error| match error {
            OrganizationError::NotAnOrg => Failure::field(DOMAIN, error.explain(org)),
            OrganizationError::Server(_) => Failure::other(error.explain(org)),
        })
    }

    fn prove_team(
        &self,
        connection: &Connection,
        own: &OpaBaseUrl,
        typed: &str,
    ) -> Result<(), Failure> {
        let given = self
            .parse_base_url(typed)
            .map_err(|problem| base_url_failure(DOMAIN, problem))?;
        if given.origin() == own.origin() {
            return Ok(());
        }
        Err(Failure::field(
            DOMAIN,
            Explanation::new(
                format!(
                    "{} is not where “{}” leads.",
                    given.origin(),
                    connection.nickname
                ),
                format!("The connection is of {}.", address_of(&connection.settings)),
                "Use the OPA Base URL of the connection, or another connection.",
            ),
        ))
    }
}

/// The request for an org's description, as it is shown: it carries no token.
pub(crate) fn metadata_request(org: &OrgHost) -> RequestView {
    RequestView {
        method: "GET".to_owned(),
        url: format!("{}{METADATA}", org.issuer()),
        headers: vec![("Accept".to_owned(), "application/json".to_owned())],
        body: None,
    }
}

/// The domain of a connection, or its OPA Base URL: what proves it, where a step leaves it out.
pub(crate) fn own_domain(settings: &Settings) -> String {
    match settings {
        Settings::Org { domain, .. } => domain.as_str().to_owned(),
        Settings::Team { base_url, .. } => base_url.origin(),
    }
}

/// The answer of *Connect*, in the shape that the catalogue declares for a session.
pub(crate) fn session_answer(
    connection: &Connection,
    name: &str,
    kind: &str,
    expires_at: &str,
) -> Response<Vec<u8>> {
    let identity = connection.authorization.as_ref();
    let answer = json!({
        "name": name,
        "kind": kind,
        "domain": own_domain(&connection.settings),
        "connection": connection.nickname.as_str(),
        "signedInAs": identity.map(|authorization| authorization.identity.username.as_str()),
        "expiresAt": expires_at,
    });
    Response::new(answer.to_string().into_bytes())
}

fn other_org(
    connection: &Connection,
    given: &OrgHost,
    here: &OrgDetails,
    there: &OrgDetails,
) -> Failure {
    Failure::field(
        DOMAIN,
        Explanation::new(
            format!("{given} is not the org of “{}”.", connection.nickname),
            format!(
                "{given} says that it is the org {}; the connection leads to {}, which is the org {}.",
                here.id,
                address_of(&connection.settings),
                there.id
            ),
            "Use the domain of the connection, or a connection of that domain.",
        ),
    )
}
