//! Making tokens. An access token of the org authorization server is opaque to clients: it looks
//! like a JWT, and the key that signed it is not published.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::tickets::AccessToken;
use crate::ledger::{Event, fingerprint};
use crate::state::{App, Org, State, User};
use crate::{ids, keys};

/// What tokens are issued for.
pub(crate) struct Grant<'a> {
    pub(crate) app: &'a App,
    pub(crate) user: Option<&'a User>,
    pub(crate) scopes: &'a [String],
    pub(crate) thumbprint: Option<String>,
    pub(crate) sign_in: Option<u64>,
    pub(crate) refresh_token: Option<String>,
    pub(crate) nonce: Option<&'a str>,
    pub(crate) auth_time: i64,
    pub(crate) name: &'a str,
}

/// Issues an access token, and an ID token where `openid` was granted; gives the body of the
/// token answer.
pub(crate) fn tokens(org: &Org, state: &mut State, grant: &Grant<'_>) -> Value {
    let now = org.clock.seconds();
    let lifetime = state.behaviour.access_token_seconds;
    let access_token = opaque(org, grant, now, lifetime);
    let kept = AccessToken {
        client: grant.app.id.clone(),
        user: grant.user.map(|user| user.id.clone()),
        scopes: grant.scopes.to_vec(),
        issued: now,
        expires: now + lifetime,
        revoked: false,
        sign_in: grant.sign_in,
        thumbprint: grant.thumbprint.clone(),
    };
    state.tickets.access.insert(access_token.clone(), kept);

    let kind = if grant.thumbprint.is_some() {
        "DPoP"
    } else {
        "Bearer"
    };
    let mut answer = json!({
        "token_type": kind,
        "expires_in": lifetime,
        "access_token": access_token,
        "scope": grant.scopes.join(" "),
    });
    if let Some(refresh_token) = &grant.refresh_token {
        answer["refresh_token"] = json!(refresh_token);
    }
    if let Some(user) = grant
        .user
        .filter(|_| grant.scopes.iter().any(|scope| scope == "openid"))
    {
        answer["id_token"] = json!(id_token(org, grant, user, &access_token, now));
    }
    // A refresh tells its own, longer story.
    if grant.name != "refresh_token" {
        let event = Event::TokensIssued {
            client: grant.app.id.clone(),
            user: grant.user.map(|user| user.login().to_owned()),
            grant: grant.name.to_owned(),
            scopes: grant.scopes.to_vec(),
            access_token: fingerprint(&access_token),
            refresh_token: grant.refresh_token.as_deref().map(fingerprint),
        };
        org.note(state, event);
    }
    answer
}

fn opaque(org: &Org, grant: &Grant<'_>, now: i64, lifetime: i64) -> String {
    let header = json!({ "kid": ids::secret(43), "typ": "JWT", "alg": "RS256" });
    let subject = grant.user.map_or(grant.app.id.as_str(), User::login);
    let mut claims = json!({
        "ver": 1, "jti": format!("AT.{}", ids::secret(43)), "iss": org.base, "aud": org.base,
        "sub": subject, "iat": now, "exp": now + lifetime, "cid": grant.app.id,
        "scp": grant.scopes, "auth_time": grant.auth_time,
    });
    if let Some(user) = grant.user {
        claims["uid"] = json!(user.id);
    }
    if let Some(thumbprint) = &grant.thumbprint {
        claims["cnf"] = json!({ "jkt": thumbprint });
    }
    let mut signature = [0_u8; 256];
    rand::thread_rng().fill_bytes(&mut signature);
    let signature = URL_SAFE_NO_PAD.encode(signature);
    format!(
        "{}.{}.{signature}",
        keys::encode(&header),
        keys::encode(&claims)
    )
}

/// OpenID Connect Core §2, with the claims that Okta's code flow puts in.
fn id_token(org: &Org, grant: &Grant<'_>, user: &User, access_token: &str, now: i64) -> String {
    let half_hash = &Sha256::digest(access_token)[..16];
    let mut claims = json!({
        "sub": user.id, "ver": 1, "iss": org.base, "aud": grant.app.id,
        "iat": now, "exp": now + 3600, "jti": format!("ID.{}", ids::secret(43)),
        "amr": ["pwd"], "idp": ids::stable("00o", "idp"), "auth_time": grant.auth_time,
        "at_hash": URL_SAFE_NO_PAD.encode(half_hash),
        "preferred_username": user.login(),
    });
    if let Some(nonce) = grant.nonce {
        claims["nonce"] = json!(nonce);
    }
    for (scope, claim, value) in personal(user) {
        if grant.scopes.iter().any(|granted| granted == scope) {
            claims[claim] = value;
        }
    }
    keys::signing().sign(&claims)
}

/// What each scope tells about a person.
pub(crate) fn personal(user: &User) -> Vec<(&'static str, &'static str, Value)> {
    let of = |name: &str| user.profile.get(name).cloned().unwrap_or(Value::Null);
    let text = |name: &str| of(name).as_str().unwrap_or_default().to_owned();
    let name = format!("{} {}", text("firstName"), text("lastName"));
    vec![
        ("profile", "name", json!(name)),
        ("email", "email", of("email")),
    ]
}
