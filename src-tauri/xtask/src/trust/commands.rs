//! Every command, called a million times with anything: a test of the shell itself, for nobody else
//! can reach its commands without a window.

use anyhow::{Result, ensure};

use crate::built::EVERYTHING;
use crate::figures::{self, Figure};
use crate::node;
use crate::step::cargo;
use crate::workspace::memory;

/// Runs it, and takes its figures from what it prints.
pub(super) fn commands() -> Result<Vec<Figure>> {
    node::install()?;
    node::build()?;
    let mut test = cargo(["test"]);
    test.args(EVERYTHING).args(["--bin", "connections-console"]);
    test.args(["--", "--ignored", "--nocapture", "trial::a_million_calls"]);
    // Nothing here is proven of the disk, and most of the time would be spent waiting for it.
    if let Some(memory) = memory() {
        test.env("TMPDIR", memory);
    }
    let (_ended_well, figures) = figures::run(test)?;
    ensure!(!figures.is_empty(), "it ended before it told anything");
    Ok(figures)
}
