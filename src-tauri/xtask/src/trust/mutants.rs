//! Small changes to the code that decides over secrets, made one at a time by `cargo mutants`:
//! the tests beside it must notice.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::field::Field;
use super::tool;
use crate::figures::Figure;
use crate::step;
use crate::workspace::target;

const TOOL: &str = "cargo-mutants";
const VERSION: &str = "27.1.0";

/// In percent.
const PROMISED: usize = 90;

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
    for part in PARTS {
        let which = part.tests.split(|argument| *argument == "--").next();
        let mut build = first.cargo("test");
        build.args(["--no-run", "--quiet", "--locked", "--package", part.package]);
        build.args(which.unwrap_or_default());
        step::run(
            &format!("what the mutants of {} begin with", part.name),
            build,
        )?;
    }
    let mut fields = vec![first];
    for number in 1..HANDS {
        fields.push(fields[0].copy(&format!("mutants-{number}"))?);
    }
    PARTS
        .iter()
        .map(|part| mutate(part, &fields, &path))
        .collect()
}

/// Each in its own field mutates its share.
fn mutate(part: &Part, fields: &[Field], path: &str) -> Result<Figure> {
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
            .args(["--minimum-test-timeout=30", "--test-package", part.package])
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
