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

pub(crate) struct Holder {
    key: SigningKey,
    now: i64,
}

impl Holder {
    pub(crate) async fn of(learner: &Learner, seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            now: jiff_seconds(learner).await,
        }
    }

    /// RFC 7638.
    pub(crate) fn thumbprint(&self) -> String {
        let jwk = self.jwk();
        let members = json!({ "crv": jwk["crv"], "kty": jwk["kty"], "x": jwk["x"], "y": jwk["y"] });
        encode(&Sha256::digest(members.to_string()))
    }

    fn jwk(&self) -> Value {
        let point = self.key.verifying_key().to_sec1_point(false);
        json!({
            "kty": "EC", "crv": "P-256", "x": encode(point.x().unwrap()), "y": encode(point.y().unwrap()),
        })
    }

    pub(crate) fn proof(
        &self,
        method: &str,
        url: &str,
        jti: &str,
        more: &[(&str, &str)],
    ) -> String {
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk() });
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

pub(crate) async fn description(response: Response) -> (u16, String) {
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
    let holder = Holder::of(&learner, 7).await;
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

/// Somebody who signed in with a key, and proves each request.
struct Bound<'a> {
    learner: &'a Learner,
    holder: Holder,
    nonce: String,
    tokens: Value,
}

impl<'a> Bound<'a> {
    async fn sign_in(learner: &'a Learner) -> Self {
        learner.knobs().set_require_dpop(NATIVE, true);
        let mut bound = Self {
            learner,
            holder: Holder::of(learner, 7).await,
            nonce: String::new(),
            tokens: Value::Null,
        };
        let code = learner
            .code(NATIVE, "openid offline_access okta.users.read")
            .await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        bound.take_nonce(&bound.ask(&bound.holder, &form).await);
        let answer = bound.ask(&bound.holder, &form).await;
        bound.tokens = answer.json().await.unwrap();
        bound
    }

    fn take_nonce(&mut self, answer: &Response) {
        let nonce = answer.headers()["dpop-nonce"].to_str().unwrap();
        nonce.clone_into(&mut self.nonce);
    }

    async fn ask(&self, holder: &Holder, form: &[(&str, &str)]) -> Response {
        let url = self.learner.at("/oauth2/v1/token");
        let proof = holder.proof("POST", &url, &fresh(), &[("nonce", &self.nonce)]);
        let mut form = form.to_vec();
        form.push(("client_id", NATIVE));
        let request = self.learner.http.post(&url).form(&form);
        request.header("dpop", proof).send().await.unwrap()
    }

    async fn refresh(&self, holder: &Holder) -> Response {
        let token = self.tokens["refresh_token"].as_str().unwrap();
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.ask(holder, &form).await
    }

    fn access(&self) -> &str {
        self.tokens["access_token"].as_str().unwrap()
    }

    /// A call of `/api/v1/users/me` with these proofs beside the token.
    async fn call(&self, proofs: &[String]) -> (u16, String) {
        let mut request = self.learner.http.get(self.learner.at("/api/v1/users/me"));
        request = request.header("authorization", format!("DPoP {}", self.access()));
        for proof in proofs {
            request = request.header("dpop", proof);
        }
        description(request.send().await.unwrap()).await
    }
}

fn fresh() -> String {
    use rand::RngCore;
    format!("{:x}", rand::thread_rng().next_u64())
}

