//! What one renewal did to the disk, step by step, from what strace told of it.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::trust::strace::Call;

/// The calls that change a file or say when it is safe, and those that talk to the org.
pub(super) const CALLS: [&str; 19] = [
    "openat",
    "write",
    "writev",
    "pwrite64",
    "pwritev",
    "lseek",
    "fsync",
    "fdatasync",
    "sync_file_range",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "ftruncate",
    "fallocate",
    "sendto",
    "sendmsg",
    "mkdir",
];

/// One step. Files are named from the folder on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        length: usize,
    },
    /// The name goes. The folder's own sync is not waited for.
    Remove {
        file: String,
    },
    /// What was written to the file before is on the disk.
    Sync {
        file: String,
    },
    /// The refresh token was sent.
    Renewal,
    /// The API was asked with the new access token.
    Use,
}

impl Step {
    /// The file that it changes.
    pub(super) fn changes(&self) -> Option<&str> {
        match self {
            Self::Write { file, .. } | Self::Truncate { file, .. } | Self::Remove { file } => {
                Some(file)
            }
            Self::Sync { .. } | Self::Renewal | Self::Use => None,
        }
    }

    /// How many bytes it writes.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Write { bytes, .. } => bytes.len(),
            _ => 0,
        }
    }
}

/// The steps from `ready` on.
pub(super) fn steps(calls: &[Call], folder: &Path) -> Result<Vec<Step>> {
    let folder = folder.canonicalize()?;
    let folder = folder.to_str().context("a folder with a name in UTF-8")?;
    let mut steps = Vec::new();
    let mut places: HashMap<u32, usize> = HashMap::new();
    let mut is_ready = false;
    for call in calls {
        let target = call.target();
        let texts = call.texts();
        if call.name == "openat" {
            // The descriptor is new, and so is its place.
            if let Some(descriptor) = call.gave().and_then(|number| u32::try_from(number).ok()) {
                places.insert(descriptor, 0);
            }
            continue;
        }
        if call.name == "write" && texts.first().is_some_and(|text| text == b"ready\n") {
            is_ready = true;
        }
        if target.starts_with("socket:") {
            let sent = texts.concat();
            if sent.starts_with(b"POST /oauth2/v1/token") {
                steps.push(Step::Renewal);
            } else if sent.starts_with(b"GET /api/") {
                steps.push(Step::Use);
            }
            continue;
        }
        let Some(file) = target.strip_prefix(folder) else {
            continue;
        };
        let file = file.trim_start_matches('/').to_owned();
        let step = step(call, file, &mut places)?;
        // What the log's index holds is made anew from the log after a loss of power.
        steps.extend(
            step.filter(|step| {
                is_ready && !step.changes().is_some_and(|file| file.ends_with("-shm"))
            }),
        );
    }
    Ok(steps)
}

fn step(call: &Call, file: String, places: &mut HashMap<u32, usize>) -> Result<Option<Step>> {
    let Some(gave) = call.gave() else {
        return Ok(None);
    };
    let gave = usize::try_from(gave)?;
    let numbers = call.numbers();
    let number = |nth: usize| -> Result<usize> {
        let number = numbers.get(nth).context("an argument is missing")?;
        Ok(usize::try_from(*number)?)
    };
    let written = |bytes: Vec<Vec<u8>>| -> Vec<u8> {
        let mut bytes = bytes.concat();
        bytes.truncate(gave);
        bytes
    };
    let place = places
        .entry(call.descriptor().unwrap_or(u32::MAX))
        .or_default();
    Ok(Some(match call.name.as_str() {
        "write" | "writev" => {
            let at = *place;
            *place += gave;
            let bytes = written(call.texts());
            Step::Write { file, at, bytes }
        }
        "pwrite64" => {
            let at = number(1)?;
            let bytes = written(call.texts());
            Step::Write { file, at, bytes }
        }
        "lseek" => {
            *place = gave;
            return Ok(None);
        }
        "ftruncate" => Step::Truncate {
            file,
            length: number(0)?,
        },
        "unlink" => Step::Remove { file },
        "fsync" | "fdatasync" => Step::Sync { file },
        "mkdir" => return Ok(None),
        other => bail!("the replay does not know {other}"),
    }))
}
