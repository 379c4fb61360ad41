//! Keys and tokens that got into what is shipped.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::figures::Figure;
use crate::step::{self, npm};
use crate::workspace::{root, target};

/// What the environment of a build may hold that nobody shall see.
const NAMES: [&str; 6] = [
    "VITE_SECRET",
    "TAURI_SIGNING_PRIVATE_KEY",
    "TAURI_SIGNING_PRIVATE_KEY_PASSWORD",
    "NODE_AUTH_TOKEN",
    "CARGO_REGISTRY_TOKEN",
    "CONNECTIONS_CONSOLE_SECRET",
];
/// Stands in all of them.
const CANARY: &str = "c4n4ry-of-the-environment";

/// The page, built with secrets in the environment; each kind of secret, planted in a copy of it.
pub(super) fn figures() -> Result<Vec<Figure>> {
    let begun = Instant::now();
    let page = target().join("trust/page");
    let mut build = npm([
        "exec",
        "--offline",
        "--",
        "vite",
        "build",
        "--logLevel=error",
    ]);
    build.arg("--outDir").arg(&page).arg("--emptyOutDir");
    with_secrets(&mut build);
    step::run("UI, with secrets in the environment", build)?;
    let files = files(&page)?.len();
    let mut found = search(&page)?;
    found.extend(page_of_the_environment("")?);
    println!("   {files} files, found: {found:?}");
    let clean = Figure::never(
        "keys, tokens and secrets of the environment in the window's page",
        found.len(),
        u64::try_from(files)?,
        begun,
    );

    let begun = Instant::now();
    let planted = planted();
    let mut seen = 0;
    for secret in &planted {
        let file = page.join("assets/planted.js");
        fs::write(&file, format!("const a = `{secret}`;\n"))?;
        seen += usize::from(search(&page)?.len() == 1);
        fs::remove_file(file)?;
    }
    fs::remove_dir_all(page)?;
    seen += usize::from(!page_of_the_environment("VITE_")?.is_empty());
    let found = Figure::every_time(
        "planted secrets that are found",
        seen,
        planted.len() + 1,
        begun,
    );
    Ok(vec![clean, found])
}

/// A page that holds all variables that Vite lets it have, built with secrets in the environment:
/// those that begin with `prefix`, or, where that is empty, with what our own page says.
fn page_of_the_environment(prefix: &str) -> Result<Vec<String>> {
    let place = target().join("trust/page-of-the-environment");
    fs::create_dir_all(&place)?;
    fs::write(
        place.join("index.html"),
        "<script type=module src=/main.js></script>\n",
    )?;
    fs::write(
        place.join("main.js"),
        "document.title = JSON.stringify(import.meta.env);\n",
    )?;
    let mut build = node(&["--input-type=module", "--eval", PAGE_OF_THE_ENVIRONMENT]);
    build.arg(&place).arg(prefix);
    with_secrets(&mut build);
    step::run("a page of the environment", build)?;
    let found = search(&place.join("dist"))?;
    fs::remove_dir_all(place)?;
    Ok(found)
}

const PAGE_OF_THE_ENVIRONMENT: &str = r#"
import { build, loadConfigFromFile } from "vite";
const [root, prefix] = process.argv.slice(-2);
const ours = await loadConfigFromFile({ command: "build", mode: "production" }, "vite.config.ts");
const envPrefix = prefix || ours.config.envPrefix;
await build({ root, configFile: false, logLevel: "error", envPrefix });
"#;

/// Node, where Vite is.
fn node(arguments: &[&str]) -> Command {
    let mut node = Command::new("node");
    node.args(arguments).current_dir(root().join("ui"));
    node
}

/// Which kinds of secrets are in the files of a folder.
pub(super) fn search(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let files = files(folder)?;
    ensure!(!files.is_empty(), "{} is empty", folder.display());
    for file in files {
        let kinds = kinds(&fs::read(&file)?);
        let name = file
            .strip_prefix(folder)
            .unwrap_or(&file)
            .display()
            .to_string();
        found.extend(kinds.iter().map(|kind| format!("{kind} in {name}")));
    }
    Ok(found)
}

/// The kinds of secrets in some bytes.
pub(super) fn kinds(bytes: &[u8]) -> Vec<&'static str> {
    let has = |prefix: &str, of: fn(u8) -> bool, least: usize| {
        let prefix = prefix.as_bytes();
        let after = |at: usize| {
            bytes[at + prefix.len()..]
                .iter()
                .take_while(|b| of(**b))
                .count()
        };
        let mut places = bytes.windows(prefix.len()).enumerate();
        places.any(|(at, window)| window == prefix && after(at) >= least)
    };
    let word = |b: u8| b.is_ascii_alphanumeric();
    let upper = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    // Line breaks too, as they are and as a text of JavaScript writes them.
    let base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/=\r\n\\".contains(&b);
    let segment = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
    let mut kinds = Vec::new();
    for (kind, is_there) in [
        (
            "a private key",
            has(concat!("PRIVATE KEY", "-----"), base64, 60),
        ),
        (
            "a signing key",
            has(concat!("encrypted ", "secret key"), base64, 40),
        ),
        ("a key of a cloud", has(concat!("AK", "IA"), upper, 16)),
        ("a token of a forge", has(concat!("gh", "p_"), word, 36)),
        ("a token of a registry", has(concat!("np", "m_"), word, 36)),
        ("a JSON web token", has(concat!("ey", "J"), segment, 80)),
        ("a secret of the environment", has(CANARY, |_| true, 0)),
    ] {
        if is_there {
            kinds.push(kind);
        }
    }
    kinds
}

/// One of each kind.
fn planted() -> Vec<String> {
    let long = "Q".repeat(64);
    vec![
        format!("-----BEGIN {}\n{long}\n", concat!("PRIVATE KEY", "-----")),
        format!(
            "untrusted comment: rsign {}\n{long}\n",
            concat!("encrypted ", "secret key")
        ),
        format!("{}{}", concat!("AK", "IA"), &long[..16]),
        format!("{}{}", concat!("gh", "p_"), &long[..36]),
        format!("{}{}", concat!("np", "m_"), &long[..36]),
        format!("{}{long}.{long}.{long}", concat!("ey", "J")),
        CANARY.to_owned(),
    ]
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The environment of a build that has secrets in it.
pub(super) fn with_secrets(command: &mut Command) {
    for name in NAMES {
        command.env(name, CANARY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_secret_is_found_and_its_name_alone_is_none() {
        for secret in planted() {
            assert_eq!(kinds(secret.as_bytes()).len(), 1, "{secret}");
        }
        let names = concat!(
            "-----BEGIN PRIVATE KEY",
            "-----\", \"npm_config\", eyJhbGciOiJ"
        );
        assert_eq!(kinds(names.as_bytes()), Vec::<&str>::new());
    }

    #[test]
    fn the_page_lets_no_variable_in_but_those_that_say_so() {
        let config = fs::read_to_string(root().join("ui/vite.config.ts")).unwrap();
        assert!(config.contains("envPrefix: \"CONNECTIONS_CONSOLE_PAGE_\""));
    }
}
