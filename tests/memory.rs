//! What is in the memory of a program that runs.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;

use crate::canaries::{Canaries, Found};

/// How much is read at once, in pages of 4 KiB.
const PAGES: u64 = 2048;
const PAGE: u64 = 4096;

/// What of the canaries is in what a process can write to. `place` is what it is called.
///
/// Root may read that of any process, others that of their own which let themselves be looked at.
pub fn holds(id: u32, canaries: &Canaries, place: &str) -> io::Result<Vec<Found>> {
    let memory = File::open(format!("/proc/{id}/mem"))?;
    let pages = File::open(format!("/proc/{id}/pagemap"))?;
    let mut found = Vec::new();
    for line in fs::read_to_string(format!("/proc/{id}/maps"))?.lines() {
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
                    found.extend(canaries.in_bytes(&piece, place));
                }
            }
            at += count * PAGE;
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
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
