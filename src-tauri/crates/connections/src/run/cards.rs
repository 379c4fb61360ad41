//! The cards themselves: what happened, why, and what to do, for each cause. Pure.

use catalogue::Action;
use domain::{Connection, Explanation};
use http::Response;
use jiff::{SignedDuration, Timestamp};
use jwe::{NoVaultKey, Unopened};

use super::refusal::{Asked, capitalized, input_of};
use crate::said::Said;
use crate::views::RefusalView;

pub(super) fn wrong_state(said: &Said, asked: &Asked<'_>) -> RefusalView {
    let why = said
        .causes
        .first()
        .map_or(&said.refusal.summary, |(_, text)| text);
    state_card(asked.action, sentence(&format!("Okta answered: {why}")))
}

/// Before anything is sent: the record that was read has another status than the action takes.
/// `instead` are the actions that go with it.
pub(super) fn wrong_state_seen(action: &Action, words: &str, instead: &[&Action]) -> RefusalView {
    RefusalView {
        instead: named(instead),
        ..state_card(action, format!("It is {words}. Nothing was sent."))
    }
}

/// ID and name of each.
pub(super) fn named(actions: &[&Action]) -> Vec<(String, String)> {
    let pair = |action: &&Action| (action.id.clone(), action.name.clone());
    actions.iter().map(pair).collect()
}

fn state_card(action: &Action, why: String) -> RefusalView {
    let states = action.needs.states.join(", ");
    card(
        "wrongState",
        format!(
            "“{}” does not go with the state that its target is in.",
            action.name
        ),
        why,
        if states.is_empty() {
            "Look at the target's status first.".to_owned()
        } else {
            format!("It takes these states: {states}. Bring the target there first.")
        },
    )
}

/// What the history says of a write whose answer nobody was there to hear.
pub(super) fn cut_short() -> RefusalView {
    card(
        "outcomeUnknown",
        "The console ended before an answer was there.",
        "The request may have been sent, and whether it was carried out is not known.",
        "Look first whether it was done; run it again only if it was not.",
    )
}

pub(super) fn feature_missing(said: &Said, asked: &Asked<'_>) -> RefusalView {
    card(
        "featureMissing",
        format!("This org does not have what “{}” needs.", asked.action.name),
        sentence(&format!("Okta answered: {}", said.refusal.summary)),
        "Ask Okta to add the feature to the org; neither a scope, a role nor a new sign-in helps.",
    )
}

pub(super) fn dpop_required(said: &Said) -> RefusalView {
    card(
        "dpopRequired",
        "The token is taken only with a proof of possession (DPoP).",
        sentence(&format!("Okta answered: {}", said.refusal.summary)),
        "Reauthorize: the console takes up DPoP by itself where the app requires it.",
    )
}

pub(super) fn proof_refused(
    response: &Response<Vec<u8>>,
    said: &Said,
    now: Timestamp,
) -> RefusalView {
    if let Some(by_seconds) = authorization::proof_skew(response, now) {
        let Explanation { what, why, fix } = authorization::clock_off(by_seconds);
        return card("clockOff", what, why, fix);
    }
    card(
        "proofRefused",
        "Okta does not take the proof of possession (DPoP).",
        sentence(&format!("Okta answered: {}", said.refusal.summary)),
        "Run it again; nothing was changed. If it stays so, reauthorize: the connection is given \
         a new key.",
    )
}

pub(super) fn expired(said: &Said) -> RefusalView {
    card(
        "expired",
        "The token is refused, a fresh one too.",
        sentence(&format!("The server answered: {}", said.refusal.summary)),
        "Reauthorize the connection, then run it again; nothing was changed.",
    )
}

pub(super) fn not_found(said: &Said, asked: &Asked<'_>) -> RefusalView {
    card(
        "notFound",
        format!("{} does not know this.", name_of(asked)),
        sentence(&format!("It answered: {}", said.refusal.summary)),
        "Check the ID. What was created a moment ago may be found by its ID before it is found by a search.",
    )
}

/// Something of this kind was changed a moment ago, and a search learns of it later.
pub(super) fn not_yet_known(ago: SignedDuration, said: &str, asked: &Asked<'_>) -> RefusalView {
    let seconds = ago.as_secs().max(1);
    card(
        "eventualConsistency",
        format!("{} does not know this, or not yet.", name_of(asked)),
        format!(
            "{said} This console changed something of the kind {seconds} s ago, and what is new can be found a little later than it is there."
        ),
        "Look again in a moment; if it stays unknown, check the spelling or the ID.",
    )
}

/// 423: Okta is putting an earlier change in order.
pub(super) fn reconciling(said: &Said, asked: &Asked<'_>) -> RefusalView {
    card(
        "eventualConsistency",
        format!("{} is still busy with an earlier change.", name_of(asked)),
        format!(
            "{} Nothing was changed.",
            sentence(&format!("It answered: {}", said.refusal.summary))
        ),
        "Look again in a moment.",
    )
}

