//! A console without its content security policy: a copy of the program in which the policy's text is
//! written over. No program that could do without it is ever built.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

const CONFIGURATION: &str = include_str!("../../../src-tauri/tauri.conf.json");

/// Lets everything be. The loader adds hashes to `script-src`, beside which `unsafe-inline` means
/// nothing: scripts and handlers are allowed by the two directives that come before it.
const ANYTHING: &str = "default-src * ipc: data: blob: 'unsafe-inline' 'unsafe-eval'; script-src * data: blob: 'unsafe-inline' 'unsafe-eval'; script-src-elem * data: blob: 'unsafe-inline'; script-src-attr 'unsafe-inline'";

/// Copies the program into `folder` and takes the policy out of the copy.
pub(super) fn copy(program: &Path, folder: &Path) -> Result<PathBuf> {
    let configuration: Value = serde_json::from_str(CONFIGURATION)?;
    let policy = configuration["app"]["security"]["csp"].as_str();
    let policy = policy.context("there is a policy")?;
    ensure!(ANYTHING.len() <= policy.len(), "it must fit into its place");
    let mut anything = ANYTHING.to_owned();
    anything.push_str(&" ".repeat(policy.len() - ANYTHING.len()));

    let mut bytes = fs::read(program)?;
    let places: Vec<usize> = places_of(&bytes, policy.as_bytes());
    ensure!(!places.is_empty(), "the policy is not in the program");
    for at in places {
        bytes[at..at + policy.len()].copy_from_slice(anything.as_bytes());
    }
    let copy = folder.join("connections-console");
    fs::write(&copy, bytes)?;
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o700))?;
    Ok(copy)
}

fn places_of(bytes: &[u8], text: &[u8]) -> Vec<usize> {
    let searcher = aho_corasick::AhoCorasick::new([text]).expect("one short text");
    searcher.find_iter(bytes).map(|hit| hit.start()).collect()
}
