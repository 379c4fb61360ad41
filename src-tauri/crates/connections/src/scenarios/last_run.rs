//! What is remembered of a scenario's last run: when, how it ended, and through which connections.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::views::Failure;

const SETTING: &str = "scenario_last_runs";

/// The last run of one scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastRun {
    /// When it began.
    pub(crate) at: Timestamp,
    /// `done`, `failed` or `stopped`.
    pub(crate) outcome: String,
    /// The ids of the connections that it went through.
    #[serde(default)]
    pub(crate) connections: Vec<String>,
}

impl Rooms {
    /// Of every scenario that was run, by id. A note that cannot be read is none.
    pub(crate) async fn last_runs(&self) -> Result<BTreeMap<String, LastRun>, Failure> {
        let text = self.store.setting(SETTING).await;
        let text = text.map_err(IntoFailure::into_failure)?.unwrap_or_default();
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    /// Remembers a run, of scenarios that are still there.
    pub(crate) async fn note_last_run(&self, id: &str, run: LastRun) -> Result<(), Failure> {
        let kept: Vec<String> = self
            .kept_scenarios()?
            .into_iter()
            .map(|kept| kept.id)
            .collect();
        self.change_last_runs(|runs| {
            runs.retain(|id, _| kept.contains(id));
            if kept.iter().any(|kept| kept == id) {
                runs.insert(id.to_owned(), run);
            }
        })
        .await
    }

    /// Forgets the runs of one that is deleted.
    pub(crate) async fn forget_last_run(&self, id: &str) -> Result<(), Failure> {
        self.change_last_runs(|runs| {
            runs.remove(id);
        })
        .await
    }

    async fn change_last_runs(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, LastRun>),
    ) -> Result<(), Failure> {
        // Two runs may end at the same moment.
        let _one_at_a_time = self.runs.noting.lock().await;
        let mut runs = self.last_runs().await?;
        change(&mut runs);
        let text = serde_json::to_string(&runs).unwrap_or_default();
        let kept = self.store.set_setting(SETTING, &text).await;
        kept.map_err(IntoFailure::into_failure)
    }
}
