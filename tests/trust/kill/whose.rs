//! A renewal may bring another user's tokens. The program dies after it has stored them and before
//! it could look at their ID token: the next start looks first.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use domain::Clock;
use jiff::SignedDuration;
use tokio::time::{sleep, timeout};

use crate::trust::desk::{Desk, told};
use crate::trust::figure::Figure;
use crate::trust::issuer::Behaviour;
use crate::trust::subject::{Program, Started};

/// The token that the renewal brings.
const RENEWED: &str = "access-token-number-2";
/// How long the program may take to ask for the keys.
const PATIENCE: Duration = Duration::from_mins(2);

/// So many rounds: once with another user's tokens, and once with the right ones.
pub(super) async fn figure(program: &Path, rounds: u64, tell: &mut impl FnMut(&str)) -> Figure {
    let begun = Instant::now();
    let mut held = 0;
    for _ in 0..rounds {
        let round = async {
            another_user(program).await?;
            the_same_user(program).await
        };
        match round.await {
            Ok(()) => held += 1,
            Err(fault) => tell(&format!("FAILED whose the tokens are: {fault:#}")),
        }
    }
    Figure::every_time(
        "programs killed before they could tell whose the new tokens are, after which another \
         user's are never used, and the right ones are",
        held,
        rounds,
        begun,
    )
}

async fn another_user(program: &Path) -> Result<()> {
    let (mut desk, id) = dies_before_it_looks(program, mallory).await?;
    desk.issuer.lies(mallory);
    // Twice, with a restart between: what was refused does not come back.
    for _ in 0..2 {
        desk.come_back().await?;
        let tested = desk.console.test_connection(&id).await.map_err(told)?;
        let status = tested.row.status;
        ensure!(
            status.state == "needsReauthorization" && status.reason.contains("mallory"),
            "it is {}: {}",
            status.state,
            status.reason
        );
        ensure!(desk.kept().await?.tokens.is_empty(), "a token was kept");
        desk.leave().await?;
    }
    let seen = desk.issuer.seen();
    ensure!(!seen.was_used(RENEWED), "another user's token was used");
    ensure!(seen.token.len() == 2, "it was renewed once more");
    Ok(())
}

async fn the_same_user(program: &Path) -> Result<()> {
    let (mut desk, id) = dies_before_it_looks(program, |_| {}).await?;
    desk.issuer.repents();
    // Longer than an ID token that has just come may be old; the access token is still good.
    desk.clock.advance(SignedDuration::from_mins(45));
    // Looked at by the first, and never again.
    for keys in [1, 0] {
        desk.issuer.repents();
        desk.come_back().await?;
        let tested = desk.console.test_connection(&id).await.map_err(told)?;
        let state = tested.row.status.state;
        ensure!(state == "active", "the right user's connection is {state}");
        let seen = desk.issuer.seen();
        ensure!(
            seen.keys == keys,
            "the keys were fetched {} times",
            seen.keys
        );
        ensure!(seen.was_used(RENEWED), "what was kept was not used");
        ensure!(seen.token.len() == 2, "it was renewed once more");
        desk.leave().await?;
    }
    Ok(())
}

fn mallory(behaviour: &mut Behaviour) {
    behaviour.claims = |claims| {
        claims["sub"] = "00u1mallory".into();
        claims["preferred_username"] = "mallory@acme.dev".into();
    };
}

/// A connection whose program was killed while it waited for the keys.
async fn dies_before_it_looks(program: &Path, lie: fn(&mut Behaviour)) -> Result<(Desk, String)> {
    let desk = Desk::set_up().await?;
    let id = desk.connect().await?.row.id;
    let key = desk.leave().await?;
    desk.clock.advance(SignedDuration::from_hours(2));
    desk.issuer.lies_and_holds_keys(lie);
    let now = desk.clock.now();
    let started = Started::default();
    let mut dying = Program::start(program, &started, desk.folder(), &id, now, &key).await?;
    dying.tell("test").await?;
    let asked = async {
        while desk.issuer.seen().keys == 0 {
            sleep(Duration::from_millis(2)).await;
        }
    };
    timeout(PATIENCE, asked).await?;
    let answered = dying.kill_after(Duration::ZERO).await?;
    ensure!(!answered, "it did not wait for the keys");
    Ok((desk, id))
}
