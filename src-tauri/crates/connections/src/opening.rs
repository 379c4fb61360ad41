//! Opening the console: the rooms are opened once, in order, and stay open.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use authorization::{Browser, Nonces};
use catalogue::Catalogue;
use domain::{Clock, Explanation, LoopbackOrgs};
use store::Store;
use tokio::time::timeout;
use transport::Transport;
use vault::{Keyring, Vault};

use crate::arming::Armed;
use crate::confirmation::Confirmation;
use crate::explain::IntoFailure;
use crate::files::Files;
use crate::health::Checking;
use crate::history::Tidying;
use crate::holds::Holds;
use crate::live_token::{AllPutAside, Tokens};
use crate::new_key::NewKeys;
use crate::notices::Notices;
use crate::offered::Offered;
use crate::queue::Queue;
use crate::rooms::Rooms;
use crate::run::{Held, Listings, Pauses, Recent};
use crate::scenarios::Runs;
use crate::sessions::Sessions;
use crate::views::{ConsoleView, Failure};

/// How long quitting waits for grants to be given back that nobody has decided about.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the console cannot know by itself.
pub struct Opening {
    /// Where the database is.
    pub data_dir: PathBuf,
    /// Holds the one key.
    pub keyring: Arc<dyn Keyring>,
    /// Opens a page for the person.
    pub browser: Arc<dyn Browser>,
    /// Asks before something is lost.
    pub confirmation: Arc<dyn Confirmation>,
    /// Asks for a file to write or to read.
    pub files: Arc<dyn Files>,
    /// Tells a person something while she looks elsewhere.
    pub notices: Arc<dyn Notices>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Whether orgs on this computer are taken.
    pub loopback: LoopbackOrgs,
    /// The registered ports, in order of preference.
    pub ports: Vec<u16>,
    /// This program's version.
    pub version: String,
}

/// The console. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Console {
    pub(crate) rooms: Arc<Rooms>,
}

impl Console {
    /// Opens the database and unlocks the vault with the OS keyring, if there is one.
    ///
    /// A locked vault is no failure: the list can be read, and [`Console::console`] tells how to
    /// go on. A database that cannot be opened is one, and nothing was
    /// changed; [`crate::Restore`] goes on from there.
    pub async fn open(opening: Opening) -> Result<Self, Failure> {
        let catalogue = Catalogue::builtin().map_err(|error| {
            Failure::other(Explanation::new(
                "The console's own list of connectors cannot be read.",
                error.to_string(),
                "Install the console again.",
            ))
        })?;
        let transport =
            Transport::new().map_err(|error| Failure::other(error.explain("The network")))?;
        let store = Store::open(&opening.data_dir, &opening.version)
            .await
            .map_err(IntoFailure::into_failure)?;
        let rooms = Rooms {
            catalogue,
            transport,
            vault: Vault::new(opening.keyring),
            store,
            browser: opening.browser,
            confirmation: opening.confirmation,
            files: opening.files,
            notices: opening.notices,
            clock: opening.clock,
            loopback: opening.loopback,
            ports: opening.ports,
            version: opening.version,
            data_dir: opening.data_dir,
            tokens: Tokens::default(),
            put_aside: AllPutAside::default(),
            sessions: Sessions::default(),
            nonces: Nonces::default(),
            new_keys: NewKeys::default(),
            runs: Runs::default(),
            practice: Mutex::new(None),
            attempts: Mutex::new(HashMap::new()),
            armed: Armed::default(),
            offered: Offered::default(),
            pauses: Pauses::default(),
            holds: Holds::default(),
            listings: Listings::default(),
            held: Held::default(),
            tidying: Tidying::default(),
            recent: Recent::default(),
            checking: Checking::default(),
            queue: Queue::default(),
            export: Mutex::default(),
            read_ahead: tokio::sync::Mutex::new(None),
        };
        let console = Self {
            rooms: Arc::new(rooms),
        };
        if let Err(failure) = console.rooms.settle_in().await {
            // Whoever goes on with a copy puts this file aside, and nobody may have it open.
            console.rooms.store.clone().close().await;
            return Err(failure);
        }
        console.tidy_history();
        Ok(console)
    }

    /// What the window asks for first.
    pub async fn console(&self) -> Result<ConsoleView, Failure> {
        let rooms = &self.rooms;
        Ok(ConsoleView {
            version: rooms.version.clone(),
            storage: rooms.storage_view().await?,
            data_dir: rooms.data_dir.display().to_string(),
            loopback_orgs: rooms.loopback == LoopbackOrgs::Allowed,
            sandbox: self.practice(),
            redirect_uris: rooms.redirect_uris(),
        })
    }

    /// Ends what is under way, and closes the database.
    pub async fn shut_down(&self) {
        self.end_what_is_under_way().await;
        self.rooms.store_all_that_was_put_aside().await;
        self.rooms.store.clone().close().await;
        self.rooms.vault.lock();
    }

    /// Stops scenarios and lists that are being read, gives back what nobody has decided about, and
    /// lets renewals finish. No token and no secret of an answer is in memory afterwards.
    pub(crate) async fn end_what_is_under_way(&self) {
        self.rooms.runs.settle().await;
        self.rooms.listings.end_all().await;
        self.end_queue().await;
        // An org that cannot be reached must not hold back what follows.
        drop(timeout(PATIENCE, self.discard_all()).await);
        self.rooms.held.let_go();
        self.rooms.tokens.settle().await;
    }
}

impl Rooms {
    /// What must be so before anything is asked. A list that cannot be read is told at the start,
    /// when a copy can take its place, and not on some page later.
    async fn settle_in(self: &Arc<Self>) -> Result<(), Failure> {
        self.unlock_at_start().await?;
        self.tell_who_is_signed_out().await?;
        self.end_runs_of_last_time().await;
        Ok(())
    }

    /// Every redirect URI that must be registered.
    pub(crate) fn redirect_uris(&self) -> Vec<String> {
        self.ports
            .iter()
            .map(|&port| authorization::redirect_uri(port))
            .collect()
    }
}
