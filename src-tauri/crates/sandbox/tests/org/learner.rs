//! Somebody with a browser and a client: what the other files do their asking with.

use std::sync::Once;

use reqwest::{Client, Method, RequestBuilder, Response};
use sandbox::{Knobs, Sandbox, Seed, Settings};
use serde_json::Value;
use url::Url;

pub(crate) const OKTA: &str = "0oaPracticeOkta00001";
pub(crate) const REALMS: &str = "0oaPracticeRealms001";
pub(crate) const DEVICES: &str = "0oaPracticeDevice001";
pub(crate) const PARTIAL: &str = "0oaPracticePartial01";
pub(crate) const NATIVE: &str = "0oaPracticeNative001";
pub(crate) const SERVICE: &str = "0oaPracticeService01";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:17815/authorization-code/callback";
pub(crate) const ADMIN: &str = "dana.admin@sandbox.example";
// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A sandbox and somebody who uses it.
pub(crate) struct Learner {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Client,
}

impl Learner {
    pub(crate) async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn among(people: usize) -> Self {
        Self::with(Settings {
            seed: Seed::builtin().with_people(people),
            ..Settings::default()
        })
        .await
    }

    async fn with(settings: Settings) -> Self {
        Self {
            sandbox: Sandbox::start(settings).await.unwrap(),
            http: client(),
        }
    }

    pub(crate) fn knobs(&self) -> Knobs {
        self.sandbox.knobs()
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.org_url())
    }

    /// An authorize address for this client and these scopes, with more or other parameters.
    pub(crate) fn authorize(&self, client: &str, scope: &str, more: &[(&str, &str)]) -> Url {
        let mut pairs = vec![
            ("client_id", client),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            ("scope", scope),
            ("state", "a-state"),
            ("nonce", "a-nonce"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        pairs.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        pairs.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        Url::parse_with_params(&self.at("/oauth2/v1/authorize"), pairs).unwrap()
    }

    /// Opens an authorize address and signs in; gives where the browser is sent.
    pub(crate) async fn sign_in(&self, address: Url, login: &str) -> Callback {
        let page = self.http.get(address).send().await.unwrap();
        if page.status() == 302 {
            return Callback::of(&page);
        }
        assert_eq!(page.status(), 200);
        let html = page.text().await.unwrap();
        let (_, rest) = html.split_once("name=\"transaction\" value=\"").unwrap();
        let (transaction, _) = rest.split_once('"').unwrap();
        let form = [
            ("transaction", transaction),
            ("username", login),
            ("password", "practice"),
        ];
        let sent = self
            .http
            .post(self.at("/signin"))
            .form(&form)
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), 302, "the sign-in page came again");
        Callback::of(&sent)
    }

    /// A code for this client.
    pub(crate) async fn code(&self, client: &str, scope: &str) -> String {
        let back = self
            .sign_in(self.authorize(client, scope, &[]), ADMIN)
            .await;
        back.get("code").unwrap()
    }

    /// The token answer to a code of `login`.
    pub(crate) async fn tokens_of(&self, client: &str, scope: &str, login: &str) -> Value {
        let back = self
            .sign_in(self.authorize(client, scope, &[]), login)
            .await;
        let (status, tokens) = self.exchange(client, &back.get("code").unwrap()).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    pub(crate) async fn tokens(&self, client: &str, scope: &str) -> Value {
        self.tokens_of(client, scope, ADMIN).await
    }

    /// An access token with these scopes.
    pub(crate) async fn access(&self, client: &str, scope: &str) -> String {
        text(&self.tokens(client, scope).await["access_token"])
    }

    pub(crate) async fn exchange(&self, client: &str, code: &str) -> (u16, Value) {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        self.token(client, &form).await
    }

    pub(crate) async fn refresh(&self, client: &str, token: &Value) -> (u16, Value) {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token.as_str().unwrap()),
        ];
        self.token(client, &form).await
    }

    pub(crate) async fn token(&self, client: &str, form: &[(&str, &str)]) -> (u16, Value) {
        self.authenticated(client, "/oauth2/v1/token", form).await
    }

    /// Posts a form as this client, with its secret in the header.
    pub(crate) async fn authenticated(
        &self,
        client: &str,
        path: &str,
        form: &[(&str, &str)],
    ) -> (u16, Value) {
        let secret = self.knobs().secret(client);
        let mut form = form.to_vec();
        let request = self.http.post(self.at(path));
        let request = if let Some(secret) = &secret {
            request.basic_auth(client, Some(secret))
        } else {
            form.push(("client_id", client));
            request
        };
        answer(request.form(&form)).await
    }

    /// A call of the Management API.
    pub(crate) fn call(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        self.http.request(method, self.at(path)).bearer_auth(token)
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> (u16, Value) {
        answer(self.call(Method::GET, path, token)).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: &Value,
    ) -> (u16, Value) {
        answer(self.call(method, path, token).json(body)).await
    }

    /// A POST, PUT or DELETE without a body.
    pub(crate) async fn act(&self, method: Method, path: &str, token: &str) -> (u16, Value) {
        answer(self.call(method, path, token)).await
    }
}

/// Where the browser was sent, and with what.
#[derive(Debug)]
pub(crate) struct Callback(pub(crate) Url);

impl Callback {
    pub(crate) fn of(response: &Response) -> Self {
        Self(Url::parse(response.headers()["location"].to_str().unwrap()).unwrap())
    }

    pub(crate) fn get(&self, name: &str) -> Option<String> {
        self.0
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }
}

/// Status and body; a body that is empty is null.
pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (
        status,
        if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap()
        },
    )
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The `rel="next"` of an answer. Each link has a line of its own.
pub(crate) fn next(response: &Response) -> Option<String> {
    let mut lines = response
        .headers()
        .get_all("link")
        .iter()
        .map(|line| line.to_str().unwrap());
    let next = lines.find(|line| line.ends_with("rel=\"next\""))?;
    Some(next[1..next.find('>').unwrap()].to_owned())
}

fn client() -> Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider()
            .install_default()
            .unwrap();
    });
    #[expect(
        clippy::disallowed_methods,
        reason = "these tests are a stranger's client, not ours"
    )]
    let builder = Client::builder();
    builder
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}
