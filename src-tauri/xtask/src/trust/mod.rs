//! `cargo xtask trust`: the long proofs, each figure beside what was promised.

mod commands;
mod field;
mod fuzz;
mod kept;
mod mutants;
mod properties;
mod seeded;
mod suites;
pub(crate) mod supply_chain;
mod tool;

use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use self::kept::Kept;
use self::suites::{By, SUITES, Suite};
use crate::built::{EVERYTHING, FAULTS};
use crate::figures::{self, Figure, Told};
use crate::packages::{self, Purpose};
use crate::step::{self, cargo};
use crate::workspace::{program, target};
use crate::{built, node};

/// Runs all suites, or with `--only NAME` one, and writes `target/trust/report.md`; with `--continue`
/// all that were not as promised of this very commit; with `--list` names them.
pub(crate) fn trust(arguments: &[&str]) -> Result<()> {
    let all = || SUITES.iter().collect::<Vec<_>>();
    match arguments {
        [] => prove(&all(), false),
        ["--continue"] => prove(&all(), true),
        ["--list"] => {
            for Suite { name, proves, .. } in SUITES {
                println!("{name:<16} {proves}");
            }
            Ok(())
        }
        ["--only", name] => {
            let suite = SUITES.iter().find(|suite| suite.name == *name);
            let suite =
                suite.with_context(|| format!("there is no such suite: {name}; see --list"))?;
            prove(&[suite], false)
        }
        _ => bail!("cargo xtask trust [--list | --only NAME | --continue]"),
    }
}

fn prove(suites: &[&Suite], goes_on: bool) -> Result<()> {
    field::clear()?;
    let kept = Kept::open(&target().join("trust").join("kept"))?;
    if goes_on {
        kept.require_commit()?;
    }
    let earlier = |suite: &Suite| kept.figures(suite.name).filter(|_| goes_on);
    let ahead = suites.iter().filter(|suite| earlier(suite).is_none());
    prepare(&ahead.copied().collect::<Vec<_>>())?;
    let mut all = Vec::new();
    for (number, suite) in suites.iter().enumerate() {
        println!("\n── {} ({} of {})", suite.name, number + 1, suites.len());
        let begun = Instant::now();
        let (ended_well, figures) = match earlier(suite) {
            Some(figures) => {
                println!("   as promised in an earlier run of this commit");
                (true, figures)
            }
            None => run(suite)?,
        };
        println!("   {}: {:.1} s", suite.name, begun.elapsed().as_secs_f64());
        let told = Told {
            suite: suite.name,
            proves: suite.proves,
            figures,
            ended_well,
        };
        if told.met() && kept.is_of_now()? {
            kept.keep(suite.name, &told.figures)?;
        }
        all.push(told);
        write(&all)?;
    }
    let short: Vec<_> = all
        .iter()
        .filter(|told| !told.met())
        .map(|t| t.suite)
        .collect();
    if !short.is_empty() {
        bail!("not as promised: {}", short.join(", "));
    }
    Ok(())
}

/// Installs and builds what these suites need, and no more.
fn prepare(suites: &[&Suite]) -> Result<()> {
    packages::install(Purpose::Trust)?;
    if suites.iter().any(|suite| matches!(suite.by, By::Window)) {
        node::install_stranger()?;
        built::programs(false)?;
    } else if suites.iter().any(|suite| matches!(suite.by, By::Rooms)) {
        let mut build = cargo(["build", "--bin", "trust"]);
        build.args(EVERYTHING);
        step::run("the suites", build)?;
    }
    if suites.iter().any(|suite| matches!(suite.by, By::Faults)) {
        let mut build = cargo(["build"]);
        build.args(FAULTS);
        step::run("the suite of fail points", build)?;
    }
    Ok(())
}

fn run(suite: &Suite) -> Result<(bool, Vec<Figure>)> {
    let program = match suite.by {
        By::Rooms => program(false, "trust"),
        By::Faults => program(false, "faults"),
        By::Window => program(false, "trust-window"),
        By::Tools(tools) => {
            return Ok(tools().map_or_else(
                |fault| {
                    println!("   FAILED: {fault:#}");
                    (false, Vec::new())
                },
                |figures| (true, figures),
            ));
        }
    };
    let mut command = Command::new(program);
    command.arg(suite.name);
    figures::run(command)
}

/// After each suite: one that is ended in the middle leaves the figures of those before.
fn write(all: &[Told]) -> Result<()> {
    let folder = target().join("trust");
    fs::create_dir_all(&folder)?;
    let report = folder.join("report.md");
    fs::write(&report, figures::page(all))?;
    println!("   The figures: {}", report.display());
    Ok(())
}
