//! The window's packages: where they come from, what they may run, what is known against them.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::figures::Figure;
use crate::node::INSTALL;
use crate::workspace::{root, target};

/// Each folder that packages are installed in.
const FOLDERS: [&str; 2] = ["ui", "tests/stranger"];
/// As somebody installs who has not read how.
const USUAL: &[&str] = &["ci", "--no-audit", "--no-fund"];

pub(super) fn figures() -> Result<Vec<Figure>> {
    let mut figures = vec![from_the_registry()?, nothing_runs()?];
    for folder in FOLDERS {
        figures.push(audit(folder)?);
    }
    figures.push(bill_of_materials()?);
    Ok(figures)
}

/// Names of the packages that the window is built from directly.
pub(super) fn direct() -> Result<Vec<String>> {
    let text = fs::read_to_string(root().join("ui/package.json"))?;
    let (_, after) = text
        .split_once("\"dependencies\": {")
        .context("ui/package.json has no dependencies")?;
    let (listed, _) = after.split_once('}').context("the list ends")?;
    Ok(listed
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect())
}

/// Each package has its checksum, and none comes from git, another host or a folder.
fn from_the_registry() -> Result<Figure> {
    let begun = Instant::now();
    let (mut known, mut all) = (0, 0);
    for folder in FOLDERS {
        let lock = fs::read_to_string(root().join(folder).join("package-lock.json"))?;
        for package in lock.split("\n    \"node_modules/").skip(1) {
            all += 1;
            let strange = [
                "\"link\": true",
                "\"resolved\": \"git",
                "\"resolved\": \"http:",
                "\"resolved\": \"file:",
            ];
            let sure = package.contains("\"integrity\": \"sha512-");
            known += usize::from(sure && !strange.iter().any(|word| package.contains(word)));
        }
    }
    Ok(Figure::every_time(
        "npm packages from the registry, with a checksum",
        known,
        all,
        begun,
    ))
}

/// How often a package's own program ran.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ran {
    /// As we install, or by the settings beside each of our lists alone.
    pub(super) as_here: usize,
    /// As npm does by itself.
    pub(super) as_usual: usize,
}

/// As it must be: the program is one that runs where it may.
pub(super) const NONE_RAN: Ran = Ran {
    as_here: 0,
    as_usual: 1,
};

fn nothing_runs() -> Result<Figure> {
    let begun = Instant::now();
    let ran = programs_that_ran()?;
    Ok(Figure::told(
        "programs of packages that are run while they are installed",
        "0, and 1 where npm may",
        &format!("{}, and {} where npm may", ran.as_here, ran.as_usual),
        begun,
        ran == NONE_RAN,
    ))
}

/// Installs a package that writes a file when it is installed.
pub(super) fn programs_that_ran() -> Result<Ran> {
    let mut as_here = usize::from(runs(INSTALL, None)?);
    for folder in FOLDERS {
        let settings = root().join(folder).join(".npmrc");
        as_here += usize::from(runs(USUAL, Some(&settings))?);
    }
    let as_usual = usize::from(runs(USUAL, None)?);
    Ok(Ran { as_here, as_usual })
}

fn runs(arguments: &[&str], settings: Option<&Path>) -> Result<bool> {
    let place = target().join("trust/scripts");
    package_with_a_program(&place)?;
    if let Some(settings) = settings {
        fs::copy(settings, place.join(".npmrc"))
            .with_context(|| format!("{} is missing", settings.display()))?;
    }
    let mut npm = Command::new("npm");
    let said = npm.args(arguments).current_dir(&place).output()?;
    ensure!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    let ran = place.join("it-ran").exists();
    fs::remove_dir_all(place)?;
    Ok(ran)
}

fn package_with_a_program(place: &Path) -> Result<()> {
    if place.exists() {
        fs::remove_dir_all(place)?;
    }
    fs::create_dir_all(place)?;
    let package = r#"{ "name": "a", "version": "1.0.0", "scripts": { "postinstall": "node -e \"fs.writeFileSync('it-ran', '')\"" } }"#;
    fs::write(place.join("package.json"), package)?;
    let lock = r#"{ "name": "a", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "a", "version": "1.0.0" } } }"#;
    Ok(fs::write(place.join("package-lock.json"), lock)?)
}

/// What npm's registry knows against the packages. Where it does not answer, that is said.
fn audit(folder: &str) -> Result<Figure> {
    let begun = Instant::now();
    let mut npm = Command::new("npm");
    npm.args(["audit", "--json"])
        .current_dir(root().join(folder));
    let said = npm.output().context("npm cannot be run")?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let total = said
        .split_once("\"vulnerabilities\": {")
        .and_then(|_| said.rsplit_once("\"total\": "))
        .and_then(|(_, after)| {
            after
                .split(|c: char| !c.is_ascii_digit())
                .next()?
                .parse::<u64>()
                .ok()
        });
    let what = format!("npm advisories against the packages of {folder}");
    Ok(match total {
        Some(total) => Figure::told(&what, "0", &total.to_string(), begun, total == 0),
        None => Figure::told(
            &what,
            "0 where the registry tells",
            "NOT LOOKED AT: the registry does not answer audits",
            begun,
            true,
        ),
    })
}

/// What it is made of, as `CycloneDX` writes it: of the window.
fn bill_of_materials() -> Result<Figure> {
    let begun = Instant::now();
    let mut npm = Command::new("npm");
    npm.args(["sbom", "--sbom-format=cyclonedx", "--package-lock-only"])
        .current_dir(root().join("ui"));
    let said = npm.output()?;
    if !said.status.success() {
        bail!("npm sbom: {}", String::from_utf8_lossy(&said.stderr));
    }
    let bill = String::from_utf8(said.stdout)?;
    let file = target().join("trust/sbom-window.cdx.json");
    fs::write(&file, &bill)?;
    let lock = fs::read_to_string(root().join("ui/package-lock.json"))?;
    let all = lock.matches("\n    \"node_modules/").count();
    // The window itself is the one more.
    let listed = bill
        .matches("\"purl\": \"pkg:npm/")
        .count()
        .saturating_sub(1);
    println!("   {}", file.display());
    Ok(Figure::every_time(
        "npm packages in the bill of materials",
        listed,
        all,
        begun,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_windows_packages_are_read_from_its_list() {
        let direct = direct().unwrap();
        assert!(direct.contains(&"svelte".to_owned()), "{direct:?}");
        assert!(!direct.contains(&"vite".to_owned()), "{direct:?}");
    }
}
