//! `cargo xtask bench`: the console beside what it is measured by, built by the same toolchain.

use std::process::Command;

use anyhow::Result;

use crate::node;
use crate::packages::{self, Purpose};
use crate::step::{self, cargo};
use crate::workspace::{program, target};

/// Builds both windows as they are shipped and the `bench` program of the tests in the same way,
/// for the console's own engine is in it, and lets it measure.
pub(crate) fn bench(which: &[&str]) -> Result<()> {
    packages::install(Purpose::Test)?;
    node::install()?;
    node::build()?;
    let windows = ["build", "--locked", "--release", "--bins"];
    let mut build = cargo(windows);
    build.args(["-p", "connections-console", "--features", "blank"]);
    step::run("both windows, as shipped", build)?;
    let programs = ["build", "--locked", "--release", "-p", "stories"];
    let mut build = cargo(programs);
    build.args([
        "--features",
        "window",
        "--bin",
        "bench",
        "--bin",
        "hand-over",
    ]);
    step::run("the measuring program", build)?;
    let mut bench = Command::new(program(true, "bench"));
    bench
        .arg(program(true, "connections-console"))
        .arg(program(true, "blank"))
        .arg(target().join("bench"))
        .args(which);
    step::run("bench", bench)
}
