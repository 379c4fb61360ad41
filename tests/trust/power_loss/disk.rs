//! What a disk may hold after the power was lost: all that was synced, and of the rest any part, in
//! any order.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

use rand::Rng;
use rand::rngs::StdRng;

use super::steps::Step;

/// A disk writes so much at once, or not at all.
const SECTOR: usize = 512;
/// So many ways to lose a part are looked at where there are more.
const MANY: usize = 512;

/// Files by name.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// When the power was lost, and what had reached the disk.
#[derive(Debug, Clone)]
pub(super) struct Loss {
    /// So many steps were taken.
    pub(super) after: usize,
    /// Of those that were not synced, in their order: which reached the disk.
    kept: Vec<bool>,
    /// Of the last one, these bytes only.
    torn: Option<Range<usize>>,
}

/// Every loss that makes a difference, or where these are more than `most`, so many of them, spread
/// evenly.
pub(super) fn losses(steps: &[Step], most: usize, dice: &mut StdRng) -> Vec<Loss> {
    let mut losses = Vec::new();
    for after in 0..=steps.len() {
        let open = unsynced(&steps[..after]).len();
        let last = after.checked_sub(1).map(|at| &steps[at]);
        let changes = last.is_some_and(|step| step.changes().is_some());
        // Without the last change it is a loss before it, which is there already.
        let mut masks = masks(open - usize::from(changes), dice);
        if changes {
            for mask in &mut masks {
                mask.push(true);
            }
        }
        losses.extend(masks.into_iter().map(|kept| Loss {
            after,
            kept,
            torn: None,
        }));
        let length = last.map_or(0, Step::length);
        for cut in (SECTOR..length).step_by(SECTOR) {
            losses.extend([0..cut, cut..length].map(|part| Loss {
                after,
                kept: vec![true; open],
                torn: Some(part),
            }));
        }
    }
    let all = losses.len();
    let mut number = 0;
    losses.retain(|_| {
        number += 1;
        all <= most || number * most / all > (number - 1) * most / all
    });
    losses
}

/// Losses at the end of a disk that takes no notice of syncs.
pub(super) fn losses_without_sync(steps: &[Step], count: usize, dice: &mut StdRng) -> Vec<Loss> {
    let changes = steps.iter().filter(|step| step.changes().is_some()).count();
    let one = |_| Loss {
        after: steps.len(),
        kept: (0..changes).map(|_| dice.gen_bool(0.5)).collect(),
        torn: None,
    };
    (0..count).map(one).collect()
}

/// All ways to keep some and lose the rest, or [`MANY`] of them.
fn masks(free: usize, dice: &mut StdRng) -> Vec<Vec<bool>> {
    if free < MANY.ilog2() as usize {
        let mask = |number: usize| (0..free).map(|bit| number >> bit & 1 == 1).collect();
        return (0..1 << free).map(mask).collect();
    }
    let mut masks = vec![vec![true; free], vec![false; free]];
    for one in 0..free {
        masks.push((0..free).map(|at| at != one).collect());
        masks.push((0..free).map(|at| at == one).collect());
    }
    while masks.len() < MANY {
        masks.push((0..free).map(|_| dice.gen_bool(0.5)).collect());
    }
    masks
}

/// The steps that a loss of power may undo: what was written since its file was synced last.
fn unsynced(steps: &[Step]) -> Vec<usize> {
    let mut open = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        if step.changes().is_some() {
            open.push(at);
        }
        if let Step::Sync { file } = step {
            // A name that went is only safe when the folder is.
            open.retain(|&at| match &steps[at] {
                Step::Remove { .. } => !file.is_empty(),
                other => other.changes() != Some(file),
            });
        }
    }
    open
}

impl Loss {
    /// All steps were taken, and nothing was lost.
    pub(super) fn none(steps: &[Step]) -> Self {
        Self {
            after: steps.len(),
            kept: vec![true; unsynced(steps).len()],
            torn: None,
        }
    }

    /// What the disk holds then. `synced` says whether syncs were taken notice of.
    pub(super) fn files(&self, before: &Files, steps: &[Step], synced: bool) -> Files {
        let taken = &steps[..self.after];
        let open = if synced {
            unsynced(taken)
        } else {
            let changes = |at: &usize| taken[*at].changes().is_some();
            (0..taken.len()).filter(changes).collect()
        };
        let lost: Vec<usize> = open
            .iter()
            .zip(&self.kept)
            .filter(|(_, kept)| !**kept)
            .map(|(at, _)| *at)
            .collect();
        let mut files = before.clone();
        for (at, step) in taken.iter().enumerate() {
            if lost.contains(&at) {
                continue;
            }
            match step {
                Step::Write {
                    file,
                    at: place,
                    bytes,
                } => {
                    let torn = self.torn.clone().filter(|_| at + 1 == self.after);
                    let part = torn.unwrap_or(0..bytes.len());
                    write(files.entry(file.clone()).or_default(), *place, bytes, part);
                }
                Step::Truncate { file, length } => {
                    files.entry(file.clone()).or_default().resize(*length, 0);
                }
                Step::Remove { file } => drop(files.remove(file)),
                Step::Sync { .. } | Step::Renewal | Step::Use => {}
            }
        }
        files
    }
}

fn write(file: &mut Vec<u8>, at: usize, bytes: &[u8], part: Range<usize>) {
    let end = at + part.end;
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at + part.start..end].copy_from_slice(&bytes[part]);
}

/// The files of a folder and of those in it.
pub(super) fn read(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            let inside = read(&entry.path())?;
            files.extend(
                inside
                    .into_iter()
                    .map(|(file, bytes)| (format!("{name}/{file}"), bytes)),
            );
        } else {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// Puts files into an empty folder.
pub(super) fn put(files: &Files, folder: &Path) -> io::Result<()> {
    for (file, bytes) in files {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn write_to(file: &str, at: usize, bytes: &[u8]) -> Step {
        Step::Write {
            file: file.into(),
            at,
            bytes: bytes.into(),
        }
    }

    fn sync(file: &str) -> Step {
        Step::Sync { file: file.into() }
    }

    #[test]
    fn what_was_synced_stays_and_of_the_rest_any_part_may() {
        let steps = [
            write_to("log", 0, b"ab"),
            sync("log"),
            write_to("log", 2, b"c"),
            write_to("db", 0, b"x"),
        ];
        let before = Files::from([("db".to_owned(), b"o".to_vec())]);
        let mut dice = StdRng::seed_from_u64(1);
        let held: std::collections::BTreeSet<_> = losses(&steps, 100, &mut dice)
            .iter()
            .map(|loss| {
                let files = loss.files(&before, &steps, true);
                let text = |name: &str| {
                    let bytes = files.get(name).cloned().unwrap_or_default();
                    String::from_utf8(bytes).unwrap()
                };
                format!("{}/{}", text("log"), text("db"))
            })
            .collect();
        let expected = ["/o", "ab/o", "abc/o", "ab/x", "abc/x"];
        assert_eq!(held, expected.map(str::to_owned).into());
    }
}
