//! Secrets of OPA's vault: sealed on this computer and opened on it, and in the clear nowhere else.

use std::fmt::Write as _;

use connections::views::{CopyFormat, FailureCode, RunView};
use sandbox::FaultSpec;
use stories::story::Story;

use crate::run_action::{done, refused};

const CANARY: &str = "canary-4d1f7c";
const JWKS: &str = "/v1/teams/practice/vault";

/// A team, a connection to it, and the place of a folder there.
struct Vault {
    story: Story,
    id: String,
    group: String,
    project: String,
    folder: String,
}

impl Vault {
    async fn begin() -> Self {
        let story = Story::begin().await;
        let id = story.connect("okta_privileged_access", "OPA").await.row.id;
        let list = done(&story, &id, "list_secrets", &[]).await;
        let column = |label: &str| {
            let nth = list.columns.iter().position(|column| column == label);
            list.rows[0][nth.unwrap()].clone()
        };
        let (folder, project) = (column("ID"), column("Project ID"));
        let group = column("Resource group ID");
        Self {
            story,
            id,
            group,
            project,
            folder,
        }
    }

    fn at<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let place = [
            ("resource_group", &*self.group),
            ("project", &*self.project),
        ];
        [&place, more].concat()
    }

    fn filled<'a>(&'a self, pairs: &'a str) -> Vec<(&'a str, &'a str)> {
        self.at(&[("folder", &self.folder), ("name", "gate"), ("pairs", pairs)])
    }

    /// The ID of a secret of the folder, by its name.
    async fn secret(&self, name: &str) -> String {
        let inside = self.at(&[("folder", &self.folder)]);
        let items = done(&self.story, &self.id, "list_secret_folder_items", &inside).await;
        let row = items.rows.iter().find(|row| row[1] == name);
        row.expect("it is in the folder")[0].clone()
    }

    async fn reveal(&self, secret: &str) -> RunView {
        let inputs = self.at(&[("secret", secret)]);
        self.story.run(&self.id, "reveal_secret", &inputs).await
    }
}

impl Vault {
    /// *Show*, of the names and values that a run revealed.
    fn show(&self, run: &RunView) -> String {
        let field = run.fields.iter().find(|field| field.id == "values");
        assert!(field.is_some_and(|field| field.masked && field.value.is_empty()));
        let shown = self.story.console.reveal_output(&run.run, "values");
        shown.unwrap()
    }
}

