//! The system-calls suite: each write of one renewal, to a file or to the org, fails in every way
//! in which it can, and nothing is lost.

mod points;

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use sandbox::Rotation;
use tempfile::TempDir;

use self::points::{Point, points};
use crate::trust::figure::Figure;
use crate::trust::strace;
use crate::trust::subject::{Ended, Restart, Started, Subject};

/// Calls that write, and one line each for how they are called.
const WRITES: [&str; 16] = [
    "write",
    "writev",
    "pwrite64",
    "pwritev",
    "fsync",
    "fdatasync",
    "sync_file_range",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "ftruncate",
    "fallocate",
    "sendto",
    "sendmsg",
];

/// What strace is to do to a call.
#[derive(Debug, Clone, Copy)]
struct Fault {
    name: &'static str,
    spec: &'static str,
    /// How many calls of the same name it hits, one after the other.
    lasts: usize,
}

const FAULTS: [Fault; 5] = [
    once("SIGKILL", "signal=KILL"),
    once("ENOSPC", "error=ENOSPC"),
    once("EIO", "error=EIO"),
    once("EROFS", "error=EROFS"),
    Fault {
        lasts: 25,
        ..once("ENOSPC for a while", "error=ENOSPC")
    },
];

const fn once(name: &'static str, spec: &'static str) -> Fault {
    Fault {
        name,
        spec,
        lasts: 1,
    }
}

/// How often a person tries again who reads that it went wrong.
const PERSISTENCE: usize = 40;

/// How often it is tried to hit one call: another thread may have been quicker.
const TRIES: usize = 4;

/// What came of one fault.
enum Came {
    Of(Ended),
    /// The call was not reached.
    NotHit,
}

/// Each call with each fault, or if that is more than `most`, so many of them, spread evenly.
pub async fn measure(program: &Path, most: u64, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let begun = Instant::now();
    match every_fault(program, most, &mut tell).await {
        Ok(tally) => tally.figures(begun),
        Err(fault) => {
            tell(&format!("FAILED: {fault:#}"));
            vec![Figure::every_time("faults that end well", 0, 1, begun)]
        }
    }
}

#[derive(Debug, Default)]
struct Tally {
    points: u64,
    trials: u64,
    held: u64,
    again_killed: u64,
    errors: u64,
    again_after_error: u64,
}

async fn every_fault(program: &Path, most: u64, tell: &mut impl FnMut(&str)) -> Result<Tally> {
    // The hardest app: a refresh token that was replaced is good for nothing at once.
    let mut subject = Subject::new(program, Rotation::Rotate { leeway_s: 0 }).await?;
    let points = record(&mut subject).await?;
    tell(&format!(
        "one renewal makes {} calls that write: {}",
        points.len(),
        points::counted(&points)
    ));
    let mut trials: Vec<_> = points
        .iter()
        .flat_map(|point| FAULTS.map(|fault| (point, fault)))
        // The org is there again when a person tries again.
        .filter(|(point, fault)| fault.lasts == 1 || !point.paths.is_empty())
        .collect();
    let mut tally = Tally {
        points: points.len() as u64,
        ..Tally::default()
    };
    if let Some(most) = usize::try_from(most).ok().filter(|most| *most > 0) {
        let all = trials.len();
        let mut number = 0;
        trials.retain(|_| {
            number += 1;
            number * most / all > (number - 1) * most / all
        });
    }
    for (number, (point, fault)) in (1..).zip(&trials) {
        tally.trials += 1;
        let name = fault.name;
        let is_error = name != "SIGKILL";
        tally.errors += u64::from(is_error);
        match one(&mut subject, point, *fault).await? {
            Came::Of(Ended::Works) => tally.held += 1,
            Came::Of(Ended::SignInAgain) => {
                tally.held += 1;
                if is_error {
                    tally.again_after_error += 1;
                    tell(&format!("{name} at {point}: to sign in again"));
                } else {
                    tally.again_killed += 1;
                }
                subject.sign_in_again().await?;
            }
            Came::Of(Ended::Lost(why) | Ended::Torn(why)) => {
                tell(&format!("FAILED {name} at {point}: {why}"));
                subject.sign_in_again().await?;
            }
            Came::NotHit => tell(&format!("FAILED {name} at {point}: it was not reached")),
        }
        if number % 50 == 0 {
            tell(&format!("{number} of {}", trials.len()));
        }
    }
    Ok(tally)
}

