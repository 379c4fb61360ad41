//! The app behind a connection: its kind, its key, and what it requires.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which kind of app it is, as the Admin Console has it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum AppKind {
    /// *Web Application*, with a client secret.
    #[default]
    WebApp,
    /// *Native Application*, with PKCE and no secret.
    NativeApp,
    /// *API Services*, with a key pair; nobody signs in.
    ServiceApp,
}

/// What the person says of the app. A team has none, and it is not looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AppChoice {
    /// Its kind.
    pub kind: AppKind,
    /// *Require Demonstrating Proof of Possession (DPoP) header in token requests*.
    pub dpop: bool,
    /// Pushed authorization requests only (PAR).
    pub pushed: bool,
}

/// How a new key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum KeyKind {
    /// RSA of 2048 bits (RS256).
    Rsa,
    /// P-256 (ES256).
    Ec,
}

/// A key pair, as far as it is shown: the private half stays in Rust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeyView {
    /// Its name (RFC 7638), which is its `kid` too.
    pub thumbprint: String,
    /// The public key as a JWK, to be registered in the app.
    pub jwk: String,
}

/// The app of a connection.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AppView {
    /// Its kind.
    pub kind: AppKind,
    /// Label and value, in the Admin Console's words.
    pub facts: Vec<(String, String)>,
    /// Whether proof of possession is shown.
    pub dpop: bool,
    /// Whether requests are pushed.
    pub pushed: bool,
    /// The key that a service app proves itself with.
    pub key: Option<KeyView>,
}
