//! Applications: *General*, *Okta API Scopes*, *Assignments*, by the names of the Admin Console.

use super::page::{button, choice, escape, field, table};
use super::{back_to, own_form, shown};
use crate::authorization_server::known_scopes;
use crate::http::{Answer, Call};
use crate::knobs::{Knobs, Rotation};
use crate::refusal::Refusal;
use crate::seed::ClientKind;
use crate::state::{App, State};

/// Every app.
pub(crate) fn list(call: &Call) -> Answer {
    let state = call.state();
    let rows: Vec<_> = state
        .apps
        .iter()
        .map(|app| {
            vec![
                format!("<a href=\"{}\">{}</a>", at(&app.id), escape(&app.name)),
                kind(app).to_owned(),
                format!("<code>{}</code>", escape(&app.id)),
                app.scopes.len().to_string(),
                app.assigned.len().to_string(),
            ]
        })
        .collect();
    let heads = ["Name", "Type", "Client ID", "Scopes granted", "Assigned"];
    Ok(shown(
        "Applications",
        &table("App integrations of this org", &heads, &rows),
    ))
}

/// One app.
pub(crate) fn show(call: &Call) -> Answer {
    let state = call.state();
    let app = state.apps.by_id(call.at("app"));
    let app = app.ok_or_else(|| Refusal::missing(call.at("app"), "App"))?;
    let body = [general(app), scopes(&state, app), assignments(&state, app)].concat();
    Ok(shown(&app.name, &body))
}

/// A form of an app's page.
pub(crate) fn change(call: &Call) -> Answer {
    own_form(call)?;
    let form = call.form();
    let app = call.at("app");
    let knobs = Knobs::new(&call.org);
    let of = |name: &str| form.get(name).unwrap_or_default().trim();
    let mut tab = "tab-general";
    match call.at("deed") {
        "rotate-secret" => drop(knobs.rotate_secret(app)),
        "add-redirect-uri" => knobs.add_redirect_uri(app, of("uri")),
        "remove-redirect-uri" => knobs.remove_redirect_uri(app, of("uri")),
        "refresh-grant" => knobs.set_refresh_grant(app, of("value") == "on"),
        "require-pkce" => knobs.set_require_pkce(app, of("value") == "on"),
        "require-dpop" => knobs.set_require_dpop(app, of("value") == "on"),
        "require-par" => knobs.set_require_par(app, of("value") == "on"),
        "rotation" => knobs.set_rotation(app, rotation(of("rotation"))),
        "revoke-tokens" => knobs.revoke_refresh_tokens(app),
        "add-public-key" => match serde_json::from_str::<serde_json::Value>(of("jwk")) {
            Ok(jwk) if jwk["kty"].is_string() => knobs.add_public_jwk(app, jwk),
            Ok(_) | Err(_) => return Err(Refusal::malformed()),
        },
        "remove-public-key" => knobs.remove_public_jwk(app, of("kid")),
        "delete" => {
            knobs.delete_client(app);
            return Ok(back_to("/admin"));
        }
        deed => {
            tab = if deed.ends_with("scope") {
                "tab-oktaApiScopes"
            } else {
                "tab-assignments"
            };
            match deed {
                "grant-scope" => knobs.grant_scope(app, of("scope")),
                "revoke-scope" => knobs.revoke_scope(app, of("scope")),
                "assign" => knobs.assign_user(app, of("login")),
                "unassign" => knobs.unassign_user(app, of("login")),
                other => return Err(Refusal::missing(other, "Form")),
            }
        }
    }
    Ok(back_to(&format!("{}#{tab}", at(app))))
}

fn general(app: &App) -> String {
    let act = |deed: &str| format!("{}/{deed}", at(&app.id));
    let secret = match (&app.secret, app.kind) {
        (Some(secret), _) => format!(
            "<p>Client secret: <code id=\"client-secret\">{}</code> {}</p>",
            escape(secret),
            button(&act("rotate-secret"), "Rotate", "client secret", &[])
        ),
        (None, ClientKind::Service) => public_keys(app, &act),
        (None, _) => {
            "<p>No client secret: proof of possession of the code (PKCE) only.</p>".to_owned()
        }
    };
    let uris: Vec<_> = app
        .redirect_uris
        .iter()
        .map(|uri| {
            let fields = [("uri", uri.as_str())];
            vec![
                format!("<code>{}</code>", escape(uri)),
                button(&act("remove-redirect-uri"), "Remove", uri, &fields),
            ]
        })
        .collect();
    let switches = [
        (
            "refresh-grant",
            "Grant type: Refresh Token",
            app.refresh_grant,
        ),
        (
            "require-pkce",
            "Require PKCE as additional verification",
            app.require_pkce,
        ),
        (
            "require-dpop",
            "Require Demonstrating Proof of Possession (DPoP) header in token requests",
            app.require_dpop,
        ),
        (
            "require-par",
            "Require pushed authorization requests",
            app.require_par,
        ),
    ];
    let switches: Vec<_> = switches
        .iter()
        .map(|(deed, label, on)| {
            let (word, value) = if *on {
                ("Turn off", "off")
            } else {
                ("Turn on", "on")
            };
            let state = if *on { "On" } else { "Off" };
            let turn = button(&act(deed), word, label, &[("value", value)]);
            vec![escape(label), state.to_owned(), turn]
        })
        .collect();
    let chosen = match app.rotation {
        Rotation::Static => "Use persistent token".to_owned(),
        Rotation::Rotate { leeway_s } => format!("Rotate, grace period {leeway_s} s"),
    };
    let rotations = [
        "Use persistent token",
        "Rotate, grace period 0 s",
        "Rotate, grace period 30 s",
        "Rotate, grace period 60 s",
    ];
    format!(
        "<section id=\"tab-general\" aria-labelledby=\"general\"><h2 id=\"general\">General</h2>\
         <p>{} · Client ID: <code id=\"client-id\">{}</code></p>{secret}{}<p>{}</p>{}\
         <p>{}</p><p>{} {}</p></section>",
        kind(app),
        escape(&app.id),
        table("Sign-in redirect URIs", &["URI", ""], &uris),
        field(
            &act("add-redirect-uri"),
            "Sign-in redirect URI",
            "uri",
            "",
            "Add"
        ),
        table("Settings", &["Setting", "Now", ""], &switches),
        choice(
            &act("rotation"),
            "Refresh token behavior",
            "rotation",
            &rotations,
            &chosen,
            "Save"
        ),
        button(&act("revoke-tokens"), "Revoke all tokens", &app.name, &[]),
        button(&act("delete"), "Delete", &app.name, &[]),
    )
}

