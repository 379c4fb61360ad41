//! How long a commit takes that is on the disk when it returns: for so long, and for the way of the
//! answer, a renewal can be lost.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use sandbox::Rotation;
use store::{RotationIntent, Store};

use crate::trust::figure::Figure;
use crate::trust::subject::Subject;

/// Told, not promised: it is the disk's.
pub(super) async fn commits(
    program: &Path,
    count: u64,
    tell: &mut impl FnMut(&str),
) -> Option<Figure> {
    let begun = Instant::now();
    match time(program, count).await {
        Ok(mut took) => {
            took.sort();
            let at = |share: usize| took[took.len() * share / 100].as_secs_f64() * 1_000.0;
            let measured = format!("{:.2} ms, and {:.2} ms in the middle", at(99), at(50));
            Some(Figure::told(
                "a durable commit, ninety-nine of a hundred within",
                &measured,
                count,
                begun,
            ))
        }
        Err(fault) => {
            tell(&format!("commits were not timed: {fault:#}"));
            None
        }
    }
}

async fn time(program: &Path, count: u64) -> Result<Vec<Duration>> {
    let subject = Subject::new(program, Rotation::Static).await?;
    let store = Store::open(subject.folder(), env!("CARGO_PKG_VERSION")).await?;
    let connections = store.connections().await?;
    let id = connections.first().context("a connection")?.id;
    let session = store.session(id).await?.context("a session")?;
    let intent = RotationIntent {
        started_at: session.refreshed_at,
        fingerprint: "timed".to_owned(),
        generation: session.generation,
    };
    let mut took = Vec::new();
    for _ in 0..count {
        let begun = Instant::now();
        store.begin_rotation(id, &intent).await?;
        took.push(begun.elapsed());
    }
    store.close().await;
    Ok(took)
}
