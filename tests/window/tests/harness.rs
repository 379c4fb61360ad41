//! Runs the tests one after the other, each on a desktop of its own, and says what came of each
//! in the words of Rust's own harness.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

/// What has been run.
pub(crate) struct Harness {
    wanted: Vec<String>,
    passed: usize,
    failed: Vec<&'static str>,
    left_out: usize,
}

/// Runs an async function under its own name.
macro_rules! test {
    ($harness:expr, $test:ident) => {
        $harness.run(stringify!($test), $test).await
    };
}
pub(crate) use test;

impl Harness {
    /// Reads which tests are wanted; all, if none is named.
    pub(crate) fn begin() -> Self {
        // cargo passes switches that are meant for Rust's own harness.
        let wanted = std::env::args()
            .skip(1)
            .filter(|word| !word.starts_with('-'))
            .collect();
        Self {
            wanted,
            passed: 0,
            failed: Vec::new(),
            left_out: 0,
        }
    }

    /// Runs one test, if it is wanted.
    pub(crate) async fn run(&mut self, name: &'static str, test: impl AsyncFnOnce() -> Result<()>) {
        if !self.wanted.is_empty() && !self.wanted.iter().any(|wanted| name.contains(wanted)) {
            self.left_out += 1;
            return;
        }
        let begun = Instant::now();
        let outcome = test().await;
        let seconds = begun.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => {
                self.passed += 1;
                println!("test {name} ... ok ({seconds:.1} s)");
            }
            Err(error) => {
                self.failed.push(name);
                println!("test {name} ... FAILED ({seconds:.1} s)\n{error:#}\n");
            }
        }
    }

    /// Says how many passed.
    pub(crate) fn end(self) -> ExitCode {
        let well = self.failed.is_empty();
        if !well {
            println!("\nfailures:\n    {}", self.failed.join("\n    "));
        }
        println!(
            "\ntest result: {}. {} passed; {} failed; 0 ignored; 0 measured; {} filtered out",
            if well { "ok" } else { "FAILED" },
            self.passed,
            self.failed.len(),
            self.left_out
        );
        if well {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
