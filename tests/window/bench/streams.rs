//! A long list to a file: the console's own engine beside the plain loop, and what it takes of
//! memory.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use reqwest::Client;
use secrecy::SecretString;
use tempfile::TempDir;

use crate::figures::{Aim, Figure, median};
use crate::memory::Peak;
use crate::org::{Door, Org, client};
use crate::plain;
use crate::visitor::{Visitor, token};

/// How often each reads the list; the first time only warms up.
const RUNS: usize = 7;
const LATENCY: u32 = 20;
/// How many users are many.
const USERS: usize = 50_000;

/// Both, by turns.
pub(crate) async fn measure(org: &Org) -> Result<Vec<Figure>> {
    let folder = TempDir::new()?;
    let pair = Pair {
        ours: Visitor::come(&folder.path().join("data"), &org.door).await?,
        token: token(&org.door).await?,
        client: client()?,
        url: org.door.url.clone(),
        folder,
    };
    let near = pair.run("no latency").await?;
    org.set_latency(LATENCY).await?;
    let far = pair.run("20 ms of latency").await?;
    org.set_latency(0).await?;

    let mut growth = [Vec::new(), Vec::new()];
    for run in 1..=3 {
        for (nth, who) in ["ours", "plain"].into_iter().enumerate() {
            growth[nth].push(grown(who, &org.door)?);
        }
        println!("memory, run {run} of 3");
    }
    let [ours, floor] = growth.map(median);
    Ok(vec![
        Figure::of(
            "50,000 users to NDJSON",
            "ms",
            near.0,
            near.1,
            Aim::Ratio(1.0),
        ),
        Figure::of(
            "the same, 20 ms of latency",
            "ms",
            far.0,
            far.1,
            Aim::Ratio(1.02),
        ),
        Figure::of(
            "memory that this takes",
            "MiB",
            ours,
            floor,
            Aim::Most(32.0),
        ),
    ])
}

struct Pair {
    ours: Visitor,
    token: SecretString,
    client: Client,
    url: String,
    folder: TempDir,
}

impl Pair {
    /// The medians of both, in milliseconds.
    async fn run(&self, how: &str) -> Result<(f64, f64)> {
        let (ours_file, plain_file) = (
            self.folder.path().join("ours"),
            self.folder.path().join("plain"),
        );
        let (mut ours, mut floor) = (Vec::new(), Vec::new());
        for run in 0..=RUNS {
            // Whoever comes first finds the computer as the other left it; so they take turns.
            for turn in [run % 2, (run + 1) % 2] {
                let begun = Instant::now();
                if turn == 0 {
                    self.ours.stream(&ours_file).await?;
                } else {
                    let read =
                        plain::stream(&self.client, &self.url, &self.token, &plain_file).await?;
                    ensure!(read >= USERS, "{read} users were read");
                }
                let took = begun.elapsed().as_secs_f64() * 1000.0;
                if run > 0 {
                    if turn == 0 {
                        ours.push(took);
                    } else {
                        floor.push(took);
                    }
                }
            }
            ensure!(same(&ours_file, &plain_file)?, "the files differ");
            println!("{how}, run {run} of {RUNS}");
        }
        Ok((median(ours), median(floor)))
    }
}

fn same(one: &Path, other: &Path) -> Result<bool> {
    Ok(fs::read(one)? == fs::read(other)?)
}

/// Mebibytes that a fresh process grows by at most.
fn grown(who: &str, door: &Door) -> Result<f64> {
    let mut itself = Command::new(std::env::current_exe()?);
    let told = itself
        .args(["grow", who, &serde_json::to_string(door)?])
        .output()?;
    let text = String::from_utf8_lossy(&told.stdout);
    text.trim().parse().with_context(|| {
        format!(
            "it told no growth: {text}{}",
            String::from_utf8_lossy(&told.stderr)
        )
    })
}

/// What that process does.
pub(crate) async fn grow(who: &str, door: &str) -> Result<()> {
    let door: Door = serde_json::from_str(door)?;
    let folder = TempDir::new()?;
    let file = folder.path().join("list");
    let (visitor, token) = match who {
        "ours" => (Some(Visitor::come(folder.path(), &door).await?), None),
        _ => (None, Some(token(&door).await?)),
    };
    let client = client()?;
    let peak = Peak::from_now()?;
    if let Some(visitor) = visitor {
        visitor.stream(&file).await?;
    } else if let Some(token) = token {
        plain::stream(&client, &door.url, &token, &file).await?;
    }
    println!("{:.2}", peak.growth()?);
    Ok(())
}
