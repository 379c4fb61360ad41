//! The rooms, and what one run of the program remembers.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use authorization::{Browser, Nonces};
use catalogue::{Catalogue, Connector};
use domain::{Clock, Connection, ConnectionId, Explanation, LoopbackOrgs};
use jiff::Timestamp;
use store::Store;
use transport::Transport;
use vault::Vault;

use crate::arming::Armed;
use crate::attempts::Attempt;
use crate::confirmation::Confirmation;
use crate::explain::IntoFailure;
use crate::exports::LastExport;
use crate::files::Files;
use crate::health::Checking;
use crate::history::Tidying;
use crate::holds::Holds;
use crate::live_token::{AllPutAside, Tokens};
use crate::new_key::NewKeys;
use crate::notices::Notices;
use crate::offered::Offered;
use crate::practice::Practice;
use crate::queue::Queue;
use crate::run::{Held, Listings, Pauses, Recent};
use crate::scenarios::Runs;
use crate::sessions::Sessions;
use crate::views::{ConnectionRow, Failure, FailureCode};

/// Everything that the use cases reach for.
pub(crate) struct Rooms {
    pub(crate) catalogue: Catalogue,
    pub(crate) transport: Transport,
    pub(crate) vault: Vault,
    pub(crate) store: Store,
    pub(crate) browser: Arc<dyn Browser>,
    pub(crate) confirmation: Arc<dyn Confirmation>,
    pub(crate) files: Arc<dyn Files>,
    pub(crate) notices: Arc<dyn Notices>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) loopback: LoopbackOrgs,
    pub(crate) ports: Vec<u16>,
    pub(crate) version: String,
    pub(crate) data_dir: PathBuf,
    pub(crate) tokens: Tokens,
    pub(crate) put_aside: AllPutAside,
    pub(crate) sessions: Sessions,
    pub(crate) nonces: Nonces,
    pub(crate) new_keys: NewKeys,
    pub(crate) runs: Runs,
    pub(crate) practice: Mutex<Option<Practice>>,
    pub(crate) attempts: Mutex<HashMap<String, Attempt>>,
    pub(crate) armed: Armed,
    pub(crate) offered: Offered,
    pub(crate) pauses: Pauses,
    pub(crate) holds: Holds,
    pub(crate) listings: Listings,
    pub(crate) held: Held,
    pub(crate) tidying: Tidying,
    pub(crate) recent: Recent,
    pub(crate) checking: Checking,
    pub(crate) queue: Queue,
    /// The export that was read last, to be measured anew when a connection has changed.
    pub(crate) export: Mutex<Option<LastExport>>,
    /// The list, read while the window was being made.
    pub(crate) read_ahead: tokio::sync::Mutex<Option<Vec<ConnectionRow>>>,
}

impl Rooms {
    /// The present moment.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The connection, or a failure that makes the window reload its list.
    pub(crate) async fn connection(&self, id: &str) -> Result<Connection, Failure> {
        let gone = || {
            Failure::coded(
                FailureCode::Gone,
                Explanation::new(
                    "This connection is not there any more.",
                    "It was deleted a moment ago.",
                    "Go back to the list.",
                ),
            )
        };
        let id = ConnectionId::parse(id).ok_or_else(gone)?;
        self.store
            .connection(id)
            .await
            .map_err(IntoFailure::into_failure)?
            .ok_or_else(gone)
    }

    /// The connector of a connection. A connection outlives its connector only if the catalogue
    /// shrinks from one version to the next.
    pub(crate) fn connector(&self, id: &str) -> Result<&Connector, Failure> {
        self.catalogue.connector(id).ok_or_else(|| {
            Failure::other(Explanation::new(
                format!("There is no connector {id} in this version."),
                "The connection was made by a version that had one.",
                "Use that version, or delete the connection.",
            ))
        })
    }

    /// Whether a host on this computer may be spoken to: it is allowed for all, or it is the
    /// practice org that was started from within.
    pub(crate) fn loopback_for(&self, typed: &str) -> LoopbackOrgs {
        let practising = locked(&self.practice)
            .as_ref()
            .is_some_and(|practice| practice.is_address(typed));
        if practising {
            LoopbackOrgs::Allowed
        } else {
            self.loopback
        }
    }
}

/// A lock that a panic elsewhere does not close: what it guards is replaced whole, never half.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
