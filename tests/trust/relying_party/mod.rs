//! The relying-party suite: an issuer lies on demand, under the names of the OpenID Foundation's
//! conformance suite, and what the console keeps is looked at.

mod case;
mod cases;

mod proof;

use std::collections::BTreeSet;
use std::time::Instant;

use crate::trust::figure::Figure;

pub use case::{Case, Must, When};
pub use cases::{all, mix_up};
pub use proof::prove;

/// Runs every case, tells each, and measures: those that apply, those that stand apart, and the
/// two of RFC 9207.
pub async fn measure(mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let begun = Instant::now();
    let (apart, apply): (Vec<_>, Vec<_>) = all().into_iter().partition(|c| c.apart.is_some());
    let mut figures = Vec::new();
    let names: BTreeSet<_> = all().iter().map(|case| case.name).collect();
    figures.push(Figure::every_time(
        "tests of the OpenID Foundation that are told here, each name once",
        names.len() as u64,
        42,
        begun,
    ));
    for (what, cases) in [
        (
            "of them, those that apply: accepted or refused as their name says, no token kept",
            apply,
        ),
        (
            "of them, those about what is not done here: a lie there changes nothing",
            apart,
        ),
        (
            "RFC 9207, mix-up: another issuer's answer is refused, none at all is borne",
            mix_up(),
        ),
    ] {
        let begun = Instant::now();
        let mut held = 0;
        // A few at a time: each waits for its disk most of the time.
        for few in cases.chunks(6) {
            let proofs = few
                .iter()
                .map(|&case| tokio::spawn(async move { prove(&case).await }));
            for (case, proof) in few.iter().zip(proofs.collect::<Vec<_>>()) {
                match proof.await.map_err(anyhow::Error::from).flatten() {
                    Ok(()) => held += 1,
                    Err(fault) => tell(&format!("FAILED {}: {fault:#}", case.name)),
                }
                if let Some(why) = case.apart {
                    tell(&format!("apart: {} – {why}", case.name));
                }
            }
        }
        tell(&format!("{held} of {}: {what}", cases.len()));
        figures.push(Figure::every_time(what, held, cases.len() as u64, begun));
    }
    figures
}
