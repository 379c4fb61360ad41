//! The use cases: what the console can do.
//!
//! [`Console`] holds the rooms together; each file beside this one is one thing that a person
//! does. Time, the browser and the keyring come in from outside ([`Opening`]).

mod address;
mod app;
mod attempts;
mod bearer;
mod begin;
mod client;
mod confirmation;
mod connect;
mod connectors;
mod delete;
mod edit;
mod examine;
mod examine_app;
mod examine_team;
mod explain;
mod files;
mod form;
mod found;
mod list;
mod new_key;
mod offered;
mod opening;
mod practice;
mod probe;
mod reauthorize;
mod review;
mod rooms;
mod rotation;
mod run;
mod said;
mod save;
mod secret;
mod service_app;
mod session;
mod status;
mod storage;
pub mod views;

pub use confirmation::{Confirmation, Question};
pub use files::{FileKind, Files};
pub use opening::{Console, Opening};
pub use practice::{Practice, PracticeCredentials};
