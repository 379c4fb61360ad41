//! What a person reads when a sign-in gave no connection.

use domain::{Explanation, OrgHost};

use crate::server_error::{busy, refused, said, unreadable};
use crate::{ClientFault, IdTokenProblem, SignInError, clock, ports};

impl SignInError {
    /// What happened, why, and what to do.
    pub fn explain(&self, org: &OrgHost) -> Explanation {
        let host = org.as_str();
        match self {
            Self::PortsTaken(busy) => ports::explain_taken(busy),
            Self::TimedOut { redirect_uri } => Explanation::new(
                "The sign-in did not come back within 5 minutes.",
                "If Okta showed a page that says 400 Bad Request, the app does not know the \
                 redirect URI or the org does not know the Client ID; Okta then never comes back.",
                format!(
                    "Register {redirect_uri} under Sign-in redirect URIs of the app, compare the Client ID, and try again."
                ),
            ),
            Self::NotAssigned(refusal) => Explanation::new(
                "The user who signed in may not use the app.",
                said(refusal),
                "Assign the user to the app on its Assignments tab, or sign in as another user.",
            ),
            Self::AccessDenied(refusal) => Explanation::new(
                format!("{host} denied access."),
                said(refusal),
                "Check the app's sign-on policy and assignments, or sign in as another user.",
            ),
            Self::NothingGranted(refusal) => Explanation::new(
                "None of the scopes is granted to the app.",
                said(refusal),
                "Grant the scopes on the app's Okta API Scopes tab; a super admin can.",
            ),
            Self::UnknownScope(refusal) => Explanation::new(
                "The org does not know one of the scopes.",
                format!("{} Okta then gives none of them.", said(refusal)),
                "Untick the scopes of features that this org does not have, such as realms, on \
                 the Permissions tab.",
            ),
            Self::GrantTypeOff(refusal) => Explanation::new(
                "The app may not use this grant type.",
                said(refusal),
                "Tick Authorization Code and Refresh Token under Grant type in the app's \
                 general settings.",
            ),
            Self::InvalidClient { fault, refusal } => client(*fault, &said(refusal)),
            Self::Pkce(refusal) => Explanation::new(
                "The proof that the sign-in is ours was refused.",
                said(refusal),
                "Try again; if it stays, look whether something rewrites the browser's requests.",
            ),
            Self::CodeRefused(refusal) => Explanation::new(
                "The sign-in came back, and its code was refused.",
                format!("{} A code works once, and for 5 minutes.", said(refusal)),
                "Try again.",
            ),
            Self::DpopRequired => Explanation::new(
                "The app requires proof of possession (DPoP), and its code is spent.",
                "It takes token requests only with a proof, which it said after the sign-in.",
                "Start again: from now on the proof is sent.",
            ),
            Self::PushRequired(refusal) => Explanation::new(
                "The app takes pushed authorization requests only (PAR).",
                said(refusal),
                "Start again: from now on the request is pushed.",
            ),
            Self::RedirectUriUnknown {
                redirect_uri,
                refusal,
            } => Explanation::new(
                "The app does not know this console's redirect URI.",
                said(refusal),
                format!("Register {redirect_uri} under Sign-in redirect URIs of the app."),
            ),
            Self::WrongIssuer { claimed } => Explanation::new(
                "The answer in the browser was not used.",
                format!("It comes from {claimed} and not from {}.", org.issuer()),
                "Enter the domain that the app's Issuer setting names, and try again.",
            ),
            Self::IdToken(problem) => id_token(problem, org),
            Self::ClockOff { by_seconds } => clock::explain(*by_seconds),
            Self::Transport(error) => error.explain(host),
            Self::Busy { retry_at } => busy(host, *retry_at),
            Self::ServerFault(refusal) => refused(host, 500, refusal),
            Self::Refused(refusal) => refused(host, 400, refusal),
            Self::Unreadable => unreadable(host),
        }
    }
}

fn client(fault: ClientFault, said: &str) -> Explanation {
    match fault {
        ClientFault::Id => Explanation::new(
            "The org does not know the Client ID.",
            said,
            "Copy the Client ID from the app's general settings, in this org.",
        ),
        ClientFault::Secret => Explanation::new(
            "The Client Secret was refused.",
            said,
            "Copy the Client Secret from the app's general settings; look that it is active.",
        ),
        ClientFault::NoSecret => Explanation::new(
            "The app wants a Client Secret.",
            said,
            "Choose Web Application and enter the Client Secret, or set the app's Client \
             authentication to None.",
        ),
        ClientFault::Unsaid => Explanation::new(
            "The app's credentials were refused.",
            said,
            "Compare Client ID and Client Secret with the app's general settings.",
        ),
    }
}

fn id_token(problem: &IdTokenProblem, org: &OrgHost) -> Explanation {
    let fix = match problem {
        IdTokenProblem::Issuer { .. } => {
            "Enter the domain that the app's Issuer setting names, or set Issuer to Okta URL."
        }
        IdTokenProblem::Algorithm { .. } => {
            "Set ID token signing to RS256 in the app's OpenID Connect settings."
        }
        IdTokenProblem::Expired | IdTokenProblem::IssuedAt => {
            "Check the date and time of this computer, then try again."
        }
        _ => "Try again; if it stays, do not use this network or this domain, and tell Okta.",
    };
    Explanation::new(
        "The sign-in was not believed, and nothing was kept.",
        format!("Checking the ID token of {org} failed: {problem}."),
        fix,
    )
}

#[cfg(test)]
mod tests {
    use domain::LoopbackOrgs;

    use super::*;

    #[test]
    fn an_id_token_that_is_not_believed_comes_with_what_can_be_done_about_it() {
        let org = OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap();
        let found = || "HS256".to_owned();
        for (problem, word) in [
            (IdTokenProblem::Issuer { found: found() }, "Issuer setting"),
            (IdTokenProblem::Algorithm { found: found() }, "RS256"),
            (IdTokenProblem::Expired, "date and time"),
            (IdTokenProblem::IssuedAt, "date and time"),
            (IdTokenProblem::Signature, "do not use this network"),
        ] {
            let told = SignInError::IdToken(problem.clone()).explain(&org);
            assert!(told.why.contains(&problem.to_string()), "{told:?}");
            assert!(told.fix.contains(word), "{told:?}");
        }
    }
}
