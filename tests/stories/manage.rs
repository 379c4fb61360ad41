//! Edit, rename, star, copy.

use connections::views::{AppKind, EditRequest, FailureCode};
use stories::story::Story;

#[tokio::test]
async fn edits_are_kept_and_need_no_new_sign_in() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Plain").await;
    let edited = story
        .console
        .edit_connection(EditRequest {
            connection: details.row.id.clone(),
            nickname: "Production – read".into(),
            description: "For the nightly report".into(),
            folder: Some("Reports".into()),
            environment: "production".into(),
        })
        .await
        .unwrap();
    assert_eq!(edited.row.folder.as_deref(), Some("Reports"));
    story
        .console
        .star_connection(&details.row.id, true)
        .await
        .unwrap();

    let story = story.restart().await;
    let row = &story.console.list_connections().await.unwrap()[0];
    assert_eq!(
        (row.nickname.as_str(), row.starred),
        ("Production – read", true)
    );
    assert_eq!(row.environment, "production");
    assert_eq!(row.status.state, "active");
}

#[tokio::test]
async fn a_taken_name_is_refused_beside_the_field() {
    let story = Story::begin().await;
    story.connect("okta", "One").await;
    let two = story.connect("okta_devices", "Two").await;
    let failure = story
        .console
        .rename_connection(&two.row.id, "ONE")
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::InvalidField);
    assert_eq!(failure.field.as_deref(), Some("nickname"));
    story
        .console
        .rename_connection(&two.row.id, "TWO")
        .await
        .unwrap();
}

#[tokio::test]
async fn copied_details_say_everything_but_the_secret() {
    let story = Story::begin().await;
    let details = story.connect("okta_realms", "For a ticket").await;
    let text = story.console.copy_details(&details.row.id).await.unwrap();
    for part in [
        "For a ticket",
        "Okta Realms",
        &details.client_id,
        "okta.realms.read",
        "Org ID",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let (_, secret) = story.credentials("okta_realms");
    assert!(!text.contains(&secret));
}

#[tokio::test]
async fn the_links_of_before_you_begin_lead_where_what_is_typed_says_and_nowhere_else() {
    let story = Story::begin().await;
    let values = |domain: &str, client: &str| {
        std::collections::BTreeMap::from([
            ("domain".to_owned(), domain.to_owned()),
            ("client_id".to_owned(), client.to_owned()),
        ])
    };
    let nothing = story
        .console
        .setup_sheet("okta_realms", &values("", ""), AppKind::WebApp)
        .unwrap();
    assert!(nothing.iter().all(|step| step.link.is_none()));

    let steps = story
        .console
        .setup_sheet(
            "okta_realms",
            &values("acme.okta.com", "0oa1gjh63g214q0Hq0g4"),
            AppKind::WebApp,
        )
        .unwrap();
    let links: Vec<_> = steps.iter().filter_map(|step| step.link.as_ref()).collect();
    assert!(!links.is_empty());
    for link in &links {
        assert!(
            link.url.starts_with("https://acme-admin.okta.com/"),
            "{}",
            link.url
        );
        assert!(story.console.is_offered(&link.url));
    }
    assert!(
        links
            .iter()
            .any(|link| link.url.contains("0oa1gjh63g214q0Hq0g4"))
    );
    assert!(
        !story
            .console
            .is_offered("https://acme-admin.okta.com/elsewhere")
    );

    let copied: Vec<_> = steps.iter().flat_map(|step| &step.copy).collect();
    let uris = story.console.console().await.unwrap().redirect_uris;
    assert!(
        uris.iter().all(|uri| copied.contains(&uri)),
        "each redirect URI has its Copy"
    );
}

#[tokio::test]
async fn a_copy_starts_from_what_was_typed_the_secret_left_out() {
    let story = Story::begin().await;
    for connector in ["okta", "okta_privileged_access"] {
        let details = story.connect(connector, connector).await;
        let mut typed = story.form(connector, connector).values;
        typed.insert("description".into(), String::new());
        assert_eq!(details.values, typed);
    }
}
