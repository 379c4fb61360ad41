//! How long runs are kept. What is beyond it goes at the start and after runs, a little at a time.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use domain::Explanation;
use jiff::SignedDuration;
use store::{RunLimits, StoreError};

use crate::Console;
use crate::confirmation::Question;
use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::views::{Failure, FailureCode, HistorySettings};

const DAYS: &str = "history_days";
const MEGABYTES: &str = "history_megabytes";
/// What is kept where nothing else was said.
const DEFAULT: (u32, u32) = (90, 200);
const MOST: (u32, u32) = (3650, 4000);
const MEGABYTE: u64 = 1024 * 1024;

/// How many runs go in one transaction: whoever writes next does not wait for long.
const AT_ONCE: u32 = 100;
/// After so many new bytes it is looked whether something must go; a run counts for some.
const DUE: usize = 1024 * 1024;
const A_RUN: usize = 20 * 1024;

/// What is known of the history between two tidyings.
#[derive(Default)]
pub(crate) struct Tidying {
    written: AtomicUsize,
    under_way: AtomicBool,
}

impl Tidying {
    /// Counts a run that was kept; whether it is time.
    pub(super) fn is_due(&self, bytes: usize) -> bool {
        let counted = bytes + A_RUN;
        let due = self.written.fetch_add(counted, Ordering::Relaxed) + counted >= DUE;
        if due {
            self.written.store(0, Ordering::Relaxed);
        }
        due
    }
}

impl Console {
    /// How long runs are kept, and what they take.
    pub async fn history_settings(&self) -> Result<HistorySettings, Failure> {
        let rooms = &self.rooms;
        let (days, megabytes) = rooms.kept_for().await.map_err(IntoFailure::into_failure)?;
        let size = rooms.store.size_of_runs().await;
        let (runs, bytes) = size.map_err(IntoFailure::into_failure)?;
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(HistorySettings {
            days,
            megabytes,
            runs: number(runs),
            bytes: number(bytes),
        })
    }

    /// Changes how long runs are kept; what is beyond it goes at once.
    pub async fn set_history_settings(
        &self,
        days: u32,
        megabytes: u32,
    ) -> Result<HistorySettings, Failure> {
        within("days", "days", days, MOST.0)?;
        within("megabytes", "megabytes", megabytes, MOST.1)?;
        for (name, value) in [(DAYS, days), (MEGABYTES, megabytes)] {
            let kept = self.rooms.store.set_setting(name, &value.to_string()).await;
            kept.map_err(IntoFailure::into_failure)?;
        }
        self.rooms.tidy().await.map_err(IntoFailure::into_failure)?;
        self.history_settings().await
    }

    /// Deletes every run, if the person agrees in a dialog that the window cannot press.
    pub async fn delete_all_runs(&self) -> Result<(), Failure> {
        let size = self.rooms.store.size_of_runs().await;
        let (runs, _) = size.map_err(IntoFailure::into_failure)?;
        let question = Question {
            title: "Delete the whole History?".to_owned(),
            loses: format!(
                "{runs} runs are deleted from this computer. Nothing is undone in any org, and they cannot be brought back.",
            ),
            targets: Vec::new(),
            org: String::new(),
            connection: String::new(),
            typed: None,
            button: "Delete the History".to_owned(),
        };
        if self.rooms.confirmation.confirm(question).await.is_none() {
            return Err(Failure::coded(
                FailureCode::Cancelled,
                Explanation::new(
                    "Nothing was deleted.",
                    "It was not confirmed.",
                    "Delete single runs, or choose how long they are kept.",
                ),
            ));
        }
        self.rooms.held.let_go();
        let deleted = self.rooms.store.delete_runs().await;
        deleted.map(drop).map_err(IntoFailure::into_failure)
    }

    /// Lets go of what is old, beside whatever else is done.
    pub(crate) fn tidy_history(&self) {
        let rooms = self.rooms.clone();
        tokio::spawn(async move {
            if rooms.tidying.under_way.swap(true, Ordering::AcqRel) {
                return;
            }
            match rooms.tidy().await {
                Ok(0) | Err(StoreError::Closed) => (),
                Ok(count) => tracing::info!(count, "old runs were let go"),
                Err(error) => tracing::warn!(problem = %error, "old runs could not be let go"),
            }
            rooms.tidying.under_way.store(false, Ordering::Release);
        });
    }
}

impl Rooms {
    /// How many went.
    async fn tidy(&self) -> Result<u64, StoreError> {
        let (days, megabytes) = self.kept_for().await?;
        let age = SignedDuration::from_hours(24 * i64::from(days));
        let limits = RunLimits {
            since: self.now().saturating_sub(age).unwrap_or(self.now()),
            bytes: u64::from(megabytes) * MEGABYTE,
        };
        let mut gone = 0;
        loop {
            let went = self.store.forget_runs(limits, AT_ONCE).await?;
            gone += went;
            if went < u64::from(AT_ONCE) {
                return Ok(gone);
            }
        }
    }

    /// Days and megabytes.
    async fn kept_for(&self) -> Result<(u32, u32), StoreError> {
        let number = |text: Option<String>, most: u32| {
            let number = text?.parse().ok()?;
            (1..=most).contains(&number).then_some(number)
        };
        Ok((
            number(self.store.setting(DAYS).await?, MOST.0).unwrap_or(DEFAULT.0),
            number(self.store.setting(MEGABYTES).await?, MOST.1).unwrap_or(DEFAULT.1),
        ))
    }
}

fn within(field: &str, unit: &str, value: u32, most: u32) -> Result<(), Failure> {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    Err(Failure::field(
        field,
        Explanation::new(
            format!("Runs cannot be kept for {value} {unit}."),
            format!("It can be 1 to {most} {unit}."),
            "Choose a number between them.",
        ),
    ))
}
