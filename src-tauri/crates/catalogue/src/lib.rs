//! The connectors, as data. Pure: what it knows was embedded when it was built.
//!
//! A connector is one folder below `connectors/`: `connector.toml` says what the wizard asks and
//! which scopes or roles there are, `actions/` what the connector can do, `answers.toml` what comes
//! back, `samples/` one such answer each, `workflows.toml` which cards Okta Workflows has of this kind,
//! `icon.svg` how it looks. A new folder needs no other file.
//!
//! Refuses to hold anything that contradicts itself: [`Catalogue::builtin`] checks every action
//! against the scopes, roles, inputs and answers that its connector declares.

mod action;
mod answer;
mod catalogue;
mod check;
mod connector;
mod error;
mod folder;
mod grant;
mod least;
mod probe;
mod request;
mod roles;
mod scope_entries;
mod scopes;
mod setup;
mod vocabulary;
mod workflows;
mod written;

#[cfg(test)]
mod tests;

pub use action::{Action, Choice, Effect, Input, InputKind, Needs};
pub use answer::{Answer, Output, OutputKind};
pub use catalogue::Catalogue;
pub use connector::{Connector, Field, FieldKind};
pub use error::CatalogueError;
pub use grant::{Grant, Preset, Role, ScopeEntry};
pub use probe::{Caller, Probe, ProbeCall};
pub use request::{Method, QueryPart, RequestProblem, RequestTemplate, Segment, Value};
pub use scopes::{ScopeProblem, ScopeWarning};
pub use setup::{AppKind, Copy, Link, SetupLink, SetupStep, Step};
pub use workflows::{CardSource, WorkflowsCard, WorkflowsConnector};
