//! An org that says for how long it refuses is not asked before, by anything.

use connections::views::{Extent, ListingState};
use jiff::SignedDuration;
use stories::story::{DANA, Story};
use stories::trust::rate_limits::measure;

use crate::listing::{Followed, USERS, list};
use crate::run_action::refused;

#[tokio::test(flavor = "multi_thread")]
async fn many_actions_on_orgs_that_allow_few_are_all_done_and_none_is_sent_in_vain() {
    let mut said = Vec::new();
    let figures = measure(480, 2, |line| said.push(line.to_owned())).await;
    for figure in &figures {
        println!("{figure}");
    }
    assert!(figures.iter().all(|figure| figure.met), "{said:#?}");
}

#[tokio::test]
async fn what_was_refused_until_the_reset_is_not_sent_again_before_and_what_else_is_there_is() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.set_rate_limit(Some("/api/v1/users/"), 1);
    let dana = story.org.user_id(DANA).unwrap();
    let read = [("user", &*dana)];
    assert_eq!(story.run(&id, "read_user", &read).await.outcome, "done");
    assert_eq!(
        refused(&story.run(&id, "read_user", &read).await),
        "rateLimit"
    );

    let before = story.org.requests(USERS).len();
    let held = story.run(&id, "read_user", &read).await;
    assert_eq!(refused(&held), "rateLimit");
    assert!(held.requests.is_empty(), "{:?}", held.requests);
    assert_eq!(story.org.requests(USERS).len(), before);

    let one = list(&id, "list_users_with_filter", &[], Extent::First, None);
    let listed = Followed::start(&story, one).await.till_its_end().await;
    assert_eq!(listed.view.state, ListingState::Done);

    story.later(SignedDuration::from_secs(61));
    assert_eq!(story.run(&id, "read_user", &read).await.outcome, "done");
}
