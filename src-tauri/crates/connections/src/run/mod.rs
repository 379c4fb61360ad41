//! *Run*: one action, by hand, through one connection.
//!
//! The form is read (`inputs`), the calls are written from the catalogue's templates (`request`,
//! `joined`), shown (`preview`), sent (`sending`) and understood (`answer`, `refusal`). A token
//! goes to the connection's own host only, and a write is sent once.

mod act;
mod answer;
mod by_hand;
mod cards;
mod copy;
mod expression;
mod form;
mod inputs;
mod joined;
mod lookup;
mod prediction;
mod preview;
mod ran;
mod refusal;
mod request;
mod sending;

pub(crate) use ran::{Ran, RanBy};
pub(crate) use sending::granted;
