//! The app itself: its addresses, its credentials, its grants, and who may use it.

use authorization::{Renewal, Returned, SignInError};
use catalogue::{AppTab, SetupLink, app_page};
use domain::{Explanation, Refusal, ScopeSet};

use super::evidence::{OrgEvidence, Renewed};
use super::line::Line;
use super::org::{OrgPatient, is_unknown_app, not_asked};

/// The lines about the app, each with its page in the Admin Console.
pub(crate) fn app_lines(patient: &OrgPatient<'_>, evidence: &OrgEvidence) -> Vec<Line> {
    let page = |tab| app_page(patient.domain, patient.client_id, tab);
    let general = || page(AppTab::General);
    let mut lines = vec![client(patient, evidence).at(general())];
    if !patient.acts_alone {
        lines.push(redirects(evidence).at(general()));
        lines.push(refresh_grant(patient, evidence).at(general()));
        lines.push(assignment(patient, evidence).at(page(AppTab::Other)));
    }
    lines.push(dpop(evidence).at(general()));
    lines.push(scopes(patient, evidence).at(scopes_page(patient)));
    lines.extend(sign_in(evidence));
    lines
}

fn scopes_page(patient: &OrgPatient<'_>) -> Option<SetupLink> {
    let connector = patient.connector;
    connector.scopes_page(patient.domain, patient.client_id)
}

fn client(patient: &OrgPatient<'_>, evidence: &OrgEvidence) -> Line {
    let name = if patient.acts_alone {
        "Client ID and key"
    } else {
        "Client ID and secret"
    };
    let id = "client";
    match (&evidence.client, &evidence.sign_in) {
        (Some(Ok(())), _) => Line::pass(id, name, "The org takes them."),
        (Some(Err(error @ SignInError::InvalidClient { .. })), _) => {
            Line::fail(id, name, error.explain(patient.domain))
        }
        (Some(Err(error)), _) => Line::cannot_tell(id, name, error.explain(patient.domain)),
        (None, Some(_)) => Line::pass(id, name, "The org took them at the sign-in."),
        (None, None) if is_unknown_app(evidence) => {
            let found = Explanation::new(
                "The org does not know the Client ID.",
                "Its own sign-in page says so.",
                "Copy the Client ID from the app's general settings, in this org.",
            );
            Line::fail(id, name, found)
        }
        (None, None) if evidence.is_reached() => {
            let found = Explanation::new(
                "No client secret was given to try.",
                "Only the org can say whether it fits the Client ID.",
                "Fill it in, then examine again.",
            );
            Line::cannot_tell(id, name, found)
        }
        (None, None) => Line::cannot_tell(id, name, not_asked()),
    }
}

fn redirects(evidence: &OrgEvidence) -> Line {
    let (id, name) = ("redirect", "Redirect URIs");
    let came_back = evidence
        .sign_in
        .as_ref()
        .and_then(|s| s.came_back_to.as_ref());
    if let (true, Some(uri)) = (evidence.redirects.is_empty(), came_back) {
        let found = Explanation::new(
            format!("The sign-in came back to {uri}."),
            "The others were not asked for: they are used where this one's port is taken.",
            "",
        );
        return Line {
            found,
            ..Line::pass(id, name, "")
        };
    }
    if is_unknown_app(evidence) {
        let found = Explanation::new(
            "The org does not know the app, so it knows none of its addresses.",
            "",
            "Compare the Client ID first.",
        );
        return Line::cannot_tell(id, name, found);
    }
    let asked = &evidence.redirects;
    let with = |wanted: fn(&Returned) -> bool| -> Vec<&str> {
        let fitting = asked
            .iter()
            .filter(|(_, answer)| answer.as_ref().is_ok_and(wanted));
        fitting.map(|(uri, _)| uri.as_str()).collect()
    };
    let missing = with(|answer| *answer == Returned::NotRegistered);
    let known = with(|answer| matches!(answer, Returned::Back(_)));
    if !missing.is_empty() {
        let found = Explanation::new(
            format!(
                "{} of {} {} not registered.",
                missing.len(),
                asked.len(),
                are(missing.len())
            ),
            "Okta compares the whole text, port included; a sign-in that would come back to one \
             that it does not know stays on Okta's own error page.",
            format!(
                "Add under Sign-in redirect URIs, letter for letter: {}.",
                missing.join(", ")
            ),
        );
        return Line::fail(id, name, found);
    }
    if !asked.is_empty() && known.len() == asked.len() {
        return Line::pass(
            id,
            name,
            match asked.len() {
                1 => "It is registered.".to_owned(),
                all => format!("All {all} are registered."),
            },
        );
    }
    let refused = asked.iter().find_map(|(_, answer)| answer.as_ref().err());
    let found = refused.map_or_else(not_asked, |error| error.explain("The org"));
    Line::cannot_tell(id, name, found)
}

