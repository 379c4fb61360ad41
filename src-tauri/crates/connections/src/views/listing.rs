//! A list, read page by page: what is asked for, and how far it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Failure, RunView};

/// Which list, how much of it, and where to.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ListingRequest {
    /// Through which connection.
    pub connection: String,
    /// Which action: one whose answer is a list, or *Custom API Action* with a GET.
    pub action: String,
    /// Input id and value; empty ones are left out.
    pub inputs: BTreeMap<String, String>,
    /// How much.
    pub extent: Extent,
    /// To a file too, which the person is asked for.
    pub file: Option<FileFormat>,
}

/// How much of a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Extent {
    /// The first record.
    First,
    /// The first 200.
    First200,
    /// To the end.
    All,
}

/// How records are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum FileFormat {
    /// One column for each output, for a spreadsheet.
    Csv,
    /// One whole record a line.
    Ndjson,
    /// One array of whole records.
    Json,
}

/// How far the reading of a list is. Each change raises `revision`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ListingView {
    /// Of this reading.
    pub id: String,
    /// Grows with each change.
    pub revision: u32,
    /// Whether it goes on.
    pub state: ListingState,
    /// How many records were read.
    pub count: u32,
    /// In how many pages.
    pub pages: u32,
    /// How long it has taken so far, in milliseconds.
    pub elapsed_ms: u32,
    /// How long it may still take, where the end is known.
    pub left_ms: Option<u32>,
    /// Records a second so far, without the time that it had to wait.
    pub per_second: Option<u32>,
    /// What is left of the rate limit, in words.
    pub rate_limit: Option<String>,
    /// While it waits for the rate limit: until when.
    pub waits_until: Option<String>,
    /// What stands above the rows.
    pub columns: Vec<String>,
    /// Which row of those that are kept for the screen is the first of `rows`.
    pub first_row: u32,
    /// Those that the window does not have yet.
    pub rows: Vec<Vec<String>>,
    /// How many rows are kept for the screen; they are the first ones.
    pub kept: u32,
    /// The file, where there is one.
    pub file: Option<ListingFile>,
    /// What else there is to know, a sentence each.
    pub notes: Vec<String>,
    /// Once it is over: the whole of it as one run, its rows left out.
    pub answer: Option<RunView>,
    /// Instead of an answer: what the window acts on.
    pub failure: Option<Failure>,
}

/// Whether a reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ListingState {
    /// It does.
    Reading,
    /// The server asked to wait.
    Waiting,
    /// It was read as far as was asked for.
    Done,
    /// Somebody ended it; what was read is kept.
    Stopped,
    /// It ended before its end; what was read is kept.
    Refused,
}

/// A file that a list goes to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ListingFile {
    /// Where it is, or will be when the list is over.
    pub path: String,
    /// How records are written down in it.
    pub format: FileFormat,
    /// How many are in it.
    pub records: u32,
    /// How long it is, in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Whether it is there under its name. While the list is read it stands beside.
    pub saved: bool,
}
