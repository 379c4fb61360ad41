//! *Run*: one action, by hand, through one connection.
//!
//! The form is read (`inputs`), the calls are written from the catalogue's templates (`request`,
//! `joined`), shown (`preview`), sent (`sending`) and understood (`answer`, `refusal`). A token
//! goes to the connection's own host only, and a write is sent once. A list is read page by page
//! (`listing`). What is secret is masked (`redact`) before anything of a run reaches the window or
//! the disk (`finish`); one secret output at a time is shown to whoever asks for it (`held`).

mod act;
mod answer;
mod by_hand;
mod candidates;
mod cards;
mod consent;
mod copy;
mod expression;
mod finish;
mod form;
mod held;
mod inputs;
mod joined;
mod kinds;
mod listing;
mod lookup;
mod occasion;
mod pairs;
pub mod parsers;
mod prediction;
mod preview;
mod ran;
mod recent;
mod redact;
mod redact_text;
mod refusal;
mod request;
mod sealed;
mod secret_names;
mod sending;
mod state;
mod target;

pub(crate) use act::action;
pub(crate) use candidates::Pauses;
pub(crate) use cards::no_session;
pub(crate) use form::input_view;
pub(crate) use held::Held;
pub(crate) use inputs::Inputs;
pub(crate) use joined::Way;
pub(crate) use listing::{Listings, csv_lines};
pub(crate) use occasion::Occasion;
pub(crate) use prediction::predict;
pub(crate) use ran::{Ran, RanBy};
pub(crate) use recent::Recent;
pub(crate) use redact::is_secret_input;
pub(crate) use request::MASK;
pub(crate) use secret_names::is_secret;
pub(crate) use sending::{Stop, granted};
