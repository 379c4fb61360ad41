//! One command with a heading; its time when it ends.

use std::ffi::OsStr;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::workspace::{self, variable};

/// `cargo` with arguments, at the workspace's root.
pub(crate) fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let cargo = variable("CARGO").unwrap_or_else(|| "cargo".to_owned());
    let mut command = at_root(&cargo, arguments);
    // These describe xtask itself, and would make its own build scripts run anew.
    for own in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(own);
    }
    command
}

/// `npm` with arguments, in `ui/`.
pub(crate) fn npm<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = at_root("npm", arguments);
    command.current_dir(workspace::root().join("ui"));
    command
}

/// A program with arguments, at the workspace's root.
pub(crate) fn at_root<S: AsRef<OsStr>>(
    program: &str,
    arguments: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(workspace::root());
    command
}

/// Runs it under a heading. It is an error if it fails.
pub(crate) fn run(heading: &str, mut command: Command) -> Result<()> {
    println!("\n── {heading}");
    let begun = Instant::now();
    let status = command
        .status()
        .with_context(|| format!("{} cannot be run", shown(&command)))?;
    if !status.success() {
        bail!("{heading} failed: {}", shown(&command));
    }
    println!("   {heading}: {:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// Runs it in place of this program, as far as the person can tell.
pub(crate) fn hand_over(mut command: Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{} cannot be run", shown(&command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(&command));
    }
    Ok(())
}

/// What was run, as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(program.into_owned())
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}
