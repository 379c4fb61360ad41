//! What the sandbox promises, asked over real HTTP.
#![expect(clippy::unwrap_used, reason = "what cannot be had fails the test")]

mod admin;
mod client_authentication;
mod conformance;
mod devices;
mod dpop;
mod faults;
mod groups;
mod learner;
mod privileged_access;
mod realms;
mod refresh;
mod scopes;
mod sign_in;
mod users;
