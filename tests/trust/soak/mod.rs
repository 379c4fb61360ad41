//! The soak: a hundred connections in one process for a virtual day, each renewed again and again.
//! Memory and open files do not grow with it, and what is renewed is kept at once.

mod kept;
mod process;

use std::time::Instant;

use anyhow::{Result, ensure};
use jiff::SignedDuration;
use tokio::task::JoinSet;

use self::process::Sample;
use crate::trust::desk::{Desk, told};
use crate::trust::figure::Figure;

/// Tokens last this long, and a little more than that passes between two calls, so that each call
/// renews first.
const LASTS: i64 = 840;
const STEP: SignedDuration = SignedDuration::from_secs(LASTS - 55);
/// What grows until then is what is made once.
const WARM: f64 = 4.0;
/// In one virtual hour.
const MIB: f64 = 1.0;
const P99_MS: f64 = 50.0;
const AT_ONCE: usize = 4;

/// So many virtual hours with so many connections.
pub async fn measure(hours: u64, connections: u64, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let begun = Instant::now();
    let keeping = kept::watch();
    let soaked = soak(hours, connections, &mut tell).await;
    let (renewals, samples) = soaked.unwrap_or_else(|fault| {
        tell(&format!("FAILED: {fault:#}"));
        (0, Vec::new())
    });
    let per_hour = 3_600.0 / STEP.as_secs_f64();
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "some ten thousand")]
    let due = (hours * connections) as f64 * per_hour;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some ten thousand"
    )]
    let due = due as u64;
    let mut figures = vec![Figure::at_least(
        &format!("renewals of {connections} connections in {hours} virtual hours"),
        due.min(10_000),
        renewals,
        renewals,
        begun,
    )];
    let under = |what: &str, most: f64, unit: &str, measured: Option<f64>| Figure {
        what: what.to_owned(),
        promised: format!("under {most} {unit}"),
        measured: measured.map_or("not measured".into(), |is| format!("{is:.2} {unit}")),
        trials: renewals,
        seconds,
        met: measured.is_some_and(|is| is < most),
    };
    let warm: Vec<&Sample> = samples
        .iter()
        .filter(|one| one.hours >= warm_after(hours))
        .collect();
    figures.push(under(
        "growth of memory in a virtual hour, after warming up",
        MIB,
        "MiB",
        process::slope(&warm),
    ));
    figures.push(files(&warm, renewals, seconds));
    let mut times = keeping
        .map(|keeping| keeping.milliseconds())
        .unwrap_or_default();
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied();
    figures.push(under(
        "keeping a renewal on the disk, the 99th of 100",
        P99_MS,
        "ms",
        at(99),
    ));
    figures.push(under(
        "keeping a renewal on the disk, the median",
        P99_MS,
        "ms",
        at(50),
    ));
    figures
}

/// A soak that is tried out for less than a day warms up sooner.
fn warm_after(hours: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a day has 24 hours")]
    let quarter = hours as f64 / 4.0;
    WARM.min(quarter)
}

/// Open files: as many at the end as when it was warm.
fn files(warm: &[&Sample], trials: u64, seconds: f64) -> Figure {
    let (early, late) = warm.split_at(warm.len() / 2);
    let most = |part: &[&Sample]| part.iter().map(|one| one.files).max();
    let (before, after) = (most(early), most(late));
    Figure {
        what: "open files at most, in the second half of the time and in the first".into(),
        promised: "no more than before".into(),
        measured: match (before, after) {
            (Some(before), Some(after)) => format!("{after} and {before}"),
            _ => "not measured".into(),
        },
        trials,
        seconds,
        met: matches!((before, after), (Some(before), Some(after)) if after <= before),
    }
}

async fn soak(
    hours: u64,
    connections: u64,
    tell: &mut impl FnMut(&str),
) -> Result<(u64, Vec<Sample>)> {
    let desk = Desk::set_up().await?;
    desk.issuer.lies(|issuer| {
        issuer.token = |answer| answer["expires_in"] = LASTS.into();
    });
    let mut ids = Vec::new();
    for number in 0..connections {
        ids.push(desk.connect_as(&format!("Soaked {number}")).await?.row.id);
    }
    let mut samples = Vec::new();
    let mut renewals = 0;
    let end = SignedDuration::from_hours(i64::try_from(hours)?);
    let mut passed = SignedDuration::ZERO;
    while passed < end {
        passed += STEP;
        desk.clock.advance(STEP);
        desk.issuer.forgets();
        // As many of one org at once as the console checks by itself.
        for some in ids.chunks(AT_ONCE) {
            let mut calls = JoinSet::new();
            for id in some {
                let (console, id) = (desk.console.clone(), id.clone());
                calls.spawn(async move { console.test_connection(&id).await });
            }
            for tested in calls.join_all().await {
                let details = tested.map_err(told)?;
                let state = &details.row.status.state;
                ensure!(state == "active", "it is {state}: {:?}", details.problem);
            }
        }
        renewals += desk.issuer.seen().token.len() as u64;
        samples.extend(Sample::now(passed.as_secs_f64() / 3_600.0));
        if samples.len() % 10 == 0
            && let Some(Sample { hours, mib, files }) = samples.last()
        {
            tell(&format!(
                "{hours:.1} virtual hours, {renewals} renewals, {mib:.1} MiB, {files} open files"
            ));
        }
    }
    Ok((renewals, samples))
}
