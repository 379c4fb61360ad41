//! What a case must show. An error names the first thing that was not as it must be.

use anyhow::{Result, anyhow, bail, ensure};
use connections::views::{ConnectStep, ConnectionDetails, Failure};
use jiff::SignedDuration;

use super::case::{Case, Must, When};
use crate::trust::desk::{Desk, told};
use crate::trust::issuer::{LOGIN, Seen};
use crate::trust::wire;

/// Tells the lie wherever the case says, and looks.
pub async fn prove(case: &Case) -> Result<()> {
    match (case.when, case.must) {
        (When::SignIn, Must::Ignore) => ignored(case).await,
        (When::SignIn, Must::Refuse(words)) => {
            refused_when_new(case, words).await?;
            refused_when_known(case, words).await
        }
        (When::SignIn, Must::Accept) => accepted(case, LOGIN).await,
        (When::SignIn, Must::AcceptAs(login)) => accepted(case, login).await,
        (When::Renewal, Must::Refuse(words)) => refused_renewal(case, words).await,
        (When::Renewal, Must::Accept | Must::AcceptAs(_) | Must::Ignore) => renewed(case).await,
    }
}

async fn accepted(case: &Case, login: &str) -> Result<()> {
    let mut desk = Desk::set_up().await?;
    // First for one that exists, which was honest before …
    let before = desk.connect().await?;
    desk.issuer.lies(case.lie);
    let step = desk.begin_again(&before.row.id).await?;
    works(&desk, login, 2, step).await?;
    let seen = desk.issuer.seen();
    ensure!(seen.keys <= 2, "the keys were fetched {} times", seen.keys);
    ensure!(
        !seen
            .api
            .iter()
            .any(|(path, _)| path.starts_with("/elsewhere")),
        "a document led elsewhere"
    );
    let kept = desk.kept().await?;
    ensure!(
        kept.tokens.len() == 2,
        "{} tokens were kept",
        kept.tokens.len()
    );
    ensure!(!desk.lies_in_the_clear()?, "a token lies in the clear");

    // … and then for a new one.
    let desk = Desk::set_up().await?;
    desk.issuer.lies(case.lie);
    works(&desk, login, 1, desk.begin().await?).await.map(drop)
}

/// The browser comes back, it is saved, and the API is asked with the token that was just issued.
async fn works(
    desk: &Desk,
    login: &str,
    exchange: usize,
    step: ConnectStep,
) -> Result<ConnectionDetails> {
    let (attempt, outcome) = desk.walk(step).await?;
    outcome.map_err(told)?;
    let details = desk.save(&attempt).await.map_err(told)?;
    let state = &details.row.status.state;
    ensure!(state == "active", "it is {state}");
    let name = details.identity.as_ref().map(|user| user.username.as_str());
    ensure!(name == Some(login), "the user is {name:?} and not {login}");
    let (seen, token) = (desk.issuer.seen(), access(exchange));
    ensure!(seen.was_used(&token), "the API was not asked with {token}");
    let bearer = format!("Bearer {token}");
    let named_by_userinfo = login != LOGIN;
    ensure!(
        !named_by_userinfo || seen.userinfo.contains(&bearer),
        "userinfo was not asked with the token in a Bearer header"
    );
    exchanged(&seen, exchange)?;
    Ok(details)
}

async fn refused_when_new(case: &Case, words: &[&str]) -> Result<()> {
    let mut desk = Desk::set_up().await?;
    desk.issuer.lies(case.lie);
    let (attempt, outcome) = desk.walk(desk.begin().await?).await?;
    says(&refusal(outcome)?, words)?;
    ensure!(desk.save(&attempt).await.is_err(), "it could be saved");
    nothing_kept(&mut desk).await?;
    nothing_used(&desk.issuer.seen(), 1)
}

async fn refused_when_known(case: &Case, words: &[&str]) -> Result<()> {
    let mut desk = Desk::set_up().await?;
    let before = desk.connect().await?;
    let kept_before = desk.kept().await?;
    desk.issuer.lies(case.lie);
    let (attempt, outcome) = desk.walk(desk.begin_again(&before.row.id).await?).await?;
    says(&refusal(outcome)?, words)?;
    ensure!(desk.save(&attempt).await.is_err(), "it could be saved");
    let kept_after = desk.kept().await?;
    ensure!(kept_after == kept_before, "what was kept has changed");
    ensure!(!desk.lies_in_the_clear()?, "a token lies in the clear");

    // The vault still opens the earlier token, and it is what the API is asked with.
    let uses = desk.issuer.seen().api.len();
    let tested = desk.console.test_connection(&before.row.id).await;
    let state = tested.map_err(told)?.row.status.state;
    ensure!(state == "active", "the earlier sign-in is {state}");
    let seen = desk.issuer.seen();
    ensure!(seen.api.len() > uses, "the API was not asked");
    ensure!(!seen.was_used(&access(2)), "the refused token was used");
    Ok(())
}

