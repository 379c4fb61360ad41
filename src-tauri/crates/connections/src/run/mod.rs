//! *Run*: one action, by hand, through one connection.
//!
//! The form is read (`inputs`), the calls are written from the catalogue's templates (`request`,
//! `joined`), shown (`preview`), sent (`sending`) and understood (`answer`, `refusal`). A token
//! goes to the connection's own host only, and a write is sent once. A list is read page by page
//! (`listing`).

mod act;
mod answer;
mod by_hand;
mod candidates;
mod cards;
mod consent;
mod copy;
mod expression;
mod form;
mod inputs;
mod joined;
mod kinds;
mod listing;
mod lookup;
mod pairs;
mod prediction;
mod preview;
mod ran;
mod refusal;
mod request;
mod sealed;
mod sending;
mod state;
mod target;

pub(crate) use candidates::Pauses;
pub(crate) use listing::Listings;
pub(crate) use prediction::predict;
pub(crate) use ran::{Ran, RanBy};
pub(crate) use sending::granted;
