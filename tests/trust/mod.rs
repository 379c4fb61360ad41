//! The long proofs: suites that `cargo xtask trust` runs whole, and the stories in short.
//!
//! Each drives the real program over real HTTP and measures figures; a figure says what was
//! promised, so that a report can be read without the code.

pub mod bad_weather;
pub mod clocks;
pub mod database;
mod desk;
#[cfg(feature = "fail-points")]
pub mod fail_points;
pub mod figure;
pub mod hand;
#[cfg(feature = "window")]
pub mod hostile_text;
pub mod issuer;
pub mod keyring;
pub mod kill;
pub mod leaks;
pub mod loopback;
pub mod power_loss;
mod quick;
pub mod rate_limits;
pub mod relying_party;
pub mod renewal;
pub mod single_flight;
pub mod soak;
pub mod strace;
pub mod subject;
pub mod system_calls;
pub mod wire;
