//! How long the History keeps, and what is deleted from it.

use connections::views::FailureCode;
use jiff::SignedDuration;
use sandbox::FaultSpec;
use stories::person::Answer;
use stories::story::{DANA, Story};

use crate::history::all;
use crate::run_action::done;

#[tokio::test]
async fn one_run_or_all_of_them_can_be_deleted_and_all_are_asked_about_first() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let mut runs = Vec::new();
    for _ in 0..3 {
        runs.push(
            done(&story, &id, "lookup_user", &[("user", DANA)])
                .await
                .run,
        );
    }
    story.console.delete_run(&runs[1]).await.unwrap();
    assert_eq!(all(&story).await.len(), 2);
    let failure = story.console.run_details(&runs[1]).await.unwrap_err();
    assert!(failure.what.contains("not in the History any more"));

    story.person.answers(Answer::Refuses);
    let failure = story.console.delete_all_runs().await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Cancelled);
    assert!(story.person.asked()[0].loses.contains("2 runs"));
    assert_eq!(all(&story).await.len(), 2);
    story.person.answers(Answer::Agrees);
    story.console.delete_all_runs().await.unwrap();
    assert!(all(&story).await.is_empty());
}

#[tokio::test]
async fn runs_go_when_they_are_older_than_they_are_kept() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let settings = story.console.history_settings().await.unwrap();
    assert_eq!(
        (settings.days, settings.megabytes, settings.runs),
        (90, 200, 0)
    );
    done(&story, &id, "lookup_user", &[("user", DANA)]).await;
    story.later(SignedDuration::from_hours(24 * 20));
    let young = story.run(&id, "lookup_user", &[("user", DANA)]).await.run;
    let kept = story.console.set_history_settings(21, 200).await.unwrap();
    assert_eq!((kept.days, kept.runs), (21, 2));

    // The next start finds one of them too old.
    story.later(SignedDuration::from_hours(24 * 2));
    let story = story.restart().await;
    let left = loop {
        let left = all(&story).await;
        if left.len() < 2 {
            break left;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(left[0].id, young);
    let kept = story.console.set_history_settings(1, 200).await.unwrap();
    assert_eq!(kept.runs, 0, "a shorter time counts at once");
    for (days, megabytes, field) in [(0, 200, "days"), (90, 0, "megabytes"), (5000, 1, "days")] {
        let refused = story.console.set_history_settings(days, megabytes).await;
        assert_eq!(refused.unwrap_err().field.as_deref(), Some(field));
    }
}

#[tokio::test]
async fn the_oldest_go_when_the_history_is_larger_than_it_may_be() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.console.set_history_settings(90, 1).await.unwrap();
    let large = format!("[{{\"id\":\"{}\"}}]", "x".repeat(240_000));
    for _ in 0..12 {
        story
            .org
            .fail_next(FaultSpec::answer("/api/v1/users", 200, &large));
        let typed = [("relative_url", "/api/v1/users")];
        done(&story, &id, "custom_api_action", &typed).await;
    }
    // It is looked at beside the runs, so that none of them waits for it.
    loop {
        let settings = story.console.history_settings().await.unwrap();
        if settings.bytes <= 1024 * 1024 {
            assert!(settings.runs >= 1);
            break;
        }
        done(&story, &id, "lookup_user", &[("user", DANA)]).await;
    }
}
