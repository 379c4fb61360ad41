//! The three documents that a client may read before it knows anything, and the key set.

use serde_json::{Value, json};

use crate::http::{Answer, Call, ok};
use crate::keys;
use crate::refusal::Refusal;
use crate::seed::Pipeline;

/// OpenID Connect Discovery. `?client_id=` must name a client when it is there.
pub(crate) fn openid_configuration(call: &Call) -> Answer {
    let base = &call.org.base;
    let mut document = common(call)?;
    add(
        &mut document,
        json!({
            "jwks_uri": format!("{base}/oauth2/v1/keys"),
            "userinfo_endpoint": format!("{base}/oauth2/v1/userinfo"),
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile", "address", "phone", "offline_access", "groups"],
            "claims_supported": [
                "iss", "ver", "sub", "aud", "iat", "exp", "jti", "auth_time", "amr", "idp", "nonce",
                "name", "nickname", "preferred_username", "given_name", "middle_name", "family_name",
                "email", "email_verified", "profile", "zoneinfo", "locale", "address", "phone_number",
                "picture", "website", "gender", "birthdate", "updated_at", "at_hash", "c_hash",
            ],
        }),
    );
    Ok(ok(&document))
}

/// RFC 8414. It lists scopes of the Okta API, and neither realms nor devices among them.
pub(crate) fn authorization_server(call: &Call) -> Answer {
    let mut document = common(call)?;
    let listed = super::known_scopes(false);
    let listed: Vec<_> = listed
        .into_iter()
        .filter(|scope| !scope.starts_with("okta.devices."))
        .collect();
    add(&mut document, json!({ "scopes_supported": listed }));
    Ok(ok(&document))
}

/// What the org is: the check of a domain that somebody typed.
pub(crate) fn okta_organization(call: &Call) -> Answer {
    let state = call.state();
    let pipeline = match state.org.pipeline {
        Pipeline::IdentityEngine => "idx",
        Pipeline::Classic => "v1",
    };
    Ok(ok(&json!({
        "id": state.org.id, "cell": state.org.cell, "pipeline": pipeline,
        "settings": { "analyticsCollectionEnabled": false, "bugReportingEnabled": false, "omEnabled": false },
        "_links": { "organization": { "href": call.org.base } },
    })))
}

/// RFC 7517 §5.
pub(crate) fn keys(_: &Call) -> Answer {
    Ok(ok(
        &json!({ "keys": [keys::signing().public_jwk("RS256", "sig")] }),
    ))
}

fn common(call: &Call) -> Result<Value, Refusal> {
    if let Some(client) = call.query.get("client_id")
        && call.state().apps.by_id(client).is_none()
    {
        let summary = "Invalid value for 'client_id' parameter.";
        return Err(Refusal::oauth(401, "invalid_client", summary));
    }
    let at = |path: &str| format!("{}/oauth2/v1/{path}", call.org.base);
    let authentication = [
        "client_secret_basic",
        "client_secret_post",
        "client_secret_jwt",
        "private_key_jwt",
        "none",
    ];
    Ok(json!({
        "issuer": call.org.base,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "registration_endpoint": at("clients"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": authentication,
        "introspection_endpoint": at("introspect"),
        "introspection_endpoint_auth_methods_supported": authentication,
        "revocation_endpoint": at("revoke"),
        "revocation_endpoint_auth_methods_supported": authentication,
        "end_session_endpoint": at("logout"),
        "request_parameter_supported": false,
        "code_challenge_methods_supported": ["S256"],
        "pushed_authorization_request_endpoint": at("par"),
        "dpop_signing_alg_values_supported": ["RS256", "ES256"],
    }))
}

fn add(document: &mut Value, more: Value) {
    if let (Value::Object(document), Value::Object(more)) = (document, more) {
        document.extend(more);
    }
}
