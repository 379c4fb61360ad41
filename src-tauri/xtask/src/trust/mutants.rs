//! Small changes to the code that decides over secrets, made one at a time by `cargo mutants`:
//! the tests beside it must notice.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::field::{Field, parted};
use super::tool;
use crate::figures::Figure;
use crate::step;
use crate::workspace::target;

const TOOL: &str = "cargo-mutants";
const VERSION: &str = "27.1.0";

/// In percent.
const PROMISED: usize = 90;

/// Tests that take longer with a mutant than ten times as long as without, and than these seconds,
/// have noticed it. Without, they run alone; with, beside the builds and tests of the other hands: one
/// that only waits for its turn must not count as noticed.
const PATIENCE: u64 = 45;

/// How many mutate at once: half of the time goes by with tests that wait.
const HANDS: usize = 3;

/// A part of the code, and the tests that are to notice.
struct Part {
    name: &'static str,
    files: &'static [&'static str],
    /// Whose tests.
    package: &'static str,
    /// Which of them, for `cargo test`. Those in documentation are left out: there are none, and each
    /// mutant would have them looked for.
    tests: &'static [&'static str],
}

const PARTS: &[Part] = &[
    Part {
        name: "domain",
        files: &["src-tauri/crates/domain/src/**"],
        package: "domain",
        tests: &["--tests"],
    },
    Part {
        name: "vault",
        files: &["src-tauri/crates/vault/src/**"],
        package: "vault",
        tests: &["--tests"],
    },
    Part {
        name: "rotation on the disk",
        files: &[
            "src-tauri/crates/store/src/rotation.rs",
            "src-tauri/crates/store/src/rotation_lock.rs",
        ],
        package: "store",
        tests: &["--lib"],
    },
    Part {
        name: "redaction",
        files: &[
            "src-tauri/crates/connections/src/run/redact.rs",
            "src-tauri/crates/connections/src/run/redact_text.rs",
            "src-tauri/crates/connections/src/run/secret_names.rs",
        ],
        package: "connections",
        tests: &["--lib", "--", "redact", "secret_names"],
    },
    Part {
        name: "the rules of renewal",
        files: &["src-tauri/crates/connections/src/renewal_rules.rs"],
        package: "connections",
        tests: &["--lib", "--", "renewal_rules"],
    },
    Part {
        name: "authorization",
        files: &["src-tauri/crates/authorization/src/**"],
        package: "authorization",
        tests: &["--lib", "--test", "oauth"],
    },
    Part {
        name: "renewal",
        files: &[
            "src-tauri/crates/connections/src/live_token.rs",
            "src-tauri/crates/connections/src/rotation.rs",
        ],
        package: "stories",
        // Crowds and hours of renewals take a minute, and tell of what is between these two.
        tests: &[
            "--test",
            "stories",
            "--",
            "renewal::",
            "renewal_kept::",
            "older_database",
            "the_next_renewal",
            "shrinks_at_a_renewal",
            "bearer_that_is_in_use_ends",
            "token_that_ends_is_renewed",
        ],
    },
];

/// Mutates all parts.
pub(crate) fn mutants() -> Result<Vec<Figure>> {
    let path = tool::install(TOOL, VERSION)?;
    let first = Field::till("mutants")?;
    let mut patience = Vec::new();
    for part in PARTS {
        patience.push(unmutated(part, &first)?);
    }
    let mut fields = vec![first];
    for number in 1..HANDS {
        fields.push(fields[0].copy(&format!("mutants-{number}"))?);
    }
    let parts = PARTS.iter().zip(patience);
    parts
        .map(|(part, patience)| mutate(part, patience, &fields, &path))
        .collect()
}

/// Builds the tests of a part and runs them, which must pass; gives how many seconds they may take
/// with a mutant. The tool's own look at this asks the mutated package, also where another's tests
/// are to notice.
fn unmutated(part: &Part, field: &Field) -> Result<u64> {
    let tests = || {
        let mut tests = field.cargo("test");
        tests.args(["--quiet", "--locked", "--package", part.package]);
        tests
    };
    let mut build = tests();
    build.arg("--no-run");
    build.args(parted(part.tests).0);
    step::run(&format!("the tests of {}, built", part.name), build)?;

    let begun = Instant::now();
    let mut run = tests();
    run.args(part.tests);
    step::run(
        &format!("the tests of {}, without a mutant", part.name),
        run,
    )?;
    Ok(PATIENCE.max(10 * begun.elapsed().as_secs()))
}

/// Each in its own field mutates its share.
fn mutate(part: &Part, patience: u64, fields: &[Field], path: &str) -> Result<Figure> {
    println!("   mutants of {}", part.name);
    let begun = Instant::now();
    let folder = target().join("trust").join("mutants").join(part.name);
    let mut hands = Vec::new();
    for (number, field) in fields.iter().enumerate() {
        let output = folder.join(number.to_string());
        fs::create_dir_all(&output)?;
        let mut mutants = field.cargo("mutants");
        mutants
            .args(["--in-place", "--no-shuffle", "--colors=never"])
            .args(["--sharding=round-robin", "--shard"])
            .arg(format!("{number}/{}", fields.len()))
            .args(["--baseline=skip", "--test-package", part.package])
            .arg(format!("--timeout={patience}"))
            .arg("--output")
            .arg(&output)
            .env("PATH", path);
        for file in part.files {
            mutants.args(["--file", file]);
        }
        mutants.arg("--").arg("--locked").args(part.tests);
        let hand = mutants.spawn().context("cargo mutants cannot be run")?;
        hands.push((hand, output));
    }
    let (mut noticed, mut missed) = (0, 0);
    for (mut hand, output) in hands {
        let status = hand.wait()?;
        // 2: some were missed. 3: some took too long, which is noticed too.
        ensure!(
            matches!(status.code(), Some(0 | 2 | 3)),
            "cargo mutants ended with {status}"
        );
        let count = |name| lines(&output.join("mutants.out").join(name));
        noticed += count("caught.txt")? + count("timeout.txt")?;
        missed += count("missed.txt")?;
    }
    let all = noticed + missed;
    ensure!(all > 0, "there was nothing to mutate");
    let score = noticed * 100 / all;
    Ok(Figure::at_least(
        &format!("mutants of {} that the tests notice, in percent", part.name),
        PROMISED,
        score,
        all,
        begun,
    ))
}

fn lines(file: &Path) -> Result<usize> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    Ok(text.lines().count())
}
