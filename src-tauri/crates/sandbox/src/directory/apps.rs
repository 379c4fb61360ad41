//! App integrations, as far as granting scopes by API goes.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::pages;
use crate::authorization_server::bearer::{Desk, Power, admit};
use crate::authorization_server::known_scopes;
use crate::clock::written;
use crate::http::{Answer, Call, done, json as with_status, ok};
use crate::ids::stable;
use crate::refusal::Refusal;
use crate::seed::ClientKind;
use crate::state::App;

/// `GET /api/v1/apps`.
pub(crate) fn list(call: &Call) -> Answer {
    let desk = admit(call, "okta.apps.read", Power::SeeOrg)?;
    let limit = pages::limit(call, 20, 200)?;
    let q = call.query.get("q").map(str::to_lowercase);
    let fits = |app: &&App| {
        q.as_ref()
            .is_none_or(|q| app.name.to_lowercase().starts_with(q))
    };
    let found = desk
        .state
        .apps
        .iter()
        .filter(fits)
        .map(|app| shown(&call.org.base, app))
        .collect();
    pages::positions(call, limit, "0oa", found, || {
        Refusal::okta(400, "E0000029", "Invalid paging request.")
    })
}

/// `GET /api/v1/apps/{id}`.
pub(crate) fn read(call: &Call) -> Answer {
    let desk = admit(call, "okta.apps.read", Power::SeeOrg)?;
    Ok(ok(&shown(&call.org.base, found(call, &desk)?)))
}

/// `GET /api/v1/apps/{id}/grants`.
pub(crate) fn grants(call: &Call) -> Answer {
    let desk = admit(call, "okta.appGrants.read", Power::SeeOrg)?;
    let app = found(call, &desk)?;
    let all = app
        .scopes
        .iter()
        .map(|scope| one_grant(&call.org.base, app, scope))
        .collect();
    Ok(ok(&Value::Array(all)))
}

/// `POST /api/v1/apps/{id}/grants` with `{scopeId, issuer}`.
pub(crate) fn grant(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.appGrants.manage", Power::Manage)?;
    let body = call.json()?;
    let scope = body["scopeId"].as_str().unwrap_or_default().to_owned();
    if !known_scopes(desk.state.org.governance).contains(&scope) {
        return Err(Refusal::validation("scopeId", &["scopeId: Invalid scope"]));
    }
    if body["issuer"] != call.org.base.as_str() {
        return Err(Refusal::validation("issuer", &["issuer: Invalid issuer"]));
    }
    let id = found(call, &desk)?.id.clone();
    let app = desk
        .state
        .apps
        .by_id_mut(&id)
        .ok_or_else(|| missing(call))?;
    app.scopes.insert(scope.clone());
    Ok(with_status(
        StatusCode::CREATED,
        &one_grant(&call.org.base, app, &scope),
    ))
}

/// `DELETE /api/v1/apps/{id}/grants/{id}`.
pub(crate) fn revoke(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.appGrants.manage", Power::Manage)?;
    let id = found(call, &desk)?.id.clone();
    let app = desk
        .state
        .apps
        .by_id_mut(&id)
        .ok_or_else(|| missing(call))?;
    let wanted = call.at("grant");
    let scope = app
        .scopes
        .iter()
        .find(|scope| grant_id(&app.id, scope) == wanted)
        .cloned();
    let scope = scope.ok_or_else(|| Refusal::missing(wanted, "OAuth2ScopeConsentGrant"))?;
    app.scopes.remove(&scope);
    Ok(done())
}

fn found<'a>(call: &Call, desk: &'a Desk<'_>) -> Result<&'a App, Refusal> {
    desk.state
        .apps
        .by_id(call.at("app"))
        .ok_or_else(|| missing(call))
}

fn shown(base: &str, app: &App) -> Value {
    let (kind, method) = match app.kind {
        ClientKind::Web => ("web", "client_secret_basic"),
        ClientKind::Native => ("native", "none"),
        ClientKind::Service => ("service", "private_key_jwt"),
    };
    let mut grants = match app.kind {
        ClientKind::Service => vec!["client_credentials"],
        ClientKind::Web | ClientKind::Native => vec!["authorization_code"],
    };
    if app.refresh_grant && app.kind != ClientKind::Service {
        grants.push("refresh_token");
    }
    json!({
        "id": app.id, "name": "oidc_client", "label": app.name, "status": "ACTIVE",
        "signOnMode": "OPENID_CONNECT", "created": written(app.created),
        "lastUpdated": written(app.created), "features": [],
        "credentials": { "oauthClient": {
            "client_id": app.id, "token_endpoint_auth_method": method,
            "pkce_required": app.require_pkce || app.kind == ClientKind::Native,
        }},
        "settings": { "oauthClient": {
            "application_type": kind, "grant_types": grants, "redirect_uris": app.redirect_uris,
            "response_types": if app.kind == ClientKind::Service { ["token"] } else { ["code"] },
            "issuer_mode": "ORG_URL", "dpop_bound_access_tokens": app.require_dpop,
        }},
        "_links": { "self": { "href": format!("{base}/api/v1/apps/{}", app.id) } },
    })
}

fn one_grant(base: &str, app: &App, scope: &str) -> Value {
    json!({
        "id": grant_id(&app.id, scope), "status": "ACTIVE", "issuer": base, "clientId": app.id,
        "scopeId": scope, "source": "ADMIN", "created": written(app.created),
        "lastUpdated": written(app.created),
        "createdBy": { "id": stable("00u", "system"), "type": "User" },
        "_links": { "app": { "href": format!("{base}/api/v1/apps/{}", app.id), "title": app.name } },
    })
}

fn grant_id(app: &str, scope: &str) -> String {
    stable("oag", &format!("{app} {scope}"))
}

fn missing(call: &Call) -> Refusal {
    Refusal::missing(call.at("app"), "App")
}
