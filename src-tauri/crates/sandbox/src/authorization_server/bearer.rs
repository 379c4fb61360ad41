//! Who may call the Management API: the token, its scopes, and the role of whoever it stands for.
//! A missing scope and a missing role are both a 403, and only the header tells them apart.

use std::sync::MutexGuard;

use super::dpop;
use super::tickets::AccessToken;
use crate::http::Call;
use crate::refusal::Refusal;
use crate::seed::{AdminRole, UserStatus};
use crate::state::State;

/// What an administrator role must allow for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Power {
    /// See people and groups.
    SeePeople,
    /// See realms, devices, apps, logs, schemas.
    SeeOrg,
    /// Reset, unlock and sign out people.
    HelpPeople,
    /// Change anything.
    Manage,
}

/// The org with somebody let in.
pub(crate) struct Desk<'a> {
    pub(crate) state: MutexGuard<'a, State>,
    pub(crate) token: AccessToken,
}

impl AdminRole {
    fn may(self, power: Power) -> bool {
        match self {
            Self::SuperAdmin => true,
            Self::ReadOnlyAdmin => matches!(power, Power::SeePeople | Power::SeeOrg),
            Self::HelpDeskAdmin => matches!(power, Power::SeePeople | Power::HelpPeople),
        }
    }
}

/// Lets a call in that needs this scope and this power.
pub(crate) fn admit<'a>(call: &'a Call, scope: &str, power: Power) -> Result<Desk<'a>, Refusal> {
    let desk = admit_anyone(call, &[scope])?;
    let role = match &desk.token.user {
        Some(user) => desk.state.users.by_id(user).and_then(|user| user.role),
        None => desk
            .state
            .apps
            .by_id(&desk.token.client)
            .and_then(|app| app.role),
    };
    if role.is_some_and(|role| role.may(power)) {
        Ok(desk)
    } else {
        Err(Refusal::forbidden())
    }
}

/// Lets a call in that needs one of these scopes and no role: somebody looking at herself. The
/// last one is named when none is there.
pub(crate) fn admit_anyone<'a>(call: &'a Call, scopes: &[&str]) -> Result<Desk<'a>, Refusal> {
    let mut state = call.state();
    let token = token(call, &mut state)?;
    if scopes.iter().any(|scope| covers(&token.scopes, scope)) {
        return Ok(Desk { state, token });
    }
    let scope = scopes.last().copied().unwrap_or_default();
    // Okta writes http:// here, whatever the org is served by.
    let base = call.org.base.replacen("https://", "http://", 1);
    let scheme = scheme_of(&token);
    let header = format!(
        "{scheme} authorization_uri=\"{base}/oauth2/v1/authorize\", realm=\"{base}\", \
         scope=\"{scope}\", error=\"insufficient_scope\", error_description=\"The access token \
         provided does not contain the required scopes.\", resource=\"{}\"",
        call.path
    );
    Err(Refusal::forbidden().with("www-authenticate", header))
}

/// `.manage` holds `.read`.
fn covers(granted: &[String], needed: &str) -> bool {
    let manage = needed
        .strip_suffix(".read")
        .map(|family| format!("{family}.manage"));
    granted
        .iter()
        .any(|scope| scope == needed || Some(scope) == manage.as_ref())
}

/// The live access token of a call.
pub(crate) fn token(call: &Call, state: &mut State) -> Result<AccessToken, Refusal> {
    let header = call.header("authorization").unwrap_or_default();
    let (scheme, sent) = header.split_once(' ').unwrap_or_default();
    let bearer = scheme.eq_ignore_ascii_case("bearer");
    if !bearer && !scheme.eq_ignore_ascii_case("dpop") {
        let summary = if header.is_empty() {
            "Invalid session"
        } else {
            "Invalid token provided"
        };
        let code = if header.is_empty() {
            "E0000005"
        } else {
            "E0000011"
        };
        return Err(Refusal::okta(
            if header.is_empty() { 403 } else { 401 },
            code,
            summary,
        ));
    }
    let Some(token) = state.tickets.access.get(sent).cloned() else {
        let description = "The access token provided is not intended for Okta.";
        return Err(dead(call, "Bearer", description));
    };
    let scheme = scheme_of(&token);
    if token.revoked {
        return Err(dead(call, scheme, "The token has been revoked."));
    }
    if call.org.clock.seconds() >= token.expires {
        return Err(dead(call, scheme, "The token has expired."));
    }
    let user = token
        .user
        .as_ref()
        .map(|id| state.users.by_id(id).map(|user| user.status));
    if matches!(
        user,
        Some(None | Some(UserStatus::Suspended | UserStatus::Deprovisioned))
    ) {
        return Err(dead(call, scheme, "The token has been revoked."));
    }
    match (&token.thumbprint, bearer) {
        (None, true) => Ok(token),
        (None, false) => Err(bound(
            call,
            Refusal::oauth(
                401,
                "invalid_token",
                "The presented access_token is not DPoP bound.",
            ),
        )),
        (Some(_), true) => Err(bound(
            call,
            Refusal::oauth(
                400,
                "invalid_request",
                "The resource request must use the DPoP authentication scheme when using a DPoP \
                 bound token.",
            ),
        )),
        (Some(thumbprint), false) => {
            dpop::at_resource(call, state, sent, thumbprint).map_err(|no| bound(call, no))?;
            Ok(token)
        }
    }
}

fn bound(call: &Call, refusal: Refusal) -> Refusal {
    let (error, description) = refusal.error();
    let base = &call.org.base;
    let header = format!(
        "DPoP algs=\"RS256 ES256\", authorization_uri=\"{base}/oauth2/v1/authorize\", \
         realm=\"{base}\", error=\"{error}\", error_description=\"{description}\", \
         resource=\"{}\"",
        call.path
    );
    refusal.with("www-authenticate", header)
}

/// How a token is shown.
fn scheme_of(token: &AccessToken) -> &'static str {
    match token.thumbprint {
        Some(_) => "DPoP",
        None => "Bearer",
    }
}

fn dead(call: &Call, scheme: &str, description: &str) -> Refusal {
    let base = &call.org.base;
    let header = format!(
        "{scheme} authorization_uri=\"{base}/oauth2/v1/authorize\", realm=\"{base}\", \
         error=\"invalid_token\", error_description=\"{description}\", resource=\"{}\"",
        call.path
    );
    Refusal::okta(401, "E0000011", "Invalid token provided").with("www-authenticate", header)
}