/// The browser is shown that nothing is here, and the console goes on waiting.
async fn ignored(case: &Case) -> Result<()> {
    let mut desk = Desk::set_up().await?;
    desk.issuer.lies(case.lie);
    let ConnectStep::SignIn { sign_in } = desk.begin().await? else {
        bail!("no browser was needed");
    };
    let console = desk.console.clone();
    let attempt = sign_in.attempt.clone();
    let waiting = tokio::spawn(async move { console.finish_sign_in(&attempt).await });
    let page = wire::walk(&sign_in.url).await?;
    ensure!(page.body.contains("this is not it"), "{}", page.body);
    ensure!(!waiting.is_finished(), "it waits no longer");
    desk.console.cancel_sign_in(&sign_in.attempt);
    ensure!(waiting.await?.is_err(), "it was let in");
    ensure!(
        desk.save(&sign_in.attempt).await.is_err(),
        "it could be saved"
    );
    nothing_kept(&mut desk).await?;
    nothing_used(&desk.issuer.seen(), 0)
}

async fn renewed(case: &Case) -> Result<()> {
    let mut desk = Desk::set_up().await?;
    let before = desk.connect().await?;
    desk.issuer.lies(case.lie);
    desk.clock.advance(SignedDuration::from_hours(2));
    let tested = desk.console.test_connection(&before.row.id).await;
    let state = tested.map_err(told)?.row.status.state;
    ensure!(state == "active", "it is {state}");
    let seen = desk.issuer.seen();
    ensure!(seen.was_used(&access(2)), "the renewed token was not used");
    exchanged(&seen, 2)?;
    let kept = desk.kept().await?;
    ensure!(
        kept.tokens.len() == 2,
        "{} tokens were kept",
        kept.tokens.len()
    );
    Ok(())
}

async fn refused_renewal(case: &Case, words: &[&str]) -> Result<()> {
    let mut desk = Desk::set_up().await?;
    let before = desk.connect().await?;
    let id = &before.row.id;
    desk.issuer.lies(case.lie);
    desk.clock.advance(SignedDuration::from_hours(2));
    // Twice, with a restart between: a token that was refused does not come back.
    for _ in 0..2 {
        let tested = desk.console.test_connection(id).await.map_err(told)?;
        let status = &tested.row.status;
        ensure!(
            status.state == "needsReauthorization",
            "it is {}",
            status.state
        );
        for word in words {
            ensure!(
                status.reason.contains(word),
                "it only says: {}",
                status.reason
            );
        }
        let kept = desk.kept().await?;
        ensure!(
            kept.tokens.is_empty(),
            "{} tokens were kept",
            kept.tokens.len()
        );
        ensure!(!desk.lies_in_the_clear()?, "a token lies in the clear");
    }
    let seen = desk.issuer.seen();
    ensure!(!seen.was_used(&access(2)), "the refused token was used");
    exchanged(&seen, 2)
}

fn refusal<T>(outcome: Result<T, Failure>) -> Result<Failure> {
    outcome.err().ok_or_else(|| anyhow!("it was believed"))
}

fn says(failure: &Failure, words: &[&str]) -> Result<()> {
    let said = format!("{} {}", failure.what, failure.why);
    for word in words {
        ensure!(said.contains(word), "it only says: {said}");
    }
    ensure!(!failure.fix.is_empty(), "it does not say what to do");
    let everything = format!("{failure:?}");
    ensure!(!everything.contains("-token-number-"), "it repeats a token");
    Ok(())
}

async fn nothing_kept(desk: &mut Desk) -> Result<()> {
    let kept = desk.kept().await?;
    ensure!(kept.connections.is_empty(), "a connection was kept");
    ensure!(!kept.any_secret, "something was sealed and kept");
    ensure!(!desk.lies_in_the_clear()?, "a token lies in the clear");
    Ok(())
}

fn nothing_used(seen: &Seen, exchanges: usize) -> Result<()> {
    ensure!(seen.api.is_empty(), "the API was asked: {:?}", seen.api);
    if exchanges == 0 {
        return exchanged(seen, 0);
    }
    // An answer of another issuer is refused before its code is sent.
    ensure!(seen.token.len() <= exchanges, "{:?}", seen.token);
    Ok(())
}

fn exchanged(seen: &Seen, times: usize) -> Result<()> {
    let found = seen.token.len();
    ensure!(found == times, "{found} token requests and not {times}");
    Ok(())
}

/// The token that the issuer gave at its so-manieth answer.
fn access(number: usize) -> String {
    format!("access-token-number-{number}")
}
