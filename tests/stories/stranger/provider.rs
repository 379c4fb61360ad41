//! The stranger's process, and what its admin can do there.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

use reqwest::{Client, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The provider, on a port of its own. Dropping it closes its standard input, which ends it.
pub(super) struct Provider {
    ready: Ready,
    client: Client,
    child: Child,
    input: Option<ChildStdin>,
}

#[derive(Deserialize)]
struct Ready {
    issuer: String,
    apps: std::collections::BTreeMap<String, App>,
}

/// How the provider is set up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// As an org is.
    Usual,
    /// Every client must push its authorization requests, and the metadata says so.
    PushedOnly,
}

/// An app as an admin would note it down.
#[derive(Clone, Deserialize)]
pub(super) struct App {
    pub(super) client_id: String,
    /// None for a native app.
    pub(super) client_secret: Option<String>,
}

/// A token that the provider once issued.
#[derive(Clone, Deserialize)]
pub(super) struct Issued {
    pub(super) kind: String,
    pub(super) value: String,
}

impl Provider {
    /// Starts it; `None`, and a plain word to the terminal, where it is not installed.
    pub(super) async fn start(how: How) -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("stranger");
        if !folder.join("node_modules/oidc-provider").is_dir() {
            // Past the test harness, which would swallow what a passing test prints.
            let _ = writeln!(
                std::io::stderr(),
                "NOT RUN: {} needs its packages: npm ci --ignore-scripts in tests/stranger",
                std::thread::current()
                    .name()
                    .unwrap_or("a story with the stranger"),
            );
            return None;
        }
        let started = tokio::task::spawn_blocking(move || {
            let mut child = Command::new("node")
                .args(["provider.mjs", "0"])
                .args((how == How::PushedOnly).then_some("pushed-only"))
                .current_dir(folder)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::inherit())
                .spawn()
                .expect("node starts");
            let mut line = String::new();
            let output = child.stdout.take().expect("it is piped");
            BufReader::new(output).read_line(&mut line).expect("a line");
            (
                child,
                serde_json::from_str::<Ready>(&line).expect("the provider is ready"),
            )
        });
        let (mut child, ready) = started.await.expect("the provider starts");
        let input = child.stdin.take();
        Some(Self {
            ready,
            client: client(),
            child,
            input,
        })
    }

    /// `http://127.0.0.1:PORT`.
    pub(super) fn issuer(&self) -> &str {
        &self.ready.issuer
    }

    pub(super) fn app(&self, name: &str) -> App {
        self.ready.apps[name].clone()
    }

    /// The admin registers this redirect URI, and this one only.
    pub(super) async fn register(&self, app: &str, uri: &str) {
        let body = json!({ "app": app, "redirect_uri": uri });
        let _: Value = self.act("register", body).await;
    }

    /// The admin adds this public key to the app, in the place of the one before.
    pub(super) async fn add_key(&self, app: &str, jwk: &str) {
        let jwk: Value = serde_json::from_str(jwk).expect("a JWK");
        let _: Value = self.act("key", json!({ "app": app, "jwk": jwk })).await;
    }

    /// The provider's clock runs ahead by this much.
    pub(super) async fn set_clock_ahead(&self, seconds: i64) {
        let _: Value = self.act("clock", json!({ "ahead_s": seconds })).await;
    }

    /// Every token that was issued to the app, oldest first.
    pub(super) async fn issued(&self, app: &str) -> Vec<Issued> {
        self.act("tokens", json!({ "app": app })).await
    }

    /// Ends every token of the app, as when its user is deactivated.
    pub(super) async fn end_tokens(&self, app: &str) {
        let _: Value = self.act("end", json!({ "app": app })).await;
    }

    /// How many of these tokens the provider calls active when it is asked (RFC 7662).
    pub(super) async fn count_active(&self, app: &str, tokens: &[Issued]) -> usize {
        let App {
            client_id,
            client_secret,
        } = self.app(app);
        let mut active = 0;
        for token in tokens {
            let mut fields = vec![("token", token.value.as_str())];
            let mut request = self
                .client
                .post(format!("{}/oauth2/v1/introspect", self.issuer()));
            match &client_secret {
                Some(secret) => {
                    request = request.basic_auth(encoded(&client_id), Some(encoded(secret)));
                }
                None => fields.push(("client_id", &client_id)),
            }
            let answer: Value = request
                .form(&fields)
                .send()
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            active += usize::from(answer["active"].as_bool().expect("RFC 7662 §2.2"));
        }
        active
    }

    /// What somebody hears who stole a refresh token of a native app and has no key: status, body.
    pub(super) async fn refresh_unproven(&self, app: &str, token: &str) -> (u16, Value) {
        let client_id = self.app(app).client_id;
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("client_id", &client_id),
        ];
        let url = format!("{}/oauth2/v1/token", self.issuer());
        let answer = self.client.post(url).form(&form).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn act<T: DeserializeOwned>(&self, act: &str, body: Value) -> T {
        registrar(&self.client, self.issuer(), act, body).await
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// Registers the redirect URI that is about to be used, and that one only.
pub(super) async fn register(client: &Client, page: &Url, app: &str) {
    let uri = page.query_pairs().find(|(name, _)| name == "redirect_uri");
    let (_, uri) = uri.expect("a redirect URI");
    let issuer = page.origin().ascii_serialization();
    let _: Value = registrar(
        client,
        &issuer,
        "register",
        json!({ "app": app, "redirect_uri": uri }),
    )
    .await;
}

async fn registrar<T: DeserializeOwned>(
    client: &Client,
    issuer: &str,
    act: &str,
    body: Value,
) -> T {
    let url = format!("{issuer}/registrar/{act}");
    let answer = client
        .post(url)
        .body(body.to_string())
        .send()
        .await
        .expect("the registrar");
    answer.json().await.expect("the registrar's answer")
}

#[expect(
    clippy::disallowed_methods,
    reason = "an admin's requests are not the console's"
)]
fn client() -> Client {
    Client::new()
}

/// RFC 6749 appendix B, which `client_secret_basic` wants.
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
