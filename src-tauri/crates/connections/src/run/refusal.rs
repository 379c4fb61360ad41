//! Why an action was refused: one card for each cause, from what the server really said. Pure.

use catalogue::{Action, Connector, Effect, Value as Part};
use domain::Explanation;
use http::Response;
use jiff::{SignedDuration, Timestamp};
use transport::TransportError;

use super::cards::{
    card, coded, dpop_required, expired, feature_missing, name_of, not_found, not_okta,
    not_yet_known, other, proof_refused, rate_limit, reconciling, sentence, wrong_state,
};
use super::joined::Way;
use crate::bearer::is_refused_proof;
use crate::said::{Said, Shape, said};
use crate::views::{Failure, FailureCode, RefusalView};

/// What was asked, of whom, as whom.
pub(crate) struct Asked<'a> {
    pub(crate) action: &'a Action,
    pub(crate) connector: &'a Connector,
    pub(crate) host: &'a str,
    pub(crate) team: bool,
    /// Whether the token was shown with a proof of possession.
    pub(crate) bound: bool,
    pub(crate) identity: &'a str,
    /// What that is: the user who signed in, or the app itself.
    pub(crate) who: &'static str,
    pub(crate) writes: bool,
    /// How long ago this console changed something of the kind that is asked for.
    pub(crate) changed: Option<SignedDuration>,
    pub(crate) now: Timestamp,
}

/// Reads an answer that is no success.
pub(crate) fn refused(response: &Response<Vec<u8>>, asked: &Asked<'_>) -> RefusalView {
    let said = said(response);
    let status = response.status().as_u16();
    let code = said.refusal.code.as_str();
    if said.shape == Shape::Foreign {
        return if asked.writes && status >= 500 {
            outcome_unknown(
                asked,
                "Something between here and the server answered in its place.",
            )
        } else {
            not_okta(asked)
        };
    }
    let view = match status {
        401 if code == "E0000015" => feature_missing(&said, asked),
        400 | 401 | 403 if is_refused_proof(response) => {
            if asked.bound {
                proof_refused(response, &said, asked.now)
            } else {
                dpop_required(&said)
            }
        }
        401 => expired(&said),
        403 => return forbidden(response, &said, asked),
        404 => match asked.changed {
            Some(ago) => not_yet_known(
                ago,
                &sentence(&format!("It answered: {}", said.refusal.summary)),
                asked,
            ),
            None => not_found(&said, asked),
        },
        423 => reconciling(&said, asked),
        409 if code == "E0000112" => wrong_state(&said, asked),
        400 | 409 | 422 => return invalid(&said, asked),
        429 => rate_limit(response, asked),
        502 | 504 if asked.writes => {
            return outcome_unknown(asked, "A gateway gave up waiting for the answer.");
        }
        _ => other(&said, asked),
    };
    coded(view, &said)
}

fn forbidden(response: &Response<Vec<u8>>, said: &Said, asked: &Asked<'_>) -> RefusalView {
    let challenge = transport::www_authenticate(response);
    let lacking = challenge.filter(|c| c.error.as_deref() == Some("insufficient_scope"));
    let view = if let Some(challenge) = lacking {
        let named = challenge.scope.unwrap_or_default();
        let scopes: Vec<String> = named.split_ascii_whitespace().map(str::to_owned).collect();
        RefusalView {
            scopes,
            ..card(
                "insufficientScope",
                format!("The token lacks {named}."),
                "Okta says that the scope is not in it, whatever was granted at the sign-in.",
                "Grant the scope in the app, add it here and reauthorize; then run it again.",
            )
        }
    } else if asked.team && said.shape == Shape::AccessMethods {
        card(
            "opaAccessMethods",
            "A security policy lets this secret be had in other ways only.",
            "OPA named the ways instead of answering: an approval or a further factor, which a service user cannot give.",
            "Ask a security admin for a policy that lets the service user have it directly.",
        )
    } else if asked.team {
        card(
            "opaRole",
            format!("{} may not do this in the team.", asked.identity),
            format!(
                "OPA answered: {}. The action needs {}.",
                said.refusal.summary.trim_end_matches('.'),
                roles(asked.action)
            ),
            "Ask a PAM admin to add the service user to a group that has the role; a new sign-in does not help.",
        )
    } else if matches!(
        said.refusal.code.as_str(),
        "E0000038" | "E0000016" | "E0000032"
    ) {
        wrong_state(said, asked)
    } else {
        card(
            "roleMissing",
            format!(
                "The scope is there, and {} may still not do this.",
                asked.identity
            ),
            sentence(&format!("Okta answered: {}", said.refusal.summary)),
            format!(
                "Ask a super admin to give the {} an admin role that covers it, for this target too; reauthorizing does not help.",
                asked.who
            ),
        )
    };
    coded(view, said)
}