/// *Client authentication: Public key / Private key*.
fn public_keys(app: &App, act: &impl Fn(&str) -> String) -> String {
    let rows: Vec<_> = app
        .jwks
        .iter()
        .map(|jwk| {
            let text = |name: &str| jwk[name].as_str().unwrap_or_default();
            let kid = text("kid");
            vec![
                format!("<code>{}</code>", escape(kid)),
                escape(text("kty")),
                button(&act("remove-public-key"), "Delete", kid, &[("kid", kid)]),
            ]
        })
        .collect();
    format!(
        "{}<p>{}</p>",
        table("Public keys", &["Key ID", "Type", ""], &rows),
        field(
            &act("add-public-key"),
            "Public key (JWK)",
            "jwk",
            "",
            "Add key"
        )
    )
}

fn scopes(state: &State, app: &App) -> String {
    let mut all = known_scopes(state.org.governance);
    all.extend(
        app.scopes
            .iter()
            .filter(|scope| !all.contains(scope))
            .cloned()
            .collect::<Vec<_>>(),
    );
    // Granted ones first: that is what a person comes to look at.
    all.sort_by_key(|scope| (!app.scopes.contains(scope), scope.clone()));
    let rows: Vec<_> = all
        .iter()
        .map(|scope| {
            let granted = app.scopes.contains(scope);
            let (word, deed) = if granted {
                ("Revoke", "revoke-scope")
            } else {
                ("Grant", "grant-scope")
            };
            let action = format!("{}/{deed}", at(&app.id));
            vec![
                format!("<code>{}</code>", escape(scope)),
                if granted { "Granted" } else { "Not granted" }.to_owned(),
                button(&action, word, scope, &[("scope", scope)]),
            ]
        })
        .collect();
    format!(
        "<section id=\"tab-oktaApiScopes\" aria-labelledby=\"scopes\">\
         <h2 id=\"scopes\">Okta API Scopes</h2>{}</section>",
        table(
            "What this app may ask for",
            &["Scope", "Consent", ""],
            &rows
        )
    )
}

fn assignments(state: &State, app: &App) -> String {
    let act = |deed: &str| format!("{}/{deed}", at(&app.id));
    let named: Vec<_> = state
        .users
        .iter()
        .filter(|user| app.assigned.contains(&user.id))
        .collect();
    let rows: Vec<_> = named
        .iter()
        .take(40)
        .map(|user| {
            let login = user.login();
            vec![
                escape(login),
                button(&act("unassign"), "Remove", login, &[("login", login)]),
            ]
        })
        .collect();
    let caption = format!(
        "{} people are assigned; the first {} are shown",
        named.len(),
        rows.len()
    );
    format!(
        "<section id=\"tab-assignments\" aria-labelledby=\"assignments\">\
         <h2 id=\"assignments\">Assignments</h2><p>{}</p><p>{}</p>{}</section>",
        field(
            &act("assign"),
            "Assign to (username)",
            "login",
            "",
            "Assign"
        ),
        field(&act("unassign"), "Remove (username)", "login", "", "Remove"),
        table(&caption, &["Username", ""], &rows)
    )
}

fn rotation(chosen: &str) -> Rotation {
    let seconds = chosen.strip_prefix("Rotate, grace period ");
    match seconds.and_then(|rest| rest.trim_end_matches(" s").parse().ok()) {
        Some(leeway_s) => Rotation::Rotate { leeway_s },
        None => Rotation::Static,
    }
}

fn kind(app: &App) -> &'static str {
    match app.kind {
        ClientKind::Web => "Web Application",
        ClientKind::Native => "Native Application",
        ClientKind::Service => "API Services",
    }
}

fn at(app: &str) -> String {
    format!("/admin/app/oidc_client/instance/{}", escape(app))
}
