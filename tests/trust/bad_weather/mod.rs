//! The bad-weather suite: between the console and its org something goes wrong, in sixteen ways,
//! and nothing hangs, is lost, goes astray or is done twice.
//!
//! The org is reached over TLS through a proxy, by the rules for public ones. Who takes that way
//! is told by the environment of a process, so the suite runs itself again in one.

mod cable;
mod network;
mod office;
mod redirects;
mod talk;
mod weather;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use self::network::Network;
use self::office::{Errand, Office};
use self::weather::Chance;
pub use self::weather::Fault;
use crate::certificates::Authority;
use crate::trust::figure::Figure;

/// Where the network stands, and where its authority's certificate is to lie.
const NETWORK: &str = "TRUST_NETWORK";
const AUTHORITY: &str = "SSL_CERT_FILE";

/// Thirty seconds are the longest that a request may take; one more for everything else.
const LONGEST: Duration = Duration::from_secs(31);
/// A trial whose fault did no harm is tried again, so often.
const PATIENCE: u64 = 40;

/// Whether this process takes the way through the network.
pub fn is_behind() -> bool {
    variable(NETWORK).is_some()
}

/// Runs `command` as a process that takes the way through the network; how it ended.
pub async fn behind(mut command: Command) -> Result<std::process::ExitStatus> {
    let folder = TempDir::new()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let at = listener.local_addr()?;
    drop(listener);
    let proxy = format!("http://{at}");
    command
        .envs(["HTTPS_PROXY", "https_proxy"].map(|name| (name, &proxy)))
        .envs(["NO_PROXY", "no_proxy"].map(|name| (name, "127.0.0.1")))
        .env(NETWORK, at.to_string())
        .env(AUTHORITY, folder.path().join("authority.pem"))
        .env_remove("SSL_CERT_DIR");
    Ok(command.status().await?)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the suite starts itself in the network, and tells itself so"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

async fn network() -> Result<Network> {
    transport::install_crypto();
    let at: SocketAddr = variable(NETWORK).context("no network")?.parse()?;
    let authority = Authority::new("Weather Authority");
    let file = variable(AUTHORITY).context("no authority")?;
    std::fs::write(Path::new(&file), authority.pem())?;
    Ok(Network::begin(at, authority).await?)
}

/// What all trials saw.
#[derive(Default)]
struct Log {
    trials: AtomicU64,
    sign_ins: AtomicU64,
    writes: AtomicU64,
    hung: AtomicU64,
    lost: AtomicU64,
    wrong_writes: AtomicU64,
    longest: Mutex<Duration>,
    faults: [AtomicU64; Fault::ALL.len()],
}

/// So many sign-ins and calls, each with one fault in it, in so many offices at once.
pub async fn measure(trials: u64, offices: u64, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let begun = Instant::now();
    let log = Arc::new(Log::default());
    let network = match network().await {
        Ok(network) => network,
        Err(fault) => {
            tell(&format!("FAILED: {fault:#}"));
            return vec![Figure::every_time("networks", 0, 1, begun)];
        }
    };
    let next = Arc::new(AtomicU64::new(0));
    let (say, mut said) = mpsc::unbounded_channel();
    let mut working = JoinSet::new();
    for number in 0..offices {
        let (network, log, next, say) = (
            network.clone(),
            Arc::clone(&log),
            Arc::clone(&next),
            say.clone(),
        );
        working.spawn(async move {
            match Office::opens(&network, number).await {
                Ok(office) => Box::pin(works(&office, trials, &next, &log, &say)).await,
                Err(fault) => drop(say.send(format!("FAILED: no office {number}: {fault:#}"))),
            }
        });
    }
    drop(say);
    while let Some(line) = said.recv().await {
        tell(&line);
    }
    working.join_all().await;
    let mut figures = figures(&log, trials, network.foreign_bytes(), begun);
    figures.extend(redirected(&mut tell).await);
    figures
}

/// Every endpoint, every redirect.
async fn redirected(tell: &mut impl FnMut(&str)) -> [Figure; 2] {
    let begun = Instant::now();
    let (redirected, came) = redirects::run(tell).await.unwrap_or_else(|fault| {
        tell(&format!("FAILED: {fault:#}"));
        (0, 1)
    });
    let due = redirects::due();
    [
        Figure::every_time(
            "endpoints that answer with a redirect, of five kinds",
            redirected,
            due,
            begun,
        ),
        Figure::never(
            "requests at the server that they point to",
            came,
            redirected,
            begun,
        ),
    ]
}

/// Trial after trial, until all are taken.
async fn works(
    office: &Office,
    trials: u64,
    next: &AtomicU64,
    log: &Log,
    say: &mpsc::UnboundedSender<String>,
) {
    loop {
        let trial = next.fetch_add(1, Ordering::SeqCst);
        if trial >= trials {
            return;
        }
        let kinds = Fault::ALL.len() as u64;
        let kind = usize::try_from(trial % kinds).unwrap_or(0);
        let (name, fault) = Fault::ALL[kind];
        let errand = Errand::of(trial / kinds);
        for attempt in 0..PATIENCE {
            let chance = Chance::of(trial * PATIENCE + attempt);
            let seen = Box::pin(office.goes_out(errand, fault, chance)).await;
            let what = format!("trial {trial}.{attempt}, {errand:?}, {name}");
            if seen.longest > LONGEST {
                log.hung.fetch_add(1, Ordering::SeqCst);
                let _told = say.send(format!("FAILED {what}: took {:?}", seen.longest));
            }
            if let Some(wrong) = seen.wrong_write {
                log.wrong_writes.fetch_add(1, Ordering::SeqCst);
                let _told = say.send(format!("FAILED {what}: {wrong}"));
            }
            if let Some(lost) = seen.lost {
                log.lost.fetch_add(1, Ordering::SeqCst);
                let _told = say.send(format!("FAILED {what}: lost: {lost}"));
            }
            let mut longest = log.longest.lock().unwrap_or_else(PoisonError::into_inner);
            *longest = seen.longest.max(*longest);
            if seen.harmed {
                log.faults[kind].fetch_add(1, Ordering::SeqCst);
                break;
            }
        }
        match errand {
            Errand::SignIn => log.sign_ins.fetch_add(1, Ordering::SeqCst),
            Errand::Write => log.writes.fetch_add(1, Ordering::SeqCst),
            Errand::Test | Errand::Read => 0,
        };
        let done = log.trials.fetch_add(1, Ordering::SeqCst) + 1;
        if done.is_multiple_of(250) {
            let _told = say.send(format!("{done} sign-ins and calls"));
        }
    }
}

fn figures(log: &Log, trials: u64, foreign: u64, begun: Instant) -> Vec<Figure> {
    let of = |counter: &AtomicU64| counter.load(Ordering::SeqCst);
    let all = of(&log.trials);
    let struck: u64 = log.faults.iter().map(of).sum();
    let kinds = log.faults.iter().filter(|kind| of(kind) > 0).count() as u64;
    let longest = *log.longest.lock().unwrap_or_else(PoisonError::into_inner);
    let sign_ins = of(&log.sign_ins);
    let what = format!(
        "steps of {all} sign-ins and calls that took more than 31 s (the longest: {:.1} s)",
        longest.as_secs_f64()
    );
    let kinds_promised = Fault::ALL.len().min(usize::try_from(trials).unwrap_or(16)) as u64;
    vec![
        Figure::at_least(
            "kinds of faults that struck",
            kinds_promised,
            kinds,
            all,
            begun,
        ),
        Figure::every_time(
            &format!("sign-ins ({sign_ins}) and calls that a fault struck"),
            struck,
            trials,
            begun,
        ),
        Figure::never(&what, of(&log.hung), all, begun),
        Figure::never(
            "connections that did not work once the weather had cleared",
            of(&log.lost),
            all,
            begun,
        ),
        Figure::never("bytes of requests at foreign hosts", foreign, all, begun),
        Figure::never(
            "writes sent twice, or called done or refused when they were not",
            of(&log.wrong_writes),
            of(&log.writes),
            begun,
        ),
    ]
}
