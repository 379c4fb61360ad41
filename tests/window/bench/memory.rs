//! Memory. Of a program and its children: each page counted once, shared out among those who use
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

/// How far this program has grown since a moment, at its largest.
pub(crate) struct Peak {
    before: f64,
}

impl Peak {
    /// From now on the largest is kept anew (`proc_pid_clear_refs(5)`).
    pub(crate) fn from_now() -> Result<Self> {
        fs::write("/proc/self/clear_refs", "5").context("the peak cannot be set back")?;
        Ok(Self {
            before: status("VmRSS:")?,
        })
    }

    /// Mebibytes.
    pub(crate) fn growth(&self) -> Result<f64> {
        Ok(status("VmHWM:")? - self.before)
    }
}

fn status(name: &str) -> Result<f64> {
    Ok(kibibytes(&fs::read_to_string("/proc/self/status")?, name)? / 1024.0)
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
    kibibytes(&text, "Pss:")
}

fn kibibytes(text: &str, name: &str) -> Result<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next());
    let number = number.with_context(|| format!("there is no {name}"))?;
    number
        .parse()
        .with_context(|| format!("{name} is no number"))
}
