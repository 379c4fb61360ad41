//! What is ended in the middle: a connection of the practice org, kept in a data folder, and a
//! program over it in a process of its own.
//!
//! The folder goes from one trial to the next as it was left, so that damage adds up. What the org
//! did is read from its own ledger, which knows nothing of ours.

mod judge;
mod kept;
mod program;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, ensure};
use connections::views::ConnectionDetails;
use domain::Clock;
use jiff::SignedDuration;
use sandbox::{Event, LedgerEntry, Rotation};
use url::Url;
use vault::{Keyring, MemoryKeyring};

pub(crate) use judge::{Ended, Moment, Trial};
pub(crate) use kept::{Kept, look};
pub use program::{PROGRAM, be_the_program};
pub(crate) use program::{Program, Started};

use crate::story::Story;
use crate::trust::desk::told;
use crate::trust::wire;

/// How long after it was killed a program is started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restart {
    /// A second or two later.
    AtOnce,
    /// When every grace period is over.
    AfterTheGracePeriod,
}

/// One connection, and all that belongs to it.
pub(crate) struct Subject {
    story: Story,
    /// The program that is run over the folder: this one, called `trust`.
    program: PathBuf,
    id: String,
    rotation: Rotation,
    expired: Instant,
    /// The refresh token that is kept, by its name in the ledger.
    current: String,
    generation: u64,
}

impl Subject {
    /// A connection that was signed in to, and whose app treats refresh tokens like this.
    pub(crate) async fn new(program: &Path, rotation: Rotation) -> Result<Self> {
        let story = Story::begin().await;
        // Years go by in a long suite, and a minute sees many renewals.
        story.org.set_refresh_token_lifetime(100 * 365 * 24 * 3600);
        story.org.set_rate_limit(None, u32::MAX);
        for path in ["/oauth2/v1/token", "/api/v1/users"] {
            story.org.set_rate_limit(Some(path), u32::MAX);
        }
        let details = story.connect("okta", "Kept").await;
        story.org.set_rotation(&details.client_id, rotation);
        story.console.shut_down().await;
        let mut subject = Self {
            story,
            program: program.to_owned(),
            id: details.row.id,
            rotation,
            expired: Instant::now(),
            current: String::new(),
            generation: 0,
        };
        subject.take_stock().await?;
        Ok(subject)
    }

    /// The access token expires, and the org's ledger begins anew.
    pub(crate) fn expire(&mut self) {
        self.story.later(SignedDuration::from_hours(2));
        self.expired = Instant::now();
        self.story.org.clear_ledger();
    }

    /// The program over the data folder, which has opened it and waits to be told.
    pub(crate) async fn start(&self, started: &Started) -> Result<Program> {
        let keys = Keyring::read(&self.story.keyring)?;
        let key = keys.first().context("the keyring holds a key")?;
        let now = self.story.clock.now();
        Program::start(
            &self.program,
            started,
            self.folder(),
            &self.id,
            now,
            std::str::from_utf8(key)?,
        )
        .await
    }

    /// Where everything is kept.
    pub(crate) fn folder(&self) -> &Path {
        self.story.folder()
    }

    /// The connection.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What opens what is kept.
    pub(crate) fn keyring(&self) -> MemoryKeyring {
        self.story.keyring.clone()
    }

    /// What the org saw and did since the token expired.
    pub(crate) fn ledger(&self) -> Vec<LedgerEntry> {
        self.story.org.ledger()
    }

    /// What the dead had sent lies in the org's socket, and is answered before what comes later:
    /// the ledger is read when that has been.
    async fn wait_for_the_org(&self) -> Result<()> {
        let page = format!("{}/.well-known/okta-organization", self.story.org_url());
        let page = Url::parse(&page)?;
        for _ in 0..3 {
            wire::go(&page).await?;
        }
        Ok(())
    }

    /// Starts the console again, in this process, and tests the connection: its state.
    pub(crate) async fn restart(&mut self, when: Restart) -> Result<String> {
        let grace = match (when, self.rotation) {
            (Restart::AtOnce, _) => 0,
            (Restart::AfterTheGracePeriod, Rotation::Static) => 120,
            (Restart::AfterTheGracePeriod, Rotation::Rotate { leeway_s }) => leeway_s + 120,
        };
        // The clock here stands still, and the org's does not: neither may go back.
        let passed = i64::try_from(self.expired.elapsed().as_secs())? + 1;
        self.story
            .later(SignedDuration::from_secs(passed + grace + 1));
        self.open().await?;
        let tested = self.story.console.test_connection(&self.id).await;
        self.story.console.shut_down().await;
        Ok(found(&tested.map_err(told)?))
    }

    /// What is on the disk, opened by the room that wrote it. An error says what is torn.
    pub(crate) async fn look(&self) -> Result<Kept> {
        look(self.folder(), &self.story.keyring, &self.id).await
    }

    /// A person signs in again, and the next trial begins with what that gave.
    pub(crate) async fn sign_in_again(&mut self) -> Result<()> {
        self.open().await?;
        let signed_in = self.reauthorize().await;
        self.story.console.shut_down().await;
        let state = signed_in?.row.status.state;
        ensure!(state == "active", "after a new sign-in it is {state}");
        self.take_stock().await
    }

    async fn reauthorize(&self) -> Result<ConnectionDetails> {
        let console = &self.story.console;
        let step = console.begin_reauthorize(self.story.same_again(&self.id));
        let review = self.story.finish(step.await.map_err(told)?).await;
        let review = review.map_err(told)?;
        let saved = console.save_connection(&review.attempt, false).await;
        saved.map_err(told)
    }

    async fn open(&mut self) -> Result<()> {
        self.story.console = self.story.start(&[0]).await.map_err(told)?;
        Ok(())
    }

    /// The org's newest refresh token is the one that is kept.
    async fn take_stock(&mut self) -> Result<()> {
        let newest = self
            .ledger()
            .into_iter()
            .rev()
            .find_map(|entry| match entry.event {
                Event::TokensIssued { refresh_token, .. } => refresh_token,
                _ => None,
            });
        self.current = newest.ok_or_else(|| anyhow!("nobody has signed in"))?;
        let kept = self.look().await?;
        ensure!(kept.refresh == self.current, "another token was kept");
        self.generation = kept.generation;
        Ok(())
    }
}

/// The state after a test; if the test itself failed, what was told, for the state is then the one
/// before.
fn found(tested: &ConnectionDetails) -> String {
    let state = &tested.row.status.state;
    match &tested.problem {
        Some(problem) if state == "active" => {
            format!("{state}, and the test failed: {}", problem.what)
        }
        _ => state.clone(),
    }
}
