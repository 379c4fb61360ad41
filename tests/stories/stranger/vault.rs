//! Secrets against software that others wrote (`jose`): it opens what is sealed here, and what it
//! seals is opened here.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use jwe::{Once, VaultKey};
use sandbox::FaultSpec;
use serde_json::{Value, json};
use stories::story::Story;

const PLAIN: &str = r#"{"user":"ada","password":"pä$$\"wörd — 日本"}"#;

/// Dropping it closes its standard input, which ends it.
struct Vault {
    keys: Value,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Vault {
    /// Starts it; `None`, and a plain word to the terminal, where it is not installed.
    fn start() -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("stranger");
        if !folder.join("node_modules/jose").is_dir() {
            // Past the test harness, which would swallow what a passing test prints.
            let thread = std::thread::current();
            let _ = writeln!(
                std::io::stderr(),
                "NOT RUN: {} needs its packages: npm ci --ignore-scripts in tests/stranger",
                thread.name().unwrap_or("a story with the stranger"),
            );
            return None;
        }
        let mut child = Command::new("node")
            .arg("vault.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        let input = child.stdin.take();
        let keys = line(&mut output);
        Some(Self {
            keys,
            child,
            input,
            output,
        })
    }

    fn ask(&mut self, question: &Value) -> Value {
        let input = self.input.as_mut().expect("it runs");
        writeln!(input, "{question}").unwrap();
        line(&mut self.output)
    }
}

impl Drop for Vault {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

fn line(output: &mut BufReader<ChildStdout>) -> Value {
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    serde_json::from_str(&line).expect("a line of JSON")
}

#[test]
fn a_stranger_opens_what_is_sealed_here() {
    let Some(mut vault) = Vault::start() else {
        return;
    };
    let sealed = VaultKey::pick(&vault.keys).unwrap().seal(PLAIN).unwrap();
    let opened = vault.ask(&json!({ "open": sealed }));
    assert_eq!(opened["plain"], PLAIN, "{opened}");
    assert_eq!(
        opened["header"],
        json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "a-stranger" })
    );
}

#[test]
fn what_a_stranger_seals_is_opened_here_in_both_forms() {
    let Some(mut vault) = Vault::start() else {
        return;
    };
    for compact in [true, false] {
        let once = Once::make();
        let question = json!({ "key": once.public_jwk(), "plain": PLAIN, "compact": compact });
        let sealed = vault.ask(&json!({ "seal": question }));
        let sealed = sealed["sealed"].as_str().expect("it is sealed").to_owned();
        assert_eq!(once.open(&sealed).unwrap().as_str(), PLAIN);
    }
}

#[tokio::test]
async fn a_secret_that_is_created_can_be_opened_by_the_vault_whose_key_was_asked_for() {
    let Some(mut vault) = Vault::start() else {
        return;
    };
    let story = Story::begin().await;
    let id = story.connect("okta_privileged_access", "OPA").await.row.id;
    story.org.fail_next(FaultSpec::answer(
        "/v1/teams/practice/vault",
        200,
        &vault.keys.to_string(),
    ));
    story.org.listen();
    let group = "00000000-0000-4000-8000-000000000000";
    let typed = [
        ("resource_group", group),
        ("project", group),
        ("folder", group),
        ("name", "gate"),
        ("pairs", PLAIN),
    ];
    // The practice org has another vault, so it does not know what to do with it.
    story.run(&id, "create_secret", &typed).await;
    let heard = story.org.heard();
    let sent = heard.iter().find(|one| one.path.ends_with("/secrets"));
    let sent: Value = serde_json::from_slice(&sent.unwrap().body).unwrap();
    let opened = vault.ask(&json!({ "open": sent["secret_jwe"] }));
    let expected: Value = serde_json::from_str(PLAIN).unwrap();
    let plain: Value = serde_json::from_str(opened["plain"].as_str().unwrap()).unwrap();
    assert_eq!(plain, expected);
}
