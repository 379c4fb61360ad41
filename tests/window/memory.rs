//! What the programs on a desktop hold in their memory.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;

use super::Desktop;
use crate::canaries::{Canaries, Found};

/// How much is read at once, in pages of 4 KiB.
const PAGES: u64 = 2048;
const PAGE: u64 = 4096;

/// A program that was started on a desktop.
#[derive(Debug, Clone)]
pub struct Program {
    id: u32,
    /// Its name, as the kernel cuts it: fifteen letters.
    pub name: String,
}

impl Program {
    /// All that run on this desktop now.
    pub fn on(desktop: &Desktop) -> io::Result<Vec<Self>> {
        let home = format!("HOME={}", desktop.dir().display());
        let mut programs = Vec::new();
        for entry in fs::read_dir("/proc")? {
            let entry = entry?;
            let Some(id) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            // It may have ended meanwhile, or be another user's.
            let Ok(environment) = fs::read(entry.path().join("environ")) else {
                continue;
            };
            let mut variables = environment.split(|byte| *byte == 0);
            if variables.any(|variable| variable == home.as_bytes()) {
                let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
                programs.push(Self {
                    id,
                    name: name.trim().to_owned(),
                });
            }
        }
        Ok(programs)
    }

    /// What of the canaries is in what it can write to.
    pub fn holds(&self, canaries: &Canaries) -> io::Result<Vec<Found>> {
        let memory = File::open(format!("/proc/{}/mem", self.id))?;
        let pages = File::open(format!("/proc/{}/pagemap", self.id))?;
        let mut found = Vec::new();
        for line in fs::read_to_string(format!("/proc/{}/maps", self.id))?.lines() {
            let Some((begin, end)) = writable(line) else {
                continue;
            };
            let mut at = begin;
            while at < end {
                let count = PAGES.min((end - at) / PAGE);
                for (from, to) in runs(&in_use(&pages, at, count)) {
                    let mut piece = vec![0; usize::try_from((to - from) * PAGE).unwrap_or(0)];
                    // A part that was given back meanwhile holds nothing any more.
                    if memory.read_exact_at(&mut piece, at + from * PAGE).is_ok() {
                        found.extend(canaries.in_bytes(&piece, &self.name));
                    }
                }
                at += count * PAGE;
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}

/// Which of so many pages are in memory or swapped out: a browser sets aside far more addresses
/// than there is memory (proc(5), *pagemap*).
fn in_use(pagemap: &File, at: u64, count: u64) -> Vec<bool> {
    let mut entries = vec![0; usize::try_from(count * 8).unwrap_or(0)];
    if pagemap.read_exact_at(&mut entries, at / PAGE * 8).is_err() {
        return Vec::new();
    }
    let entries = entries.chunks_exact(8);
    entries.map(|entry| entry[7] & 0b1100_0000 != 0).collect()
}

/// Begin and end of each row of pages that are in use.
fn runs(in_use: &[bool]) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for (page, _) in (0..).zip(in_use).filter(|(_, used)| **used) {
        match runs.last_mut() {
            Some((_, end)) if *end == page => *end += 1,
            _ => runs.push((page, page + 1)),
        }
    }
    runs
}

/// Begin and end of a region that can be read and written, of a line of `maps` (proc(5)).
fn writable(line: &str) -> Option<(u64, u64)> {
    let mut words = line.split_whitespace();
    let (begin, end) = words.next()?.split_once('-')?;
    let may = words.next()?;
    let hexadecimal = |text| u64::from_str_radix(text, 16).ok();
    (may.starts_with("rw")).then_some(())?;
    Some((hexadecimal(begin)?, hexadecimal(end)?))
}
