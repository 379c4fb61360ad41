//! The crates: bans, licences, sources, advisories, and what they are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::super::tool;
use super::tree;
use crate::figures::Figure;
use crate::step::{at_root, cargo};
use crate::workspace::{root, target};

const DENY: (&str, &str) = ("cargo-deny", "0.20.2");
const CYCLONEDX: (&str, &str) = ("cargo-cyclonedx", "0.5.9");
/// What is checked without asking anybody.
const ALWAYS: [&str; 3] = ["bans", "licenses", "sources"];
/// Each has a lock file of its own.
const WORKSPACES: [&str; 2] = ["Cargo.toml", "tests/fuzz/libfuzzer/Cargo.toml"];

pub(super) fn figures() -> Result<Vec<Figure>> {
    let deny = installed(DENY)?;
    let mut figures = vec![from_the_registry()?];
    for check in ALWAYS {
        figures.push(denied(&deny, check)?);
    }
    figures.push(advisories(&deny)?);
    figures.push(seeded(&deny)?);
    figures.push(bill_of_materials()?);
    Ok(figures)
}

fn installed((name, version): (&str, &str)) -> Result<PathBuf> {
    tool::install(name, version)?;
    Ok(target().join("tools/bin").join(name))
}

/// Name and version of each package that a lock file holds.
pub(super) fn locked(file: &str) -> Result<BTreeSet<(String, String)>> {
    let text = fs::read_to_string(root().join(file))?;
    let value = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim_matches(['=', ' ', '"']).to_owned())
    };
    let packages = text.split("[[package]]").skip(1);
    Ok(packages
        .filter_map(|block| Some((value(block, "name")?, value(block, "version")?)))
        .collect())
}

fn from_the_registry() -> Result<Figure> {
    let begun = Instant::now();
    let text = fs::read_to_string(root().join("Cargo.lock"))?;
    let foreign = text
        .split("[[package]]")
        .filter(|block| block.contains("\nsource = "));
    let (mut sure, mut all) = (0, 0);
    for package in foreign {
        all += 1;
        let from_registry = package.contains("\nsource = \"registry+");
        sure += usize::from(from_registry && package.contains("\nchecksum = "));
    }
    Ok(Figure::every_time(
        "crates from the registry, with a checksum",
        sure,
        all,
        begun,
    ))
}

fn run(deny: &Path, manifest: &Path, arguments: &[&str]) -> Result<(bool, String)> {
    let mut command = Command::new(deny);
    command
        .arg("--manifest-path")
        .arg(manifest)
        .arg("--config")
        .arg(root().join(".deny.toml"))
        .args(["--all-features", "--color=never", "check"])
        .arg("--hide-inclusion-graph")
        .args(arguments)
        .current_dir(root());
    let said = command.output().context("cargo-deny cannot be run")?;
    let text = [said.stdout, said.stderr].concat();
    Ok((
        said.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    ))
}

fn denied(deny: &Path, check: &str) -> Result<Figure> {
    let begun = Instant::now();
    let mut faults = 0;
    for workspace in WORKSPACES {
        let (well, said) = run(deny, &root().join(workspace), &[check])?;
        if !well {
            println!("{said}");
            faults += said.matches("error[").count().max(1);
        }
    }
    let crates = u64::try_from(locked(WORKSPACES[0].replace(".toml", ".lock").as_str())?.len())?;
    Ok(Figure::never(
        &format!("crates that `cargo deny check {check}` refuses"),
        faults,
        crates,
        begun,
    ))
}

/// Advisories without a waiver. The database is a git repository; where it cannot be fetched, and
/// none was fetched before, that is said in the place of the figure.
fn advisories(deny: &Path) -> Result<Figure> {
    let begun = Instant::now();
    let what = "open advisories against the crates";
    let (well, said) = run(deny, &root().join(WORKSPACES[0]), &["advisories"])?;
    if well {
        return Ok(Figure::never(what, 0, 1, begun));
    }
    let open = said.matches("error[").count();
    if open > 0 {
        println!("{said}");
        return Ok(Figure::never(what, open, 1, begun));
    }
    println!("   {}", said.lines().next().unwrap_or_default());
    let promised = "0 where the database can be fetched";
    let measured = "NOT LOOKED AT: the advisory database cannot be fetched here";
    Ok(Figure::told(what, promised, measured, begun, true))
}

