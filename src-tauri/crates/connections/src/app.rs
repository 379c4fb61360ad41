//! The app of a connection, in the Admin Console's words.

use domain::{ClientKind, Requirement, Settings};

use crate::new_key::key_view;
use crate::views::{AppKind, AppView};

/// What is known of the app, and the thumbprint of the key that its tokens are bound to; none for
/// a team.
pub(crate) fn app_view(settings: &Settings, bound_to: Option<&str>) -> Option<AppView> {
    let Settings::Org {
        client,
        requirements,
        ..
    } = settings
    else {
        return None;
    };
    let (kind, application_type, authentication, key) = match client {
        ClientKind::WebApp => (AppKind::WebApp, "Web Application", "Client secret", None),
        ClientKind::NativeApp => (
            AppKind::NativeApp,
            "Native Application",
            "None, with PKCE",
            None,
        ),
        ClientKind::ServiceApp { key } => (
            AppKind::ServiceApp,
            "API Services",
            "Public key / Private key",
            Some(key_view(key)),
        ),
    };
    let fact = |label: &str, value: String| (label.to_owned(), value);
    let mut facts = vec![
        fact("Application type", application_type.into()),
        fact("Client authentication", authentication.into()),
        fact("Proof of possession", demand(requirements.dpop, "DPoP")),
    ];
    if let Some(key) = &key {
        facts.push(fact("Key ID", key.thumbprint.clone()));
    }
    if let Some(thumbprint) = bound_to {
        facts.push(fact("Tokens bound to", thumbprint.to_owned()));
    }
    if requirements.pushed.is_made() {
        facts.push(fact(
            "Authorization requests",
            demand(requirements.pushed, "pushed (PAR)"),
        ));
    }
    Some(AppView {
        kind,
        facts,
        dpop: requirements.dpop.is_made(),
        pushed: requirements.pushed.is_made(),
        key,
    })
}

/// Whether, and how that is known.
fn demand(requirement: Requirement, what: &str) -> String {
    match requirement {
        Requirement::No => "not required".into(),
        Requirement::Told => format!("{what}, required"),
        Requirement::Found { at } => format!(
            "{what}, required; found out on {}",
            at.strftime("%-d %B %Y")
        ),
    }
}
