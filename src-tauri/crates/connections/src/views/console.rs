//! The console as a whole: where it keeps things, and the practice org.

use domain::Explanation;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppKind, Failure};

/// What the window asks for first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConsoleView {
    /// The program's version.
    pub version: String,
    /// Where secrets are.
    pub storage: StorageView,
    /// The folder that holds the database.
    pub data_dir: String,
    /// Whether `http://127.0.0.1:PORT` is taken as a domain.
    pub loopback_orgs: bool,
    /// The practice org, if it is running.
    pub sandbox: Option<SandboxView>,
    /// The redirect URIs to register in Okta, all of them, exactly as they must be written.
    pub redirect_uris: Vec<String>,
}

/// Where secrets are, or why they cannot be reached.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[ts(export)]
pub enum StorageView {
    /// Secrets can be sealed and opened.
    Open {
        /// What holds the key.
        keeper: KeeperView,
    },
    /// They cannot; the list can be read, and nothing can be signed in to.
    Locked {
        /// Which keyring, why, and what to install or press.
        explanation: ExplanationView,
        /// Whether somebody pressed *Lock*: the same keyring opens it.
        by_lock: bool,
        /// Whether a passphrase was chosen earlier: then it is asked for.
        passphrase_set: bool,
        /// Whether the keyring has been asked and has not answered: *Try again* waits for it.
        waiting: bool,
        /// Whether the key is gone for good, so that only starting over helps.
        key_lost: bool,
    },
}

/// What holds the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[ts(export)]
pub enum KeeperView {
    /// The operating system's keyring.
    Keyring {
        /// Its name, such as *Secret Service*.
        name: String,
    },
    /// A passphrase, typed at every start.
    Passphrase,
    /// Nothing: secrets end with this run.
    SessionOnly,
}

/// [`Explanation`], for the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExplanationView {
    /// What happened.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do next.
    pub fix: String,
}

impl From<Explanation> for ExplanationView {
    fn from(Explanation { what, why, fix }: Explanation) -> Self {
        Self { what, why, fix }
    }
}

/// The practice org that is running inside this program.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SandboxView {
    /// What to type as *Domain*.
    pub org_url: String,
    /// What to type as *OPA Base URL*.
    pub opa_url: String,
    /// The page in place of the Admin Console.
    pub admin_url: String,
    /// What to fill in, per connector.
    pub connectors: Vec<PracticeConnector>,
}

/// What to fill in for practice. The secret itself stays in Rust: the wizard sends
/// [`super::NewSecret::Practice`].
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PracticeConnector {
    /// The connector's id.
    pub connector: String,
    /// A nickname to start from.
    pub nickname: String,
    /// Field id and value, secrets left out.
    pub values: std::collections::BTreeMap<String, String>,
    /// The client ID of the practice app of each kind that there is; none for a team.
    pub clients: std::collections::BTreeMap<AppKind, String>,
}

/// Which address is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum AddressKind {
    /// *Domain*.
    OktaDomain,
    /// *OPA Base URL*.
    OpaBaseUrl,
}

/// What the console makes of an address.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[ts(export)]
pub enum AddressCheck {
    /// It is one.
    Taken {
        /// As it will be used.
        host: String,
        /// On this computer.
        loopback: bool,
        /// A custom domain, to be confirmed.
        custom: bool,
    },
    /// It is none; `failure.repaired` may hold what was meant.
    Refused {
        /// What to say beside the field.
        failure: Box<Failure>,
    },
}
