//! The leaks suite: everything that is secret goes through a console, which is then searched:
//! its files, what its page is told, and its memory after *Lock*, as it is and as a crash dump.

mod console;
pub mod known;
mod sinks;
mod visit;

use std::path::Path;
use std::time::Instant;

use anyhow::Result;

pub use console::{PROCESS, be_a_console};
use sinks::Searched;
use visit::Visit;

use crate::trust::figure::Figure;

/// So many visits, every second one with a keyring and the others with a passphrase, by consoles
/// that are `program`; with `dump`, a crash dump of each is searched too, which needs gdb.
pub async fn measure(
    program: &Path,
    visits: u64,
    dump: bool,
    mut tell: impl FnMut(&str),
) -> Vec<Figure> {
    let begun = Instant::now();
    let mut all = Searched::default();
    let mut whole = 0;
    for number in 0..visits {
        match visit(program, number % 2 == 1, dump, &mut all).await {
            Ok(()) => whole += 1,
            Err(fault) => tell(&format!("FAILED visit {number}: {fault:#}")),
        }
        tell(&format!("{} visits, {} secrets", number + 1, all.secrets));
    }
    for found in &all.found {
        tell(&format!(
            "FOUND {} {} in {}",
            found.secret, found.form, found.place
        ));
    }
    let what = "visits in which every kind of secret was used, and what was planted was found in \
                every place";
    let mut figures = vec![Figure::every_time(what, whole, visits, begun)];
    for (place, searches, found) in all.by_place() {
        let what = format!("secrets found in {place}");
        figures.push(Figure::never(&what, found, searches, begun));
    }
    figures
}

async fn visit(program: &Path, with_keyring: bool, dump: bool, all: &mut Searched) -> Result<()> {
    let mut visit = Visit::begin(program, with_keyring).await?;
    visit.use_secrets().await?;
    let secrets = visit.secrets().await?;
    all.while_open(&mut visit, &secrets)?;
    visit.lock().await?;
    all.after_lock(&mut visit, &secrets).await?;
    if dump {
        all.in_dump(&visit, &secrets)?;
    }
    Ok(())
}
