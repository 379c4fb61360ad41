//! What must hold of every value, tried with values that proptest makes: in the ordinary tests a few
//! hundred each, in `cargo xtask trust --only properties` a million.

mod claims;
mod hosts;
mod requests;
mod scenarios;
mod sealing;
mod words;

use fuzz::TARGETS;
use proptest::prelude::*;

/// The promises of a parser.
fn check(name: &str) -> fn(&[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    target.expect("one of the targets").check
}

/// What is found is written down as a test of its own, not as a seed beside the code.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
