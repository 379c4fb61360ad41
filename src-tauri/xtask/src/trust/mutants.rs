//! Small changes to the code that decides over secrets, made one at a time by `cargo mutants`:
//! the tests beside it must notice.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::tool;
use crate::figures::Figure;
use crate::step::cargo;
use crate::workspace::target;

const TOOL: &str = "cargo-mutants";
const VERSION: &str = "27.1.0";

/// In percent.
const PROMISED: usize = 90;

/// A part of the code, and the tests that are to notice.
struct Part {
    name: &'static str,
    files: &'static [&'static str],
    /// Whose tests; those of the mutated package where none is named.
    package: Option<&'static str>,
    /// For `cargo test`, where not all of them are run.
    tests: &'static [&'static str],
}

const PARTS: &[Part] = &[
    Part {
        name: "domain",
        files: &["src-tauri/crates/domain/src/**"],
        package: None,
        tests: &[],
    },
    Part {
        name: "vault",
        files: &["src-tauri/crates/vault/src/**"],
        package: None,
        tests: &[],
    },
    Part {
        name: "rotation on the disk",
        files: &[
            "src-tauri/crates/store/src/rotation.rs",
            "src-tauri/crates/store/src/rotation_lock.rs",
        ],
        package: None,
        tests: &["--lib"],
    },
    Part {
        name: "redaction",
        files: &[
            "src-tauri/crates/connections/src/run/redact.rs",
            "src-tauri/crates/connections/src/run/redact_text.rs",
            "src-tauri/crates/connections/src/run/secret_names.rs",
        ],
        package: None,
        tests: &["--lib", "--", "redact", "secret_names"],
    },
    Part {
        name: "the rules of renewal",
        files: &["src-tauri/crates/connections/src/renewal_rules.rs"],
        package: None,
        tests: &["--lib", "renewal_rules"],
    },
    Part {
        name: "renewal",
        files: &[
            "src-tauri/crates/connections/src/live_token.rs",
            "src-tauri/crates/connections/src/rotation.rs",
        ],
        package: Some("stories"),
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
    Part {
        name: "authorization",
        files: &["src-tauri/crates/authorization/src/**"],
        package: None,
        // There are none in its documentation, and each mutant would have them looked for.
        tests: &["--lib", "--test", "oauth"],
    },
];

/// Mutates all parts.
pub(crate) fn mutants() -> Result<Vec<Figure>> {
    let path = tool::install(TOOL, VERSION)?;
    PARTS.iter().map(|part| mutate(part, &path)).collect()
}

fn mutate(part: &Part, path: &str) -> Result<Figure> {
    println!("   mutants of {}", part.name);
    let begun = Instant::now();
    let folder = target().join("trust").join("mutants").join(part.name);
    fs::create_dir_all(&folder)?;
    let mut mutants = cargo(["mutants", "--no-shuffle", "--colors=never", "--jobs=2"]);
    mutants
        .args(["--minimum-test-timeout=60", "--output"])
        .arg(&folder)
        .env("PATH", path)
        // Nobody looks at a backtrace here, and each of a thousand builds is written the faster.
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    for file in part.files {
        mutants.args(["--file", file]);
    }
    if let Some(package) = part.package {
        mutants.args(["--test-package", package]);
    }
    mutants.arg("--").arg("--locked").args(part.tests);
    let status = mutants.status().context("cargo mutants cannot be run")?;
    // 2: some were missed. 3: some took too long, which is noticed too.
    ensure!(
        matches!(status.code(), Some(0 | 2 | 3)),
        "cargo mutants ended with {status}"
    );
    let count = |name| lines(&folder.join("mutants.out").join(name));
    let missed = count("missed.txt")?;
    let noticed = count("caught.txt")? + count("timeout.txt")?;
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
