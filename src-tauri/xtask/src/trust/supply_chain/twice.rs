//! The console, built twice in two folders: the same bytes, so that anybody can look whether a
//! program is made of this source.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

use super::{secrets, tree};
use crate::figures::Figure;
use crate::node::INSTALL;
use crate::step::{self, at_root, cargo, npm};
use crate::workspace::{target, variable};

/// One folder is longer than the other, and deeper.
const FOLDERS: [&str; 2] = ["one", "the-other-folder/further/below"];

/// Builds it twice, each time from nothing, and compares.
pub(crate) fn built_twice() -> Result<Vec<Figure>> {
    let begun = Instant::now();
    let place = target().join("trust/twice");
    let mut built = Vec::new();
    for (number, folder) in FOLDERS.iter().enumerate() {
        // Only the first one has secrets around it: none of them makes a difference.
        built.push(build(&place.join(folder), number == 0)?);
    }
    let [one, other] = &built[..] else {
        return Ok(Vec::new());
    };
    let size = one.len().max(other.len());
    let alike = one
        .iter()
        .zip(other)
        .filter(|(one, other)| one == other)
        .count();
    let same = one == other;
    println!(
        "   {} and {} bytes, {} alike",
        one.len(),
        other.len(),
        alike
    );
    if same {
        fs::remove_dir_all(&place)?;
    } else {
        println!("   both are kept in {}", place.display());
    }
    let what = "bytes of the console that differ between two builds in two folders";
    let twice = Figure::never(what, size - alike, u64::try_from(size)?, begun);
    let found = secrets::kinds(one);
    println!("   found in the program: {found:?}");
    let what = "keys, tokens and secrets of the environment in the program";
    let clean = Figure::never(what, found.len(), 1, begun);
    Ok(vec![twice, clean])
}

/// The program's bytes. What it was built from is removed, since each takes gigabytes.
fn build(folder: &Path, among_secrets: bool) -> Result<Vec<u8>> {
    let source = folder.join("source");
    tree::copy(&source)?;
    let ui = source.join("ui");
    let run = |heading: &str, mut command: std::process::Command| {
        if among_secrets {
            secrets::with_secrets(&mut command);
        }
        step::run(heading, command)
    };
    let mut install = npm(INSTALL);
    install.current_dir(&ui);
    run("UI packages", install)?;
    let mut page = npm(["run", "--silent", "build"]);
    page.current_dir(&ui);
    run("UI", page)?;

    let built = folder.join("target");
    let mut console = cargo([
        "build",
        "--locked",
        "--release",
        "-p",
        "connections-console",
    ]);
    let same = format!("-ffile-prefix-map={}=/source", source.display());
    console
        .args(["--bin", "connections-console"])
        .current_dir(&source)
        .env("CARGO_TARGET_DIR", &built)
        .env("RUSTFLAGS", remapped(&source, &built)?)
        .env("CFLAGS", same)
        .env("SOURCE_DATE_EPOCH", commit_time()?);
    run("the console", console)?;
    let program = built.join("release/connections-console");
    let bytes = fs::read(&program).with_context(|| program.display().to_string())?;
    fs::write(folder.join("connections-console"), &bytes)?;
    fs::remove_dir_all(built)?;
    fs::remove_dir_all(source)?;
    Ok(bytes)
}

/// Folders of this computer are called alike on every one.
fn remapped(source: &Path, built: &Path) -> Result<String> {
    let home = variable("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(variable("HOME")?).join(".cargo")));
    let home = home.context("CARGO_HOME and HOME are not set")?;
    let pairs = [(source, "/source"), (built, "/target"), (&home, "/cargo")];
    let flags = pairs.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    Ok(flags.join(" "))
}

fn commit_time() -> Result<String> {
    let said = at_root("git", ["log", "-1", "--format=%ct"]).output()?;
    Ok(String::from_utf8(said.stdout)?.trim().to_owned())
}
