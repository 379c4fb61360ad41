//! The scopes of a connector, put into words.

use domain::Scope;

use crate::vocabulary::Vocabulary;
use crate::written::{WrittenGrant, WrittenPreset};
use crate::{Action, CatalogueError, Grant, Preset, ScopeEntry};

/// How many actions a sentence names before it counts the rest.
const NAMED: usize = 6;

impl WrittenGrant {
    /// Marks the starred, essential and extra scopes and says what each is for and what it costs
    /// to leave it out: that follows from the actions, so that the two cannot disagree.
    pub(crate) fn read(
        self,
        connector: &str,
        vocabulary: &Vocabulary,
        actions: &[Action],
    ) -> Result<Grant, CatalogueError> {
        let (presets, listed, automatic, essential, extra) = match self {
            Self::ServiceToken { roles } => return Ok(Grant::ServiceToken { roles }),
            Self::AuthorizationCode {
                presets,
                scopes,
                automatic,
                essential,
                extra,
            } => (presets, scopes, automatic, essential, extra),
        };
        let marked = automatic.iter().map(|scope| ("the starred scopes", scope));
        let mut marked = marked.chain(
            essential
                .iter()
                .map(|scope| ("the essential scopes", scope)),
        );
        if let Some((whose, stray)) = marked.find(|(_, scope)| !listed.contains(scope)) {
            return Err(undeclared(connector, whose, stray));
        }

        let all: Vec<&Scope> = listed.iter().chain(&extra).collect();
        let entry = |scope: &Scope| {
            let about = vocabulary
                .about(scope)
                .ok_or_else(|| undeclared(connector, "the vocabulary", scope))?;
            let extra = extra.contains(scope);
            Ok(ScopeEntry {
                automatic: automatic.contains(scope),
                essential: essential.contains(scope),
                default: !extra,
                about,
                cost: match vocabulary.cost(scope) {
                    Some(cost) => cost.to_owned(),
                    None if essential.contains(scope) => format!(
                        "Okta's guide says that the authorization itself fails. {}",
                        cost(scope, extra, &all, actions)
                    ),
                    None => cost(scope, extra, &all, actions),
                },
                name: scope.clone(),
            })
        };
        let scopes = all
            .iter()
            .map(|scope| entry(scope))
            .collect::<Result<_, _>>()?;
        Ok(Grant::AuthorizationCode {
            presets: presets.into_iter().map(|p| preset(p, &listed)).collect(),
            scopes,
        })
    }
}

fn preset(written: WrittenPreset, listed: &[Scope]) -> Preset {
    Preset {
        id: written.id,
        name: written.name,
        about: written.about,
        scopes: match written.scopes {
            Some(scopes) => scopes.into_iter().collect(),
            None => listed.iter().cloned().collect(),
        },
    }
}

/// What cannot be done without a management scope.
fn cost(scope: &Scope, extra: bool, all: &[&Scope], actions: &[Action]) -> String {
    let mut needing: Vec<&str> = Vec::new();
    for action in actions {
        if action.needs.scopes.contains(scope) && !needing.contains(&action.name.as_str()) {
            needing.push(&action.name);
        }
    }
    let manage = scope.as_str().strip_suffix(".read");
    let manage = manage.map(|family| format!("{family}.manage"));
    let manage = manage.filter(|manage| all.iter().any(|scope| scope.as_str() == manage));

    let stops = match (needing.as_slice(), manage) {
        ([], _) => "No listed action needs it; requests of your own may.".to_owned(),
        (names, None) => format!("Without it, {} cannot run.", listed(names)),
        (names, Some(manage)) => {
            format!(
                "Without it and without {manage}, {} cannot run.",
                listed(names)
            )
        }
    };
    if extra {
        format!(
            "An extra, not in Okta's list for this connector. {stops} An org without the feature \
             does not know it and then refuses the whole sign-in."
        )
    } else {
        stops
    }
}

/// `A, B and C`, or the first few and a count.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] if names.len() <= NAMED => format!("{} and {last}", most.join(", ")),
        _ => format!(
            "{} and {} more",
            names[..NAMED].join(", "),
            names.len() - NAMED
        ),
    }
}

fn undeclared(connector: &str, whose: &str, scope: &Scope) -> CatalogueError {
    CatalogueError::Undeclared {
        connector: connector.to_owned(),
        whose: whose.to_owned(),
        what: "scope",
        name: scope.to_string(),
    }
}
