//! The programs that were built beside the tests.

use std::path::PathBuf;

use anyhow::{Result, bail};

/// The console: a program lies in `target/debug`, a test one folder below.
pub fn console() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let places = here.ancestors().skip(1).take(2);
    let console = places
        .map(|folder| folder.join("connections-console"))
        .find(|program| program.is_file());
    match console {
        Some(console) => Ok(console),
        None => bail!("the console is not built: cargo build -p connections-console"),
    }
}
