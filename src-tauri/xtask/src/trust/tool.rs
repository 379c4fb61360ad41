//! Tools that only the long proofs need, from crates.io, in the target folder.

use anyhow::Result;

use crate::step::{self, cargo};
use crate::workspace::{target, variable};

/// Installs a cargo subcommand, if it is not there in this version, and gives the `PATH` on which
/// cargo finds it. Built without optimisation, which is ready sooner than it is slower.
pub(crate) fn install(name: &str, version: &str) -> Result<String> {
    let folder = target().join("tools");
    let mut install = cargo([
        "install",
        "--quiet",
        "--locked",
        "--debug",
        name,
        "--version",
        version,
    ]);
    install.arg("--root").arg(&folder);
    step::run(name, install)?;
    let path = variable("PATH").unwrap_or_default();
    Ok(format!("{}:{path}", folder.join("bin").display()))
}