pub(super) fn rate_limit(response: &Response<Vec<u8>>, asked: &Asked<'_>) -> RefusalView {
    let at = transport::retry_at(response, asked.now);
    card(
        "rateLimit",
        format!(
            "{} takes no more of these requests for now.",
            name_of(asked)
        ),
        "The rate limit is used up, by this or by others; nothing was changed.",
        format!("Run it again after {}.", at.strftime("%H:%M:%S UTC")),
    )
}

pub(super) fn other(said: &Said, asked: &Asked<'_>) -> RefusalView {
    card(
        "other",
        format!("{} could not do it.", name_of(asked)),
        sentence(&format!(
            "It answered {}: {}",
            said.refusal.code, said.refusal.summary
        )),
        if asked.writes {
            "Look first whether it was done, then run it again."
        } else {
            "Run it again later."
        },
    )
}

/// A body that neither Okta nor OPA writes.
pub(super) fn not_okta(asked: &Asked<'_>) -> RefusalView {
    card(
        "notOkta",
        format!("What came back is not an answer of {}.", name_of(asked)),
        format!(
            "It is not what {} says; a proxy or a network's sign-in page may stand between.",
            asked.host
        ),
        "Open the address in a browser, sign in to the network if it asks, then run it again.",
    )
}

/// A vault whose key protects nothing, or that has none.
pub(super) fn no_vault_key(problem: &NoVaultKey, asked: &Asked<'_>) -> RefusalView {
    let why = match problem {
        NoVaultKey::NoneFits(keys) => {
            let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
            format!("Of its keys none can be used: {}.", keys.join("; "))
        }
        problem => format!("{}.", capitalized(&problem.to_string())),
    };
    card(
        "vaultKey",
        "Nothing can be sealed for the team's vault, so nothing was sent.",
        why,
        format!(
            "Check that {} is the team's own address, then run it again; if it is, tell Okta.",
            asked.host
        ),
    )
}

/// A secret that came, and stays closed.
pub(super) fn unopened(problem: Unopened, asked: &Asked<'_>) -> RefusalView {
    card(
        "unopened",
        "The secret came, and it does not open.",
        format!("{}.", capitalized(&problem.to_string())),
        format!(
            "Run it again: a new key is made each time. If that does not help, something between here and {} changes what passes.",
            asked.host
        ),
    )
}

/// The computer is too busy, or going down.
pub(super) fn no_pair() -> RefusalView {
    card(
        "unopened",
        "No key could be made, so nothing was sent.",
        "The work was given up before it was done.",
        "Run it again.",
    )
}

/// A lookup that found none.
pub(super) fn nothing_found(noun: &str, typed: &str, asked: &Asked<'_>) -> RefusalView {
    if let Some(ago) = asked.changed {
        let said = format!("No {noun} “{typed}” was found by ID or by name.");
        return not_yet_known(ago, &said, asked);
    }
    card(
        "notFound",
        format!("There is no {noun} “{typed}”."),
        "It was looked for by ID and by name. A search lags behind by seconds.",
        "Check the spelling; use the ID for what was created a moment ago.",
    )
}

/// A lookup that found more than one.
pub(super) fn several_found(noun: &str, typed: &str) -> RefusalView {
    card(
        "validation",
        format!("More than one {noun} is called “{typed}”."),
        "A name is not enough to tell them apart, and nothing was sent.",
        "Use the ID.",
    )
}

/// What the org's schema demands and the form does not bring.
pub(super) fn demanded(action: &Action, missing: &[String]) -> RefusalView {
    let place = |name: &String| {
        let input = input_of(action, name).unwrap_or_else(|| "profile".to_owned());
        (input, format!("{name} is required in this org."))
    };
    RefusalView {
        causes: missing.iter().map(place).collect(),
        ..card(
            "validation",
            "This org demands more of a user than was filled in.",
            format!("Its schema requires: {}.", missing.join(", ")),
            "Add it to Profile, then run it again; nothing was sent.",
        )
    }
}

/// No scope that was granted allows a single read.
pub(super) fn nothing_to_read(connection: &Connection) -> RefusalView {
    card(
        "other",
        format!("“{}” cannot be proven.", connection.nickname),
        "No scope that was granted allows a single read.",
        "Grant the missing scopes in the app, then reauthorize.",
    )
}

/// An action that runs through a session, and there is none.
pub(crate) fn no_session(explanation: Explanation) -> RefusalView {
    let Explanation { what, why, fix } = explanation;
    card("noSession", what, why, fix)
}

/// A server's words, ended as a sentence is.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

pub(super) fn name_of(asked: &Asked<'_>) -> &'static str {
    if asked.team { "OPA" } else { "Okta" }
}

pub(super) fn coded(view: RefusalView, said: &Said) -> RefusalView {
    RefusalView {
        code: Some(said.refusal.code.clone()),
        ..view
    }
}

pub(super) fn card(
    kind: &str,
    what: impl Into<String>,
    why: impl Into<String>,
    fix: impl Into<String>,
) -> RefusalView {
    RefusalView {
        kind: kind.to_owned(),
        explanation: Explanation::new(what, why, fix).into(),
        scopes: Vec::new(),
        causes: Vec::new(),
        instead: Vec::new(),
        code: None,
    }
}
