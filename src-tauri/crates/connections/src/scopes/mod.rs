//! The truth about scopes: what was asked for, what was granted, what is needed by what is used
//! here, and the fewest that would be enough. The decisions are pure; `used.rs` reads what is used.

mod ask;
mod least;
mod truth;
mod used;

pub(crate) use truth::{Grants, scope_lines};
pub(crate) use used::{Use, Used};
