//! What a connection is. Pure: no I/O, no clock, no network.
//!
//! Values are parsed at the door and are true inside: an [`OrgHost`] is a host that a token may be
//! sent to, a [`Nickname`] is one that can stand in the list.

mod client;
mod clock;
mod connection;
mod explanation;
mod health;
mod host_grammar;
mod id;
mod look_alike;
mod nickname;
mod opa;
mod org;
mod scope;
mod sealed;
mod status;

pub use client::{ClientKind, PublicKey, Requirement, Requirements};
pub use clock::{Clock, StoppedClock, SystemClock};
pub use connection::{
    Authorization, Connection, Environment, Identity, InstanceDetails, OrgDetails, Pipeline, Place,
    Settings, TeamDetails,
};
pub use explanation::Explanation;
pub use health::{EXPIRING, Health};
pub use host_grammar::LoopbackOrgs;
pub use id::{ConnectionId, ConnectorId};
pub use nickname::{Nickname, NicknameProblem};
pub use opa::{KeyId, KeyIdProblem, OpaBaseUrl, OpaProblem, TeamName, TeamProblem};
pub use org::{DomainProblem, OrgHost, OrgKind};
pub use scope::{Scope, ScopeSet};
pub use sealed::{SealContext, Sealed, SecretField};
pub use status::{Refusal, Status};
