//! Sessions: what *Connect* opens. A session is a name for a connection that was proven, known in
//! one place; it holds no token, so two sessions share one only if they are of one connection.
//!
//! They live in memory: *Disconnect* and quitting end them, and nothing of them is on the disk.

mod by_hand;
mod lookup;
mod open;
mod page;
mod proof;
mod words;

pub(crate) use by_hand::Led;
pub(crate) use lookup::Lost;
pub(crate) use open::{Home, Opened, Session, Sessions};
pub(crate) use proof::{DomainProof, own_domain, session_answer};
