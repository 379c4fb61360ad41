//! From a file that was picked or dropped to what is shown of it.

use std::path::Path;
use std::sync::Arc;

use domain::Explanation;
use tokio::io::AsyncReadExt;
use workflows_export::{Export, MOST_BYTES};

use super::serving::{Held, export_view};
use crate::Console;
use crate::explain::IntoFailure;
use crate::rooms::locked;
use crate::run::granted;
use crate::views::{ExportView, Failure};

/// An export, and the name of its file.
#[derive(Debug, Clone)]
pub(crate) struct LastExport {
    name: String,
    export: Arc<Export>,
}

/// The longest file name that is shown, in characters.
const LONGEST_NAME: usize = 120;

impl Console {
    /// Lets a person pick an export and reads it; none where she picks none.
    pub async fn pick_export(&self) -> Result<Option<ExportView>, Failure> {
        let kinds = ["flopack", "folder", "flow"];
        let picked = self
            .rooms
            .files
            .open_one_of("Open a Workflows export", "Workflows export", &kinds)
            .await;
        let Some(path) = picked else {
            return Ok(None);
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let bytes = read_bounded(&path).await.map_err(|error| {
            Failure::other(Explanation::new(
                format!("“{}” could not be opened.", short(&name)),
                format!("The system said: {error}."),
                "Check that the file is still there and that you may read it.",
            ))
        })?;
        self.export(&name, bytes).await.map(Some)
    }

    /// Reads an export that was dropped onto the window, which hands over its text and its name.
    pub async fn read_export(&self, name: &str, text: String) -> Result<ExportView, Failure> {
        self.export(name, text.into_bytes()).await
    }

    /// The export that was read last, beside the connections as they are now; none where none was.
    pub async fn export_again(&self) -> Result<Option<ExportView>, Failure> {
        let last = locked(&self.rooms.export).clone();
        match last {
            Some(last) => self.measured(&last).await.map(Some),
            None => Ok(None),
        }
    }

    async fn export(&self, name: &str, bytes: Vec<u8>) -> Result<ExportView, Failure> {
        let name = short(name);
        // Tens of megabytes take a while; the window goes on meanwhile.
        let read = tokio::task::spawn_blocking(move || workflows_export::read(&bytes)).await;
        let read = read.map_err(|error| {
            tracing::error!(%error, "reading an export ended early");
            Failure::other(Explanation::new(
                format!("“{name}” was not read."),
                "Something in it was not foreseen.",
                "Export the folder or the flow again, and use that file as it is.",
            ))
        })?;
        let export = read.map_err(|refusal| Failure::other(refusal.explain(&name)))?;
        let last = LastExport {
            name,
            export: Arc::new(export),
        };
        *locked(&self.rooms.export) = Some(last.clone());
        self.measured(&last).await
    }

    async fn measured(&self, last: &LastExport) -> Result<ExportView, Failure> {
        let connections = self
            .rooms
            .store
            .connections()
            .await
            .map_err(IntoFailure::into_failure)?;
        let held: Vec<Held> = connections
            .iter()
            .map(|connection| Held {
                row: self.row(connection),
                granted: connection
                    .authorization
                    .as_ref()
                    .map(|_| granted(connection)),
            })
            .collect();
        let catalogue = &self.rooms.catalogue;
        Ok(export_view(catalogue, &last.name, &last.export, &held))
    }
}

/// One byte more than is allowed is enough to see that it is too large.
async fn read_bounded(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = tokio::fs::File::open(path).await?;
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    file.take(most + 1).read_to_end(&mut bytes).await?;
    Ok(bytes)
}

/// A file's name, without a folder and not longer than a line.
fn short(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = name.chars().filter(|c| !c.is_control());
    seen.take(LONGEST_NAME).collect()
}
