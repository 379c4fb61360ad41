//! The kill suite: the program dies at any moment of a renewal, and nothing is lost.

mod control;
mod disk;
mod whose;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rand::Rng;
use sandbox::Rotation;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use crate::trust::figure::Figure;
use crate::trust::subject::{Ended, Moment, Restart, Started, Subject, Trial};

/// So many programs at once: one waits for the disk while another works.
const AT_ONCE: u64 = 8;

/// How an app may treat refresh tokens, each with its name.
const MODES: [(&str, Rotation); 4] = [
    ("static", Rotation::Static),
    ("rotating, grace 0 s", Rotation::Rotate { leeway_s: 0 }),
    ("rotating, grace 30 s", Rotation::Rotate { leeway_s: 30 }),
    ("rotating, grace 60 s", Rotation::Rotate { leeway_s: 60 }),
];

/// What came of the kills in one mode.
#[derive(Debug, Default)]
struct Tally {
    trials: u64,
    lost: u64,
    torn: u64,
    again: u64,
    before: u64,
    in_flight: u64,
    stored: u64,
    finished: u64,
}

/// So many kills, a quarter in each mode; half of the restarts come at once, half when the grace
/// period is over. `program` is the one called `trust`.
pub async fn measure(program: &Path, trials: u64, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let begun = Instant::now();
    let (said, mut lines) = unbounded_channel();
    let mut running = JoinSet::new();
    for (number, (name, rotation)) in (0..AT_ONCE).zip(MODES.into_iter().cycle()) {
        let (program, said) = (program.to_owned(), said.clone());
        let share = trials / AT_ONCE + u64::from(number < trials % AT_ONCE);
        running.spawn(async move {
            let mut tally = Tally::default();
            let ran = mode(&program, name, rotation, share, &mut tally, &said).await;
            if let Err(fault) = ran {
                let _ = said.send(format!("FAILED {name}: {fault:#}"));
            }
            tally
        });
    }
    drop(said);
    while let Some(line) = lines.recv().await {
        tell(&line);
    }
    let mut all = Tally::default();
    for tally in running.join_all().await {
        all.add(&tally);
    }
    tell(&all.line("all"));
    // A mode that broke off leaves trials undone, and what was not tried is not proven.
    let undone = trials - all.trials;
    let mut figures = vec![
        Figure::never(
            "kills after which a connection is lost",
            all.lost + undone,
            all.trials,
            begun,
        ),
        Figure::never(
            "kills after which what is kept is torn",
            all.torn + undone,
            all.trials,
            begun,
        ),
        Figure::told(
            "times that it asks to sign in again, each proven by the org's ledger",
            &all.again.to_string(),
            all.trials,
            begun,
        ),
        Figure::at_least(
            "kills between the org's renewal and the moment that its answer was stored",
            trials / 50,
            all.in_flight,
            all.trials,
            begun,
        ),
    ];
    figures.push(control::forgetful(program, &mut tell).await);
    figures.push(whose::figure(program, trials.div_ceil(100), &mut tell).await);
    if trials >= 1_000 {
        figures.extend(disk::commits(program, 1_000, &mut tell).await);
    }
    figures
}

async fn mode(
    program: &Path,
    name: &str,
    rotation: Rotation,
    trials: u64,
    tally: &mut Tally,
    said: &UnboundedSender<String>,
) -> Result<()> {
    let mut subject = Subject::new(program, rotation).await?;
    let mut window = usual(&mut subject).await?;
    for number in 0..trials {
        let when = if number % 2 == 0 {
            Restart::AtOnce
        } else {
            Restart::AfterTheGracePeriod
        };
        let delay = rand::thread_rng().gen_range(0..=window.as_micros());
        let delay = Duration::from_micros(u64::try_from(delay)?);
        let trial = one(&mut subject, delay, when).await?;
        // A renewal takes as long as the computer is busy. One of five may be killed too late.
        window = if trial.moment == Moment::Finished {
            window * 48 / 50
        } else {
            window * 101 / 100
        };
        let problem = tally.note(&trial);
        if let Some(problem) = problem {
            let _ = said.send(format!(
                "FAILED {name}, killed after {} µs ({:?}), restart {when:?}: {problem}",
                delay.as_micros(),
                trial.moment
            ));
        }
        if trial.ended != Ended::Works {
            subject.sign_in_again().await?;
        }
        if (number + 1) % 125 == 0 {
            let _ = said.send(tally.line(name));
        }
    }
    Ok(())
}

/// The token expires, the program renews it, and is killed after `delay`.
async fn one(subject: &mut Subject, delay: Duration, when: Restart) -> Result<Trial> {
    subject.expire();
    let mut program = subject.start(&Started::default()).await?;
    program.tell("test").await?;
    let finished = program.kill_after(delay).await?;
    subject.judge(when, finished).await
}

/// How long it takes when nobody kills it.
async fn usual(subject: &mut Subject) -> Result<Duration> {
    let mut took = Vec::new();
    for _ in 0..5 {
        subject.expire();
        let mut program = subject.start(&Started::default()).await?;
        let begun = Instant::now();
        program.tell("test").await?;
        let said = program.hear().await?.context("it ended too early")?;
        took.push(begun.elapsed());
        ensure!(said == "active", "without a kill it is {said}");
        program.let_go().await?;
        let trial = subject.judge(Restart::AtOnce, true).await?;
        ensure!(trial.ended == Ended::Works, "without a kill: {trial:?}");
    }
    took.sort();
    Ok(took[took.len() / 2])
}

impl Tally {
    /// Counts it: what is wrong, if anything.
    fn note<'a>(&mut self, trial: &'a Trial) -> Option<&'a str> {
        self.trials += 1;
        match trial.moment {
            Moment::Before => self.before += 1,
            Moment::InFlight => self.in_flight += 1,
            Moment::Stored => self.stored += 1,
            Moment::Finished => self.finished += 1,
        }
        match &trial.ended {
            Ended::Works => None,
            Ended::SignInAgain => {
                self.again += 1;
                None
            }
            Ended::Lost(why) => {
                self.lost += 1;
                Some(why)
            }
            Ended::Torn(why) => {
                self.torn += 1;
                Some(why)
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.trials += other.trials;
        self.lost += other.lost;
        self.torn += other.torn;
        self.again += other.again;
        self.before += other.before;
        self.in_flight += other.in_flight;
        self.stored += other.stored;
        self.finished += other.finished;
    }

    fn line(&self, name: &str) -> String {
        format!(
            "{name}: {} killed: {} before the org renewed, {} before the answer was stored, {} \
             after, {} when all was done; {} to sign in again, {} lost, {} torn",
            self.trials,
            self.before,
            self.in_flight,
            self.stored,
            self.finished,
            self.again,
            self.lost,
            self.torn
        )
    }
}