/// What one renewal writes, from the moment at which the program is told to test a connection
/// whose token has expired, until it has answered.
async fn record(subject: &mut Subject) -> Result<Vec<Point>> {
    let aside = TempDir::new()?;
    let log = aside.path().join("calls");
    subject.expire();
    let started = Started {
        by: strace::command(&WRITES, &log),
    };
    let mut program = subject.start(&started).await?;
    program.tell("test").await?;
    let said = program.hear().await?;
    ensure!(
        said.as_deref() == Some("active"),
        "without a fault it is {said:?}"
    );
    program.let_go().await?;
    let trial = subject.judge(Restart::AtOnce, true).await?;
    ensure!(trial.ended == Ended::Works, "without a fault: {trial:?}");
    let calls = strace::read(&fs::read_to_string(&log)?);
    let found = points(&calls, subject.folder())?;
    ensure!(!found.is_empty(), "nothing was written");
    Ok(found)
}

async fn one(subject: &mut Subject, point: &Point, fault: Fault) -> Result<Came> {
    for _ in 0..TRIES {
        if let Some(finished) = hit(subject, point, fault).await? {
            let trial = subject.judge(Restart::AtOnce, finished).await?;
            return Ok(Came::Of(trial.ended));
        }
        let trial = subject.judge(Restart::AtOnce, true).await?;
        if trial.ended != Ended::Works {
            bail!("a fault that did not happen: {trial:?}");
        }
    }
    Ok(Came::NotHit)
}

/// Runs the program with this one call failing: whether it gave an answer; `None` if the call was
/// not reached after the program was told to begin.
async fn hit(subject: &mut Subject, point: &Point, fault: Fault) -> Result<Option<bool>> {
    let aside = TempDir::new()?;
    let log = aside.path().join("calls");
    let mut by = strace::command(&[&point.name], &log);
    for path in &point.paths {
        by.extend(["-P".into(), path.into()]);
    }
    let (first, last) = (point.nth, point.nth + fault.lasts - 1);
    let spec = format!("inject={}:{}:when={first}..{last}", point.name, fault.spec);
    by.extend(["-e".into(), spec.into()]);
    if fault.name != "SIGKILL" {
        // Stops at no other call; but where it stops, no signal is delivered.
        by.push("--seccomp-bpf".into());
    }
    subject.expire();
    let Ok(mut program) = subject.start(&Started { by }).await else {
        // It fell on the opening.
        return Ok(None);
    };
    let early = fs::read_to_string(&log).context("strace wrote no log")?;
    if early.contains("(INJECTED)") {
        program.let_go().await?;
        return Ok(None);
    }
    program.tell("test").await?;
    let mut said = program.hear().await?;
    let answered = said.is_some();
    for _ in 0..PERSISTENCE {
        if said.is_none_or(|state| state == "active") {
            break;
        }
        program.tell("test").await?;
        said = program.hear().await?;
        ensure!(said.is_some(), "it died of trying again");
    }
    program.let_go().await?;
    let log = fs::read_to_string(&log)?;
    let was_hit = log.contains("(INJECTED)") || !answered;
    Ok(was_hit.then_some(answered))
}

impl Tally {
    fn figures(&self, begun: Instant) -> Vec<Figure> {
        let what = format!(
            "faults (SIGKILL, ENOSPC, EIO, EROFS, a disk that stays full for a while) at the {} \
             writing system calls of a renewal, after which it works or honestly asks to sign in \
             again",
            self.points
        );
        vec![
            Figure::every_time(&what, self.held, self.trials, begun),
            Figure::never(
                "disk and network errors among them that cost a sign-in",
                self.again_after_error,
                self.errors,
                begun,
            ),
            Figure::told(
                "kills among them after which it asks to sign in again, proven by the org's ledger",
                &self.again_killed.to_string(),
                self.trials - self.errors,
                begun,
            ),
        ]
    }
}
