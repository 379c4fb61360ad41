//! A canary goes through everything; only the vault can bring it back.

use std::fs;
use std::path::Path;

use connections::views::NewSecret;
use stories::story::Story;

/// Every file below a folder, as bytes.
pub(crate) fn every_byte(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(every_byte(&path));
        } else {
            found.push((
                path.display().to_string(),
                fs::read(&path).unwrap_or_default(),
            ));
        }
    }
    found
}

pub(crate) fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

#[tokio::test]
async fn the_client_secret_is_in_no_file_and_no_reply() {
    let story = Story::begin().await;
    let (_, secret) = story.credentials("okta");
    let review = story.sign_in(story.form("okta", "Canary")).await.unwrap();
    let mut replies = serde_json::to_string(&review).unwrap();
    let details = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    replies += &serde_json::to_string(&details).unwrap();
    replies += &serde_json::to_string(&story.console.list_connections().await.unwrap()).unwrap();
    replies += &serde_json::to_string(&story.console.console().await.unwrap()).unwrap();
    replies += &story.console.copy_details(&details.row.id).await.unwrap();
    assert!(!replies.contains(&secret));
    for (file, bytes) in every_byte(story.folder()) {
        assert!(!holds(&bytes, &secret), "the secret is in {file}");
    }

    // The search itself works: the nickname, which is no secret, is found.
    assert!(
        every_byte(story.folder())
            .iter()
            .any(|(_, bytes)| holds(bytes, "Canary"))
    );
    // And the vault can bring the secret back: the duplicate signs in with it.
    let mut form = story.form("okta", "Copy");
    form.secret = NewSecret::SameAs {
        connection: details.row.id,
    };
    story.sign_in(form).await.unwrap();
}

#[tokio::test]
async fn a_failed_sign_in_repeats_no_secret() {
    let story = Story::begin().await;
    let mut form = story.form("okta", "Wrong");
    let canary = "canary-7f3a9c51d2e84b60";
    form.secret = NewSecret::Typed {
        value: canary.to_owned().into(),
    };
    let failure = story.sign_in(form).await.unwrap_err();
    assert!(!format!("{failure:?}").contains(canary));
    for (file, bytes) in every_byte(story.folder()) {
        assert!(!holds(&bytes, canary), "the secret is in {file}");
    }
}
