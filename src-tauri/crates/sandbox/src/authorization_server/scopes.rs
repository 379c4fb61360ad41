//! Which of the requested scopes a token gets. Most readers guess this wrong: what an app was not
//! granted is dropped without a word, and only when nothing is left is there an error.

use crate::state::{App, State};

const OPENID_CONNECT: [&str; 8] = [
    "openid",
    "profile",
    "email",
    "address",
    "phone",
    "groups",
    "offline_access",
    "device_sso",
];

/// The families of Okta API scopes; each has `.read` and `.manage`.
const FAMILIES: &[&str] = &[
    "agentPools",
    "apiTokens",
    "appGrants",
    "apps",
    "apps.interclientTrust",
    "authenticators",
    "authorizationServers",
    "behaviors",
    "botProtection",
    "brands",
    "captchas",
    "clients",
    "customTelephonyProvider",
    "deviceAssurance",
    "deviceIntegrations",
    "devicePostureChecks",
    "devices",
    "directories.groups",
    "domains",
    "dr",
    "emailDomains",
    "emailServers",
    "eventHooks",
    "factors",
    "features",
    "groups",
    "identitySources",
    "idps",
    "inlineHooks",
    "linkedObjects",
    "logStreams",
    "logs",
    "networkZones",
    "oauthIntegrations",
    "orgs",
    "personal.adminSettings",
    "policies",
    "principalRateLimits",
    "profileMappings",
    "pushProviders",
    "rateLimits",
    "realmAssignments",
    "realms",
    "roles",
    "schemas",
    "securityEventsProviders",
    "serviceAccounts",
    "serviceAccounts.okta",
    "sessions",
    "templates",
    "threatInsights",
    "trustedOrigins",
    "uischemas",
    "userRisk",
    "userTypes",
    "users",
];

const OTHERS: [&str; 4] = [
    "okta.clients.register",
    "okta.events.read",
    "okta.users.read.self",
    "okta.users.manage.self",
];

/// An `error` and its description.
pub(crate) type ScopeError = (&'static str, String);

/// Every Okta API scope of this org, for the tab *Okta API Scopes*.
pub(crate) fn known(governance: bool) -> Vec<String> {
    let families = FAMILIES
        .iter()
        .filter(|family| governance || !family.starts_with("realm"));
    let pairs = families.flat_map(|family| {
        [
            format!("okta.{family}.manage"),
            format!("okta.{family}.read"),
        ]
    });
    let mut all: Vec<_> = pairs.chain(OTHERS.map(str::to_owned)).collect();
    all.retain(|scope| scope != "okta.logs.manage");
    all.sort();
    all
}

/// What a token for this app may hold of what was asked for.
pub(crate) fn granted(state: &State, app: &App, asked: &str) -> Result<Vec<String>, ScopeError> {
    let mut wanted: Vec<&str> = Vec::new();
    for scope in asked.split_whitespace() {
        if !wanted.contains(&scope) {
            wanted.push(scope);
        }
    }
    if wanted.is_empty() {
        return Err(("invalid_scope", "No scopes were requested.".to_owned()));
    }

    let known = known(state.org.governance);
    for scope in &wanted {
        if OPENID_CONNECT.contains(scope) || known.iter().any(|known| known == scope) {
            continue;
        }
        let description = if scope.starts_with("okta.") {
            "One or more scopes are not configured for the authorization server resource."
        } else {
            "Custom scopes are not allowed for this request."
        };
        return Err(("invalid_scope", description.to_owned()));
    }

    // `offline_access` asks for a token, not for claims about a person.
    let needs_openid = |scope: &&str| {
        OPENID_CONNECT.contains(scope) && !["openid", "offline_access"].contains(scope)
    };
    if wanted.iter().any(needs_openid) && !wanted.contains(&"openid") {
        let description = "Requests for ID tokens or access tokens with OpenID scopes require the \
                           'openid' scope.";
        return Err(("access_denied", description.to_owned()));
    }

    let asks_okta = wanted.iter().any(|scope| scope.starts_with("okta."));
    wanted.retain(|scope| match *scope {
        "offline_access" => app.refresh_grant,
        scope if scope.starts_with("okta.") => app.scopes.contains(scope),
        _ => true,
    });
    if asks_okta && !wanted.iter().any(|scope| scope.starts_with("okta.")) {
        let description = "You are not allowed any of the requested scopes.";
        return Err(("consent_required", description.to_owned()));
    }
    Ok(wanted.into_iter().map(str::to_owned).collect())
}
