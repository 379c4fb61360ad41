//! `GET /oauth2/v1/userinfo` (OpenID Connect Core §5.3).

use serde_json::{Value, json};

use super::{bearer, issue};
use crate::http::{Answer, Call, ok};
use crate::refusal::Refusal;

/// The claims that the token's scopes allow.
pub(crate) fn userinfo(call: &Call) -> Answer {
    let mut state = call.state();
    let token = bearer::token(call, &mut state)?;
    let user = token.user.as_deref().and_then(|id| state.users.by_id(id));
    let has = |scope: &str| token.scopes.iter().any(|granted| granted == scope);
    let Some(user) = user.filter(|_| has("openid")) else {
        return Err(Refusal::raw(403, Value::Null).with(
            "www-authenticate",
            "Bearer error=\"insufficient_scope\", error_description=\"The access token must \
             provide access to at least one of these scopes - profile, email, address or phone\"",
        ));
    };
    let of = |name: &str| user.profile.get(name).cloned().unwrap_or(Value::Null);
    let mut claims = json!({ "sub": user.id });
    for (scope, claim, value) in issue::personal(user) {
        if has(scope) {
            claims[claim] = value;
        }
    }
    if has("profile") {
        claims["preferred_username"] = json!(user.login());
        claims["given_name"] = of("firstName");
        claims["family_name"] = of("lastName");
        claims["locale"] = json!("en_US");
        claims["zoneinfo"] = json!("America/Los_Angeles");
        claims["updated_at"] = json!(user.last_updated.as_second());
    }
    if has("email") {
        claims["email_verified"] = json!(true);
    }
    Ok(ok(&claims))
}