fn refresh_grant(patient: &OrgPatient<'_>, evidence: &OrgEvidence) -> Line {
    let (id, name) = ("refresh", "Refresh Token grant");
    let off = |refusal: &Refusal| {
        let error = SignInError::GrantTypeOff(refusal.clone());
        Line::fail(id, name, error.explain(patient.domain))
    };
    let sign_in = evidence.sign_in.as_ref();
    match (sign_in.and_then(|s| s.renewed.as_ref()), &evidence.renewal) {
        (Some(Renewed::Refused(refusal)), _) if is_grant_off(refusal) => return off(refusal),
        (_, Some(Ok(Renewal::Off(refusal)))) => return off(refusal),
        (Some(Renewed::Done), _) => return Line::pass(id, name, "The token was renewed just now."),
        _ => {}
    }
    match sign_in {
        Some(sign_in) if sign_in.renewable => {
            Line::pass(id, name, "A refresh token came with the sign-in.")
        }
        Some(_) => Line::fail(id, name, no_refresh_token(patient.requested)),
        None => Line::cannot_tell(
            id,
            name,
            Explanation::new(
                "It is certain when a sign-in brings a refresh token.",
                "The org was asked and did not say that the grant is missing, which proves nothing.",
                "",
            ),
        ),
    }
}

fn is_grant_off(refusal: &Refusal) -> bool {
    refusal.code == "unauthorized_client"
}

fn no_refresh_token(requested: &ScopeSet) -> Explanation {
    let what = "Okta issued no refresh token: this connection ends an hour after its sign-in.";
    if requested.contains("offline_access") {
        Explanation::new(
            what,
            "offline_access was asked for, but the app is not allowed to renew tokens.",
            "Tick Refresh Token under General Settings › Grant type in the app, then reauthorize.",
        )
    } else {
        Explanation::new(
            what,
            "offline_access was not among the scopes that were asked for.",
            "Add offline_access on the Permissions tab, then reauthorize.",
        )
    }
}

fn dpop(evidence: &OrgEvidence) -> Line {
    let (id, name) = ("dpop", "DPoP");
    let renewed = evidence.sign_in.as_ref().and_then(|s| s.renewed.as_ref());
    let required = matches!(&evidence.renewal, Some(Ok(Renewal::DpopRequired)))
        || matches!(renewed, Some(Renewed::Refused(refusal)) if is_dpop(refusal));
    match &evidence.sign_in {
        Some(sign_in) if sign_in.bound => Line::pass(
            id,
            name,
            "The tokens are bound to a key, and every request is proven with it.",
        ),
        _ if required => Line::pass(
            id,
            name,
            "Required: the console makes a key when somebody signs in, and proves every request.",
        ),
        Some(_) => Line::pass(
            id,
            name,
            "Not required: the app hands out tokens without it.",
        ),
        None => Line::cannot_tell(
            id,
            name,
            Explanation::new(
                "Okta tells only when somebody has signed in.",
                "It looks at the proof after the code of a sign-in, and there is none yet. The \
                 console makes one where it is asked for.",
                "",
            ),
        ),
    }
}

fn is_dpop(refusal: &Refusal) -> bool {
    matches!(
        refusal.code.as_str(),
        "use_dpop_nonce" | "invalid_dpop_proof"
    )
}

