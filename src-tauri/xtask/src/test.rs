//! `cargo xtask test`: everything that CI runs, the quick answers first.

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::built::{self, EVERYTHING, FAULTS};
use crate::count::{self, Count};
use crate::packages::{self, Purpose};
use crate::step::{at_root, cargo, npm};
use crate::trust::supply_chain;
use crate::{manners, node};

/// Runs it all. What fails does not keep the rest from being run, but for what builds on it.
pub(crate) fn test() -> Result<()> {
    packages::install(Purpose::Test)?;
    node::install()?;
    node::install_stranger()?;
    let mut session = Session::default();

    session.check("file manners", manners::check);
    session.step("format", cargo(["fmt", "--all", "--check"]));
    session.step("UI types", npm(["run", "--silent", "check"]));
    session.step("UI lint", npm(["run", "--silent", "lint"]));
    session.step("UI tests", npm(["run", "--silent", "test"]));
    session.check("UI and programs", || built::programs(false));
    session.check("what it is made of", supply_chain::quick);
    session.step(
        "clippy",
        everything("clippy", &["--all-targets", "--", "-D", "warnings"]),
    );
    let mut faults = cargo(["clippy"]);
    faults.args(FAULTS).args(["--", "-D", "warnings"]);
    session.step("clippy: fail points", faults);
    session.step(
        "tests: rooms, stories and the real window",
        everything("test", &["--no-fail-fast"]),
    );
    session.check("bindings unchanged", bindings_unchanged);

    session.sum_up()
}

fn everything(command: &str, more: &[&str]) -> Command {
    let mut cargo = cargo([command]);
    cargo.args(EVERYTHING).args(more);
    cargo
}

/// The types that the window shares are written by the tests of `connections`, just now.
fn bindings_unchanged() -> Result<()> {
    let status = at_root(
        "git",
        ["status", "--porcelain", "--", "ui/src/ipc/bindings"],
    )
    .output()?;
    if !status.status.success() {
        bail!(
            "git cannot tell: {}",
            String::from_utf8_lossy(&status.stderr).trim()
        );
    }
    if !status.stdout.is_empty() {
        let changed = String::from_utf8_lossy(&status.stdout);
        bail!("the bindings differ from the Rust types; commit what was written:\n{changed}");
    }
    Ok(())
}

/// What has been run.
#[derive(Default)]
struct Session {
    lines: Vec<(String, bool, f64)>,
    count: Count,
}

impl Session {
    fn step(&mut self, heading: &str, command: Command) {
        let mut told = Count::default();
        self.check(heading, || {
            let (ended_well, count) = count::run(command)?;
            told = count;
            if ended_well {
                Ok(())
            } else {
                bail!("it ended with a failure")
            }
        });
        self.count += told;
    }

    fn check(&mut self, heading: &str, check: impl FnOnce() -> Result<()>) {
        println!("\n── {heading}");
        let begun = Instant::now();
        let outcome = check();
        if let Err(error) = &outcome {
            println!("{error:#}");
        }
        self.lines.push((
            heading.to_owned(),
            outcome.is_ok(),
            begun.elapsed().as_secs_f64(),
        ));
    }

    fn sum_up(self) -> Result<()> {
        println!("\n── what was run");
        for (heading, went_well, seconds) in &self.lines {
            println!(
                "   {} {heading} ({seconds:.1} s)",
                if *went_well { "ok    " } else { "FAILED" }
            );
        }
        let failed_steps = self
            .lines
            .iter()
            .filter(|(_, went_well, _)| !went_well)
            .count();
        let Count {
            passed,
            failed,
            ignored,
        } = self.count;
        println!(
            "\n{} steps, {failed_steps} failed; {passed} tests passed, {failed} failed, {ignored} ignored",
            self.lines.len()
        );
        if failed_steps > 0 || failed > 0 {
            bail!("not everything is well");
        }
        Ok(())
    }
}
