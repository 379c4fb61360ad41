//! Health, measured: checks that the console makes by itself, what they found, and when a
//! connection must be signed in to again.
//!
//! What is due is decided from the time, the last checks and the org's budget (`schedule`), which
//! knows no clock and no network; `background` does it.

mod background;
mod budgets;
mod calendar;
mod check;
mod end;
mod news;
mod reminders;
mod schedule;
mod strip;

pub(crate) use background::Checking;
pub(crate) use check::AskedBy;
pub(crate) use reminders::left;
