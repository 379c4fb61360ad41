//! A service user of an OPA team: every line, from what was measured.

use authorization::ServiceTokenError;
use catalogue::{Connector, SetupLink};
use domain::{Explanation, OpaBaseUrl, TeamName};
use transport::TransportError;

use super::evidence::TeamEvidence;
use super::line::Line;
use super::org::not_asked;
use super::way::way_lines;

/// What is examined, as it is set up here.
pub(crate) struct TeamPatient<'a> {
    pub(crate) connector: &'a Connector,
    pub(crate) base_url: &'a OpaBaseUrl,
    pub(crate) team: &'a TeamName,
}

/// Every line, in the order in which a connection comes about.
pub(crate) fn team_lines(patient: &TeamPatient<'_>, evidence: &TeamEvidence) -> Vec<Line> {
    let page = || patient.connector.team_page(patient.base_url, patient.team);
    let mut lines = vec![
        base_url(patient, evidence),
        team(patient, evidence).at(page()),
        key(patient, evidence).at(page()),
    ];
    lines.extend(roles(patient, evidence, &page));
    lines.extend(way_lines(&evidence.way, patient.base_url.as_str()));
    lines
}

fn base_url(patient: &TeamPatient<'_>, evidence: &TeamEvidence) -> Line {
    let (id, name) = ("baseUrl", "OPA Base URL");
    let origin = patient.base_url.origin();
    match &evidence.token {
        Some(Err(error @ ServiceTokenError::Unreadable)) => {
            Line::fail(id, name, error.explain(patient.base_url))
        }
        Some(Err(
            error @ ServiceTokenError::Transport(
                TransportError::NameNotFound | TransportError::PrivateAddress,
            ),
        )) => Line::fail(id, name, error.explain(patient.base_url)),
        Some(Err(error @ ServiceTokenError::Transport(_))) => {
            Line::cannot_tell(id, name, error.explain(patient.base_url))
        }
        Some(_) => Line::pass(id, name, format!("{origin} answers.")),
        None => Line::cannot_tell(id, name, not_asked()),
    }
}

fn team(patient: &TeamPatient<'_>, evidence: &TeamEvidence) -> Line {
    let (id, name) = ("team", "OPA Team Name");
    match &evidence.token {
        Some(Ok(())) => Line::pass(id, name, format!("{} is the team.", patient.team.as_str())),
        Some(Err(
            error @ (ServiceTokenError::TeamNotFound(_) | ServiceTokenError::WrongTeam { .. }),
        )) => Line::fail(id, name, error.explain(patient.base_url)),
        // A refused key does not tell whether the team is there.
        Some(Err(_)) | None => Line::cannot_tell(id, name, not_asked()),
    }
}

fn key(patient: &TeamPatient<'_>, evidence: &TeamEvidence) -> Line {
    let (id, name) = ("key", "Service Account API Key");
    match &evidence.token {
        Some(Ok(())) => {
            let user = evidence.service_user.as_deref();
            let user = user.unwrap_or("the service user");
            Line::pass(id, name, format!("It gave a token for {user}."))
        }
        Some(Err(error @ ServiceTokenError::KeyRejected(_))) => {
            Line::fail(id, name, error.explain(patient.base_url))
        }
        Some(Err(error @ (ServiceTokenError::Busy { .. } | ServiceTokenError::Refused { .. }))) => {
            Line::cannot_tell(id, name, error.explain(patient.base_url))
        }
        Some(Err(_)) | None => Line::cannot_tell(id, name, not_asked()),
    }
}

/// Each role that Okta's guide asks for, and what it is needed for.
fn roles(
    patient: &TeamPatient<'_>,
    evidence: &TeamEvidence,
    page: &dyn Fn() -> Option<SetupLink>,
) -> Vec<Line> {
    let user = evidence
        .service_user
        .as_deref()
        .unwrap_or("The service user");
    let asked = patient.connector.asked_roles();
    let line = |role: &catalogue::Role| {
        let (id, name) = ("role", format!("Role {}", role.name));
        if evidence.held_roles.contains(&role.id) {
            return Line::pass(id, &name, format!("{user} holds it."));
        }
        if evidence.lacking_roles.contains(&role.id) {
            let found = Explanation::new(
                format!("{user} lacks the role {}.", role.name),
                role.about.clone(),
                "A PAM admin adds the service user to a group that has the role.",
            );
            return Line::fail(id, &name, found).at(page());
        }
        let found = Explanation::new(
            format!("Privileged Access did not say whether {user} holds it."),
            role.about.clone(),
            "",
        );
        Line::cannot_tell(id, &name, found)
    };
    asked.map(line).collect()
}
