//! What every file of the repository keeps to, whatever it holds.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::step::at_root;
use crate::workspace;

/// What may stand at the top of the repository, beside dot files.
const TOP: [&str; 11] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "icons",
    "src-tauri",
    "tests",
    "ui",
];

/// A source file longer than this holds a second idea.
const LINES: usize = 400;

/// Looks at every file that git knows.
pub(crate) fn check() -> Result<()> {
    let listed = at_root("git", ["ls-files", "-z"]).output()?;
    if !listed.status.success() {
        bail!(
            "git cannot list the files: {}",
            String::from_utf8_lossy(&listed.stderr).trim()
        );
    }
    let listed = String::from_utf8_lossy(&listed.stdout);
    let mut faults = Vec::new();
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        let top = name.split('/').next().unwrap_or(name);
        if !top.starts_with('.') && !TOP.contains(&top) {
            faults.push(format!("{name}: nothing else belongs at the top"));
        }
        // A file that was deleted and not yet committed is listed all the same.
        if let Ok(bytes) = fs::read(workspace::root().join(name)) {
            faults.extend(
                faults_of(name, &bytes)
                    .into_iter()
                    .map(|fault| format!("{name}: {fault}")),
            );
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        bail!("{}", faults.join("\n"))
    }
}

/// What is wrong with one file. Pictures and other bytes are let be.
fn faults_of(name: &str, bytes: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Vec::new();
    };
    if bytes.contains(&0) || name.ends_with("package-lock.json") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    if text.contains('\r') {
        faults.push("has carriage returns".to_owned());
    }
    if !text.is_empty() && !text.ends_with('\n') {
        faults.push("does not end with a newline".to_owned());
    }
    // Spelled in two parts, so that this file is not found.
    for folder in [
        concat!("/home", "/"),
        concat!("/root", "/"),
        concat!("/Users", "/"),
    ] {
        if text.contains(folder) {
            faults.push(format!("names a folder of somebody's machine ({folder})"));
        }
    }
    let extension = Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str());
    if matches!(extension, Some("rs" | "ts" | "svelte")) && text.lines().count() > LINES {
        faults.push(format!(
            "is longer than {LINES} lines: look for the second idea"
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_manners_are_found() {
        assert!(faults_of("a.rs", b"fn a() {}\n").is_empty());
        assert_eq!(faults_of("a.rs", b"fn a() {}").len(), 1);
        assert_eq!(faults_of("a.rs", b"fn a() {}\r\n").len(), 1);
        assert_eq!(
            faults_of("a.md", concat!("see /home", "/dana/x\n").as_bytes()).len(),
            1
        );
        assert_eq!(
            faults_of("a.rs", "\n".repeat(LINES + 1).as_bytes()).len(),
            1
        );
        assert!(faults_of("a.png", &[0x89, 0xff, 0x00]).is_empty());
    }
}
