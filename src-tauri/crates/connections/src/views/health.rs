//! Health, to be looked at rather than read.

use serde::Serialize;
use ts_rs::TS;

/// What each org still allows.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HealthView {
    /// Every org and team that there are connections to.
    pub orgs: Vec<OrgBudget>,
    /// Whether there is a network; without one nothing is checked.
    pub online: bool,
}

/// One org's or team's rate limits.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OrgBudget {
    /// Domain, or OPA base URL.
    pub address: String,
    /// On this computer.
    pub loopback: bool,
    /// How many connections lead there.
    pub connections: u32,
    /// What its answers told; empty before the first call, and for a team, which does not tell.
    pub buckets: Vec<BucketView>,
}

/// One rate limit.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BucketView {
    /// Where the paths begin that are counted together.
    pub bucket: String,
    /// Requests per window.
    pub limit: u32,
    /// Requests left in this window.
    pub remaining: u32,
    /// Seconds until all of them are there again.
    pub resets_in_s: u32,
}

/// One check, test or run of a connection.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StripMark {
    /// When it began.
    pub at: String,
    /// What it was.
    pub kind: StripKind,
    /// Its colour.
    pub tone: StripTone,
    /// What came of it.
    pub word: String,
    /// What was said of a check, or the name of what was run.
    pub detail: Option<String>,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// The run's id.
    pub run: Option<String>,
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum StripKind {
    /// The console tested by itself.
    Check,
    /// A person tested.
    Test,
    /// An action was run.
    Run,
}

/// How a mark looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum StripTone {
    /// It went well.
    Good,
    /// It did not, and nothing is over.
    Warning,
    /// A sign-in or a key is over.
    Bad,
    /// It tells nothing.
    Neutral,
}
