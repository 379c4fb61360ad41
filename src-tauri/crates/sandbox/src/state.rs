//! Everything the org holds, behind one lock.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::authorization_server::tickets::Tickets;
use crate::clock::OrgClock;
use crate::exchange::Exchange;
use crate::fault::FaultSpec;
use crate::ledger::{Event, Ledger};
use crate::privileged_access::team::Team;
use crate::seed::{AdminRole, Behaviour, ClientKind, OrgSeed, UserStatus};
use crate::shelf::Shelf;

/// The org, as every request shares it.
pub(crate) type Shared = Arc<Org>;

/// An org at an address.
pub(crate) struct Org {
    /// `http://127.0.0.1:PORT`, which is also the issuer.
    pub(crate) base: String,
    pub(crate) clock: OrgClock,
    pub(crate) state: Mutex<State>,
}

impl Org {
    /// Locks the state. A handler that panicked leaves it as it was: the org goes on.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes to the ledger.
    pub(crate) fn note(&self, state: &mut State, event: Event) {
        state.ledger.note(self.clock.now(), event);
    }
}

/// What the org holds.
pub(crate) struct State {
    pub(crate) org: OrgSeed,
    pub(crate) behaviour: Behaviour,
    pub(crate) apps: Shelf<App>,
    pub(crate) users: Shelf<User>,
    pub(crate) groups: Shelf<Group>,
    pub(crate) rules: Shelf<Rule>,
    pub(crate) realms: Shelf<Realm>,
    pub(crate) assignments: Shelf<RealmAssignment>,
    pub(crate) operations: Vec<Value>,
    pub(crate) devices: Shelf<Device>,
    pub(crate) log: Vec<Value>,
    pub(crate) tickets: Tickets,
    pub(crate) team: Team,
    pub(crate) ledger: Ledger,
    pub(crate) faults: Vec<FaultSpec>,
    /// None where nobody listens.
    pub(crate) heard: Option<Vec<Exchange>>,
    pub(crate) latency_ms: u64,
    /// How many token requests a user may make in one second; none: as many as she likes.
    pub(crate) user_token_limit: Option<u32>,
    pub(crate) windows: HashMap<String, Window>,
    /// How often the DPoP nonce was changed out of turn.
    pub(crate) nonce_turns: u64,
}

/// How much of a rate-limit bucket is used up, and until when.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Window {
    pub(crate) used: u32,
    pub(crate) reset: i64,
}

/// An app integration.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the tick boxes of the Admin Console"
)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) connector: Option<String>,
    pub(crate) kind: ClientKind,
    pub(crate) secret: Option<String>,
    /// A service app's public keys: several, so that one can take over from another.
    pub(crate) jwks: Vec<Value>,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) refresh_grant: bool,
    /// The tab *Okta API Scopes*.
    pub(crate) scopes: BTreeSet<String>,
    /// The tab *Assignments*: user ids.
    pub(crate) assigned: HashSet<String>,
    /// A service app acts with a role of its own.
    pub(crate) role: Option<AdminRole>,
    pub(crate) rotation: crate::knobs::Rotation,
    pub(crate) require_dpop: bool,
    pub(crate) require_par: bool,
    pub(crate) require_pkce: bool,
    pub(crate) created: Timestamp,
}

/// A person.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) status: UserStatus,
    pub(crate) created: Timestamp,
    pub(crate) activated: Option<Timestamp>,
    pub(crate) status_changed: Option<Timestamp>,
    pub(crate) last_login: Option<Timestamp>,
    pub(crate) last_updated: Timestamp,
    pub(crate) password_changed: Option<Timestamp>,
    pub(crate) password: Option<String>,
    pub(crate) recovery_question: Option<String>,
    pub(crate) provider: Option<Value>,
    pub(crate) realm_id: String,
    pub(crate) profile: Map<String, Value>,
    pub(crate) role: Option<AdminRole>,
    /// What `search` still answers with, for as long as its index lags; `Null` for "not there yet".
    pub(crate) indexed: Option<Value>,
}

impl User {
    pub(crate) fn login(&self) -> &str {
        self.profile
            .get("login")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

/// A group.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) kind: GroupKind,
    pub(crate) profile: Map<String, Value>,
    pub(crate) members: BTreeSet<String>,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
    pub(crate) last_membership_updated: Timestamp,
}

/// Who owns a group's members. Only Okta's own groups may be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupKind {
    Okta,
    BuiltIn,
    App,
}

/// A group rule.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) active: bool,
    pub(crate) conditions: Value,
    pub(crate) actions: Value,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
}

/// A realm.
#[derive(Debug, Clone)]
pub(crate) struct Realm {
    pub(crate) id: String,
    pub(crate) is_default: bool,
    pub(crate) profile: Map<String, Value>,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
}

/// A realm assignment.
#[derive(Debug, Clone)]
pub(crate) struct RealmAssignment {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) active: bool,
    pub(crate) is_default: bool,
    pub(crate) priority: i64,
    pub(crate) conditions: Value,
    pub(crate) actions: Value,
    pub(crate) domains: Option<Value>,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
}

/// A device and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    pub(crate) id: String,
    pub(crate) status: DeviceStatus,
    pub(crate) profile: Map<String, Value>,
    /// User id to the time of the link.
    pub(crate) users: BTreeMap<String, Timestamp>,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
}

/// Where a device is in its life cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeviceStatus {
    Active,
    Suspended,
    Deactivated,
}

impl State {
    /// A user by id, login, or login without its domain when only one has it.
    pub(crate) fn user(&self, named: &str) -> Option<&User> {
        if let Some(user) = self.users.by_id(named) {
            return Some(user);
        }
        if let Some(user) = self.users.iter().find(|user| same(user.login(), named)) {
            return Some(user);
        }
        let mut short = self.users.iter().filter(|user| {
            user.login()
                .split_once('@')
                .is_some_and(|(local, _)| same(local, named))
        });
        short.next().filter(|_| short.next().is_none())
    }

    pub(crate) fn user_id(&self, named: &str) -> Option<String> {
        self.user(named).map(|user| user.id.clone())
    }

    /// A user's login, for the ledger and the log.
    pub(crate) fn login(&self, user_id: &str) -> String {
        self.users
            .by_id(user_id)
            .map(|user| user.login().to_owned())
            .unwrap_or_default()
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
