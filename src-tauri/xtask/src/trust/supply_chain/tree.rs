//! A copy of the tree: what git tracks, as it lies there now.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::step::at_root;
use crate::workspace::root;

/// Copies it to `to`, which is emptied first.
pub(super) fn copy(to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    let listed = at_root("git", ["ls-files", "-z"]).output()?;
    ensure!(listed.status.success(), "git cannot tell what is tracked");
    for name in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let (from, to) = (root().join(name), to.join(name));
        fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
        if from.is_file() {
            fs::copy(&from, &to).with_context(|| format!("{name} cannot be copied"))?;
        }
    }
    Ok(())
}
