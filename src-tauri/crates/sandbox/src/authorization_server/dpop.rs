//! DPoP (RFC 9449): tokens bound to a key, where the app asks for it or the client brings a proof.

use serde_json::{Value, json};

use super::jwt::Jwt;
use crate::http::Call;
use crate::ids;
use crate::refusal::Refusal;
use crate::state::{App, State};

/// A nonce is good for three days, and a new one is given out every day.
const DAY: i64 = 24 * 3600;

/// Checks the proof of a token request and gives the thumbprint of its key.
pub(crate) fn at_token_endpoint(
    call: &Call,
    state: &mut State,
    app: &App,
) -> Result<Option<String>, Refusal> {
    let Some(proof) = the_one(call)? else {
        return if app.require_dpop {
            Err(invalid("The DPoP proof JWT header is missing."))
        } else {
            Ok(None)
        };
    };
    let jwt = checked(call, proof)?;
    let today = call.org.clock.seconds().div_euclid(DAY);
    let turn = state.nonce_turns;
    let good = (today - 2..=today).map(|day| nonce(&call.org.base, day, turn));
    let sent = jwt.claims["nonce"].as_str().unwrap_or_default();
    if !good.into_iter().any(|nonce| nonce == sent) {
        let description = "Authorization server requires nonce in DPoP proof.";
        let refusal = Refusal::oauth(400, "use_dpop_nonce", description);
        return Err(refusal.with("dpop-nonce", nonce(&call.org.base, today, turn)));
    }
    used_once(state, &jwt)?;
    Ok(thumbprint(&jwt.header["jwk"]))
}

/// Checks the proof that comes with a bound access token. No nonce is needed here.
pub(crate) fn at_resource(
    call: &Call,
    state: &mut State,
    token: &str,
    bound_to: &str,
) -> Result<(), Refusal> {
    let Some(proof) = the_one(call)? else {
        return Err(Refusal::oauth(
            400,
            "invalid_request",
            "The resource request requires a DPoP proof.",
        ));
    };
    let jwt = checked(call, proof)?;
    if jwt.claims["ath"].as_str() != Some(ids::sha256_base64url(token).as_str()) {
        return Err(invalid(
            "'ath' claim in the DPoP proof does not match the presented access_token.",
        ));
    }
    used_once(state, &jwt)?;
    if thumbprint(&jwt.header["jwk"]).as_deref() != Some(bound_to) {
        return Err(invalid(
            "The access_token is not bound to the provided DPoP proof.",
        ));
    }
    Ok(())
}

/// The proof of a request: there is one at most (RFC 9449 §4.3).
fn the_one(call: &Call) -> Result<Option<&str>, Refusal> {
    let mut proofs = call.headers.get_all("dpop").iter();
    let proof = proofs.next().and_then(|proof| proof.to_str().ok());
    if proofs.next().is_some() {
        return Err(invalid("Multiple DPoP proof JWT headers are not allowed."));
    }
    Ok(proof)
}

fn checked<'a>(call: &Call, proof: &'a str) -> Result<Jwt<'a>, Refusal> {
    let jwt = Jwt::parse(proof).ok_or_else(|| invalid("The DPoP proof JWT cannot be parsed."))?;
    if jwt.header["typ"] != "dpop+jwt" {
        return Err(invalid("'typ' must be 'dpop+jwt' in the DPoP proof JWT."));
    }
    if !["RS256", "ES256"]
        .iter()
        .any(|alg| jwt.header["alg"] == *alg)
    {
        return Err(invalid(
            "The DPoP proof JWT signature algorithm is invalid.",
        ));
    }
    // RFC 9449 §4.3: a private key in there is one that somebody gave away.
    if !jwt.header["jwk"]["d"].is_null() {
        return Err(invalid("The DPoP proof JWT is invalid."));
    }
    if !jwt.is_signed_by(&jwt.header["jwk"]) {
        return Err(invalid("The DPoP proof JWT signature is invalid."));
    }
    if jwt.claims["htm"] != call.method.as_str() {
        return Err(invalid("'htm' claim in the DPoP proof JWT is invalid."));
    }
    if jwt.claims["htu"] != format!("{}{}", call.org.base, call.path) {
        return Err(invalid("'htu' claim in the DPoP proof JWT is invalid."));
    }
    let now = call.org.clock.seconds();
    match jwt.claims["iat"].as_i64() {
        None => Err(invalid("'iat' claim in the DPoP proof JWT is invalid.")),
        Some(issued) if issued > now + 300 => {
            Err(invalid("The DPoP proof JWT is issued in the future."))
        }
        Some(issued) if issued < now - 300 => Err(invalid(
            "The DPoP proof JWT is issued more than five minutes in the past.",
        )),
        Some(_) => Ok(jwt),
    }
}

fn used_once(state: &mut State, jwt: &Jwt<'_>) -> Result<(), Refusal> {
    let Some(jti) = jwt.claims["jti"].as_str() else {
        return Err(invalid("'jti' claim in the DPoP proof JWT is invalid."));
    };
    if state.tickets.is_new(&format!("dpop {jti}")) {
        return Ok(());
    }
    Err(invalid("The DPoP proof JWT has already been used."))
}

fn nonce(base: &str, day: i64, turn: u64) -> String {
    ids::sha256_base64url(&format!("{base} {day} {turn}"))
}

/// RFC 7638: the members that the key type requires, in alphabetical order.
fn thumbprint(jwk: &Value) -> Option<String> {
    let members = match jwk["kty"].as_str()? {
        "RSA" => json!({ "e": jwk["e"], "kty": "RSA", "n": jwk["n"] }),
        "EC" => json!({ "crv": jwk["crv"], "kty": "EC", "x": jwk["x"], "y": jwk["y"] }),
        _ => return None,
    };
    Some(ids::sha256_base64url(&members.to_string()))
}

fn invalid(description: &str) -> Refusal {
    Refusal::oauth(400, "invalid_dpop_proof", description)
}
