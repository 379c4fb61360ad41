//! Node and the UI's packages.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::step::{self, npm};
use crate::workspace;

/// The oldest Node that builds the UI.
const OLDEST: (u32, u32) = (20, 19);

/// Packages may not run programs of their own while they are installed.
pub(crate) const INSTALL: &[&str] = &["ci", "--ignore-scripts", "--no-audit", "--no-fund"];

/// Installs the UI's packages, if their list has changed since they were installed last.
pub(crate) fn install() -> Result<()> {
    install_in("ui", "UI packages")
}

/// As [`install`], for the OpenID provider that the stories meet the console with.
pub(crate) fn install_stranger() -> Result<()> {
    install_in(
        "tests/stranger",
        "packages of an independent OpenID provider",
    )
}

fn install_in(folder: &str, heading: &str) -> Result<()> {
    check_version()?;
    let place = workspace::root().join(folder);
    let list = fs::read(place.join("package-lock.json"))
        .with_context(|| format!("{folder}/package-lock.json is missing"))?;
    let stamp = format!("{}-packages.stamp", folder.replace('/', "-"));
    let stamp = workspace::target().join(stamp);
    let installed =
        place.join("node_modules").is_dir() && fs::read(&stamp).is_ok_and(|was| was == list);
    if installed {
        return Ok(());
    }
    let mut install = npm(INSTALL);
    install.current_dir(place);
    step::run(heading, install)?;
    fs::create_dir_all(workspace::target())?;
    fs::write(stamp, list).context("target/ cannot be written")
}

/// Builds the page that the shell embeds.
pub(crate) fn build() -> Result<()> {
    step::run("UI", npm(["run", "--silent", "build"]))
}

fn check_version() -> Result<()> {
    let Ok(said) = Command::new("node").arg("--version").output() else {
        bail!(
            "Node is missing. Install Node {}.{} or newer.",
            OLDEST.0,
            OLDEST.1
        );
    };
    let said = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    if version(&said).is_none_or(|found| found < OLDEST) {
        let (major, minor) = OLDEST;
        bail!("Node {said} is too old to build the UI. Install Node {major}.{minor} or newer.");
    }
    Ok(())
}

fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_old_by_number_and_not_by_spelling() {
        assert!(version("v20.20.0").unwrap() > OLDEST);
        assert!(version("v100.1.0").unwrap() > OLDEST);
        assert!(version("v20.9.0").unwrap() < OLDEST);
        assert!(version("v18.20.4").unwrap() < OLDEST);
        assert_eq!(version("nonsense"), None);
    }
}
