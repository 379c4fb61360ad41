//! Where the console does not open: which copies of the database there are, and going on with one.

use std::path::{Path, PathBuf};

use domain::{ClientKind, Connection, Settings, Status};
use store::{KeptCopy, Store};

use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::views::{CopiesView, CopyView, Failure};

/// So many connections of a copy are named.
const NAMED: usize = 5;

/// The data folder of a console that did not open.
pub struct Restore {
    data_dir: PathBuf,
    version: String,
}

impl Restore {
    /// Of this folder, for this version of the program.
    pub fn of(data_dir: &Path, version: &str) -> Self {
        Self {
            data_dir: data_dir.to_owned(),
            version: version.to_owned(),
        }
    }

    /// The copies that can be gone on with, newest first. Nothing is changed.
    pub async fn copies(&self) -> Result<CopiesView, Failure> {
        let kept = Store::kept_copies(&self.data_dir).await;
        let kept = kept.map_err(IntoFailure::into_failure)?;
        Ok(CopiesView {
            copies: kept.into_iter().map(view).collect(),
            aside: Store::put_aside_in(&self.data_dir).display().to_string(),
        })
    }

    /// Puts the database aside and a copy in its place. The console can be opened afterwards.
    pub async fn with_copy(&self, number: u32) -> Result<(), Failure> {
        let restored = Store::restore(&self.data_dir, &self.version, number).await;
        restored.map(drop).map_err(IntoFailure::into_failure)
    }

    /// Puts the database aside. The console opens with an empty list afterwards.
    pub fn with_nothing(&self) -> Result<(), Failure> {
        let anew = Store::begin_anew(&self.data_dir, &self.version);
        anew.map(drop).map_err(IntoFailure::into_failure)
    }
}

impl Rooms {
    /// A database that was put back has connections without their tokens, whose state is that of
    /// the day of the copy: each of them says that it must be signed in to.
    pub(crate) async fn tell_who_is_signed_out(&self) -> Result<(), Failure> {
        let failed = IntoFailure::into_failure;
        let signed_in = self.store.signed_in().await.map_err(failed)?;
        let mut connections = self.store.connections().await.map_err(failed)?;
        connections.retain(|one| !signed_in.contains(&one.id) && claims_to_be_signed_in(one));
        if connections.is_empty() {
            return Ok(());
        }
        for connection in &mut connections {
            connection.status = Status::NotAuthorized;
        }
        self.store.update_all(&connections).await.map_err(failed)
    }
}

/// Its app has a person sign in, and its state says that one has. Service apps and teams ask for
/// their tokens with a key that copies hold.
fn claims_to_be_signed_in(connection: &Connection) -> bool {
    let by_a_person = match &connection.settings {
        Settings::Org { client, .. } => match client {
            ClientKind::WebApp | ClientKind::NativeApp => true,
            ClientKind::ServiceApp { .. } => false,
        },
        Settings::Team { .. } => false,
    };
    by_a_person
        && match connection.status {
            Status::NotAuthorized
            | Status::NeedsReauthorization { .. }
            | Status::CredentialsRejected { .. } => false,
            Status::Untested
            | Status::Active { .. }
            | Status::ActiveWithMissingScopes { .. }
            | Status::RoleInsufficient { .. }
            | Status::Unreachable { .. } => true,
        }
}

fn view(copy: KeptCopy) -> CopyView {
    CopyView {
        number: copy.number,
        made_at: copy.made_at.to_string(),
        made_by: copy.made_by,
        count: copy.connections.len(),
        names: copy.connections.into_iter().take(NAMED).collect(),
    }
}
