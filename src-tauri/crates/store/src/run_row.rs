//! A run as it lies in its row, and back.

use jiff::Timestamp;

use crate::StoreError;
use crate::row::{from_time, time, unreadable};

/// What a list shows of one run. Words such as the outcome are whoever's who keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// Its name, for life.
    pub id: String,
    /// When it began.
    pub began_at: Timestamp,
    /// Milliseconds, all requests together.
    pub duration_ms: u64,
    /// Through which connection, by its id; it may be gone.
    pub connection: String,
    /// What the connection was called at the time.
    pub nickname: String,
    /// Where it led.
    pub address: String,
    /// Which connector's action.
    pub connector: String,
    /// Who had signed in.
    pub identity: Option<String>,
    /// Which action, by its id.
    pub action: String,
    /// What the action was called.
    pub action_name: String,
    /// What the action does to the org.
    pub effect: String,
    /// What came of it.
    pub outcome: String,
    /// Which kind of refusal.
    pub refusal: Option<String>,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// The server's request id.
    pub request_id: Option<String>,
    /// The scenario and its step; `None` for a run by hand.
    pub asked_by: Option<(String, String)>,
}

/// What an opened run shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunContents {
    /// What was filled in, as JSON.
    pub inputs: String,
    /// What was sent, as JSON.
    pub requests: String,
    /// What came back, as JSON.
    pub answer: String,
}

impl RunContents {
    pub(crate) fn len(&self) -> usize {
        self.inputs.len() + self.requests.len() + self.answer.len()
    }
}

/// Where in the list a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunMark(pub(crate) i64);

impl RunMark {
    /// Reads what [`std::fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl std::fmt::Display for RunMark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The columns of a run.
pub(crate) const COLUMNS: &str = "runs.position, id, began_at, duration_ms, connection_id, \
     nickname, address, connector, identity, action, action_name, effect, outcome, refusal, \
     status, request_id, scenario, step";

#[derive(sqlx::FromRow)]
pub(crate) struct RunColumns {
    pub(crate) position: i64,
    id: String,
    began_at: String,
    duration_ms: i64,
    connection_id: String,
    nickname: String,
    address: String,
    connector: String,
    identity: Option<String>,
    action: String,
    action_name: String,
    effect: String,
    outcome: String,
    refusal: Option<String>,
    status: Option<i64>,
    request_id: Option<String>,
    scenario: Option<String>,
    step: Option<String>,
}

impl RunColumns {
    /// Reads the run; a row that makes no sense is named.
    pub(crate) fn read(self) -> Result<RunRow, StoreError> {
        let row = format!("run {}", self.id);
        let number = |column: &str| unreadable(&row, column, "it is out of range");
        Ok(RunRow {
            began_at: from_time(&row, "began_at", &self.began_at)?,
            duration_ms: u64::try_from(self.duration_ms).map_err(|_| number("duration_ms"))?,
            status: self
                .status
                .map(|status| u16::try_from(status).map_err(|_| number("status")))
                .transpose()?,
            id: self.id,
            connection: self.connection_id,
            nickname: self.nickname,
            address: self.address,
            connector: self.connector,
            identity: self.identity,
            action: self.action,
            action_name: self.action_name,
            effect: self.effect,
            outcome: self.outcome,
            refusal: self.refusal,
            request_id: self.request_id,
            asked_by: self.scenario.zip(self.step),
        })
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct ContentColumns {
    pub(crate) inputs: String,
    pub(crate) requests: String,
    pub(crate) answer: String,
}

impl From<ContentColumns> for RunContents {
    fn from(columns: ContentColumns) -> Self {
        let ContentColumns {
            inputs,
            requests,
            answer,
        } = columns;
        Self {
            inputs,
            requests,
            answer,
        }
    }
}

/// As it is written.
pub(crate) fn began(run: &RunRow) -> String {
    time(run.began_at)
}
