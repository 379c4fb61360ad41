//! Labelled places in the rooms, each named by what it precedes: at each of them the program is made
//! to fail, to panic, to die and to wait, and what it leaves is looked at.

mod disk;
mod org;
mod play;

use std::fmt;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use tokio::process::Command;

use crate::trust::figure::Figure;

pub use play::{PART, play};

/// What happens at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Error,
    Panic,
    Death,
    Pause,
}

const FAULTS: [Fault; 4] = [Fault::Error, Fault::Panic, Fault::Death, Fault::Pause];

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Panic => "panic",
            Self::Death => "death",
            Self::Pause => "pause",
        })
    }
}

/// What the program was doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Renewing an expired token.
    Renewal,
    /// Signing in to a new connection, and saving it.
    SignIn,
    /// Signing in to a connection again, and saving it.
    Again,
    /// Opening the database of the first version.
    Migration,
    /// Making a copy, with seven there.
    Backup,
    /// Going on with a copy.
    Restore,
}

/// The places, and the deed on whose way each is.
pub(crate) const PLACES: [(Deed, &str); 33] = [
    (Deed::Renewal, "reading the refresh token"),
    (Deed::Renewal, "noting a renewal"),
    (Deed::Renewal, "committing the note of a renewal"),
    (Deed::Renewal, "sending a renewal"),
    (Deed::Renewal, "sealing the answer of a renewal"),
    (Deed::Renewal, "storing the answer of a renewal"),
    (Deed::Renewal, "writing renewed tokens"),
    (Deed::Renewal, "committing renewed tokens"),
    (Deed::Renewal, "using renewed tokens"),
    (Deed::SignIn, "taking up a sign-in that was looked at"),
    (Deed::SignIn, "writing a new connection"),
    (Deed::SignIn, "writing the secrets of a new connection"),
    (Deed::SignIn, "committing a new connection"),
    (Deed::SignIn, "noting where a new connection's secrets are"),
    (Deed::SignIn, "testing a new connection"),
    (Deed::Again, "taking up a sign-in that was looked at"),
    (Deed::Again, "removing the secrets of an earlier sign-in"),
    (Deed::Again, "writing the secrets of a new sign-in"),
    (Deed::Again, "committing a new sign-in"),
    (Deed::Again, "testing a new connection"),
    (Deed::Migration, "the copy before a migration"),
    (Deed::Migration, "copying the database"),
    (Deed::Migration, "taking tokens out of a copy"),
    (Deed::Migration, "a migration"),
    (Deed::Migration, "noting which version opened the database"),
    (Deed::Backup, "copying the database"),
    (Deed::Backup, "taking tokens out of a copy"),
    (Deed::Backup, "checking a copy"),
    (Deed::Backup, "giving a copy its name"),
    (Deed::Backup, "removing an old copy"),
    (Deed::Restore, "deciding to go on with a copy"),
    (Deed::Restore, "putting a part of the database aside"),
    (Deed::Restore, "putting a copy in the place of the database"),
];

/// Every place with every fault; those of a renewal twice, for it is started again at once, and when
/// every grace period is over.
pub async fn measure(program: &Path, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let begun = Instant::now();
    let (mut held, mut trials, mut again) = (0, 0, 0);
    for (deed, place) in PLACES {
        for fault in FAULTS {
            let late: &[bool] = if deed == Deed::Renewal {
                &[false, true]
            } else {
                &[false]
            };
            for late in late {
                trials += 1;
                match trial(program, deed, place, fault, *late).await {
                    Ok(Outcome::Whole) => held += 1,
                    Ok(Outcome::SignInAgain) => {
                        held += 1;
                        again += 1;
                    }
                    Err(wrong) => {
                        tell(&format!(
                            "FAILED before {place} ({deed:?}, {fault}, late {late}): {wrong:#}"
                        ));
                    }
                }
            }
        }
        tell(&format!("before {place}: {held} of {trials} so far"));
    }
    let places: std::collections::BTreeSet<_> = PLACES.iter().map(|(_, place)| place).collect();
    tell(&format!("honest Sign in again: {again}"));
    vec![
        Figure::at_least("labelled places", 20, places.len() as u64, trials, begun),
        Figure::every_time(
            "faults – an error, a panic, death, a pause – at a labelled place that lose nothing and tear nothing",
            held,
            trials,
            begun,
        ),
    ]
}

/// What is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All of the old or all of the new, and it works.
    Whole,
    /// The org had renewed, nobody could know the new token, and the person is told to sign in.
    SignInAgain,
}

async fn trial(
    program: &Path,
    deed: Deed,
    place: &str,
    fault: Fault,
    late: bool,
) -> Result<Outcome> {
    match deed {
        Deed::Renewal => org::renewal(program, place, fault, late).await,
        Deed::SignIn => org::sign_in(program, place, fault).await,
        Deed::Again => org::again(program, place, fault).await,
        Deed::Migration => disk::migration(program, place, fault).await,
        Deed::Backup => disk::backup(program, place, fault).await,
        Deed::Restore => disk::restore(program, place, fault).await,
    }
}

/// Runs the deed in a process of its own. An error or a panic there must be told as a failure, death
/// is death, and after a pause it must have succeeded; else the place was not on the way.
pub(crate) async fn run(
    program: &Path,
    deed: Deed,
    place: &str,
    fault: Fault,
    given: &[String],
) -> Result<()> {
    let mut command = Command::new(program);
    command
        .arg(PART)
        .args([&format!("{deed:?}"), place, &fault.to_string()])
        .args(given)
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let ended = command.output().await.context("the program")?;
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    let heard = String::from_utf8_lossy(&ended.stdout).into_owned();
    ensure!(
        heard.contains(play::REACHED) || fault == Fault::Error,
        "it never came there: {said}"
    );
    match (fault, ended.status.code()) {
        // What is not worth failing for may be told in the log only.
        (Fault::Death, None)
        | (Fault::Pause, Some(0))
        | (Fault::Error | Fault::Panic, Some(0 | play::FAILED)) => Ok(()),
        (_, code) => bail!("it ended with {code:?}: {said}"),
    }
}
