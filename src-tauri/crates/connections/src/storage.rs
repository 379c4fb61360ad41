//! Where secrets are kept: the OS keyring's key, a passphrase, or this session only.

use std::sync::Arc;
use std::time::Duration;

use domain::{Connection, ConnectionId, Explanation, Status};
use secrecy::SecretString;
use tokio::time::timeout;
use vault::{Keeper, VaultHeader, VaultProblem, VaultState};

use crate::Console;
use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::views::{ConsoleView, Failure, FailureCode, KeeperView, StorageView};

/// The setting that lists connections whose secrets end with the run.
const SESSION_ONLY: &str = "session_only_connections";

/// How long the list waits at the start for a keyring, which answers at once unless it asks for
/// its password.
const PATIENCE: Duration = Duration::from_secs(1);

impl Console {
    /// Wipes the key and every token from memory. What is under way is ended first, as on quitting;
    /// the list and the history can still be read.
    pub async fn lock(&self) -> Result<ConsoleView, Failure> {
        self.end_what_is_under_way().await;
        self.rooms.new_keys.forget_all();
        self.rooms.vault.lock();
        if let Err(error) = self.rooms.transport.hang_up() {
            tracing::warn!(%error, "connections were not let go of");
        }
        self.console().await
    }

    /// Opens the vault with a passphrase, or sets one where none was chosen.
    pub async fn unlock_with_passphrase(
        &self,
        passphrase: SecretString,
    ) -> Result<ConsoleView, Failure> {
        let holds_secrets = self.rooms.holds_secrets().await?;
        // A header under which nothing is sealed binds nobody.
        let header = self
            .rooms
            .header()
            .await?
            .filter(|header| holds_secrets || header.needs_passphrase());
        let header = self
            .rooms
            .vault
            .unlock_with_passphrase(header, passphrase)
            .await
            .map_err(|problem| Failure::field("passphrase", problem.explain()))?;
        self.rooms.keep_header(&header).await?;
        self.console().await
    }

    /// Keeps secrets for this run only: they are sealed under a key that dies with the program,
    /// and their rows are removed at the next start. What the keyring's key has sealed stays.
    pub async fn use_session_only(&self) -> Result<ConsoleView, Failure> {
        self.rooms.vault.session_only();
        self.console().await
    }

    /// Asks the OS keyring once more. Where it is being asked, its answer is waited for instead.
    pub async fn retry_keyring(&self) -> Result<ConsoleView, Failure> {
        let waited = self.rooms.is_waiting_for_keyring();
        if waited {
            self.rooms.vault.answered().await;
        }
        if !waited || self.rooms.is_waiting_for_keyring() {
            self.rooms.unlock_with_keyring().await?;
        }
        self.console().await
    }

    /// The key is lost: what was sealed under it goes, and every connection waits for a new
    /// sign-in under a new key.
    pub async fn start_over_with_new_key(&self) -> Result<ConsoleView, Failure> {
        self.rooms.forget_all_secrets().await?;
        self.rooms
            .store
            .set_vault_header("")
            .await
            .map_err(IntoFailure::into_failure)?;
        self.rooms.unlock_with_keyring().await?;
        self.console().await
    }
}

impl Rooms {
    /// At the start. A keyring that takes its time is waited for in the background.
    pub(crate) async fn unlock_at_start(self: &Arc<Self>) -> Result<(), Failure> {
        self.forget_last_session().await?;
        let rooms = Arc::clone(self);
        let unlocking = tokio::spawn(async move { rooms.unlock_with_keyring().await });
        match timeout(PATIENCE, unlocking).await {
            Ok(Ok(outcome)) => outcome,
            // A fault is told where it happened, and the vault stays closed.
            Ok(Err(_)) | Err(_) => Ok(()),
        }
    }

    /// Last run's session-only secrets are noise by now, and go.
    async fn forget_last_session(&self) -> Result<(), Failure> {
        for id in self.session_only().await? {
            let connection = self
                .store
                .connection(id)
                .await
                .map_err(IntoFailure::into_failure)?;
            if let Some(connection) = connection {
                let unsigned = Connection {
                    status: Status::NotAuthorized,
                    ..connection
                };
                self.store
                    .reauthorize(&unsigned, &[], None)
                    .await
                    .map_err(IntoFailure::into_failure)?;
            }
        }
        self.set_session_only(&[]).await
    }

    /// Remembers that this connection's secrets end with this run, if they do.
    pub(crate) async fn note_keeper(&self, id: ConnectionId) -> Result<(), Failure> {
        let session_only = matches!(
            self.vault.state(),
            VaultState::Open {
                keeper: Keeper::SessionOnly
            }
        );
        let mut noted = self.session_only().await?;
        if session_only == noted.contains(&id) {
            return Ok(());
        }
        noted.retain(|noted| *noted != id);
        noted.extend(session_only.then_some(id));
        self.set_session_only(&noted).await
    }

