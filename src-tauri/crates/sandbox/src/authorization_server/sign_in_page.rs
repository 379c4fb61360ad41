//! The pages a person sees on her way through a sign-in. Plain HTML: labels, a button, no script.

use crate::admin::page::{document, escape};
use crate::http::Params;
use crate::state::{App, State};

/// Why the form is shown again.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Why {
    /// No such user, wrong password, or a user who may not sign in: Okta does not say which.
    NotRecognized,
    /// Too many attempts.
    LockedOut,
}

/// The form. `known` is who the browser is signed in as already.
pub(crate) fn form(
    state: &State,
    app: &App,
    params: &Params,
    transaction: &str,
    known: Option<&str>,
    again: Option<(Why, &str)>,
) -> String {
    let hinted = params.get("login_hint").or(known).unwrap_or_default();
    let username = again.map_or(hinted, |(_, typed)| typed);
    let problem = again.map(|(why, _)| match why {
        Why::NotRecognized => "Unable to sign in",
        Why::LockedOut => "This account is locked out. Unlock it on the admin page.",
    });
    let problem = problem
        .map(|text| format!("<p role=\"alert\" class=\"problem\">{text}</p>"))
        .unwrap_or_default();
    let other = known
        .map(|login| {
            format!(
                "<p>This browser is signed in as <strong>{}</strong>.</p>\
                 <p><a href=\"/oauth2/v1/authorize?{}\">Sign in as another user</a></p>",
                escape(login),
                escape(&as_another(params).encoded())
            )
        })
        .unwrap_or_default();
    let focus = if username.is_empty() {
        ("autofocus", "")
    } else {
        ("", "autofocus")
    };
    document(
        "Sign in",
        &format!(
            "<main class=\"card\"><h1>Sign in</h1>\
         <p>Connecting to <strong>{org}</strong> for <strong>{app}</strong></p>{other}{problem}\
         <form method=\"post\" action=\"/signin\">\
         <input type=\"hidden\" name=\"transaction\" value=\"{transaction}\">\
         <label for=\"username\">Username</label>\
         <input id=\"username\" name=\"username\" value=\"{username}\" autocomplete=\"username\" required {name_focus}>\
         <label for=\"password\">Password</label>\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required {password_focus}>\
         <button type=\"submit\">Sign in</button></form>\
         <p class=\"hint\">Practice org: every user’s password is <code>{password}</code>. \
         Try <code>dana.admin@{domain}</code> or <code>svc-workflows@{domain}</code>.</p></main>",
            org = escape(&state.org.name),
            app = escape(&app.name),
            username = escape(username),
            name_focus = focus.0,
            password_focus = focus.1,
            password = escape(&state.org.password),
            domain = escape(&state.org.domain),
        ),
    )
}

fn as_another(params: &Params) -> Params {
    let mut params = params.clone();
    params
        .0
        .retain(|(key, _)| key != "login_hint" && key != "prompt");
    params.0.push(("prompt".to_owned(), "login".to_owned()));
    params
}

/// The page that a client never hears of.
pub(crate) fn bad_request(description: &str) -> String {
    document(
        "400 Bad Request",
        &format!(
            "<main class=\"card\"><h1>400</h1><p>Your request resulted in an error. \
         <span id=\"description\">{}</span></p><p><a href=\"/admin\">Go to the admin page</a></p></main>",
            escape(description)
        ),
    )
}

/// A heading and a sentence.
pub(crate) fn plain(title: &str, sentence: &str) -> String {
    let body = format!(
        "<main class=\"card\"><h1>{}</h1><p>{}</p></main>",
        escape(title),
        escape(sentence)
    );
    document(title, &body)
}

/// `response_mode=form_post`, without a script: the person presses the button.
pub(crate) fn posting_form(to: &str, pairs: &Params) -> String {
    let inputs: String = pairs
        .0
        .iter()
        .map(|(key, value)| {
            format!(
                "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                escape(key),
                escape(value)
            )
        })
        .collect();
    document(
        "Continue",
        &format!(
            "<main class=\"card\"><h1>Continue</h1><form method=\"post\" action=\"{}\">{inputs}\
         <button type=\"submit\">Continue</button></form></main>",
            escape(to)
        ),
    )
}
