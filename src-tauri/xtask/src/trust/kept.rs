//! What the suites told that were as promised, kept by commit: the long proofs take hours, and a run
//! that was cut short goes on where it was, as long as the code is the very same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::figures::Figure;
use crate::step::at_root;

/// A folder of files, one for each suite: the commit, then a line for each figure.
pub(crate) struct Kept {
    folder: PathBuf,
    /// None where what is tried is not what a commit says.
    commit: Option<String>,
}

impl Kept {
    /// In this folder, for what is checked out.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        Ok(Self {
            folder: folder.to_owned(),
            commit: commit()?,
        })
    }

    /// Refuses where nothing can be gone on with.
    pub(crate) fn require_commit(&self) -> Result<()> {
        if self.commit.is_none() {
            bail!("there are changes that are not committed: run it without --continue");
        }
        Ok(())
    }

    /// What a suite told of this very commit, all as promised.
    pub(crate) fn figures(&self, suite: &str) -> Option<Vec<Figure>> {
        let text = fs::read_to_string(self.folder.join(suite)).ok()?;
        let (commit, lines) = text.split_once('\n')?;
        if Some(commit) != self.commit.as_deref() {
            return None;
        }
        lines.lines().map(Figure::parse).collect()
    }

    /// Whether the code is still what it was when this was opened.
    pub(crate) fn is_of_now(&self) -> Result<bool> {
        Ok(self.commit == commit()?)
    }

    /// Keeps what a suite told.
    pub(crate) fn keep(&self, suite: &str, figures: &[Figure]) -> Result<()> {
        let Some(commit) = &self.commit else {
            return Ok(());
        };
        let mut text = format!("{commit}\n");
        for figure in figures {
            text.push_str(&figure.told_line());
            text.push('\n');
        }
        fs::create_dir_all(&self.folder)?;
        let file = self.folder.join(suite);
        fs::write(&file, text).with_context(|| file.display().to_string())
    }
}

fn commit() -> Result<Option<String>> {
    let said = |arguments: &[&str]| -> Result<String> {
        let output = at_root("git", arguments).output();
        let output = output.context("git cannot be run")?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    let is_whole = said(&["status", "--porcelain"])?.is_empty();
    let head = said(&["rev-parse", "HEAD"])?;
    Ok(Some(head).filter(|head| is_whole && !head.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "figure\tpanics\t0\t0\t1000\t1.5\tmet";

    fn kept(folder: &Path, commit: Option<&str>) -> Kept {
        Kept {
            folder: folder.to_owned(),
            commit: commit.map(str::to_owned),
        }
    }

    #[test]
    fn figures_come_back_for_the_same_commit_and_for_no_other() {
        let folder = std::env::temp_dir().join(format!("kept-{}", std::process::id()));
        let figures = vec![Figure::parse(LINE).unwrap()];
        kept(&folder, Some("one")).keep("kill", &figures).unwrap();
        assert_eq!(kept(&folder, Some("one")).figures("kill"), Some(figures));
        assert_eq!(kept(&folder, Some("one")).figures("soak"), None);
        assert_eq!(kept(&folder, Some("two")).figures("kill"), None);
        assert_eq!(kept(&folder, None).figures("kill"), None);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_no_commit_says_is_neither_kept_nor_gone_on_with() {
        let folder = std::env::temp_dir().join(format!("not-kept-{}", std::process::id()));
        let dirty = kept(&folder, None);
        dirty.keep("kill", &[Figure::parse(LINE).unwrap()]).unwrap();
        assert!(!folder.exists());
        assert!(dirty.require_commit().is_err());
    }
}
