//! DPoP: the nonce, the binding, and one proof for each try.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use reqwest::Response;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::client_authentication::jiff_seconds;
use super::learner::{Learner, NATIVE, REDIRECT, VERIFIER};

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A compact JWT.
pub(crate) fn compact(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let signed = format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(claims.to_string().as_bytes())
    );
    let signature = encode(&sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

struct Holder {
    key: SigningKey,
    now: i64,
}

impl Holder {
    fn proof(&self, method: &str, url: &str, jti: &str, more: &[(&str, &str)]) -> String {
        let point = self.key.verifying_key().to_sec1_point(false);
        let jwk = json!({
            "kty": "EC", "crv": "P-256", "x": encode(point.x().unwrap()), "y": encode(point.y().unwrap()),
        });
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": jwk });
        let mut claims = json!({ "htm": method, "htu": url, "iat": self.now, "jti": jti });
        for (name, value) in more {
            claims[*name] = json!(value);
        }
        compact(&header, &claims, |text| {
            let signature: Signature = self.key.sign(text);
            signature.to_bytes().to_vec()
        })
    }
}

async fn description(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    (
        status,
        body["error_description"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    )
}

#[tokio::test]
async fn a_bound_token_needs_a_nonce_first_and_a_fresh_proof_every_time() {
    let learner = Learner::new().await;
    learner.knobs().set_require_dpop(NATIVE, true);
    let holder = Holder {
        key: SigningKey::from_slice(&[7; 32]).unwrap(),
        now: jiff_seconds(&learner).await,
    };
    let code = learner.code(NATIVE, "openid okta.users.read").await;
    let url = learner.at("/oauth2/v1/token");
    let ask = async |proof: Option<String>| {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
            ("client_id", NATIVE),
        ];
        let mut request = learner.http.post(&url).form(&form);
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        request.send().await.unwrap()
    };

    let missing = description(ask(None).await).await;
    assert_eq!(
        missing,
        (400, "The DPoP proof JWT header is missing.".to_owned())
    );
    let no_nonce = ask(Some(holder.proof("POST", &url, "a", &[]))).await;
    let nonce = no_nonce.headers()["dpop-nonce"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        no_nonce.json::<Value>().await.unwrap()["error"],
        "use_dpop_nonce"
    );
    let good = ask(Some(holder.proof("POST", &url, "b", &[("nonce", &nonce)]))).await;
    let tokens: Value = good.json().await.unwrap();
    assert_eq!(tokens["token_type"], "DPoP");

    let token = tokens["access_token"].as_str().unwrap();
    let ath = encode(&Sha256::digest(token));
    let me = learner.at("/api/v1/users/me");
    let call = async |scheme: &str, jti: &str| {
        let proof = holder.proof("GET", &me, jti, &[("ath", &ath)]);
        let request = learner
            .http
            .get(&me)
            .header("authorization", format!("{scheme} {token}"));
        request.header("dpop", proof).send().await.unwrap()
    };
    assert_eq!(call("DPoP", "c").await.status(), 200);
    let replayed = call("DPoP", "c").await;
    assert!(
        replayed.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .starts_with("DPoP algs=")
    );
    let replayed = description(replayed).await;
    assert_eq!(
        replayed,
        (400, "The DPoP proof JWT has already been used.".to_owned())
    );
    let (status, why) = description(call("Bearer", "d").await).await;
    assert_eq!(status, 400);
    assert!(why.contains("must use the DPoP authentication scheme"));
}
