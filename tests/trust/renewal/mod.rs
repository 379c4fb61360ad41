//! The renewal suite: many ask for an expired token at once, and one request renews it.

mod process;

use std::time::Instant;

use anyhow::{Result, ensure};
use jiff::SignedDuration;
use tokio::task::JoinSet;

use crate::trust::desk::{Desk, told};
use crate::trust::figure::Figure;

pub use process::{PROCESS, be_a_process};

/// How many processes want the same token.
const PROCESSES: usize = 8;

/// So many rounds of so many callers in one process, and so many rounds of eight processes.
pub async fn measure(
    rounds: u64,
    callers: u64,
    process_rounds: u64,
    mut tell: impl FnMut(&str),
) -> Vec<Figure> {
    let begun = Instant::now();
    let in_one = crowds(rounds, callers, &mut tell).await;
    let in_one = in_one.unwrap_or_else(|fault| {
        tell(&format!("FAILED: {fault:#}"));
        0
    });
    let what =
        format!("rounds in which {callers} at once renew an expired token once, and all succeed");
    let mut figures = vec![Figure::every_time(&what, in_one, rounds, begun)];
    if process_rounds > 0 {
        let begun = Instant::now();
        let mut held = 0;
        for _ in 0..process_rounds {
            match process::round(PROCESSES).await {
                Ok(()) => held += 1,
                Err(fault) => tell(&format!("FAILED: {fault:#}")),
            }
        }
        let what = format!(
            "rounds in which {PROCESSES} processes renew an expired token once, and all succeed"
        );
        figures.push(Figure::every_time(&what, held, process_rounds, begun));
    }
    figures
}

/// One connection, whose token expires before each round.
async fn crowds(rounds: u64, callers: u64, tell: &mut impl FnMut(&str)) -> Result<u64> {
    let desk = Desk::set_up().await?;
    let details = desk.connect().await?;
    let mut held = 0;
    for round in 1..=rounds {
        desk.clock.advance(SignedDuration::from_hours(2));
        match crowd(&desk, &details.row.id, callers).await {
            Ok(()) => held += 1,
            Err(fault) => tell(&format!("FAILED round {round}: {fault:#}")),
        }
        if round % 5 == 0 {
            tell(&format!("{round} rounds, {held} as promised"));
        }
    }
    Ok(held)
}

async fn crowd(desk: &Desk, id: &str, callers: u64) -> Result<()> {
    let before = desk.issuer.seen();
    let mut calls = JoinSet::new();
    for _ in 0..callers {
        let (console, id) = (desk.console.clone(), id.to_owned());
        calls.spawn(async move { console.test_connection(&id).await });
    }
    for tested in calls.join_all().await {
        let state = tested.map_err(told)?.row.status.state;
        ensure!(state == "active", "one found it {state}");
    }
    let after = desk.issuer.seen();
    let renewals = after.token.len() - before.token.len();
    ensure!(renewals == 1, "{renewals} token requests");
    let asked = after.api.len() - before.api.len();
    ensure!(
        asked as u64 >= callers,
        "{asked} of {callers} reached the API"
    );
    let bearer = format!("Bearer access-token-number-{}", after.token.len());
    let newest = after.api[before.api.len()..]
        .iter()
        .all(|(_, header)| *header == bearer);
    ensure!(newest, "an older token was used");
    Ok(())
}
