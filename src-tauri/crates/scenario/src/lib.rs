//! Scenarios, as files that a person can read and write. Pure: no I/O, no connectors, no tokens.
//!
//! ```toml
//! name = "Suspend a device"
//! about = "One sentence; may be left out."
//! dry = false                     # whether a run is dry unless the person says otherwise
//!
//! [catalogue]
//! okta_devices = 1                # the connector's version that it was saved with
//!
//! [[inputs]]                      # what is asked before it runs, or handed in by a parent
//! id = "connection"
//! label = "OAuth2 Connection"
//! kind = "connection"             # text, secret, boolean, integer, connection or session
//! connector = "okta_devices"      # of a connection: of which connector
//! required = true                 # `default` and `help` may follow
//!
//! [[steps]]
//! id = "connect"
//! connect = "Default"             # opens a session of this name
//! kind = "local"                  # local, global or variable
//! [steps.inputs]
//! connection = { input = "connection" }
//!
//! [[steps]]
//! id = "suspend"
//! action = "okta_devices.suspend_device"
//! session = "Default"             # or "{name}" for a session variable
//! expect = [{ status = 200 }, { field = "id", equals = "…" }, { field = "id", exists = true }]
//! always = false                  # true: it cleans up, and runs after a failure or Stop too
//! undoes = "…"                    # with `always`: only if this step was carried out
//! [steps.inputs]
//! device = { step = "find", output = "id" }   # or { input = "…" }, or "a text"
//! ```
//!
//! A step has one of `connect`, `disconnect`, `action` and `scenario`; the last runs another
//! scenario, by the name of its file. [`Scenario::read`] refuses keys that are not here, names that
//! are not declared, and references that lead forward; [`family`] refuses what only several
//! scenarios together can get wrong.

mod bundled;
mod check;
mod expect;
mod family;
mod file_name;
mod names;
mod problem;
mod read;
mod scenario;
mod write;
mod written;

#[cfg(test)]
mod tests;

pub use bundled::bundled;
pub use expect::{is_met, text_of};
pub use family::{DEEPEST, family};
pub use file_name::{id_for, is_id};
pub use names::{is_session_name, session_variable, variable_in};
pub use problem::Problem;
pub use read::LARGEST;
pub use scenario::{Deed, Expectation, Input, InputKind, Scenario, SessionKind, Source, Step};
