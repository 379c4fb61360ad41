//! A copy of the tree that may be changed and built while nobody's work is touched.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::step::{at_root, cargo, run};
use crate::workspace::{memory, root, target};

/// The copy. It goes when this does.
pub(super) struct Field {
    pub(super) tree: PathBuf,
}

impl Field {
    /// A new copy of what is tracked, as it lies there now, in memory where there is some: it is
    /// written much, and nothing is proven of the disk.
    pub(super) fn till(name: &str) -> Result<Self> {
        let field = Self::bare(name)?;
        let listed = at_root("git", ["ls-files", "-z"]).output()?;
        ensure!(listed.status.success(), "git cannot tell what is tracked");
        for name in String::from_utf8(listed.stdout)?.split_terminator('\0') {
            let (from, to) = (root().join(name), field.tree.join(name));
            fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
            if from.is_file() {
                fs::copy(&from, &to).with_context(|| format!("{name} cannot be copied"))?;
            }
        }
        Ok(field)
    }

    /// Another, with all that was built in this one. Its times are kept, by which cargo knows what
    /// is new.
    pub(super) fn copy(&self, name: &str) -> Result<Self> {
        let field = Self::bare(name)?;
        let mut copy = Command::new("cp");
        copy.arg("-a").arg(&self.tree).arg(&field.tree);
        run("a copy of it", copy)?;
        Ok(field)
    }

    /// `cargo` in it, which builds in it.
    pub(super) fn cargo(&self, what: &str) -> Command {
        let mut command = cargo([what]);
        command
            .current_dir(&self.tree)
            .env_remove("CARGO_TARGET_DIR")
            // Nobody looks at a backtrace here, and each of a thousand builds is written the faster.
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        command
    }

    fn bare(name: &str) -> Result<Self> {
        fs::create_dir_all(fields())?;
        let tree = fields().join(name);
        Ok(Self { tree })
    }
}

/// Arguments of `cargo test`: those that say what is built, and those that say which tests run.
pub(super) fn parted<T: AsRef<str>>(arguments: &[T]) -> (&[T], &[T]) {
    let dashes = arguments
        .iter()
        .position(|argument| argument.as_ref() == "--");
    arguments.split_at(dashes.unwrap_or(arguments.len()))
}

/// Removes what a run left that was ended in the middle: the sources name the passphrases of tests,
/// and who looks for leaks in memory would find them.
pub(super) fn clear() -> Result<()> {
    match fs::remove_dir_all(fields()) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn fields() -> PathBuf {
    let folder = memory().map_or_else(|| target().join("trust"), PathBuf::from);
    folder.join("connections-console-fields")
}

impl Drop for Field {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.tree) {
            println!("   {} is left: {error}", self.tree.display());
        }
    }
}
