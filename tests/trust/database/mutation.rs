//! Files that are damaged in a dozen ways, at places that a seed decides.

use std::time::Instant;

use anyhow::Result;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::base::{Base, Files};
use super::rows;
use super::verdict::{self, Verdict};
use crate::trust::figure::Figure;

const PAGE: usize = 4096;

/// In which way a file is damaged.
#[derive(Debug, Clone, Copy)]
enum Damage {
    Bit,
    Bits,
    Noise,
    Header,
    Truncated,
    ZeroedPage,
    SwappedPages,
    LogTruncated,
    LogDeleted,
    LogBits,
    LogOfAnother,
    Ciphertext,
    SwappedInRow,
    SwappedRows,
    SwappedOrgs,
}

const DAMAGES: [Damage; 15] = [
    Damage::Bit,
    Damage::Bits,
    Damage::Noise,
    Damage::Header,
    Damage::Truncated,
    Damage::ZeroedPage,
    Damage::SwappedPages,
    Damage::LogTruncated,
    Damage::LogDeleted,
    Damage::LogBits,
    Damage::LogOfAnother,
    Damage::Ciphertext,
    Damage::SwappedInRow,
    Damage::SwappedRows,
    Damage::SwappedOrgs,
];

pub(super) async fn measure(trials: u64, tell: &mut dyn FnMut(&str)) -> Result<Vec<Figure>> {
    let begun = Instant::now();
    let base = Base::make().await?;
    let panics = verdict::watch_for_panics();
    let mut sum = Verdict::default();
    for (trial, damage) in (0..trials).zip(DAMAGES.into_iter().cycle()) {
        let mut chance = StdRng::seed_from_u64(trial);
        let folder = verdict::folder(&base)?;
        damaged(&base, damage, &mut chance).write(folder.path())?;
        if let Some(sql) = swapped(damage, &mut chance) {
            rows::change(&folder.path().join("connections.db"), sql).await?;
        }
        let found = verdict::of(&base, folder.path()).await;
        if let Some(fault) = &found.fault {
            tell(&format!("FAILED {trial}, {damage:?}: {fault}"));
        }
        sum.add(&found);
        if (trial + 1) % 250 == 0 {
            tell(&format!("{} files, {} did not open", trial + 1, sum.closed));
        }
    }
    let panicked = panics.since() + sum.panicked;
    let every = Figure::every_time;
    Ok(vec![
        Figure::never("panics over damaged files", panicked, trials, begun),
        Figure::never(
            "damaged files of which a secret opens as another text than was sealed",
            sum.wrong,
            sum.opened_secrets,
            begun,
        ),
        every(
            "damaged files that do not open, and a copy is offered and brings the list back",
            sum.restored,
            sum.closed,
            begun,
        ),
        every(
            "damaged files that open, with their list, or do not",
            sum.listed + sum.closed,
            trials,
            begun,
        ),
    ])
}

fn damaged(base: &Base, damage: Damage, chance: &mut StdRng) -> Files {
    let mut files = match damage {
        Damage::LogTruncated | Damage::LogDeleted | Damage::LogBits => base.cut_off.clone(),
        _ => base.closed.clone(),
    };
    let database = &mut files.database;
    let pages = database.len() / PAGE;
    match damage {
        Damage::Bit => flip(database, 1, chance),
        Damage::Bits => {
            let bits = chance.gen_range(2..200);
            flip(database, bits, chance);
        }
        Damage::Noise => {
            let length = chance.gen_range(1..PAGE);
            let at = chance.gen_range(0..database.len() - length);
            chance.fill(&mut database[at..at + length]);
        }
        Damage::Header => {
            let at = chance.gen_range(0..100);
            database[at] = chance.r#gen();
        }
        Damage::Truncated => database.truncate(chance.gen_range(0..database.len())),
        Damage::ZeroedPage => {
            let at = chance.gen_range(0..pages) * PAGE;
            database[at..at + PAGE].fill(0);
        }
        Damage::SwappedPages => {
            let (one, other) = (chance.gen_range(0..pages), chance.gen_range(0..pages));
            for byte in 0..PAGE {
                database.swap(one * PAGE + byte, other * PAGE + byte);
            }
        }
        Damage::LogTruncated => files.log.truncate(chance.gen_range(0..files.log.len())),
        Damage::LogDeleted => {
            files.log.clear();
            // And the file as the log found it, or a little damaged.
            flip(database, chance.gen_range(0..3), chance);
        }
        Damage::LogBits => {
            let bits = chance.gen_range(1..50);
            flip(&mut files.log, bits, chance);
        }
        Damage::LogOfAnother => {
            files.log.clone_from(&base.cut_off.log);
            flip(database, chance.gen_range(0..2), chance);
        }
        Damage::Ciphertext | Damage::SwappedInRow | Damage::SwappedRows | Damage::SwappedOrgs => (),
    }
    files
}

fn flip(bytes: &mut [u8], bits: usize, chance: &mut StdRng) {
    for _ in 0..bits {
        let at = chance.gen_range(0..bytes.len());
        bytes[at] ^= 1 << chance.gen_range(0..8);
    }
}

/// What somebody does who knows SQL, and has no key: exchanges what is sealed, with or without the
/// generation beside it, or moves a connection to the host of another.
fn swapped(damage: Damage, chance: &mut StdRng) -> Option<String> {
    let nth = |offset: u32| {
        format!("(SELECT id FROM connections ORDER BY nickname_key LIMIT 1 OFFSET {offset})")
    };
    let one = chance.gen_range(0..12);
    let other = (one + chance.gen_range(1..12)) % 12;
    let (one, other) = (nth(one), nth(other));
    let exchange = |left: &str, right: &str, columns: &str| {
        format!(
            "CREATE TEMP TABLE a AS SELECT generation, sealed FROM sealed_secrets WHERE {left}; \
             CREATE TEMP TABLE b AS SELECT generation, sealed FROM sealed_secrets WHERE {right}; \
             UPDATE sealed_secrets SET ({columns}) = (SELECT {columns} FROM temp.b) WHERE {left}; \
             UPDATE sealed_secrets SET ({columns}) = (SELECT {columns} FROM temp.a) WHERE {right};"
        )
    };
    let columns = ["sealed", "generation, sealed"][chance.gen_range(0..2)];
    let field = ["client_secret", "access_token", "refresh_token"][chance.gen_range(0..3)];
    let of = |id: &str, field: &str| format!("connection_id = {id} AND field = '{field}'");
    match damage {
        Damage::Ciphertext => Some(format!(
            "UPDATE sealed_secrets SET sealed = randomblob(length(sealed)) WHERE rowid % 2 = {}",
            chance.gen_range(0..2)
        )),
        Damage::SwappedInRow => {
            let (left, right) = (of(&one, "access_token"), of(&one, "refresh_token"));
            Some(exchange(&left, &right, columns))
        }
        Damage::SwappedRows => Some(exchange(&of(&one, field), &of(&other, field), columns)),
        Damage::SwappedOrgs => Some(format!(
            "UPDATE connections SET (settings, host) = \
             (SELECT settings, host FROM connections WHERE id = {other}) WHERE id = {one}"
        )),
        _ => None,
    }
}
