//! What came out about an app on the way to its tokens: kept from then on, and always said.

use domain::{ClientKind, Explanation, Requirement, Settings};
use jiff::Timestamp;

/// How an app behaved.
pub(crate) struct Behaved {
    /// It took the client without the secret that was given.
    pub(crate) without_secret: bool,
    /// Its tokens are bound to a key.
    pub(crate) bound: bool,
    /// It took a request that was pushed.
    pub(crate) pushed: bool,
}

/// The settings as they turned out to be, and a word on each difference.
pub(crate) fn found(
    settings: Settings,
    behaved: &Behaved,
    now: Timestamp,
) -> (Settings, Vec<Explanation>) {
    let Settings::Org {
        domain,
        client_id,
        mut client,
        mut requirements,
        requested,
    } = settings
    else {
        return (settings, Vec::new());
    };
    let mut said = Vec::new();
    if behaved.without_secret && client == ClientKind::WebApp {
        client = ClientKind::NativeApp;
        said.push(Explanation::new(
            "The app has no client secret.",
            "It refused the one that was given, and took the same sign-in without it.",
            "It is kept as a Native Application, and the secret is not. Enter a secret when you \
             reauthorize if the app is to have one.",
        ));
    }
    if behaved.bound && !requirements.dpop.is_made() {
        requirements.dpop = requirements.dpop.found(now);
        said.push(Explanation::new(
            "The app requires proof of possession (DPoP).",
            "It refused a token request that came without a proof.",
            "The console made a key for this connection, and proves every request with it from \
             now on.",
        ));
    } else if !behaved.bound && requirements.dpop.is_made() {
        requirements.dpop = Requirement::No;
        said.push(Explanation::new(
            "The app does not require proof of possession (DPoP).",
            "It was shown a proof, and gave a token that is good without one.",
            "The connection works without proofs. To have them, tick Require DPoP in the app, \
             then reauthorize.",
        ));
    }
    if behaved.pushed && !requirements.pushed.is_made() {
        requirements.pushed = requirements.pushed.found(now);
        said.push(Explanation::new(
            "The app takes pushed authorization requests only (PAR).",
            "Its org says so, or refused a sign-in that was not pushed.",
            "The console pushes every request of this connection from now on.",
        ));
    }
    let settings = Settings::Org {
        domain,
        client_id,
        client,
        requirements,
        requested,
    };
    (settings, said)
}

#[cfg(test)]
mod tests {
    use domain::{LoopbackOrgs, OrgHost, Requirements, ScopeSet};

    use super::*;

    fn web_app(requirements: Requirements) -> Settings {
        Settings::Org {
            domain: OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap(),
            client_id: "0oa1".into(),
            client: ClientKind::WebApp,
            requirements,
            requested: ScopeSet::default(),
        }
    }

    #[test]
    fn nothing_is_changed_without_a_word_and_nothing_said_without_a_change() {
        let now: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
        let told = Requirements {
            dpop: Requirement::Told,
            pushed: Requirement::Told,
        };
        for known in [Requirements::default(), told] {
            for bits in 0..8 {
                let behaved = Behaved {
                    without_secret: bits & 1 != 0,
                    bound: bits & 2 != 0,
                    pushed: bits & 4 != 0,
                };
                let (settings, said) = found(web_app(known), &behaved, now);
                let again = found(settings.clone(), &behaved, now);
                assert_eq!(settings != web_app(known), !said.is_empty(), "{bits}");
                assert_eq!(again, (settings, Vec::new()), "{bits}");
            }
        }
    }
}
