//! Twenty bugs that would let somebody in, lose something or tell a secret, planted one at a time
//! in a copy of the tree: the tests named beside each must fail.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use super::field::{Field, parted};
use crate::figures::Figure;
use crate::step::shown;
use crate::workspace::root;

/// Where the patches lie.
const PATCHES: &str = "tests/trust/seeded";
/// How many there are.
const PROMISED: usize = 20;

/// A planted bug.
#[derive(Debug)]
struct Seed {
    file: PathBuf,
    /// What is wrong with it.
    bug: String,
    /// The arguments of `cargo test` that must fail.
    caught_by: Vec<String>,
}

/// Plants all of them.
pub(crate) fn seeded_bugs() -> Result<Vec<Figure>> {
    let begun = Instant::now();
    let seeds = seeds()?;
    let field = Field::till("seeded")?;
    let suites: BTreeSet<_> = seeds.iter().map(|seed| &seed.caught_by).collect();
    for suite in suites {
        println!("   without a bug: cargo test {}", suite.join(" "));
        let said = field.test(suite)?;
        ensure!(said == Said::Passed, "it fails without any bug");
    }
    let mut caught = 0;
    for seed in &seeds {
        let outcome = field.plant(seed)?;
        let mark = if outcome == Said::Failed {
            caught += 1;
            "caught"
        } else {
            "NOT CAUGHT"
        };
        println!(
            "   {mark}: {} ({:.0} s)",
            seed.bug,
            begun.elapsed().as_secs_f64()
        );
    }
    let what = "security bugs, planted one at a time, that the tests catch";
    Ok(vec![Figure::every_time(
        what,
        caught,
        seeds.len().max(PROMISED),
        begun,
    )])
}

fn seeds() -> Result<Vec<Seed>> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join(PATCHES))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "patch")
    });
    files.sort();
    files.iter().map(|file| Seed::read(file)).collect()
}

impl Seed {
    fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)?;
        let head = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.map(|value| value.trim().to_owned())
                .with_context(|| format!("{} does not say “{name}”", file.display()))
        };
        let caught_by = head("Caught by: cargo test ")?;
        Ok(Self {
            file: file.to_owned(),
            bug: head("Bug: ")?,
            caught_by: caught_by.split_whitespace().map(str::to_owned).collect(),
        })
    }
}

/// What the tests said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Passed,
    Failed,
}

impl Field {
    fn plant(&self, seed: &Seed) -> Result<Said> {
        self.apply(seed, &[])?;
        let said = self.test(&seed.caught_by);
        self.apply(seed, &["--reverse"])?;
        said.with_context(|| format!("with {}", seed.file.display()))
    }

    fn apply(&self, seed: &Seed, how: &[&str]) -> Result<()> {
        let mut git = Command::new("git");
        git.arg("apply")
            .args(how)
            .arg(&seed.file)
            .current_dir(&self.tree)
            // The copy is no repository, although it may lie in one.
            .env("GIT_CEILING_DIRECTORIES", self.tree.with_file_name(""));
        let status = git.status().context("there is no git")?;
        ensure!(status.success(), "{} does not apply", seed.file.display());
        Ok(())
    }

    /// A bug that cannot be built is none.
    fn test(&self, suite: &[String]) -> Result<Said> {
        let (choice, names) = parted(suite);
        let run = |more: &[&str]| {
            let mut test = self.cargo("test");
            test.args(["--locked", "--quiet"])
                .args(choice)
                .args(more)
                .stdout(Stdio::null());
            if more.is_empty() {
                test.args(names).stderr(Stdio::null());
            }
            let status = test.status().with_context(|| shown(&test))?;
            Ok::<_, anyhow::Error>(status.success())
        };
        if !run(&["--no-run"])? {
            bail!("it cannot be built");
        }
        Ok(if run(&[])? {
            Said::Passed
        } else {
            Said::Failed
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::at_root;

    #[test]
    fn twenty_bugs_are_there_and_each_can_still_be_planted() {
        let seeds = seeds().unwrap();
        assert_eq!(seeds.len(), PROMISED);
        for seed in seeds {
            let mut check = at_root("git", ["apply", "--check"]);
            let status = check.arg(&seed.file).status().unwrap();
            assert!(status.success(), "{}", seed.file.display());
        }
    }
}
