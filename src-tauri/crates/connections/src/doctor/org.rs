//! An app of an Okta org: every line, from what was measured.

use authorization::{ClientFault, OrganizationError, Returned, ServerError, SignInError};
use catalogue::Connector;
use domain::{Explanation, OrgHost, Pipeline, ScopeSet};
use transport::TransportError;

use super::app::app_lines;
use super::evidence::OrgEvidence;
use super::line::Line;
use super::way::way_lines;
use crate::probe::Finding;

/// What is examined, as it is set up here.
pub(crate) struct OrgPatient<'a> {
    pub(crate) connector: &'a Connector,
    pub(crate) domain: &'a OrgHost,
    pub(crate) client_id: &'a str,
    /// Whether the app acts by itself, with a key: then nobody signs in.
    pub(crate) acts_alone: bool,
    pub(crate) requested: &'a ScopeSet,
}

/// Every line, in the order in which a connection comes about.
pub(crate) fn org_lines(patient: &OrgPatient<'_>, evidence: &OrgEvidence) -> Vec<Line> {
    let mut lines = vec![
        domain(patient, evidence),
        engine(patient, evidence),
        server(patient, evidence),
    ];
    lines.extend(app_lines(patient, evidence));
    if patient.connector.needs_governance {
        lines.push(governance(evidence));
    }
    lines.extend(way_lines(&evidence.way, patient.domain.as_str()));
    lines
}

fn domain(patient: &OrgPatient<'_>, evidence: &OrgEvidence) -> Line {
    let (id, name, host) = ("domain", "Domain", patient.domain);
    match &evidence.card {
        Some(Ok(card)) if card.url == host.issuer() => {
            Line::pass(id, name, format!("{host} is the org {}.", card.id))
        }
        Some(Ok(card)) => Line::pass(
            id,
            name,
            format!(
                "{host} is the org {}, whose own name is {}.",
                card.id, card.url
            ),
        ),
        Some(Err(
            error @ (OrganizationError::NotAnOrg
            | OrganizationError::Server(ServerError::Transport(
                TransportError::NameNotFound | TransportError::PrivateAddress,
            ))),
        )) => Line::fail(id, name, error.explain(host)),
        Some(Err(error)) => Line::cannot_tell(id, name, error.explain(host)),
        None => Line::cannot_tell(id, name, not_asked()),
    }
}

fn engine(patient: &OrgPatient<'_>, evidence: &OrgEvidence) -> Line {
    let (id, name) = ("engine", "Identity Engine");
    let Some(Ok(card)) = &evidence.card else {
        let found = Explanation::new(
            "The org did not say who it is.",
            "Every Okta org answers at /.well-known/okta-organization without a sign-in.",
            "Make sure that the domain is your org's.",
        );
        return Line::cannot_tell(id, name, found);
    };
    match (card.pipeline, patient.connector.identity_engine_only) {
        (Pipeline::IdentityEngine, _) => Line::pass(id, name, "The org runs Identity Engine."),
        (Pipeline::Classic, false) => Line::pass(
            id,
            name,
            format!(
                "The org runs Classic Engine, which is enough for {}.",
                patient.connector.name
            ),
        ),
        (Pipeline::Classic, true) => Line::fail(
            id,
            name,
            Explanation::new(
                "This org runs Classic Engine.",
                format!(
                    "{} works with Identity Engine only.",
                    patient.connector.name
                ),
                "Save it if the org is about to be upgraded; its actions will be refused until then.",
            ),
        ),
        (Pipeline::Unknown, _) => Line::cannot_tell(
            id,
            name,
            Explanation::new("The org does not say which engine it runs.", "", ""),
        ),
    }
}

/// Only the org's own authorization server grants `okta.*` scopes.
fn server(patient: &OrgPatient<'_>, evidence: &OrgEvidence) -> Line {
    let (id, name) = ("server", "Authorization server");
    let own = patient.domain.issuer();
    let granted = evidence.sign_in.as_ref().map(|sign_in| &sign_in.granted);
    let proven = granted.is_some_and(|granted| granted.iter().any(domain::Scope::is_okta_api));
    let canonical = evidence.card.as_ref().and_then(|card| card.as_ref().ok());
    match &evidence.issuer {
        Some(Ok(issuer)) if *issuer == own => Line::pass(id, name, "The org's own."),
        Some(Ok(issuer)) if canonical.is_some_and(|card| card.url == *issuer) => {
            Line::pass(id, name, format!("The org's own, under its name {issuer}."))
        }
        Some(Ok(issuer)) => Line::fail(
            id,
            name,
            Explanation::new(
                format!("For this app, {issuer} answers in the place of {own}."),
                "Only the org's own authorization server can grant okta.* scopes; a custom one \
                 such as /oauth2/default cannot.",
                "Enter the domain that the app's Issuer setting names.",
            ),
        ),
        _ if proven => Line::pass(
            id,
            name,
            "The org's own: no other grants okta.* scopes, and it did.",
        ),
        Some(Err(error)) if !is_about_the_client(error) => {
            Line::cannot_tell(id, name, error.explain(patient.domain))
        }
        Some(Err(_)) | None => Line::cannot_tell(id, name, not_asked()),
    }
}

fn governance(evidence: &OrgEvidence) -> Line {
    let (id, name) = ("governance", "Okta Identity Governance");
    let missing = |why: &str| {
        Line::fail(
            id,
            name,
            Explanation::new(
                "The org has no realms.",
                why,
                "Realms need Okta Identity Governance, or Secure Partner Access: ask Okta to add \
                 one to the org. Neither a scope nor a role helps.",
            ),
        )
    };
    let realms = |scopes: &ScopeSet| {
        let mut names = scopes.iter().map(domain::Scope::as_str);
        names.any(|scope| scope.starts_with("okta.realms."))
    };
    match &evidence.read {
        Some(Finding::Answered) => Line::pass(id, name, "The org answered for its realms."),
        Some(Finding::FeatureMissing(refusal)) => missing(&format!(
            "It answered {}: {}",
            refusal.code, refusal.summary
        )),
        _ if realms(&evidence.unknown) => missing("It does not know the scopes of realms."),
        _ => Line::cannot_tell(
            id,
            name,
            Explanation::new(
                "Only a call for realms tells, once somebody has signed in.",
                "The org's public documents do not say which products it has.",
                "",
            ),
        ),
    }
}

/// Whether the app's page, and not the domain, is where to look.
pub(super) fn is_about_the_client(error: &SignInError) -> bool {
    matches!(error, SignInError::InvalidClient { .. })
}

/// Whether the org said that it has no such app.
pub(super) fn is_unknown_app(evidence: &OrgEvidence) -> bool {
    let of = |error: &SignInError| {
        matches!(
            error,
            SignInError::InvalidClient {
                fault: ClientFault::Id,
                ..
            }
        )
    };
    let by_page = |(_, answer): &(String, Result<Returned, ServerError>)| {
        matches!(answer, Ok(Returned::UnknownClient))
    };
    evidence.redirects.iter().any(by_page)
        || matches!(&evidence.issuer, Some(Err(error)) if of(error))
        || matches!(&evidence.client, Some(Err(error)) if of(error))
}

pub(super) fn not_asked() -> Explanation {
    Explanation::new(
        "This was not asked.",
        "Something before it stood in the way.",
        "Mend that first, then examine again.",
    )
}
