//! An org authorization server on this computer that can be told to lie.
//!
//! It shares no code with ours but the wire.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::{Clock, LoopbackOrgs, OrgHost, SystemClock};
use rsa::sha2::{Digest, Sha256};
use serde_json::{Value, json};

use crate::jwt;

pub(crate) const CLIENT_ID: &str = "0oa1client";
pub(crate) const CLIENT_SECRET: &str = "s3cret/with:odd+characters%";
pub(crate) const SERVICE_APP: &str = "0oa1service";
pub(crate) const SUBJECT: &str = "00u1subject";

type Edit = Box<dyn Fn(&mut Value) + Send>;
type Sign = Box<dyn Fn(&Value, &Value) -> String + Send>;
type Keys = Box<dyn FnMut(u32) -> Value + Send>;
/// Headers and form of a token request; the refusal that they deserve, with its nonce.
type Rule = Box<dyn Fn(&HeaderMap, &HashMap<String, String>) -> Option<Refused> + Send>;

/// A refusal of a token request, and the `DPoP-Nonce` beside it.
pub(crate) struct Refused {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) nonce: Option<&'static str>,
}

/// What it does, all of it honest until changed.
pub(crate) struct Behaviour {
    pub(crate) header: Edit,
    pub(crate) claims: Edit,
    pub(crate) sign: Sign,
    /// The key set, given how often it was fetched before.
    pub(crate) keys: Keys,
    pub(crate) keys_status: u16,
    /// The token answer before it is sent.
    pub(crate) token: Edit,
    pub(crate) userinfo: Edit,
    /// In place of any token answer.
    pub(crate) refuse_token: Option<(u16, Value)>,
    /// What a token request must be like.
    pub(crate) token_rule: Rule,
    /// In place of a code.
    pub(crate) refuse_authorize: Option<(String, String)>,
    /// RFC 9207.
    pub(crate) issuer_in_answer: Option<String>,
    pub(crate) push: (u16, Value),
    pub(crate) metadata: Value,
    pub(crate) introspection: (u16, Value),
    pub(crate) organization: (u16, Value),
}

/// What it saw.
#[derive(Default, Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) authorize: Vec<HashMap<String, String>>,
    pub(crate) token: Vec<HashMap<String, String>>,
    /// The proofs that came with token requests.
    pub(crate) proofs: Vec<String>,
    pub(crate) pushed: Vec<HashMap<String, String>>,
    pub(crate) revoked: Vec<HashMap<String, String>>,
    pub(crate) introspected: Vec<HashMap<String, String>>,
    pub(crate) userinfo_authorization: Vec<Option<String>>,
    pub(crate) key_fetches: u32,
}

#[derive(Clone)]
pub(crate) struct Issuer {
    pub(crate) port: u16,
    pub(crate) behaviour: Arc<Mutex<Behaviour>>,
    seen: Arc<Mutex<Seen>>,
}

