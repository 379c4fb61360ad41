//! *Import* and *Export*: files that the person picks in the system's own dialog.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use domain::Explanation;
use scenario::{LARGEST, Scenario};

use crate::Console;
use crate::files::FileKind;
use crate::views::{Failure, ScenarioView};

impl Console {
    /// Asks for a file and adds the scenario in it, under a name that is free; `None` where she
    /// picks none.
    pub async fn import_scenario(&self) -> Result<Option<ScenarioView>, Failure> {
        let rooms = &self.rooms;
        let Some(path) = rooms.files.open("Import scenario", kind()).await else {
            return Ok(None);
        };
        let text = read(&path).map_err(|error| {
            refused(
                &path,
                &format!("The system says: {error}."),
                "Pick a text file.",
            )
        })?;
        if text.len() > LARGEST {
            let why = format!("It is larger than {} KiB.", LARGEST / 1024);
            return Err(refused(&path, &why, "Pick a scenario's file."));
        }
        let scenario = Scenario::read(&text).map_err(|problem| Failure {
            at: problem.place,
            ..refused(&path, &problem.sentence(), &problem.fix)
        })?;
        let added = rooms.add_scenario(scenario, Some(&text));
        let id = added.map_err(|failure| refused(&path, &failure.why, &failure.fix))?;
        self.scenario(&id).await.map(Some)
    }

    /// Asks where to, and writes the scenario's text there. The path; `None` where she closes the
    /// dialog.
    pub async fn export_scenario(&self, id: &str) -> Result<Option<String>, Failure> {
        let kept = self.rooms.kept_scenario(id)?;
        let name = format!("{}.toml", kept.id);
        let files = &self.rooms.files;
        let Some(path) = files.save_as("Export scenario", &name, kind()).await else {
            return Ok(None);
        };
        fs::write(&path, kept.text).map_err(|error| {
            Failure::other(Explanation::new(
                format!("“{}” was not exported.", kept.id),
                format!("The system says of {}: {error}.", path.display()),
                "Choose another place, or free some space.",
            ))
        })?;
        Ok(Some(path.display().to_string()))
    }
}

fn kind() -> FileKind {
    FileKind {
        name: "Scenario".to_owned(),
        extension: "toml".to_owned(),
    }
}

/// The text of a file, of one that is too large a little more than is allowed.
fn read(path: &Path) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut text = String::new();
    let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    File::open(path)?
        .take(limit.saturating_add(1))
        .read_to_string(&mut text)?;
    Ok(text)
}

fn refused(path: &Path, why: &str, fix: &str) -> Failure {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Failure::other(Explanation::new(
        format!("“{name}” was not imported."),
        why,
        fix,
    ))
}
