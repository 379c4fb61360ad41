//! `cargo xtask trust`: the long proofs, each figure beside what was promised.

use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::figures::{self, Told};
use crate::step::{self, cargo};
use crate::workspace::{program, target};

/// A program that prints its figures. It is listed when it is there, and not before.
struct Suite {
    name: &'static str,
    proves: &'static str,
}

const SUITES: [Suite; 3] = [
    Suite {
        name: "relying-party",
        proves: "An issuer that lies is not believed, under the OpenID Foundation's own test names, and no token of it is kept.",
    },
    Suite {
        name: "renewal",
        proves: "However many ask at once, in one process or in eight, an expired token is renewed by one request.",
    },
    Suite {
        name: "loopback",
        proves: "Whoever knocks at the loopback port, the person who signs in succeeds, once, and nobody else does.",
    },
];

/// Runs all suites, or with `--only NAME` one, and writes `target/trust/report.md`; with `--list`
/// names them.
pub(crate) fn trust(arguments: &[&str]) -> Result<()> {
    match arguments {
        [] => prove(&SUITES.iter().collect::<Vec<_>>()),
        ["--list"] => {
            for Suite { name, proves } in &SUITES {
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
    let build = cargo(["build", "--locked", "-p", "stories", "--bin", "trust"]);
    step::run("the suites", build)?;
    let mut all = Vec::new();
    for (number, suite) in suites.iter().enumerate() {
        println!("\n── {} ({} of {})", suite.name, number + 1, suites.len());
        let begun = Instant::now();
        let mut command = Command::new(program(false, "trust"));
        command.arg(suite.name);
        let (ended_well, figures) = figures::run(command)?;
        println!("   {}: {:.1} s", suite.name, begun.elapsed().as_secs_f64());
        all.push(Told {
            suite: suite.name,
            proves: suite.proves,
            figures,
            ended_well,
        });
    }
    let folder = target().join("trust");
    fs::create_dir_all(&folder)?;
    let report = folder.join("report.md");
    fs::write(&report, figures::page(&all))?;
    println!("\nThe figures: {}", report.display());
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