#[tokio::test]
async fn what_is_sealed_here_is_revealed_here_as_it_was_typed() {
    let vault = Vault::begin().await;
    let typed = format!(r#"{{"password":"{CANARY}","süd":" \"1\" "}}"#);
    done(
        &vault.story,
        &vault.id,
        "create_secret",
        &vault.filled(&typed),
    )
    .await;
    let secret = vault.secret("gate").await;
    let run = vault.reveal(&secret).await;
    let shown: serde_json::Value = serde_json::from_str(&vault.show(&run)).unwrap();
    assert_eq!(
        shown,
        serde_json::from_str::<serde_json::Value>(&typed).unwrap()
    );

    let inputs = vault.at(&[("secret", &secret), ("pairs", r#"{"pin":"2"}"#)]);
    let changed = done(&vault.story, &vault.id, "update_secret", &inputs).await;
    assert!(
        changed.body.contains("\"gate\""),
        "the name stays: {}",
        changed.body
    );
    let run = vault.reveal(&secret).await;
    let shown: serde_json::Value = serde_json::from_str(&vault.show(&run)).unwrap();
    assert_eq!(shown, serde_json::json!({ "pin": "2" }));

    let gone = vault.at(&[("secret", &secret)]);
    done(&vault.story, &vault.id, "delete_secret", &gone).await;
    assert_eq!(refused(&vault.reveal(&secret).await), "notFound");
}

#[tokio::test]
async fn names_and_values_leave_this_computer_sealed_and_are_shown_nowhere() {
    let vault = Vault::begin().await;
    vault.story.org.listen();
    let typed = format!(r#"{{"password":"{CANARY}"}}"#);
    let filled = || Story::filled(&vault.id, "create_secret", &vault.filled(&typed));
    let console = &vault.story.console;
    let preview = console.preview_action(filled()).await.unwrap();
    let methods: Vec<_> = preview.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(methods, ["GET", "POST"]);
    let mut shown = format!("{preview:?}");
    for format in [
        CopyFormat::Curl,
        CopyFormat::PowerShell,
        CopyFormat::Python,
        CopyFormat::WorkflowsCard,
    ] {
        let copied = console.copy_request(filled(), format).await.unwrap();
        assert!(copied.contains("OKTA_SECRET_JWE"), "{copied}");
        shown += &copied;
    }
    let created = done(
        &vault.story,
        &vault.id,
        "create_secret",
        &vault.filled(&typed),
    )
    .await;
    let _ = write!(shown, "{created:?}");
    let run = vault.reveal(&vault.secret("gate").await).await;
    assert!(vault.show(&run).contains(CANARY), "{run:?}");
    let _ = write!(shown, "{run:?}");
    assert!(!shown.contains(CANARY), "{shown}");
    for exchange in vault.story.org.heard() {
        let said = [exchange.body, exchange.answer].concat();
        assert!(
            !String::from_utf8_lossy(&said).contains(CANARY),
            "{}",
            exchange.path
        );
    }
}

#[tokio::test]
async fn each_revealing_makes_another_key() {
    let vault = Vault::begin().await;
    let secret = vault.secret("practice-login").await;
    let one = vault.reveal(&secret).await;
    let other = vault.reveal(&secret).await;
    assert_eq!(vault.show(&one), vault.show(&other));
    assert_ne!(one.requests[0].body, other.requests[0].body);
}

#[tokio::test]
async fn a_vault_key_that_protects_nothing_is_refused_in_words_and_nothing_is_sent() {
    let vault = Vault::begin().await;
    let typed = vault.filled(r#"{"pin":"1"}"#);
    for (keys, why) in [
        (r#"{"keys":[]}"#, "empty"),
        (r#"{"keys":"none"}"#, "no set of keys"),
        (r#"{"keys":[{"kty":"EC","crv":"P-256"}]}"#, "not an RSA key"),
        (r#"{"keys":[{"kty":"RSA","use":"sig"}]}"#, "not for sealing"),
        (
            r#"{"keys":[{"kty":"RSA","alg":"RSA-OAEP","n":"AQAB","e":"AQAB"}]}"#,
            "not for RSA-OAEP-256",
        ),
        (
            r#"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}"#,
            "fewer than 2048 can be broken",
        ),
        (
            r#"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB"}]}"#,
            "private half",
        ),
    ] {
        vault.story.org.clear_ledger();
        let fault = FaultSpec::answer(JWKS, 200, keys);
        vault.story.org.fail_next(fault);
        let run = vault.story.run(&vault.id, "create_secret", &typed).await;
        assert_eq!(refused(&run), "vaultKey", "{keys}");
        let explanation = run.refusal.unwrap().explanation;
        assert!(explanation.why.contains(why), "{}", explanation.why);
        let sent = vault
            .story
            .org
            .requests("/v1/teams/practice/resource_groups");
        assert!(sent.is_empty(), "{sent:?}");
    }
}

#[tokio::test]
async fn a_revealed_secret_that_was_changed_on_its_way_is_not_shown() {
    let vault = Vault::begin().await;
    let secret = vault.secret("practice-login").await;
    let sealed_for_another = r#"{"id":"x","name":"y","secret_jwe":"eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"}"#;
    for (answer, kind) in [
        (sealed_for_another, "unopened"),
        (
            r#"{"id":"x","name":"y","secret_jwe":"plain text"}"#,
            "unopened",
        ),
        (r#"{"id":"x","name":"y"}"#, "notOkta"),
    ] {
        vault.story.org.fail_next(FaultSpec {
            method: Some("POST".into()),
            ..FaultSpec::answer("/v1/teams/practice/resource_groups", 200, answer)
        });
        let run = vault.reveal(&secret).await;
        assert_eq!(refused(&run), kind, "{answer}");
        assert!(run.fields.is_empty(), "{:?}", run.fields);
    }
}

#[tokio::test]
async fn a_secret_behind_an_approval_names_the_way_to_it() {
    let vault = Vault::begin().await;
    let run = vault.reveal(&vault.secret("guarded").await).await;
    assert_eq!(refused(&run), "opaAccessMethods");
}

#[tokio::test]
async fn names_and_values_that_would_be_lost_are_refused_beside_their_input() {
    let vault = Vault::begin().await;
    vault.story.org.clear_ledger();
    for pairs in [
        r#"{"a":"canary","a":"2"}"#,
        r#"["canary"]"#,
        "{}",
        r#"{"a":canary}"#,
    ] {
        let request = Story::filled(&vault.id, "create_secret", &vault.filled(pairs));
        let failure = vault.story.console.run_action(request).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::InvalidField, "{pairs}");
        assert_eq!(failure.field.as_deref(), Some("pairs"), "{pairs}");
        assert!(!format!("{failure:?}").contains("canary"), "{failure:?}");
    }
    assert!(vault.story.org.ledger().is_empty(), "nothing was sent");
}
