//! Measures the console beside a blank window, a plain loop and a bare call, all as they are
//! shipped, in one run.
//!
//! `bench CONSOLE BLANK TARGET [windows|lists|clicks]`

mod click;
mod figures;
mod launch;
mod memory;
mod org;
mod plain;
mod streams;
mod visitor;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use figures::{Aim, Figure, median};
use launch::{Launch, launch};
use stories::window::{Desktop, Keyring, seed};

/// How often each program is started; the first start only warms the caches.
const RUNS: usize = 9;

/// How many connections are many.
const MANY: usize = 10_000;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    transport::install_crypto();
    let done = match arguments.as_slice() {
        // What it starts itself, each in a process of its own.
        ["serve"] => org::serve().await,
        ["grow", who, door] => streams::grow(who, door).await,
        [console, blank, target, which @ ..] => {
            measure(
                Path::new(console),
                Path::new(blank),
                Path::new(target),
                which,
            )
            .await
        }
        _ => {
            eprintln!("bench CONSOLE BLANK TARGET [windows|lists|clicks]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nothing was measured: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(console: &Path, blank: &Path, target: &Path, which: &[&str]) -> Result<()> {
    let wanted = |name| which.is_empty() || which.contains(&name);
    let mut figures = Vec::new();
    if wanted("lists") || wanted("clicks") {
        println!("filling an org with {} people …", org::PEOPLE);
        let org = org::Org::start()?;
        if wanted("clicks") {
            figures.extend(click::measure(console, &org).await?);
        }
        if wanted("lists") {
            figures.extend(streams::measure(&org).await?);
        }
    }
    if wanted("windows") {
        figures.extend(windows(console, blank).await?);
    }
    figures::print(&figures);
    fs::create_dir_all(target)?;
    fs::write(target.join("bench.json"), figures::json(&figures)?)?;
    println!("\nwritten to {}", target.join("bench.json").display());
    Ok(())
}

/// How they start, and what they take when they rest.
async fn windows(console: &Path, blank: &Path) -> Result<Vec<Figure>> {
    let desktop = Desktop::start(Keyring::Unlocked)?;
    let none = desktop.dir().join("none");
    let many = desktop.dir().join("many");
    let unused = desktop.dir().join("unused");
    println!("filling a database with {MANY} connections …");
    seed(&many, MANY).await?;

    let mut starts = [Vec::new(), Vec::new(), Vec::new()];
    let mut memories = [Vec::new(), Vec::new(), Vec::new()];
    for run in 0..=RUNS {
        // One after the other, so that whatever else the computer does falls on all alike.
        for (n, (program, data_dir)) in [(blank, &unused), (console, &none), (console, &many)]
            .into_iter()
            .enumerate()
        {
            let Launch { start, memory } = launch(&desktop, program, data_dir).await?;
            if run > 0 {
                starts[n].push(start);
                memories[n].push(memory);
            }
        }
        println!("run {run} of {RUNS}");
    }
    let [blank_start, start, start_many] = starts.map(median);
    let [blank_memory, memory, memory_many] = memories.map(median);
    Ok(vec![
        Figure::of(
            "start to the list, no connections",
            "ms",
            start,
            blank_start,
            Aim::Ratio(1.25),
        ),
        Figure::of(
            "start to the list, 10,000 connections",
            "ms",
            start_many,
            start,
            Aim::Ratio(1.5),
        ),
        Figure::of(
            "idle memory (PSS, all processes)",
            "MiB",
            memory,
            blank_memory,
            Aim::Ratio(1.3),
        ),
        Figure::of(
            "idle memory, 10,000 connections",
            "MiB",
            memory_many,
            blank_memory,
            Aim::Open,
        ),
        Figure::of(
            "size of the program",
            "MiB",
            size(console)?,
            size(blank)?,
            Aim::Open,
        ),
    ])
}

#[expect(clippy::cast_precision_loss, reason = "a program has no 2^52 bytes")]
fn size(program: &Path) -> Result<f64> {
    Ok(fs::metadata(program)?.len() as f64 / f64::from(1 << 20))
}
