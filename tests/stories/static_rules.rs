//! What no source of ours does, whoever compiles it.

use std::fs;
use std::path::{Path, PathBuf};

const KEYWORDS: [&str; 7] = [
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "DELETE ",
    " WHERE ",
    " ORDER BY ",
    "DROP ",
];

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .expect("the tests lie in the workspace")
        .to_owned()
}

fn files(folder: &Path, named: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, named));
        } else if named(&path) {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_crate_forbids_unsafe_code_and_a_panic_at_hand() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for lint in [
        "unsafe_code = \"forbid\"",
        "unwrap_used = \"warn\"",
        "todo = \"deny\"",
        "unimplemented = \"deny\"",
    ] {
        assert!(workspace.contains(lint), "{lint}");
    }
    let is_manifest = |path: &Path| path.ends_with("Cargo.toml");
    let mut manifests = files(&root().join("src-tauri"), &is_manifest);
    manifests.extend(
        ["tests", "tests/official", "tests/fuzz"].map(|at| root().join(at).join("Cargo.toml")),
    );
    assert!(manifests.len() >= 16, "{manifests:?}");
    for manifest in manifests {
        let text = fs::read_to_string(&manifest).unwrap();
        assert!(
            text.contains("[lints]\nworkspace = true"),
            "{}",
            manifest.display()
        );
    }
}

#[test]
fn no_value_is_put_into_the_text_of_a_statement() {
    let is_source = |path: &Path| {
        let text = path.to_string_lossy();
        text.ends_with(".rs") && !text.contains("/tests/")
    };
    let mut looked_at = 0;
    let mut taken_as_it_is = 0;
    for file in files(&root().join("src-tauri/crates/store/src"), &is_source) {
        let text = fs::read_to_string(&file).unwrap();
        taken_as_it_is += text.matches("AssertSqlSafe(").count();
        for written in text.split("format").skip(1) {
            let called = written.strip_prefix("_args").unwrap_or(written);
            let arguments = called.strip_prefix("!(").map(str::trim_start);
            let Some(literal) = arguments.and_then(|rest| rest.strip_prefix('"')) else {
                continue;
            };
            let literal = literal.split('"').next().unwrap_or_default();
            if !KEYWORDS.iter().any(|word| literal.contains(word)) {
                continue;
            }
            looked_at += 1;
            for name in literal
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split('}').next())
            {
                // Names of columns, from constants.
                let constant = matches!(name, "COLUMNS" | "columns" | "position");
                assert!(constant, "{}: {{{name}}} in {literal}", file.display());
            }
        }
    }
    assert!(looked_at >= 3, "the search finds what it is to find");
    // The index of words is made anew, by the words that the database has for it.
    assert_eq!(taken_as_it_is, 2);
}
