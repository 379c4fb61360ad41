//! The database suite: every earlier version, newer ones, migrations that are killed, files that
//! are damaged, and files that are put back.

mod base;
mod killed;
mod mutation;
pub(crate) mod older;
mod put_back;
pub(crate) mod rows;
mod verdict;

use std::time::Instant;

use anyhow::Result;

use crate::trust::figure::Figure;

pub use killed::{MIGRATION, be_a_migration};

/// `mutations` damaged files, `put_back` databases that are put back, and migrations killed at
/// each write where `killed` says so.
pub async fn measure(
    mutations: u64,
    put_back: u64,
    killed: bool,
    mut tell: impl FnMut(&str),
) -> Vec<Figure> {
    transport::install_crypto();
    let mut figures = Vec::new();
    let mut take = |part: Result<Vec<Figure>>, what: &str, tell: &mut dyn FnMut(&str)| match part {
        Ok(measured) => figures.extend(measured),
        Err(fault) => {
            tell(&format!("FAILED: {fault:#}"));
            figures.push(Figure::every_time(what, 0, 1, Instant::now()));
        }
    };
    take(older::measure().await, "earlier versions", &mut tell);
    take(older::newer().await, "newer versions", &mut tell);
    if killed {
        take(
            killed::measure(&mut tell).await,
            "killed migrations",
            &mut tell,
        );
    }
    let damaged = mutation::measure(mutations, &mut tell).await;
    take(damaged, "damaged files", &mut tell);
    let back = put_back::measure(put_back, &mut tell).await;
    take(back, "databases put back", &mut tell);
    figures
}
