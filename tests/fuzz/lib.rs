//! Eight parsers of what comes from outside, and what must hold of each whatever it is given.
//!
//! A [`Target`] takes any bytes and panics where a promise is broken: not only that the parser ends,
//! but that what it accepts is what it may accept, said a second time and independently. The ordinary
//! tests run each over its seeds and over what fuzzing found worth keeping (`corpus/`); `cargo xtask
//! trust --only fuzz` gives each a minute of libFuzzer (`libfuzzer/`, a workspace of its own).

mod escaped;
pub mod grammar;
mod targets;

pub use targets::{TARGETS, Target};
