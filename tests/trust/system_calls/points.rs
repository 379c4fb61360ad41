//! The calls that can be made to fail, and how strace finds each again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};

use super::WRITES;
use crate::trust::strace::Call;

/// One call.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) name: String,
    /// What it is about, for whoever reads a failure.
    on: String,
    /// Only calls about these files count, for others of the name are made while the program starts;
    /// none for a call that talks to the org. The database's files count together: strace counts each
    /// thread by itself, and the thread of a connection that took the place of a broken one would
    /// come to the same number of a single file again, and fail without an end.
    pub(super) paths: Vec<String>,
    /// Which of its thread's calls of this name, about these files, it is, from the start of the
    /// program.
    pub(super) nth: usize,
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} (number {})", self.name, self.on, self.nth)
    }
}

/// The calls between `ready` and the answer that write to a file of the folder, or to a socket.
/// What wakes a thread of the same program is no write that can fail.
pub(super) fn points(calls: &[Call], folder: &Path) -> Result<Vec<Point>> {
    let folder = folder.canonicalize()?;
    let folder = folder.to_str().context("a folder with a name in UTF-8")?;
    let said = |text: &[u8]| {
        calls.iter().position(|call| {
            call.name == "write" && call.texts().first().is_some_and(|t| t == text)
        })
    };
    let ready = said(b"ready\n").context("it did not say that it was ready")?;
    let done = said(b"active\n").context("it did not say that it was done")?;
    let files: BTreeSet<String> = calls
        .iter()
        .map(Call::target)
        .filter(|target| target.starts_with(folder))
        .collect();
    let mut found = Vec::new();
    for (at, call) in calls.iter().enumerate().take(done).skip(ready + 1) {
        let target = call.target();
        let is_file = files.contains(&target);
        if !WRITES.contains(&call.name.as_str()) || !(is_file || target.starts_with("socket:")) {
            continue;
        }
        let database = format!("{folder}/connections.db");
        let together = |other: &str| {
            other == target || (other.starts_with(&database) && target.starts_with(&database))
        };
        let counts = |other: &&Call| {
            let alike = other.thread == call.thread && other.name == call.name;
            alike && (!is_file || together(&other.target()))
        };
        let about = files.iter().filter(|file| is_file && together(file));
        let on = target.strip_prefix(folder).unwrap_or("to the org");
        found.push(Point {
            name: call.name.clone(),
            on: on.trim_start_matches('/').to_owned(),
            paths: about.cloned().collect(),
            nth: calls[..=at].iter().filter(counts).count(),
        });
    }
    Ok(found)
}

/// How many there are of each name.
pub(super) fn counted(points: &[Point]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for point in points {
        *counts.entry(&point.name).or_default() += 1;
    }
    let told: Vec<_> = counts
        .into_iter()
        .map(|(name, count)| format!("{count} {name}"))
        .collect();
    told.join(", ")
}
