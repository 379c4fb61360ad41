//! What the program is made of, and that nothing else gets into it.

mod crates;
mod npm;
mod secrets;
mod tree;
mod twice;

pub(crate) use twice::built_twice;

use std::fs;
use std::time::Instant;

use anyhow::{Result, bail, ensure};

use crate::figures::Figure;
use crate::node;
use crate::step::cargo;
use crate::workspace::{root, target};

/// The most packages that the window may be built from directly.
const MOST_DIRECT: usize = 10;

/// What of it needs tools, and registries.
pub(crate) fn supply_chain() -> Result<Vec<Figure>> {
    fs::create_dir_all(target().join("trust"))?;
    node::install()?;
    node::install_stranger()?;
    let mut figures = vec![direct_dependencies()?];
    figures.extend(npm::figures()?);
    figures.extend(secrets::figures()?);
    figures.extend(crates::figures()?);
    Ok(figures)
}

/// What of it is quick, for every change: how many packages, that none runs a program of its own
/// while it is installed, that nothing secret is in the page, and that what is fuzzed is what is built.
pub(crate) fn quick() -> Result<()> {
    let direct = npm::direct()?;
    ensure!(
        direct.len() <= MOST_DIRECT,
        "the window is built from {} packages directly: {}",
        direct.len(),
        direct.join(", ")
    );
    println!(
        "   {} packages directly: {}",
        direct.len(),
        direct.join(", ")
    );
    let ran = npm::programs_that_ran()?;
    ensure!(ran == npm::NONE_RAN, "{ran:?}");
    println!("   no program of a package is run while it is installed");
    let page = root().join("ui/dist");
    let found = secrets::search(&page)?;
    if !found.is_empty() {
        bail!("the page holds {}", found.join(", "));
    }
    println!("   nothing in the page looks like a key or a token");
    fuzzed_as_built()
}

/// The lock file of the parsers under libFuzzer fits, and has the versions of the other one.
fn fuzzed_as_built() -> Result<()> {
    let manifest = "--manifest-path=tests/fuzz/libfuzzer/Cargo.toml";
    let said = cargo(["metadata", "--locked", "--format-version=1", manifest]).output()?;
    ensure!(
        said.status.success(),
        "a room got another dependency; type `cargo update --workspace` in tests/fuzz/libfuzzer:\n{}",
        String::from_utf8_lossy(&said.stderr)
    );
    let own = ["arbitrary", "cap", "fuzz-run", "jobserver", "libfuzzer-sys"];
    let built = crates::locked("Cargo.lock")?;
    let fuzzed = crates::locked("tests/fuzz/libfuzzer/Cargo.lock")?;
    let other: Vec<String> = fuzzed
        .difference(&built)
        .filter(|(name, _)| !own.contains(&name.as_str()))
        .map(|(name, version)| format!("{name} {version}"))
        .collect();
    ensure!(
        other.is_empty(),
        "what is fuzzed is not what is built: {}",
        other.join(", ")
    );
    println!("   what is fuzzed is what is built");
    Ok(())
}

fn direct_dependencies() -> Result<Figure> {
    let begun = Instant::now();
    let direct = npm::direct()?;
    Ok(Figure::told(
        "packages that the window is built from directly",
        &format!("at most {MOST_DIRECT}"),
        &direct.len().to_string(),
        begun,
        direct.len() <= MOST_DIRECT,
    ))
}
