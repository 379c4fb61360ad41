//! The use cases: what the console can do.
//!
//! [`Console`] holds the rooms together; each file beside this one is one thing that a person
//! does. Time, the browser and the keyring come in from outside ([`Opening`]).

mod address;
mod app;
mod arming;
mod attempts;
mod backups;
mod bearer;
mod begin;
mod client;
mod confirmation;
mod connect;
mod connectors;
mod delete;
mod diagnostics;
mod doctor;
mod edit;
mod examine;
mod examine_app;
mod examine_team;
mod explain;
mod exports;
mod files;
mod form;
mod found;
mod health;
mod history;
mod holds;
mod letters;
mod list;
mod live_token;
mod locks;
mod new_key;
mod new_secret;
mod notices;
mod offered;
mod opening;
mod points;
mod practice;
mod preferences;
mod probe;
mod queue;
mod reauthorize;
mod renewal_rules;
mod restore;
mod review;
mod rooms;
mod rotation;
mod run;
mod runs_as;
mod said;
mod save;
mod scenarios;
mod scopes;
mod secret;
mod service_app;
mod sessions;
mod single_flight;
mod status;
mod storage;
pub mod views;
mod whose;

pub use confirmation::{Confirmation, Question, Typed, Yes};
pub use diagnostics::Machine;
pub use files::{FileKind, Files};
pub use notices::{Notice, Notices};
pub use opening::{Console, Opening};
pub use practice::{Practice, PracticeCredentials};
pub use restore::Restore;
pub use run::parsers;

/// Whether this build can be made to fail from within, as the long proofs do. Nothing that is
/// shipped is such a build: the shell does not compile over one.
pub const HAS_FAIL_POINTS: bool = cfg!(feature = "fail-points");