impl Behaviour {
    fn honest() -> Self {
        Self {
            header: Box::new(|_| {}),
            claims: Box::new(|_| {}),
            sign: Box::new(|header, claims| jwt::rs256(0, header, claims)),
            keys: Box::new(|_| json!({"keys": [jwt::public(0, Some("k0"))]})),
            keys_status: 200,
            token: Box::new(|_| {}),
            userinfo: Box::new(|_| {}),
            refuse_token: None,
            token_rule: Box::new(|_, _| None),
            push: (201, json!({"request_uri": "urn:okta:1", "expires_in": 60})),
            metadata: json!({}),
            refuse_authorize: None,
            issuer_in_answer: None,
            introspection: (
                200,
                json!({"active": true, "username": "ada@acme.dev", "exp": 1_800_000_000}),
            ),
            organization: (200, json!({"id": "00o1", "cell": "op3", "pipeline": "idx"})),
        }
    }
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = Self {
            port: listener.local_addr().unwrap().port(),
            behaviour: Arc::new(Mutex::new(Behaviour::honest())),
            seen: Arc::default(),
        };
        let router = Router::new()
            .route("/oauth2/v1/authorize", get(authorize))
            .route("/oauth2/v1/token", post(token))
            .route("/oauth2/v1/par", post(push))
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/oauth2/v1/keys", get(keys))
            .route("/oauth2/v1/userinfo", get(userinfo))
            .route("/oauth2/v1/revoke", post(revoke))
            .route("/oauth2/v1/introspect", post(introspect))
            .route("/.well-known/okta-organization", get(organization))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    pub(crate) fn org(&self) -> OrgHost {
        let typed = format!("http://127.0.0.1:{}", self.port);
        OrgHost::parse(&typed, LoopbackOrgs::Allowed).unwrap()
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn lie(&self, how: impl FnOnce(&mut Behaviour)) {
        how(&mut self.behaviour.lock().unwrap());
    }

    fn note(&self, what: impl FnOnce(&mut Seen)) {
        what(&mut self.seen.lock().unwrap());
    }

    fn id_token(&self, nonce: Option<&String>, access: &str) -> String {
        let now = SystemClock.now().as_second();
        let mut header = json!({"alg": "RS256", "kid": "k0"});
        let mut claims = json!({
            "iss": format!("http://127.0.0.1:{}", self.port),
            "sub": SUBJECT,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 3600,
            "at_hash": jwt::half_hash(access),
            "preferred_username": "ada@acme.dev",
            "name": "Ada Lovelace",
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = nonce.as_str().into();
        }
        let behaviour = self.behaviour.lock().unwrap();
        (behaviour.header)(&mut header);
        (behaviour.claims)(&mut claims);
        (behaviour.sign)(&header, &claims)
    }
}

async fn authorize(
    State(issuer): State<Issuer>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let asked = match asked.get("request_uri") {
        Some(_) => issuer.seen().pushed.pop().unwrap(),
        None => asked,
    };
    let back = &asked["redirect_uri"];
    let state = &asked["state"];
    let behaviour = issuer.behaviour.lock().unwrap();
    let mut answer = url::Url::parse(back).unwrap();
    let mut add = |name: &str, value: &str| {
        answer.query_pairs_mut().append_pair(name, value);
    };
    match &behaviour.refuse_authorize {
        Some((error, description)) => {
            add("error", error);
            add("error_description", description);
        }
        // The code is the number of the request, which remembers challenge and nonce.
        None => add("code", &format!("code-{}", issuer.seen().authorize.len())),
    }
    add("state", state);
    if let Some(iss) = &behaviour.issuer_in_answer {
        add("iss", iss);
    }
    drop(behaviour);
    issuer.note(|seen| seen.authorize.push(asked));
    Redirect::to(answer.as_str()).into_response()
}

/// A pushed request is remembered in place of the one that the browser then refers to.
async fn push(
    State(issuer): State<Issuer>,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Response {
    if let Err(refused) = authenticate(&headers, &asked) {
        return refused.into_response();
    }
    issuer.note(|seen| seen.pushed.push(asked));
    let (status, body) = issuer.behaviour.lock().unwrap().push.clone();
    answer(status, body)
}

async fn metadata(State(issuer): State<Issuer>) -> Json<Value> {
    Json(issuer.behaviour.lock().unwrap().metadata.clone())
}

async fn token(
    State(issuer): State<Issuer>,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Response {
    issuer.note(|seen| {
        seen.token.push(asked.clone());
        let proofs = headers.get_all("dpop").iter();
        seen.proofs
            .extend(proofs.map(|proof| proof.to_str().unwrap().to_owned()));
    });
    let ruled = (issuer.behaviour.lock().unwrap().token_rule)(&headers, &asked);
    if let Some(refused) = ruled {
        let mut response = answer(refused.status, refused.body);
        if let Some(nonce) = refused.nonce {
            let nonce = nonce.parse().unwrap();
            response.headers_mut().insert("dpop-nonce", nonce);
        }
        return response;
    }
    if let Some((status, body)) = issuer.behaviour.lock().unwrap().refuse_token.clone() {
        return answer(status, body);
    }
    if let Err(refused) = authenticate(&headers, &asked) {
        return refused.into_response();
    }
    let (nonce, scope) = match asked["grant_type"].as_str() {
        "authorization_code" => {
            let number: usize = asked["code"]
                .strip_prefix("code-")
                .unwrap()
                .parse()
                .unwrap();
            let request = issuer.seen().authorize[number].clone();
            let challenge = jwt::encode(&Sha256::digest(asked["code_verifier"].as_bytes()));
            if challenge != request["code_challenge"]
                || asked["redirect_uri"] != request["redirect_uri"]
            {
                let body = json!({"error": "invalid_grant", "error_description": "PKCE verification failed."});
                return (StatusCode::BAD_REQUEST, Json(body)).into_response();
            }
            (request.get("nonce").cloned(), request["scope"].clone())
        }
        "client_credentials" => (None, asked["scope"].clone()),
        _ => (None, "openid offline_access okta.users.read".to_owned()),
    };
    let access = format!("access-{}", issuer.seen().token.len());
    let mut answer = json!({
        "token_type": "Bearer",
        "expires_in": 3600,
        "access_token": access,
        "scope": scope,
    });
    if scope.contains("openid") {
        answer["id_token"] = issuer.id_token(nonce.as_ref(), &access).into();
    }
    if scope.contains("offline_access") {
        answer["refresh_token"] = format!("refresh-{}", issuer.seen().token.len()).into();
    }
    (issuer.behaviour.lock().unwrap().token)(&mut answer);
    Json(answer).into_response()
}

/// `client_secret_basic`, each half form-encoded (RFC 6749 §2.3.1); or a public client.
fn authenticate(
    headers: &HeaderMap,
    asked: &HashMap<String, String>,
) -> Result<(), (StatusCode, Json<Value>)> {
    let refused = |description: &str| {
        let body = json!({"error": "invalid_client", "error_description": description});
        Err((StatusCode::UNAUTHORIZED, Json(body)))
    };
    if let Some(assertion) = asked.get("client_assertion") {
        let claims = jwt::claims(assertion);
        return if claims["iss"] == SERVICE_APP {
            Ok(())
        } else {
            refused("The issuer claim for client_assertion is not a valid client_id.")
        };
    }
    let Some(basic) = headers.get("authorization") else {
        let public = asked.get("client_id").map(String::as_str) == Some("0oa1native");
        return if public {
            Ok(())
        } else {
            refused("No client credentials found.")
        };
    };
    let basic = BASE64_STANDARD
        .decode(basic.to_str().unwrap().strip_prefix("Basic ").unwrap())
        .unwrap();
    let basic = String::from_utf8(basic).unwrap();
    let (id, secret) = basic.split_once(':').unwrap();
    let decode = |text: &str| {
        let pairs = format!("x={text}");
        let decoded = url::form_urlencoded::parse(pairs.as_bytes())
            .next()
            .unwrap()
            .1;
        decoded.into_owned()
    };
    if decode(id) != CLIENT_ID {
        return refused("Invalid value for 'client_id' parameter.");
    }
    if decode(secret) != CLIENT_SECRET {
        return refused(
            "Client authentication failed. Either the client or the client credentials are invalid.",
        );
    }
    Ok(())
}

async fn keys(State(issuer): State<Issuer>) -> Response {
    let before = issuer.seen().key_fetches;
    issuer.note(|seen| seen.key_fetches += 1);
    let mut behaviour = issuer.behaviour.lock().unwrap();
    let keys = (behaviour.keys)(before);
    answer(behaviour.keys_status, keys)
}

async fn userinfo(State(issuer): State<Issuer>, headers: HeaderMap) -> Json<Value> {
    let authorization = headers
        .get("authorization")
        .map(|value| value.to_str().unwrap().to_owned());
    issuer.note(|seen| seen.userinfo_authorization.push(authorization));
    let mut answer =
        json!({"sub": SUBJECT, "preferred_username": "ada@acme.dev", "name": "Ada Lovelace"});
    (issuer.behaviour.lock().unwrap().userinfo)(&mut answer);
    Json(answer)
}

async fn revoke(State(issuer): State<Issuer>, Form(asked): Form<HashMap<String, String>>) {
    issuer.note(|seen| seen.revoked.push(asked));
}

async fn introspect(
    State(issuer): State<Issuer>,
    Form(asked): Form<HashMap<String, String>>,
) -> Response {
    issuer.note(|seen| seen.introspected.push(asked));
    let (status, body) = issuer.behaviour.lock().unwrap().introspection.clone();
    answer(status, body)
}

async fn organization(State(issuer): State<Issuer>) -> Response {
    let (status, body) = issuer.behaviour.lock().unwrap().organization.clone();
    answer(status, body)
}

fn answer(status: u16, body: Value) -> Response {
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}
