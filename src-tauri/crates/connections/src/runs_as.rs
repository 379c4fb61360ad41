//! *Runs as*: whether the user whose name Okta logs looks like a person. A guess, with its reasons.
//!
//! It decides nothing: it marks a row, so that nobody learns on her last day what ends with her.

use domain::{ClientKind, Identity, Settings};

use crate::views::{RunsAsLook, RunsAsView};

/// Words that people give to accounts which belong to nobody.
const SERVICE_WORDS: [&str; 31] = [
    "account",
    "agent",
    "api",
    "app",
    "application",
    "automation",
    "bot",
    "console",
    "cron",
    "daemon",
    "gateway",
    "integration",
    "integrations",
    "job",
    "machine",
    "noreply",
    "okta",
    "prod",
    "production",
    "robot",
    "sa",
    "sandbox",
    "script",
    "service",
    "srv",
    "svc",
    "sync",
    "system",
    "terraform",
    "test",
    "workflows",
];

/// Judges by login and name, and by how the connection authenticates.
pub(crate) fn runs_as(settings: &Settings, identity: &Identity) -> RunsAsView {
    if matches!(settings, Settings::Team { .. }) {
        return view(
            RunsAsLook::Service,
            vec!["Okta Privileged Access lets service users in by key, and nobody else.".into()],
        );
    }
    if let Settings::Org {
        client: ClientKind::ServiceApp { .. },
        ..
    } = settings
    {
        return view(
            RunsAsLook::Service,
            vec!["It is a service app, which acts as itself: nobody signs in.".into()],
        );
    }
    let login = &identity.username;
    let local = login.split('@').next().unwrap_or_default();
    if let Some(word) = service_word(local) {
        let reason = format!("Its login, {login}, has the word “{word}” in it.");
        return view(RunsAsLook::Service, vec![reason]);
    }
    let name = identity.name.as_deref().unwrap_or_default();
    if let Some(word) = service_word(name) {
        let reason = format!("Its name, {name}, has the word “{word}” in it.");
        return view(RunsAsLook::Service, vec![reason]);
    }

    let mut reasons = Vec::new();
    let parts = words(local);
    let named = words(name);
    if let (Some(first), Some(last)) = (named.first(), named.last())
        && named.len() > 1
        && parts.contains(last)
        && parts.iter().any(|part| first.starts_with(part.as_str()))
    {
        reasons.push(format!("Its login, {login}, is made of the name {name}."));
    } else if parts.len() == 2 && parts.iter().all(|part| is_name(part)) && local.contains('.') {
        reasons.push(format!(
            "Its login, {login}, reads like first and last name."
        ));
    }
    if reasons.is_empty()
        && (2..=3).contains(&named.len())
        && named.iter().all(|word| is_name(word))
    {
        reasons.push(format!("Its name, {name}, reads like a person's."));
    }
    if reasons.is_empty() {
        let reason = format!("Neither the login, {login}, nor the name tells.");
        return view(RunsAsLook::Unclear, vec![reason]);
    }
    view(RunsAsLook::Person, reasons)
}

fn view(look: RunsAsLook, reasons: Vec<String>) -> RunsAsView {
    RunsAsView { look, reasons }
}

fn service_word(text: &str) -> Option<String> {
    words(text)
        .into_iter()
        .find(|word| SERVICE_WORDS.contains(&word.as_str()))
}

/// Runs of letters, small.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn is_name(word: &str) -> bool {
    word.chars().count() > 1
}

#[cfg(test)]
mod tests {
    use domain::{KeyId, LoopbackOrgs, OpaBaseUrl, OrgHost, ScopeSet, TeamName};

    use super::*;

    fn look(login: &str, name: Option<&str>) -> RunsAsLook {
        let settings = Settings::Org {
            domain: OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap(),
            client_id: "0oa1".into(),
            client: ClientKind::WebApp,
            requirements: domain::Requirements::default(),
            requested: ScopeSet::default(),
        };
        let identity = Identity {
            subject: "00u1".into(),
            username: login.into(),
            name: name.map(str::to_owned),
        };
        let judged = runs_as(&settings, &identity);
        assert!(!judged.reasons.is_empty(), "a guess has a reason");
        assert!(judged.reasons.iter().all(|reason| reason.ends_with('.')));
        judged.look
    }

    #[test]
    fn people_are_told_from_accounts_that_belong_to_nobody() {
        use RunsAsLook::{Person, Service, Unclear};
        for (login, name, expected) in [
            ("dana.admin@acme.example", Some("Dana Admin"), Person),
            ("dadmin@acme.example", Some("Dana Admin"), Person),
            ("d.admin@acme.example", Some("Dana Admin"), Person),
            ("zoe@acme.example", Some("Zoë Müller"), Person),
            ("maria.lopez@acme.example", None, Person),
            (
                "svc-workflows@acme.example",
                Some("Workflows Service Account"),
                Service,
            ),
            ("okta_integration@acme.example", None, Service),
            ("hr.bot@acme.example", Some("Robin Bott"), Service),
            ("x71@acme.example", None, Unclear),
            ("not told", None, Unclear),
        ] {
            assert_eq!(look(login, name), expected, "{login}");
        }
    }

    #[test]
    fn a_word_inside_another_is_no_sign() {
        assert_eq!(look("anna.abbott@acme.example", None), RunsAsLook::Person);
        assert_eq!(look("jo.robotham@acme.example", None), RunsAsLook::Person);
    }

    #[test]
    fn an_opa_service_user_is_no_person_whatever_it_is_called() {
        let settings = Settings::Team {
            base_url: OpaBaseUrl::parse("https://acme.pam.okta.com", LoopbackOrgs::Refused)
                .ok()
                .unwrap(),
            team: TeamName::parse("acme").ok().unwrap(),
            key_id: KeyId::parse("3f1b8a52-6c1d-4e0a-9d57-0c1f2ab3c4d5")
                .ok()
                .unwrap(),
        };
        let identity = Identity {
            subject: "u".into(),
            username: "dana.admin".into(),
            name: Some("Dana Admin".into()),
        };
        assert_eq!(runs_as(&settings, &identity).look, RunsAsLook::Service);
    }
}
