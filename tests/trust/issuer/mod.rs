//! An org authorization server on this computer that lies on demand.
//!
//! It shares no code with ours but the wire, and remembers everything that it was asked.

mod behaviour;
mod endpoints;
pub mod jwt;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post};
use domain::Clock;

pub use behaviour::Behaviour;

/// The one client that it knows.
pub const CLIENT_ID: &str = "0oa1relyingparty";
/// Its secret; characters that a careless client forgets to encode.
pub const CLIENT_SECRET: &str = "s3cret/with:odd+characters%";
/// Who signs in.
pub const SUBJECT: &str = "00u1subject";
/// By her name.
pub const LOGIN: &str = "ada@acme.dev";

/// What it saw.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Authorization requests, by parameter.
    pub authorize: Vec<HashMap<String, String>>,
    /// Token requests, by parameter.
    pub token: Vec<HashMap<String, String>>,
    /// How often the keys were fetched since the lie began.
    pub keys: u32,
    /// The `Authorization` header of each request to userinfo.
    pub userinfo: Vec<String>,
    /// Every other request, for metadata apart: its path, and its `Authorization` header.
    pub api: Vec<(String, String)>,
}

impl Seen {
    /// Whether a request to the API, userinfo apart, carried this token.
    pub fn was_used(&self, token: &str) -> bool {
        let bearer = format!("Bearer {token}");
        self.api.iter().any(|(_, header)| *header == bearer)
    }
}

/// Clones are the same one.
#[derive(Clone)]
pub struct Issuer(Arc<Inside>);

struct Inside {
    port: u16,
    clock: Box<dyn Clock>,
    behaviour: Mutex<Behaviour>,
    seen: Mutex<Seen>,
}

impl Issuer {
    /// Listens on any free port and issues tokens by `clock`.
    pub async fn start(clock: impl Clock) -> Self {
        jwt::prepare();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let issuer = Self(Arc::new(Inside {
            port,
            clock: Box::new(clock),
            behaviour: Mutex::new(Behaviour::honest()),
            seen: Mutex::default(),
        }));
        let router = Router::new()
            .route("/oauth2/v1/authorize", get(endpoints::authorize))
            .route("/oauth2/v1/token", post(endpoints::token))
            .route("/oauth2/v1/keys", get(endpoints::keys))
            .route("/oauth2/v1/userinfo", get(endpoints::userinfo))
            .route("/oauth2/v1/introspect", post(endpoints::introspect))
            .route(
                "/.well-known/okta-organization",
                get(endpoints::organization),
            )
            .fallback(endpoints::anything_else)
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.0.port)
    }

    /// From now on it lies like this, and is honest in everything else.
    pub fn lies(&self, how: fn(&mut Behaviour)) {
        let mut behaviour = Behaviour::honest();
        how(&mut behaviour);
        *locked(&self.0.behaviour) = behaviour;
        locked(&self.0.seen).keys = 0;
    }

    /// As [`Issuer::lies`], and whoever asks for its keys waits without end.
    pub fn lies_and_holds_keys(&self, how: fn(&mut Behaviour)) {
        self.lies(how);
        locked(&self.0.behaviour).holds_keys = true;
    }

    /// From now on it is honest.
    pub fn repents(&self) {
        self.lies(|_| {});
    }

    /// All that it saw so far.
    pub fn seen(&self) -> Seen {
        locked(&self.0.seen).clone()
    }

    fn behaviour(&self) -> Behaviour {
        *locked(&self.0.behaviour)
    }

    fn note<T>(&self, what: impl FnOnce(&mut Seen) -> T) -> T {
        what(&mut locked(&self.0.seen))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