    async fn session_only(&self) -> Result<Vec<ConnectionId>, Failure> {
        let text = self
            .store
            .setting(SESSION_ONLY)
            .await
            .map_err(IntoFailure::into_failure)?;
        let ids = text.unwrap_or_default();
        Ok(ids
            .split_whitespace()
            .filter_map(ConnectionId::parse)
            .collect())
    }

    async fn set_session_only(&self, ids: &[ConnectionId]) -> Result<(), Failure> {
        let text = ids
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ");
        self.store
            .set_setting(SESSION_ONLY, &text)
            .await
            .map_err(IntoFailure::into_failure)
    }

    /// A closed vault is a state, not a failure; a store that cannot be read is one.
    async fn unlock_with_keyring(&self) -> Result<(), Failure> {
        let header = self.header().await?;
        if header.as_ref().is_some_and(VaultHeader::needs_passphrase) {
            return Ok(());
        }
        let holds_secrets = self.holds_secrets().await?;
        match self.vault.unlock(header, holds_secrets).await {
            Ok(header) => self.keep_header(&header).await,
            Err(problem) => {
                tracing::warn!(problem = %problem, "the vault stays closed");
                Ok(())
            }
        }
    }

    /// Every sealed secret goes; the connections stay and wait for a new sign-in.
    async fn forget_all_secrets(&self) -> Result<(), Failure> {
        self.tokens.forget_all();
        self.sessions.end_all();
        self.store
            .forget_secrets()
            .await
            .map_err(IntoFailure::into_failure)?;
        for connection in self
            .store
            .connections()
            .await
            .map_err(IntoFailure::into_failure)?
        {
            let unsigned = Connection {
                status: Status::NotAuthorized,
                ..connection
            };
            self.store
                .update(&unsigned)
                .await
                .map_err(IntoFailure::into_failure)?;
        }
        Ok(())
    }

    async fn holds_secrets(&self) -> Result<bool, Failure> {
        self.store
            .holds_secrets()
            .await
            .map_err(IntoFailure::into_failure)
    }

    async fn header(&self) -> Result<Option<VaultHeader>, Failure> {
        let text = self
            .store
            .vault_header()
            .await
            .map_err(IntoFailure::into_failure)?;
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        serde_json::from_str(&text).map(Some).map_err(|error| {
            Failure::coded(
                FailureCode::DataUnusable,
                Explanation::new(
                    "The database does not say how its secrets are sealed.",
                    format!("The note about it cannot be read: {error}."),
                    "Go on with a copy.",
                ),
            )
        })
    }

    async fn keep_header(&self, header: &VaultHeader) -> Result<(), Failure> {
        let text = serde_json::to_string(header).expect("a header is plain data");
        self.store
            .set_vault_header(&text)
            .await
            .map_err(IntoFailure::into_failure)
    }

    pub(crate) async fn storage_view(&self) -> Result<StorageView, Failure> {
        let passphrase_set = self
            .header()
            .await?
            .as_ref()
            .is_some_and(VaultHeader::needs_passphrase);
        Ok(match self.vault.state() {
            VaultState::Open { keeper } => StorageView::Open {
                keeper: match keeper {
                    Keeper::Keyring { name } => KeeperView::Keyring { name },
                    Keeper::Passphrase => KeeperView::Passphrase,
                    Keeper::SessionOnly => KeeperView::SessionOnly,
                },
            },
            VaultState::Locked { problem } => StorageView::Locked {
                explanation: locked_explanation(problem.as_ref(), passphrase_set).into(),
                by_lock: problem.is_none() && !passphrase_set,
                passphrase_set,
                waiting: matches!(problem, Some(VaultProblem::Waiting { .. })),
                key_lost: matches!(problem, Some(VaultProblem::KeyLost { .. })),
            },
        })
    }

    fn is_waiting_for_keyring(&self) -> bool {
        matches!(
            self.vault.state(),
            VaultState::Locked {
                problem: Some(VaultProblem::Waiting { .. })
            }
        )
    }

    /// Nothing can be sealed or opened: the window shows the page that opens the vault.
    pub(crate) fn is_locked(&self) -> bool {
        matches!(self.vault.state(), VaultState::Locked { .. })
    }

    pub(crate) fn require_open_vault(&self) -> Result<(), Failure> {
        match self.vault.state() {
            VaultState::Open { .. } => Ok(()),
            VaultState::Locked { problem } => Err(Failure::coded(
                FailureCode::VaultLocked,
                locked_explanation(problem.as_ref(), false),
            )),
        }
    }
}

fn locked_explanation(problem: Option<&VaultProblem>, passphrase_set: bool) -> Explanation {
    if let Some(problem) = problem {
        return problem.explain();
    }
    let what = "The console is locked.";
    if passphrase_set {
        let why = "Its secrets are sealed under your passphrase, which is kept nowhere.";
        return Explanation::new(what, why, "Type the passphrase.");
    }
    let why = "The key to the stored secrets has been wiped from memory.";
    Explanation::new(what, why, "Press Open.")
}