#[tokio::test]
async fn a_proof_for_another_request_or_another_token_or_by_another_key_is_refused() {
    let learner = Learner::new().await;
    let bound = Bound::sign_in(&learner).await;
    let me = learner.at("/api/v1/users/me");
    let ath = encode(&Sha256::digest(bound.access()));
    let other = encode(&Sha256::digest("another token"));
    let by = |holder: &Holder, method: &str, url: &str, ath: &str| {
        holder.proof(method, url, &fresh(), &[("ath", ath)])
    };
    let holder = &bound.holder;
    let groups = learner.at("/api/v1/groups");
    for (proof, why) in [
        (by(holder, "POST", &me, &ath), "'htm' claim"),
        (by(holder, "GET", &groups, &ath), "'htu' claim"),
        (
            by(holder, "GET", &format!("{me}?limit=1"), &ath),
            "'htu' claim",
        ),
        (by(holder, "GET", &me, &other), "'ath' claim"),
        (holder.proof("GET", &me, &fresh(), &[]), "'ath' claim"),
        (
            by(&Holder::of(&learner, 8).await, "GET", &me, &ath),
            "not bound",
        ),
    ] {
        let (status, said) = bound.call(&[proof]).await;
        assert_eq!(status, 400, "{why}");
        assert!(said.contains(why), "{said}");
    }
    let twice = [by(holder, "GET", &me, &ath), by(holder, "GET", &me, &ath)];
    assert!(bound.call(&twice).await.1.contains("Multiple DPoP proof"));
    assert!(bound.call(&[]).await.1.contains("requires a DPoP proof"));
    assert_eq!(bound.call(&[by(holder, "GET", &me, &ath)]).await.0, 200);
}

#[tokio::test]
async fn a_refresh_with_another_key_is_refused_and_with_the_same_key_gives_a_bound_token() {
    let learner = Learner::new().await;
    let bound = Bound::sign_in(&learner).await;
    let stranger = bound.refresh(&Holder::of(&learner, 8).await).await;
    let expected = "Invalid DPoP Public Key binding in refresh token";
    assert_eq!(description(stranger).await, (400, expected.to_owned()));
    let own: Value = bound.refresh(&bound.holder).await.json().await.unwrap();
    assert_eq!(own["token_type"], "DPoP");

    let form = [("token", own["access_token"].as_str().unwrap())];
    let told = learner
        .authenticated(NATIVE, "/oauth2/v1/introspect", &form)
        .await
        .1;
    assert_eq!(told["cnf"]["jkt"], bound.holder.thumbprint());
}

#[tokio::test]
async fn a_nonce_that_was_changed_is_asked_for_anew_and_no_token_is_lost() {
    let learner = Learner::new().await;
    let mut bound = Bound::sign_in(&learner).await;
    learner.knobs().change_dpop_nonce();
    let asked = bound.refresh(&bound.holder).await;
    assert_eq!(asked.status(), 400);
    bound.take_nonce(&asked);
    assert_eq!(
        asked.json::<Value>().await.unwrap()["error"],
        "use_dpop_nonce"
    );
    assert_eq!(bound.refresh(&bound.holder).await.status(), 200);
}

#[tokio::test]
async fn a_code_that_was_asked_for_with_a_key_is_good_with_that_key_only() {
    let learner = Learner::new().await;
    learner.knobs().set_require_par(NATIVE, true);
    let holder = Holder::of(&learner, 7).await;
    let asked = learner.authorize(
        NATIVE,
        "okta.users.read",
        &[("dpop_jkt", &holder.thumbprint())],
    );
    let pairs: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    let pairs = pairs.iter().filter(|(name, _)| name != "client_id");
    let pairs: Vec<_> = pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let (status, pushed) = learner
        .authenticated(NATIVE, "/oauth2/v1/par", &pairs)
        .await;
    assert_eq!(status, 200, "{pushed}");
    let mut page = learner.authorize(NATIVE, "", &[]);
    page.query_pairs_mut()
        .clear()
        .append_pair("client_id", NATIVE)
        .append_pair("request_uri", pushed["request_uri"].as_str().unwrap());
    let back = learner.sign_in(page, super::learner::ADMIN).await;
    let (status, refused) = learner.exchange(NATIVE, &back.get("code").unwrap()).await;
    assert_eq!((status, &refused["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn what_a_browser_would_be_refused_with_is_refused_when_it_is_pushed() {
    let learner = Learner::new().await;
    let asked = learner.authorize(NATIVE, "okta.nonsense.read", &[]);
    let pairs: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    let pairs = pairs.iter().filter(|(name, _)| name != "client_id");
    let pairs: Vec<_> = pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let (status, refused) = learner
        .authenticated(NATIVE, "/oauth2/v1/par", &pairs)
        .await;
    assert_eq!((status, &refused["error"]), (400, &json!("invalid_scope")));
}
