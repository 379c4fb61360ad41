//! Hostile text in the real window: five hundred texts in every string that it shows. None may run,
//! load, call or become an element; the same again in a console whose content security policy was taken
//! away, for escaping must hold without it.

mod control;
mod names;
mod page;
mod payloads;
mod routes;
mod unguarded;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use crate::trust::figure::Figure;
use crate::window::{Desktop, Keyring, console};

pub use payloads::{COUNT, corpus};

/// How many places of a string must have shown every text.
const FIELDS: usize = 60;

/// The parts of the suite.
pub const PARTS: [&str; 3] = ["on", "off", "names"];

/// So many of the texts, with the policy and without it, and names where something is lost; or only
/// some of these [`PARTS`].
pub async fn measure(texts: usize, parts: &[&str], mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (part, guarded) in [("on", true), ("off", false)] {
        if !parts.contains(&part) {
            continue;
        }
        match in_one(texts, guarded, &mut tell).await {
            Ok(more) => figures.extend(more),
            Err(fault) => {
                tell(&format!("FAILED: {fault:#}"));
                let what = format!("a walk through the window, {}", how(guarded));
                figures.push(Figure::every_time(&what, 0, 1, Instant::now()));
            }
        }
    }
    if parts.contains(&"names") {
        figures.push(misleading(payloads::MISLEADING, &mut tell).await);
    }
    figures
}

/// So many misleading names in a question that is put before something is lost.
pub async fn misleading(names: usize, mut tell: impl FnMut(&str)) -> Figure {
    let begun = Instant::now();
    let (right, asked) = names::ask(names, &mut tell).await.unwrap_or_else(|fault| {
        tell(&format!("FAILED: {fault:#}"));
        (0, names as u64)
    });
    let what = "misleading names that are written out, with the ID beside, where something is lost";
    Figure::every_time(what, right, asked, begun)
}

fn how(guarded: bool) -> &'static str {
    if guarded { "policy on" } else { "policy off" }
}

async fn in_one(texts: usize, guarded: bool, tell: &mut impl FnMut(&str)) -> Result<Vec<Figure>> {
    let desktop = Desktop::start(Keyring::Unlocked)?;
    let program = if guarded {
        console()?
    } else {
        unguarded::copy(&console()?, desktop.dir())?
    };
    let how = how(guarded);

    let begun = Instant::now();
    let control = control::plant(&program, &desktop, texts).await?;
    tell(&format!("planted as markup, {how}: {control:?}"));
    let mut figures = control.figures(guarded, texts, begun);

    let begun = Instant::now();
    let walked = walk(&program, &desktop, texts, tell).await?;
    figures.push(Figure::every_time(
        &format!("ways through the window that were walked to the end, {how}"),
        walked.ways - walked.lost,
        walked.ways,
        begun,
    ));
    let whole = walked.seen.values().filter(|seen| **seen == texts).count();
    for (place, seen) in walked.seen.iter().filter(|(_, seen)| **seen < texts) {
        tell(&format!("{place}: {seen} of {texts}"));
    }
    let renderings: usize = walked.seen.values().sum();
    let least = FIELDS * texts;
    figures.push(Figure::at_least(
        &format!("strings of the window that showed every text, {how}"),
        FIELDS as u64,
        whole as u64,
        walked.seen.len() as u64,
        begun,
    ));
    figures.push(Figure::at_least(
        &format!("renderings of hostile text in the window, {how}"),
        least as u64,
        renderings as u64,
        renderings as u64,
        begun,
    ));
    for (trap, happened) in walked.sprung {
        let what = format!("{trap} by a text that was shown, {how}");
        figures.push(Figure::never(&what, happened, renderings as u64, begun));
    }
    Ok(figures)
}

/// What came of a walk.
struct Walked {
    /// How many ways there are, and how many were not walked to the end.
    ways: u64,
    lost: u64,
    /// By place of a string: how many texts were seen there.
    seen: BTreeMap<String, usize>,
    /// By trap: how often it was sprung.
    sprung: Vec<(&'static str, u64)>,
}

async fn walk(
    program: &Path,
    desktop: &Desktop,
    texts: usize,
    tell: &mut impl FnMut(&str),
) -> Result<Walked> {
    let place = page::Place::open(program, desktop, texts).await?;
    place.lie().await?;
    let (mut ways, mut lost) = (0, 0);
    for route in routes::all() {
        ways += 1;
        let begun = Instant::now();
        if let Err(fault) = place.walk(&route.steps).await {
            lost += 1;
            tell(&format!("{}: {fault:#}", route.name));
        }
        let seconds = begun.elapsed().as_secs_f64();
        tell(&format!("walked {} in {seconds:.1} s", route.name));
    }
    let seen = place.tally().await?;
    let sprung = place.sprung().await?;
    place.close().await?;
    Ok(Walked {
        ways,
        lost,
        seen,
        sprung,
    })
}
