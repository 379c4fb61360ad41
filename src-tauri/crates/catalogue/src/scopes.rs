//! Which scopes may be asked for, and what leaving some out costs.

use domain::{Explanation, Scope, ScopeSet};

use crate::{Connector, Grant, ScopeEntry};

/// Scopes that make no sense without `openid` (OIDC Core §5.4; Okta refuses the whole request).
const OF_OPENID: [&str; 5] = ["profile", "email", "address", "phone", "groups"];

/// Why Okta would refuse the whole request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopeProblem {
    /// Nothing is asked for.
    Nothing,
    /// The connector does not know these.
    Unknown(ScopeSet),
    /// These need `openid`, and it is not asked for.
    OpenidMissing(ScopeSet),
    /// The connector is authorized by roles.
    NoScopesHere,
}

/// Something that the person should know before signing in, and what would mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeWarning {
    /// What · why · do this.
    pub explanation: Explanation,
    /// What to add to the request, offered as one button.
    pub add: ScopeSet,
}

impl Connector {
    /// What *Use default scopes* asks for: the first preset. Empty for a team.
    pub fn default_scopes(&self) -> ScopeSet {
        match &self.grant {
            Grant::AuthorizationCode { presets, .. } => presets
                .first()
                .map(|preset| preset.scopes.clone())
                .unwrap_or_default(),
            Grant::ServiceToken { .. } => ScopeSet::default(),
        }
    }

    /// The starred scopes, which are granted by themselves. None for a team.
    pub fn automatic_scopes(&self) -> impl Iterator<Item = &Scope> {
        let entries = match &self.grant {
            Grant::AuthorizationCode { scopes, .. } => scopes.as_slice(),
            Grant::ServiceToken { .. } => &[],
        };
        let starred = entries.iter().filter(|entry| entry.automatic);
        starred.map(|entry| &entry.name)
    }

    /// Whether Okta could take this request at all.
    pub fn validate_scopes(&self, asked: &ScopeSet) -> Result<(), ScopeProblem> {
        let Grant::AuthorizationCode { scopes, .. } = &self.grant else {
            return if asked.is_empty() {
                Ok(())
            } else {
                Err(ScopeProblem::NoScopesHere)
            };
        };
        if asked.is_empty() {
            return Err(ScopeProblem::Nothing);
        }
        let unknown = asked.minus(&scopes.iter().map(|entry| entry.name.clone()).collect());
        if !unknown.is_empty() {
            return Err(ScopeProblem::Unknown(unknown));
        }
        let of_openid = asked
            .iter()
            .filter(|scope| OF_OPENID.contains(&scope.as_str()));
        let of_openid: ScopeSet = of_openid.cloned().collect();
        if !of_openid.is_empty() && !asked.contains("openid") {
            return Err(ScopeProblem::OpenidMissing(of_openid));
        }
        Ok(())
    }

    /// What the person will regret, gravest first. A preset of a guide is taken as it is, but for
    /// what no guide mentions: that a connection without `offline_access` ends after an hour, and
    /// that one without `openid` cannot say who signed in.
    pub fn scope_warnings(&self, asked: &ScopeSet) -> Vec<ScopeWarning> {
        let Grant::AuthorizationCode { presets, scopes } = &self.grant else {
            return Vec::new();
        };
        let offered = |name: &str| scopes.iter().any(|entry| entry.name.as_str() == name);
        let left_out = |name: &str| offered(name) && !asked.contains(name);
        let mut warnings = Vec::new();

        let essential = without(scopes, asked, |entry| entry.essential);
        if !essential.is_empty() {
            warnings.push(ScopeWarning {
                explanation: Explanation::new(
                    format!("{} is not asked for.", words(&essential)),
                    format!(
                        "Okta's guide says that the authorization of {} fails without it.",
                        self.name
                    ),
                    "Add it, unless you know that your org needs it no longer.",
                ),
                add: essential,
            });
        }
        if left_out("offline_access") {
            warnings.push(ScopeWarning {
                explanation: Explanation::new(
                    "offline_access is not asked for.",
                    "Without it Okta issues no refresh token, and the connection ends an hour \
                     after each sign-in.",
                    "Add offline_access, and tick Refresh Token among the app's grant types.",
                ),
                add: ScopeSet::from_wire("offline_access"),
            });
        }
        if left_out("openid") {
            warnings.push(ScopeWarning {
                explanation: Explanation::new(
                    "openid is not asked for.",
                    "Without it Okta does not say who signed in, so the user whose name Okta \
                     will log cannot be shown, nor a change of user be noticed.",
                    "Add openid.",
                ),
                add: ScopeSet::from_wire("openid"),
            });
        }

        let starred = without(scopes, asked, |entry| {
            entry.automatic && !matches!(entry.name.as_str(), "openid" | "offline_access")
        });
        let apart = ScopeSet::from_wire("openid offline_access");
        let of_a_guide = presets
            .iter()
            .any(|preset| preset.scopes.minus(&apart) == asked.minus(&apart));
        if !starred.is_empty() && !of_a_guide {
            // Without openid they would be refused.
            let needed = starred.iter().chain(apart.iter()).filter(|scope| {
                starred.contains(scope.as_str()) || left_out("openid") && scope.as_str() == "openid"
            });
            warnings.push(ScopeWarning {
                explanation: Explanation::new(
                    format!("Not asked for: {}.", words(&starred)),
                    format!(
                        "Okta grants these by itself and lists them for {}; leaving them out \
                         only hides a part of who signed in.",
                        self.name
                    ),
                    "Add them, unless you want the connection to know as little as possible.",
                ),
                add: needed.cloned().collect(),
            });
        }
        warnings
    }
}

impl ScopeProblem {
    /// What the *Permissions* tab says.
    pub fn explain(&self) -> Explanation {
        match self {
            Self::Nothing => Explanation::new(
                "No scope is ticked.",
                "Okta refuses a sign-in that asks for nothing.",
                "Use the default scopes, or tick at least one.",
            ),
            Self::Unknown(scopes) => Explanation::new(
                format!("This connector does not offer {}.", words(scopes)),
                "Okta refuses the whole sign-in for one scope that it does not know.",
                "Remove it, and check its spelling in the app's Okta API Scopes tab.",
            ),
            Self::OpenidMissing(scopes) => Explanation::new(
                format!("openid is missing beside {}.", words(scopes)),
                "These say who signed in, which only openid allows; Okta refuses the whole \
                 sign-in otherwise.",
                "Add openid, or leave them out.",
            ),
            Self::NoScopesHere => Explanation::new(
                "This connector has no scopes.",
                "What it may do follows from the roles of its service user.",
                "Ask for none.",
            ),
        }
    }

    /// What to add so that Okta would take the request; empty where adding does not help.
    pub fn add(&self) -> ScopeSet {
        match self {
            Self::OpenidMissing(_) => ScopeSet::from_wire("openid"),
            Self::Nothing | Self::Unknown(_) | Self::NoScopesHere => ScopeSet::default(),
        }
    }
}

fn without(
    entries: &[ScopeEntry],
    asked: &ScopeSet,
    wanted: impl Fn(&ScopeEntry) -> bool,
) -> ScopeSet {
    let entries = entries.iter().filter(|entry| wanted(entry));
    let missing = entries.filter(|entry| !asked.contains(entry.name.as_str()));
    missing.map(|entry| entry.name.clone()).collect()
}

fn words(scopes: &ScopeSet) -> String {
    scopes
        .iter()
        .map(Scope::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}
