//! Memory of a program and its children: each page counted once, shared out among those who use
//! it (PSS of `proc_pid_smaps_rollup(5)`).

use std::fs;

use anyhow::{Context, Result};

/// Mebibytes.
pub(crate) fn of_family(program: u32) -> Result<f64> {
    let mut family = vec![program];
    let mut kibibytes = 0.0;
    while let Some(process) = family.pop() {
        family.extend(children(process));
        kibibytes += pss(process)?;
    }
    Ok(kibibytes / 1024.0)
}

fn children(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
        return Vec::new();
    };
    let lists = threads
        .flatten()
        .map(|thread| thread.path().join("children"));
    let lists: Vec<String> = lists
        .filter_map(|list| fs::read_to_string(list).ok())
        .collect();
    lists
        .iter()
        .flat_map(|list| list.split_whitespace())
        .filter_map(|id| id.parse().ok())
        .collect()
}

fn pss(process: u32) -> Result<f64> {
    let file = format!("/proc/{process}/smaps_rollup");
    let text = fs::read_to_string(&file).with_context(|| format!("{file} cannot be read"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next());
    kibibytes
        .context("it names no PSS")?
        .parse()
        .context("the PSS is no number")
}