fn assignment(patient: &OrgPatient<'_>, evidence: &OrgEvidence) -> Line {
    let (id, name) = ("assignment", "App assignment");
    let Some(sign_in) = &evidence.sign_in else {
        let found = Explanation::new(
            "It depends on who signs in.",
            "Okta looks at the assignment when that user has signed in.",
            "",
        );
        return Line::cannot_tell(id, name, found);
    };
    let user = &sign_in.username;
    match &sign_in.renewed {
        None => Line::pass(
            id,
            name,
            format!("{user} has just signed in through the app."),
        ),
        Some(Renewed::Done) => Line::pass(
            id,
            name,
            format!(
                "Okta renewed the token of {user} just now, which it does for assigned users only."
            ),
        ),
        Some(Renewed::Refused(refusal)) if refusal.code == "access_denied" => {
            let error = SignInError::NotAssigned(refusal.clone());
            Line::fail(id, name, error.explain(patient.domain))
        }
        Some(Renewed::Refused(_) | Renewed::NotAsked { .. }) => Line::cannot_tell(
            id,
            name,
            Explanation::new(
                format!("{user} was assigned at the last sign-in."),
                "Whether that is so still, Okta says only when it renews the token.",
                "",
            ),
        ),
    }
}

fn scopes(patient: &OrgPatient<'_>, evidence: &OrgEvidence) -> Line {
    let (id, name) = ("scopes", "Scopes");
    let fail = |what: String, scopes: &ScopeSet, fix: &str| {
        let why = format!("{}.", scopes.to_wire().replace(' ', ", "));
        Line::fail(id, name, Explanation::new(what, why, fix))
    };
    if let Some(sign_in) = &evidence.sign_in {
        let missing = patient.requested.minus(&sign_in.granted);
        let all = patient.requested.len();
        return if missing.is_empty() {
            Line::pass(
                id,
                name,
                format!("All {all} that were asked for are granted."),
            )
        } else {
            fail(
                format!(
                    "{} of {all} {} not granted.",
                    missing.len(),
                    are(missing.len())
                ),
                &missing,
                "Grant them on the app's Okta API Scopes tab, which only a super admin can, then \
                 reauthorize.",
            )
        };
    }
    if !evidence.unknown.is_empty() {
        return fail(
            format!("The org does not know {}.", counted(&evidence.unknown)),
            &evidence.unknown,
            "Untick them on the Permissions tab: with one of them Okta refuses the whole sign-in.",
        );
    }
    if !evidence.forbidden.is_empty() {
        return fail(
            format!("The app may not have {}.", counted(&evidence.forbidden)),
            &evidence.forbidden,
            "Grant them on the app's Okta API Scopes tab, which only a super admin can.",
        );
    }
    let found = Explanation::new(
        "Okta tells what it granted after the sign-in.",
        "Before it, it refuses a request only where none of its scopes is granted.",
        "",
    );
    Line::cannot_tell(id, name, found)
}

fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

fn counted(scopes: &ScopeSet) -> String {
    match scopes.len() {
        1 => "one of the scopes".into(),
        many => format!("{many} of the scopes"),
    }
}

/// Whether the last sign-in still holds; there is nothing to say of one that was just made.
fn sign_in(evidence: &OrgEvidence) -> Option<Line> {
    let (id, name) = ("signIn", "Sign-in");
    let sign_in = evidence.sign_in.as_ref()?;
    Some(match sign_in.renewed.as_ref()? {
        Renewed::Done => Line::pass(
            id,
            name,
            format!("That of {} still holds.", sign_in.username),
        ),
        Renewed::Refused(refusal) if refusal.code == "invalid_grant" => Line::fail(
            id,
            name,
            Explanation::new(
                "Okta refused the refresh token.",
                format!(
                    "It expired, was revoked, or its user was deactivated or signed out \
                     everywhere. {}",
                    refusal.summary
                ),
                "Reauthorize the connection.",
            ),
        ),
        Renewed::Refused(refusal) => Line::cannot_tell(
            id,
            name,
            Explanation::new(
                format!("The refresh token was not looked at: {}", refusal.code),
                refusal.summary.clone(),
                "",
            ),
        ),
        Renewed::NotAsked { why } => {
            Line::cannot_tell(id, name, Explanation::new(why.clone(), "", ""))
        }
    })
}
