//! `GET /oauth2/v1/authorize`: from a browser's request to a code, by way of the sign-in page.
//!
//! Two mistakes are never redirected (RFC 6749 §4.1.2.1): an unknown client and a redirect URI
//! that is not registered, to the letter. The browser stays on Okta's own page and the client
//! hears nothing.

use axum::http::StatusCode;
use axum::response::Response;

use super::sign_in_page::{self, Why};
use super::tickets::{Code, Session, Used};
use super::{pushed, scopes};
use crate::http::{Answer, Call, Params, page, redirect, with};
use crate::ids;
use crate::ledger::Event;
use crate::seed::{ClientKind, UserStatus};
use crate::state::{App, State};

const CODE_SECONDS: i64 = 300;
const SESSION_SECONDS: i64 = 7200;
const COOKIE: &str = "sid";

/// Checks the request, then signs the user in or goes on with the session there is.
pub(crate) fn authorize(call: &Call) -> Answer {
    let mut state = call.state();
    let sent = if call.method == axum::http::Method::POST {
        call.form()
    } else {
        call.query.clone()
    };
    let params = match pushed::expand(call, &mut state, &sent) {
        Ok(params) => params,
        Err(description) => return Ok(own_page(description)),
    };
    let Some(app) = params
        .get("client_id")
        .and_then(|id| state.apps.by_id(id))
        .cloned()
    else {
        return Ok(own_page("Invalid value for 'client_id' parameter."));
    };
    let Some(redirect_uri) = params.get("redirect_uri") else {
        return Ok(own_page("The 'redirect_uri' parameter is required."));
    };
    if !app
        .redirect_uris
        .iter()
        .any(|registered| registered == redirect_uri)
    {
        return Ok(own_page(
            "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
        ));
    }
    let was_pushed = sent.get("request_uri").is_some();
    if let Err((error, description)) = check(&params, &app, was_pushed) {
        return Ok(back(
            &params,
            &[("error", error), ("error_description", &description)],
        ));
    }
    if let Err((error, description)) = granted(&state, &app, &params) {
        return Ok(back(
            &params,
            &[("error", error), ("error_description", &description)],
        ));
    }

    let prompt = params.get("prompt");
    let session = session(call, &state, &params);
    match (session, prompt) {
        (Some(session), None | Some("none" | "consent")) => {
            Ok(go_on(call, &mut state, &params, &session))
        }
        (None, Some("none")) => {
            let description = "The client specified not to prompt, but the user is not logged in.";
            Ok(back(
                &params,
                &[
                    ("error", "login_required"),
                    ("error_description", description),
                ],
            ))
        }
        (session, _) => {
            let waiting = ids::secret(24);
            let known = session.map(|session| state.login(&session.user));
            let form = sign_in_page::form(&state, &app, &params, &waiting, known.as_deref(), None);
            state.tickets.waiting.insert(waiting, params);
            Ok(page(StatusCode::OK, form))
        }
    }
}

/// The sign-in page's form.
pub(crate) fn sign_in(call: &Call) -> Answer {
    let form = call.form();
    let waiting = form.get("transaction").unwrap_or_default().to_owned();
    let mut state = call.state();
    let Some(params) = state.tickets.waiting.get(&waiting).cloned() else {
        return Ok(own_page(
            "Your sign-in took too long or was used before. Start again.",
        ));
    };
    let app = params
        .get("client_id")
        .and_then(|id| state.apps.by_id(id))
        .cloned();
    let Some(app) = app else {
        return Ok(own_page("Invalid value for 'client_id' parameter."));
    };

    let typed = form.get("username").unwrap_or_default().trim().to_owned();
    let password = form.get("password").unwrap_or_default();
    let good = state.user(&typed).filter(|user| {
        let kept = user.password.as_deref().unwrap_or(&state.org.password);
        kept == password
    });
    let why = match good.map(|user| user.status) {
        Some(UserStatus::Active) => None,
        Some(UserStatus::LockedOut) => Some(Why::LockedOut),
        _ => Some(Why::NotRecognized),
    };
    if let Some(why) = why {
        let again = sign_in_page::form(&state, &app, &params, &waiting, None, Some((why, &typed)));
        return Ok(page(StatusCode::UNAUTHORIZED, again));
    }

    state.tickets.waiting.remove(&waiting);
    let user = state.user_id(&typed).unwrap_or_default();
    let session = Session {
        user: user.clone(),
        auth_time: call.org.clock.seconds(),
    };
    let now = call.org.clock.now();
    if let Some(user) = state.users.by_id_mut(&user) {
        user.last_login = Some(now);
    }
    let login = state.login(&user);
    crate::directory::log::record(
        &call.org,
        &mut state,
        &crate::directory::log::Line {
            event: "user.authentication.auth_via_mfa",
            message: "Authentication of user",
            actor: Some(&user),
            result: "SUCCESS",
            reason: None,
            target: None,
        },
    );
    call.org.note(&mut state, Event::SignedIn { user: login });
    let cookie = ids::secret(32);
    state
        .tickets
        .sessions
        .insert(cookie.clone(), session.clone());
    let response = go_on(call, &mut state, &params, &session);
    Ok(with(
        response,
        "set-cookie",
        &format!("{COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Lax"),
    ))
}

/// Ends the browser's session.
pub(crate) fn logout(call: &Call) -> Answer {
    if let Some(cookie) = call.cookie(COOKIE) {
        call.state().tickets.sessions.remove(&cookie);
    }
    let html = sign_in_page::plain("Signed out", "You are signed out of the practice org.");
    let gone = format!("{COOKIE}=; Path=/; Max-Age=0");
    Ok(with(page(StatusCode::OK, html), "set-cookie", &gone))
}