/// Bad dependencies, each in a package of its own under the same rules.
fn seeded(deny: &Path) -> Result<Figure> {
    let begun = Instant::now();
    let place = target().join("trust/bad-dependencies");
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    let bad = [
        ("bans", "tauri-plugin-shell", "2.0.0", "MIT", false),
        ("bans", "libsqlite3-sys", "0.30.1", "MIT", false),
        ("licenses", "copyleft", "1.0.0", "AGPL-3.0-only", false),
        ("sources", "elsewhere", "1.0.0", "MIT", true),
        // Nothing is wrong with this one: what refuses everything would prove nothing.
        ("bans", "innocent", "1.0.0", "MIT", false),
    ];
    let mut caught = 0;
    for (check, name, version, licence, from_git) in bad {
        let manifest = package(&place.join(name), name, version, licence, from_git)?;
        let (well, said) = run(deny, &manifest, &[check])?;
        let right = well == (name == "innocent") && (well || said.contains(name));
        let mark = if right { "as it must" } else { "WRONG" };
        println!("   {mark}: {name} {version} ({licence}) and `{check}`");
        caught += usize::from(right);
    }
    Ok(Figure::every_time(
        "planted dependencies that are told from an innocent one",
        caught,
        bad.len(),
        begun,
    ))
}

/// A package that depends on one of this name, version and licence. Its manifest.
fn package(at: &Path, name: &str, version: &str, licence: &str, from_git: bool) -> Result<PathBuf> {
    let written = |folder: &Path, text: &str| -> Result<()> {
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/lib.rs"), "")?;
        Ok(fs::write(folder.join("Cargo.toml"), text)?)
    };
    let head = |name: &str, version: &str, licence: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\nlicense = \"{licence}\"\n"
        )
    };
    let bad = at.join("bad");
    written(&bad, &head(name, version, licence))?;
    let source = if from_git {
        for arguments in [
            &["init", "--quiet"][..],
            &["add", "."],
            &[
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@b.invalid",
                "commit",
                "--quiet",
                "-m",
                "a",
            ],
        ] {
            let status = at_root("git", arguments).current_dir(&bad).status()?;
            ensure!(status.success(), "git cannot make a repository");
        }
        format!("git = \"file://{}\"", bad.display())
    } else {
        "path = \"bad\"".to_owned()
    };
    let root = head("planted", "1.0.0", "Apache-2.0");
    let text = format!(
        "{root}\n[workspace]\n\n[dependencies]\n{name} = {{ {source}, version = \"{version}\" }}\n"
    );
    written(at, &text)?;
    Ok(at.join("Cargo.toml"))
}

/// What it is made of, as `CycloneDX` writes it: of the console.
fn bill_of_materials() -> Result<Figure> {
    let begun = Instant::now();
    let cyclonedx = installed(CYCLONEDX)?;
    // It writes beside each manifest, so it is let into a copy.
    let copy = target().join("trust/bill-of-materials");
    tree::copy(&copy)?;
    let mut command = Command::new(cyclonedx);
    command
        .args([
            "cyclonedx",
            "--format=json",
            "--override-filename=bill",
            "--manifest-path",
        ])
        .arg(copy.join("src-tauri/Cargo.toml"))
        .current_dir(&copy);
    let said = command.output().context("cargo-cyclonedx cannot be run")?;
    ensure!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    let bill = fs::read_to_string(copy.join("src-tauri/bill.json"))?;
    fs::remove_dir_all(copy)?;
    let file = target().join("trust/sbom-console.cdx.json");
    fs::write(&file, &bill)?;
    println!("   {}", file.display());

    let mut tree = cargo([
        "tree",
        "--locked",
        "-p",
        "connections-console",
        "--prefix=none",
    ]);
    tree.args(["-e", "normal,build", "--format={p}"]);
    let said = String::from_utf8(tree.output()?.stdout)?;
    let crates: BTreeSet<(&str, &str)> = said
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, words.next()?.strip_prefix('v')?))
        })
        .filter(|(name, _)| *name != "connections-console")
        .collect();
    let listed = crates.iter().filter(|(name, version)| {
        bill.contains(&format!("\"purl\": \"pkg:cargo/{name}@{version}"))
    });
    Ok(Figure::every_time(
        "crates in the bill of materials",
        listed.count(),
        crates.len(),
        begun,
    ))
}
