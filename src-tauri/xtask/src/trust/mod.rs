//! `cargo xtask trust`: the long proofs, each figure beside what was promised.

mod commands;
mod fuzz;
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

use self::suites::{By, SUITES, Suite};
use crate::built::EVERYTHING;
use crate::figures::{self, Figure, Told};
use crate::packages::{self, Purpose};
use crate::step::{self, cargo};
use crate::workspace::{program, target};
use crate::{built, node};

/// Runs all suites, or with `--only NAME` one, and writes `target/trust/report.md`; with `--list`
/// names them.
pub(crate) fn trust(arguments: &[&str]) -> Result<()> {
    match arguments {
        [] => prove(&SUITES.iter().collect::<Vec<_>>()),
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
            prove(&[suite])
        }
        _ => bail!("cargo xtask trust [--list | --only NAME]"),
    }
}

fn prove(suites: &[&Suite]) -> Result<()> {
    prepare(suites)?;
    let mut all = Vec::new();
    for (number, suite) in suites.iter().enumerate() {
        println!("\n── {} ({} of {})", suite.name, number + 1, suites.len());
        let begun = Instant::now();
        let (ended_well, figures) = run(suite)?;
        println!("   {}: {:.1} s", suite.name, begun.elapsed().as_secs_f64());
        all.push(Told {
            suite: suite.name,
            proves: suite.proves,
            figures,
            ended_well,
        });
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
    packages::install(Purpose::Test)?;
    if suites.iter().any(|suite| matches!(suite.by, By::Window)) {
        node::install_stranger()?;
        return built::programs(false);
    }
    if suites.iter().any(|suite| matches!(suite.by, By::Rooms)) {
        let mut build = cargo(["build", "--bin", "trust"]);
        build.args(EVERYTHING);
        return step::run("the suites", build);
    }
    Ok(())
}

fn run(suite: &Suite) -> Result<(bool, Vec<Figure>)> {
    let program = match suite.by {
        By::Rooms => program(false, "trust"),
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
