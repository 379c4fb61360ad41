//! Scenario files: one readable text each in the folder `scenarios`, for a person to edit, copy and
//! keep under version control. What stands in them is not understood here.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::PathBuf;

use crate::fault::no_space;
use crate::{Store, StoreError, folder};

const FOLDER: &str = "scenarios";
const ENDING: &str = "toml";
/// Files beyond these are not looked at.
const MOST: usize = 500;

/// One file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioFile {
    /// Its name without the ending, whatever that is.
    pub id: String,
    /// What stands in it, or in one sentence why that cannot be read.
    pub text: Result<String, String>,
}

impl Store {
    /// Every scenario file by name. Of none more than `largest` bytes are read.
    pub fn scenario_files(&self, largest: usize) -> Result<Vec<ScenarioFile>, StoreError> {
        let entries = match fs::read_dir(self.dir().join(FOLDER)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(&error)),
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| failed(&error))?;
            let path = entry.path();
            // A link could lead anywhere, and a pipe would never end.
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            let is_ours = path.extension().is_some_and(|ending| ending == ENDING);
            if is_file && is_ours {
                files.push(path);
            }
        }
        files.sort();
        files.truncate(MOST);
        let read = files.into_iter().map(|path| ScenarioFile {
            id: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            text: read(&path, largest),
        });
        Ok(read.collect())
    }

    /// Writes one file whole: what was there before stays until all of it is on the disk.
    pub fn put_scenario(&self, id: &str, text: &str) -> Result<(), StoreError> {
        let path = self.scenario_path(id)?;
        let dir = self.dir().join(FOLDER);
        let unfinished = dir.join(format!("{id}.unfinished"));
        let written = folder::make(&dir)
            .and_then(|()| folder::open_private(&unfinished))
            .and_then(|mut file: File| {
                file.set_len(0)?;
                file.write_all(text.as_bytes())?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&unfinished, path));
        written.map_err(|error| {
            _ = fs::remove_file(&unfinished);
            failed(&error)
        })
    }

    /// Removes one file. Whether it was there.
    pub fn remove_scenario(&self, id: &str) -> Result<bool, StoreError> {
        match fs::remove_file(self.scenario_path(id)?) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Where a file is. A name that leads elsewhere is a fault of the caller, and refused.
    fn scenario_path(&self, id: &str) -> Result<PathBuf, StoreError> {
        let plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if plain {
            return Ok(self.dir().join(FOLDER).join(format!("{id}.{ENDING}")));
        }
        Err(StoreError::NotWritable {
            detail: format!("{id:?} is no name of a scenario file"),
        })
    }
}

fn read(path: &PathBuf, largest: usize) -> Result<String, String> {
    let told = |error: io::Error| format!("The file cannot be read: {error}.");
    let limit = u64::try_from(largest).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(told)?;
    // One more than allowed, so that a file that is too large shows.
    let mut file = file.take(limit.saturating_add(1));
    file.read_to_end(&mut bytes).map_err(told)?;
    if bytes.len() > largest {
        return Err(format!("The file is larger than {} KiB.", largest / 1024));
    }
    String::from_utf8(bytes).map_err(|_| "The file is no text in UTF-8.".to_owned())
}

fn failed(error: &io::Error) -> StoreError {
    if no_space(error) {
        return StoreError::NoSpace;
    }
    StoreError::NotWritable {
        detail: error.to_string(),
    }
}