type Wrong = (&'static str, String);

/// What is wrong with a request, wherever it arrives.
pub(super) fn check(params: &Params, app: &App, was_pushed: bool) -> Result<(), Wrong> {
    let wrong = |description: &str| Err(("invalid_request", description.to_owned()));
    if params.repeats() {
        return wrong("The request contained multiple parameters with the same name.");
    }
    if app.require_par && !was_pushed {
        return wrong("The client requires a pushed authorization request.");
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || ",._-".contains(c);
    if !params
        .get("state")
        .is_some_and(|state| state.chars().all(allowed))
    {
        return wrong("The authentication request has an invalid 'state' parameter.");
    }
    match params.get("response_type") {
        Some("code") => {}
        Some(_) => {
            let description = "The response type is not supported by the authorization server. \
                               Configured response types: [code].";
            return Err(("unsupported_response_type", description.to_owned()));
        }
        None => return wrong("The 'response_type' parameter is required."),
    }
    if params
        .get("response_mode")
        .is_some_and(|m| !["query", "fragment", "form_post"].contains(&m))
    {
        return wrong("The response mode is not supported.");
    }
    if params
        .get("prompt")
        .is_some_and(|p| !["none", "login", "consent", "select_account"].contains(&p))
    {
        return wrong(
            "Invalid value for 'prompt' parameter. Supported values: [none, consent, login, \
             enroll_authenticator]",
        );
    }
    let challenge = params.get("code_challenge");
    if challenge.is_none() && (app.kind == ClientKind::Native || app.require_pkce) {
        return wrong("PKCE code challenge is required by the application.");
    }
    if challenge.is_some() && params.get("code_challenge_method") != Some("S256") {
        return wrong("PKCE code challenge method is not supported. Valid values: [S256]");
    }
    let url_safe = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
    if challenge.is_some_and(|c| !(43..=128).contains(&c.len()) || !c.chars().all(url_safe)) {
        return wrong("PKCE code challenge contains illegal characters.");
    }
    Ok(())
}

pub(super) fn granted(state: &State, app: &App, params: &Params) -> Result<Vec<String>, Wrong> {
    scopes::granted(state, app, params.get("scope").unwrap_or_default())
}

fn session(call: &Call, state: &State, params: &Params) -> Option<Session> {
    let session = state.tickets.sessions.get(&call.cookie(COOKIE)?)?;
    let age = call.org.clock.seconds() - session.auth_time;
    let oldest = params
        .get("max_age")
        .and_then(|seconds| seconds.parse().ok());
    let active = state.users.by_id(&session.user)?.status == UserStatus::Active;
    (active && age <= SESSION_SECONDS && oldest.is_none_or(|oldest: i64| age <= oldest))
        .then(|| session.clone())
}

/// Somebody is signed in: a code, or the reason why not.
fn go_on(call: &Call, state: &mut State, params: &Params, session: &Session) -> Response {
    let app = params
        .get("client_id")
        .and_then(|id| state.apps.by_id(id))
        .cloned();
    let Some(app) = app else {
        return own_page("Invalid value for 'client_id' parameter.");
    };
    if !app.assigned.contains(&session.user) {
        let description = "User is not assigned to the client application.";
        return back(
            params,
            &[
                ("error", "access_denied"),
                ("error_description", description),
            ],
        );
    }
    // Grants may have changed while the sign-in page was open.
    let scopes = match granted(state, &app, params) {
        Ok(scopes) => scopes,
        Err((error, description)) => {
            return back(
                params,
                &[("error", error), ("error_description", &description)],
            );
        }
    };
    let code = ids::secret(43);
    let kept = Code {
        client: app.id.clone(),
        user: session.user.clone(),
        redirect_uri: params.get("redirect_uri").unwrap_or_default().to_owned(),
        scopes: scopes.clone(),
        nonce: params.get("nonce").map(str::to_owned),
        challenge: params.get("code_challenge").map(str::to_owned),
        key: params.get("dpop_jkt").map(str::to_owned),
        auth_time: session.auth_time,
        expires: call.org.clock.seconds() + CODE_SECONDS,
        used: Used::NotYet,
    };
    state.tickets.codes.insert(code.clone(), kept);
    let user = state.login(&session.user);
    call.org.note(
        state,
        Event::CodeIssued {
            client: app.id,
            user,
            scopes,
        },
    );
    back(params, &[("code", &code)])
}

/// Back to the client with these parameters and the `state` it sent. There is no `iss`
/// (RFC 9207): Okta's org authorization server sends none.
fn back(params: &Params, answer: &[(&str, &str)]) -> Response {
    let to = params.get("redirect_uri").unwrap_or_default();
    let mut pairs = Vec::new();
    if let Some(state) = params.get("state") {
        pairs.push(("state".to_owned(), state.to_owned()));
    }
    pairs.extend(
        answer
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
    );
    let pairs = Params(pairs);
    match params.get("response_mode") {
        Some("form_post") => page(StatusCode::OK, sign_in_page::posting_form(to, &pairs)),
        Some("fragment") => redirect(&format!("{to}#{}", pairs.encoded())),
        _ => {
            let joint = if to.contains('?') { '&' } else { '?' };
            redirect(&format!("{to}{joint}{}", pairs.encoded()))
        }
    }
}

/// Okta's own 400 page.
fn own_page(description: &str) -> Response {
    page(
        StatusCode::BAD_REQUEST,
        sign_in_page::bad_request(description),
    )
}
