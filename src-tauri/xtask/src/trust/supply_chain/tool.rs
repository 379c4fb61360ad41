//! Tools that cargo installs, once, below `target/`.

use std::path::PathBuf;

use anyhow::Result;

use crate::step::{self, cargo};
use crate::workspace::target;

/// A program of this crate, in this version. It is built without optimisation, which is quicker
/// than what it would save.
pub(super) fn tool(name: &str, version: &str) -> Result<PathBuf> {
    let tools = target().join("tools");
    let program = tools.join("bin").join(name);
    let mark = tools.join(format!("{name}-{version}.stamp"));
    if program.is_file() && mark.is_file() {
        return Ok(program);
    }
    let built = tools.join("build");
    let mut install = cargo(["install", "--locked", "--debug", "--force", name]);
    install
        .args(["--version", version, "--root"])
        .arg(&tools)
        .arg("--target-dir")
        .arg(&built)
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    step::run(&format!("{name} {version}"), install)?;
    std::fs::remove_dir_all(built)?;
    std::fs::write(mark, "")?;
    Ok(program)
}