fn invalid(said: &Said, asked: &Asked<'_>) -> RefusalView {
    let (mut placed, mut others) = (Vec::new(), Vec::new());
    for (field, text) in &said.causes {
        match field
            .as_deref()
            .and_then(|field| input_of(asked.action, field))
        {
            Some(input) => placed.push((input, text.clone())),
            None => others.push(match field {
                Some(field) => format!("{field}: {text}"),
                None => text.clone(),
            }),
        }
    }
    if placed.is_empty() && said.refusal.code == "E0000001" && !asked.action.needs.states.is_empty()
    {
        return coded(wrong_state(said, asked), said);
    }
    let why = if others.is_empty() {
        sentence(&said.refusal.summary)
    } else {
        let summary = said.refusal.summary.trim_end_matches('.');
        sentence(&format!("{summary}: {}", others.join("; ")))
    };
    let view = card(
        "validation",
        format!("{} does not take what was filled in.", name_of(asked)),
        why,
        "Mend what is marked, then run it again; nothing was changed.",
    );
    coded(
        RefusalView {
            causes: placed,
            ..view
        },
        said,
    )
}

/// Nothing usable came back.
pub(crate) fn not_answered(error: &TransportError, asked: &Asked<'_>) -> RefusalView {
    if asked.writes && error.request_was_sent() {
        return outcome_unknown(asked, &format!("{}.", capitalized(&error.to_string())));
    }
    let kind = match error {
        TransportError::Redirected { .. } | TransportError::Encoded => "notOkta",
        TransportError::TooLarge { .. } => "tooLarge",
        TransportError::CutOff => "cutOff",
        _ => "offline",
    };
    let Explanation { what, why, fix } = error.explain(asked.host);
    card(kind, what, why, fix)
}

pub(super) fn outcome_unknown(asked: &Asked<'_>, why: &str) -> RefusalView {
    card(
        "outcomeUnknown",
        "The request was sent, and whether it was carried out is not known.",
        why,
        match reading(asked) {
            Some(read) => format!(
                "Look first: run “{read}” on the same target. It was not sent a second time."
            ),
            None => "Look first whether it was done. It was not sent a second time.".to_owned(),
        },
    )
}

/// No token could be had.
pub(crate) fn without_token(failure: Failure) -> RefusalView {
    let kind = match failure.code {
        FailureCode::NeedsReauthorization
        | FailureCode::CredentialsRejected
        | FailureCode::InvalidField => "expired",
        _ => "offline",
    };
    RefusalView {
        code: failure.detail,
        ..card(kind, failure.what, failure.why, failure.fix)
    }
}

/// The read that tells whether a write was done: of the same path, up to its last input.
fn reading<'a>(asked: &Asked<'a>) -> Option<&'a str> {
    let written = &Way::of(asked.action).template()?.path;
    let end = written
        .iter()
        .position(|part| matches!(part, Part::Input(_)))?
        + 1;
    let same = |path: &[Part]| {
        path.len() == end
            && path.iter().zip(written).all(|pair| match pair {
                (Part::Fixed(one), Part::Fixed(other)) => one == other,
                (Part::Input(_), Part::Input(_)) => true,
                _ => false,
            })
    };
    let mut actions = asked.connector.actions.iter();
    actions
        .find(|action| {
            let template = action.request.as_ref();
            action.effect == Effect::Read && template.is_some_and(|template| same(&template.path))
        })
        .map(|action| action.name.as_str())
}

/// The input that a cause's field is about: the last member of its place, or any on the way.
pub(super) fn input_of(action: &Action, field: &str) -> Option<String> {
    let field = field.rsplit(['.', '/']).next().unwrap_or(field);
    let members = |input: &&catalogue::Input| input.body.clone().unwrap_or_default();
    let last = action
        .inputs
        .iter()
        .find(|input| members(input).rsplit('.').next() == Some(field));
    last.or_else(|| {
        let mut inputs = action.inputs.iter();
        inputs.find(|input| members(input).split('.').any(|member| member == field))
    })
    .map(|input| input.id.clone())
}

fn roles(action: &Action) -> String {
    if action.needs.roles.is_empty() {
        "a role that its endpoint names".to_owned()
    } else {
        action.needs.roles.join(" or ")
    }
}

/// With a capital letter in front.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
