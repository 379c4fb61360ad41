//! `SQLite`: rows, and sealed secrets it cannot open.
//!
//! All SQL of the console is here. A secret enters and leaves as [`domain::Sealed`] only, and one
//! process at a time holds the data directory.

mod backup;
mod checks;
mod connections;
mod database;
mod fault;
mod folder;
mod instance_lock;
mod open_error;
mod opening;
mod other_secrets;
mod points;
mod queue;
mod reminders;
mod restore;
mod rotation;
mod rotation_lock;
mod row;
mod run_list;
mod run_row;
mod runs;
mod scenarios;
mod secrets;
mod settings;
mod store;
mod store_error;
mod used_actions;

#[cfg(test)]
mod tests;

pub use checks::CheckRow;
pub use open_error::OpenError;
pub use other_secrets::OtherSecret;
pub use queue::QueuedRow;
pub use reminders::ReminderRow;
pub use restore::KeptCopy;
pub use rotation::{Finish, Rotated, RotationIntent, SessionRow};
pub use rotation_lock::RotationLock;
pub use run_list::{RunChoices, RunFilter, RunPage};
pub use run_row::{RunContents, RunMark, RunRow};
pub use runs::RunLimits;
pub use scenarios::ScenarioFile;
pub use store::Store;
pub use store_error::StoreError;
