//! What can be gone on with where the database cannot be opened.

use serde::Serialize;
use ts_rs::TS;

/// The copies that the console has kept, and what becomes of the file that cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CopiesView {
    /// Those that this version can go on with, newest first.
    pub copies: Vec<CopyView>,
    /// The folder that the file which cannot be opened is put into.
    pub aside: String,
}

/// One copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CopyView {
    /// Which: the newest has the greatest.
    pub number: u32,
    /// When it was made.
    pub made_at: String,
    /// The version of the program that wrote it.
    pub made_by: String,
    /// How many connections are in it.
    pub count: usize,
    /// The nicknames of the first few of them.
    pub names: Vec<String>,
}
