//! Who may know whom, and that every exposed secret has its reason.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ROOMS: [&str; 11] = [
    "domain",
    "catalogue",
    "scenario",
    "transport",
    "authorization",
    "vault",
    "jwe",
    "store",
    "connections",
    "sandbox",
    "workflows_export",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The rooms of ours that a manifest names under `[dependencies]`.
fn known_by(manifest: &Path) -> Vec<String> {
    let text = fs::read_to_string(manifest).unwrap();
    let section = text.split("[dependencies]").nth(1).unwrap_or("");
    let section = section.split("\n[").next().unwrap_or("");
    section
        .lines()
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| ROOMS.contains(name))
        .map(str::to_owned)
        .collect()
}

#[test]
fn rooms_know_only_whom_the_plan_says() {
    let plan = BTreeMap::from([
        ("domain", vec![]),
        ("catalogue", vec!["domain"]),
        ("scenario", vec!["domain"]),
        ("transport", vec!["domain"]),
        ("authorization", vec!["domain", "transport"]),
        ("vault", vec!["domain"]),
        ("jwe", vec![]),
        ("store", vec!["domain"]),
        (
            "connections",
            vec![
                "authorization",
                "catalogue",
                "domain",
                "jwe",
                "scenario",
                "store",
                "transport",
                "vault",
                "workflows_export",
            ],
        ),
        ("sandbox", vec![]),
        ("workflows_export", vec!["domain"]),
    ]);
    for (room, mut allowed) in plan {
        let manifest = root().join(format!("src-tauri/crates/{room}/Cargo.toml"));
        let mut known = known_by(&manifest);
        known.sort();
        allowed.sort_unstable();
        assert_eq!(known, allowed, "{room}");
    }
}

#[test]
fn a_crate_that_one_room_owns_is_named_by_no_other() {
    for (owned, owners) in [
        ("toml", vec!["catalogue", "sandbox", "scenario"]),
        ("reqwest", vec!["transport"]),
        ("oauth2", vec!["authorization"]),
        ("openidconnect", vec!["authorization"]),
        ("ring", vec!["authorization"]),
        ("keyring", vec!["vault"]),
        ("sqlx", vec!["store"]),
        ("fail", vec!["store", "connections"]),
        ("aes-gcm", vec!["jwe", "sandbox"]),
        ("axum", vec!["sandbox"]),
        ("tauri", vec![]),
    ] {
        for room in ROOMS {
            let manifest = root().join(format!("src-tauri/crates/{room}/Cargo.toml"));
            let text = fs::read_to_string(manifest).unwrap();
            let section = text.split("[dependencies]").nth(1).unwrap_or("");
            let section = section.split("\n[").next().unwrap_or("");
            let named = section.lines().any(|line| {
                line.split(['.', ' ', '='])
                    .next()
                    .is_some_and(|name| name == owned)
            });
            assert_eq!(named, owners.contains(&room), "{room} and {owned}");
        }
    }
}

#[test]
fn the_store_never_names_a_secret_that_can_be_read() {
    for (file, text) in sources(&root().join("src-tauri/crates/store/src")) {
        assert!(!text.contains("SecretString"), "{}", file.display());
    }
}

#[test]
fn every_exposed_secret_has_its_reason_on_the_line_above() {
    let mut exposed = 0;
    for room in [
        "domain",
        "scenario",
        "transport",
        "authorization",
        "vault",
        "store",
        "connections",
    ] {
        for (file, text) in sources(&root().join(format!("src-tauri/crates/{room}/src"))) {
            if file.to_string_lossy().contains("test") {
                continue;
            }
            let body = text.split("#[cfg(test)]").next().unwrap_or("");
            let lines: Vec<&str> = body.lines().collect();
            for (number, line) in lines.iter().enumerate() {
                if !line.contains("expose_secret()") {
                    continue;
                }
                exposed += 1;
                let above = &lines[number.saturating_sub(4)..number];
                assert!(
                    above.iter().any(|line| line.contains("// EXPOSE:")),
                    "{}:{}: {line}",
                    file.display(),
                    number + 1
                );
            }
        }
    }
    assert!(exposed > 0, "the search finds what it is to find");
}

#[test]
fn nothing_turns_certificate_checks_off() {
    let mut asked = 0;
    for folder in ["src-tauri/crates", "src-tauri/src"] {
        for (file, text) in sources(&root().join(folder)) {
            for word in ["danger_accept_invalid", "tls_danger", ".dangerous()"] {
                let found = text.matches(word).count();
                let verifier =
                    word == ".dangerous()" && file.ends_with("transport/src/authority.rs");
                asked += found;
                assert!(found == 0 || verifier, "{}: {word}", file.display());
            }
        }
    }
    assert_eq!(
        asked, 1,
        "the one place where the system's verifier is asked"
    );
}

/// The shell's own `main.rs` does not compile over rooms that have them.
#[test]
fn what_is_shipped_cannot_be_made_to_fail_from_within() {
    const { assert!(!connections::HAS_FAIL_POINTS || cfg!(feature = "fail-points")) };
    let shell = root().join("src-tauri");
    let main = fs::read_to_string(shell.join("src/main.rs")).unwrap();
    assert!(main.contains("!connections::HAS_FAIL_POINTS"));
    for manifest in [
        "src-tauri/Cargo.toml",
        "src-tauri/crates/connections/Cargo.toml",
        "src-tauri/crates/store/Cargo.toml",
    ] {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        assert!(!text.contains("default = ["), "{manifest}");
        assert!(!text.contains("features = [\"fail-points"), "{manifest}");
        let optional = text.lines().filter(|line| line.starts_with("fail"));
        for line in optional.filter(|line| line.starts_with("fail ")) {
            assert!(line.contains("optional = true"), "{manifest}: {line}");
        }
    }
    // Nobody asks the environment what is to fail.
    for room in ROOMS {
        for (file, text) in sources(&root().join(format!("src-tauri/crates/{room}/src"))) {
            assert!(!text.contains("FailScenario"), "{}", file.display());
        }
    }
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}
