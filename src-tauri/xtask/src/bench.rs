//! `cargo xtask bench`: the console beside a blank window of the same toolchain.

use std::process::Command;

use anyhow::Result;

use crate::node;
use crate::packages::{self, Purpose};
use crate::step::{self, cargo};
use crate::workspace::{program, target};

/// Builds both windows as they are shipped, and lets the `bench` program of the tests measure.
pub(crate) fn bench() -> Result<()> {
    packages::install(Purpose::Test)?;
    node::install()?;
    node::build()?;
    let windows = [
        "build",
        "--locked",
        "--release",
        "--bins",
        "-p",
        "connections-console",
    ];
    let mut build = cargo(windows);
    build.args(["--features", "blank"]);
    step::run("both windows, as shipped", build)?;
    let measure = [
        "build",
        "--locked",
        "-p",
        "stories",
        "--features",
        "window",
        "--bin",
        "bench",
    ];
    step::run("the measuring program", cargo(measure))?;
    let mut bench = Command::new(program(false, "bench"));
    bench
        .arg(program(true, "connections-console"))
        .arg(program(true, "blank"))
        .arg(target().join("bench"));
    step::run("bench", bench)
}
