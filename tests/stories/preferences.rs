//! What the window remembers is its own: a page reads and writes nothing else that is noted.

use std::fs;

use stories::story::Story;

#[tokio::test]
async fn the_window_keeps_its_three_settings_and_no_page_reaches_the_consoles_own_notes() {
    let story = Story::begin().await;
    let console = &story.console;
    for name in ["theme", "connections.list", "unsaved-scenarios"] {
        console.set_preference(name, "dark").await.unwrap();
        assert_eq!(
            console.preference(name).await.unwrap().as_deref(),
            Some("dark")
        );
    }
    // Which connections lose their secrets at the next start, and how long runs are kept.
    let id = story.connect("okta", "Kept").await.row.id;
    for name in [
        "session_only_connections",
        "history_days",
        "scenario_last_runs",
        "",
        "Theme",
    ] {
        assert!(console.set_preference(name, &id).await.is_err(), "{name}");
        assert!(console.preference(name).await.is_err(), "{name}");
    }
    let story = story.restart().await;
    let tested = story.console.test_connection(&id).await.unwrap();
    assert_eq!(tested.row.status.state, "active");
}

#[tokio::test]
async fn what_the_window_remembers_does_not_fill_the_disk() {
    let story = Story::begin().await;
    let long = "x".repeat(4 * 1024 * 1024 + 1);
    let failure = story
        .console
        .set_preference("theme", &long)
        .await
        .unwrap_err();
    assert!(failure.why.contains("four mebibytes"), "{failure:?}");
    let written = fs::metadata(story.folder().join("connections.db")).unwrap();
    assert!(written.len() < 1024 * 1024);
}
