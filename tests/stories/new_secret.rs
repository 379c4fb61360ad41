//! *Rotate secret*: two secrets side by side, a switch that is tested, and a way back.

use connections::views::{
    ConnectionDetails, EnterSecret, Failure, NewSecret, SecretChangeView, SwitchStage,
};
use stories::person::Answer;
use stories::story::Story;

/// Two connections that use one client, and one of another client.
async fn three(story: &Story) -> [ConnectionDetails; 3] {
    let one = story.connect("okta", "One").await;
    let two = story.connect("okta", "Two").await;
    [one, two, story.connect("okta_realms", "Realms").await]
}

async fn enter(
    story: &Story,
    of: &ConnectionDetails,
    secret: &str,
) -> Result<SecretChangeView, Failure> {
    let request = EnterSecret {
        connection: of.row.id.clone(),
        secret: secret.to_owned().into(),
    };
    story.console.enter_new_secret(request).await
}

fn stages(view: &SecretChangeView) -> Vec<SwitchStage> {
    view.connections.iter().map(|one| one.stage).collect()
}

/// Whether a renewal, which is where the secret is sent, goes well.
async fn renews(story: &Story, of: &ConnectionDetails) -> bool {
    story.later(jiff::SignedDuration::from_hours(2));
    let tested = story.console.test_connection(&of.row.id).await.unwrap();
    tested.row.status.state == "active"
}

#[tokio::test]
async fn every_connection_of_the_client_is_switched_tested_and_told_when_to_deactivate() {
    let story = Story::begin().await;
    let [one, two, realms] = three(&story).await;
    let new = story.org.add_secret(&one.client_id);
    let view = enter(&story, &one, &new).await.unwrap();
    assert_eq!(
        stages(&view),
        [SwitchStage::Entered; 2],
        "not that of another client"
    );
    assert!(!view.all_switched);

    story.console.switch_secret(&one.row.id).await.unwrap();
    let view = story.console.switch_secret(&two.row.id).await.unwrap();
    assert_eq!(stages(&view), [SwitchStage::Tested; 2]);
    assert!(view.all_switched);
    assert!(view.admin_url.unwrap().contains("/admin/apps"));

    story.org.deactivate_older_secret(&one.client_id);
    let view = story
        .console
        .finish_secret_change(&two.row.id)
        .await
        .unwrap();
    assert!(!view.under_way);
    for connection in [&one, &two, &realms] {
        assert!(
            renews(&story, connection).await,
            "{}",
            connection.row.nickname
        );
    }
}

#[tokio::test]
async fn a_wrong_second_secret_is_refused_by_okta_and_the_old_one_stays_in_use() {
    let story = Story::begin().await;
    let [one, ..] = three(&story).await;
    enter(&story, &one, "not a secret of this app")
        .await
        .unwrap();
    let view = story.console.switch_secret(&one.row.id).await.unwrap();
    assert_eq!(stages(&view), [SwitchStage::Entered; 2]);
    let problem = view.connections[0].problem.as_ref().unwrap();
    assert_eq!(problem.what, "The Client Secret was refused.");
    assert!(renews(&story, &one).await);
    // It can be entered anew.
    let new = story.org.add_secret(&one.client_id);
    enter(&story, &one, &new).await.unwrap();
    let view = story.console.switch_secret(&one.row.id).await.unwrap();
    assert_eq!(view.connections[0].stage, SwitchStage::Tested);
}

#[tokio::test]
async fn backing_out_brings_the_old_secret_back_wherever_it_was() {
    let story = Story::begin().await;
    let [one, two, _] = three(&story).await;
    let new = story.org.add_secret(&one.client_id);
    enter(&story, &one, &new).await.unwrap();
    story.console.switch_secret(&one.row.id).await.unwrap();
    let view = story
        .console
        .back_out_of_secret_change(&one.row.id)
        .await
        .unwrap();
    assert!(!view.under_way);
    // Only the old one works from now on.
    story.org.deactivate_newer_secret(&one.client_id);
    for connection in [&one, &two] {
        assert!(
            renews(&story, connection).await,
            "{}",
            connection.row.nickname
        );
    }
}

#[tokio::test]
async fn there_is_no_way_back_to_a_secret_that_okta_does_not_take_and_nothing_is_lost() {
    let story = Story::begin().await;
    let [one, two, _] = three(&story).await;
    let new = story.org.add_secret(&one.client_id);
    enter(&story, &one, &new).await.unwrap();
    for connection in [&one, &two] {
        let id = &connection.row.id;
        story.console.switch_secret(id).await.unwrap();
    }
    story.org.deactivate_older_secret(&one.client_id);
    let backed_out = story.console.back_out_of_secret_change(&one.row.id).await;
    let refused = backed_out.unwrap_err();
    assert!(refused.what.contains("no way back"), "{}", refused.what);
    assert!(renews(&story, &one).await && renews(&story, &two).await);
    let finished = story.console.finish_secret_change(&one.row.id).await;
    assert!(!finished.unwrap().under_way);
}

#[tokio::test]
async fn a_crash_between_any_two_steps_loses_neither_secret() {
    let story = Story::begin().await;
    let [one, two, _] = three(&story).await;
    let new = story.org.add_secret(&one.client_id);
    enter(&story, &one, &new).await.unwrap();
    let story = story.restart().await;
    let view = story.console.secret_change(&two.row.id).await.unwrap();
    assert_eq!(
        stages(&view),
        [SwitchStage::Entered; 2],
        "entered stays entered"
    );

    story.console.switch_secret(&one.row.id).await.unwrap();
    let story = story.restart().await;
    let view = story.console.secret_change(&one.row.id).await.unwrap();
    assert_eq!(stages(&view), [SwitchStage::Tested, SwitchStage::Entered]);
    assert!(renews(&story, &one).await && renews(&story, &two).await);

    let early = story
        .console
        .finish_secret_change(&one.row.id)
        .await
        .unwrap_err();
    assert!(
        early.what.contains("still use the old secret"),
        "{}",
        early.what
    );
    story.console.switch_secret(&two.row.id).await.unwrap();
    let view = story
        .console
        .finish_secret_change(&one.row.id)
        .await
        .unwrap();
    assert!(!view.under_way);
}

#[tokio::test]
async fn the_secret_that_is_in_use_is_no_second_one() {
    let story = Story::begin().await;
    let [one, ..] = three(&story).await;
    let same = story.org.secret(&one.client_id).unwrap();
    let refused = enter(&story, &one, &same).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("secret"));
    let empty = enter(&story, &one, "  ").await.unwrap_err();
    assert!(empty.what.contains("empty"), "{}", empty.what);
}

#[tokio::test]
async fn an_opa_key_is_made_sealed_and_used_by_all_that_used_the_one_before() {
    let story = Story::begin().await;
    let one = story.connect("okta_privileged_access", "One").await;
    let two = story.connect("okta_privileged_access", "Two").await;
    let view = story.console.rotate_service_key(&one.row.id).await.unwrap();
    assert_eq!(stages(&view), [SwitchStage::Tested; 2]);
    assert_ne!(view.client_id, one.client_id);
    let story = story.restart().await;
    for connection in [&one, &two] {
        assert!(
            renews(&story, connection).await,
            "{}",
            connection.row.nickname
        );
    }
    let view = story
        .console
        .finish_secret_change(&one.row.id)
        .await
        .unwrap();
    assert!(!view.under_way && view.warning.is_none());
}

#[tokio::test]
async fn an_opa_key_is_not_rotated_without_a_yes_or_without_the_role() {
    let story = Story::begin().await;
    let one = story.connect("okta_privileged_access", "One").await;
    story.person.answers(Answer::Refuses);
    story
        .console
        .rotate_service_key(&one.row.id)
        .await
        .unwrap_err();
    story.person.answers(Answer::Agrees);
    story.org.set_opa_roles(&["end_user"]);
    let refused = story
        .console
        .rotate_service_key(&one.row.id)
        .await
        .unwrap_err();
    assert!(refused.why.contains("Resource Admin"), "{}", refused.why);
    assert!(renews(&story, &one).await, "the key is the one before");
    let view = story.console.secret_change(&one.row.id).await.unwrap();
    assert!(view.warning.is_none(), "it was refused for certain");
}

#[tokio::test]
async fn a_rotation_whose_answer_was_lost_is_told_to_the_next_one_who_looks() {
    let story = Story::begin().await;
    let one = story.connect("okta_privileged_access", "One").await;
    let team = &story.credentials("okta_privileged_access").0["team"];
    let keys = format!("/v1/teams/{team}/service_users");
    story.org.fail_next(sandbox::FaultSpec {
        method: Some("POST".into()),
        ..sandbox::FaultSpec::lost_answer(&keys)
    });
    story
        .console
        .rotate_service_key(&one.row.id)
        .await
        .unwrap_err();
    let view = story.console.secret_change(&one.row.id).await.unwrap();
    assert!(view.warning.unwrap().fix.contains("OPA Console"));
    // The form for a new key is the way on.
    let mut again = story.same_again(&one.row.id);
    let (key_id, key) = story.org.rotate_opa_key();
    again.client_id = Some(key_id);
    again.secret = NewSecret::Typed { value: key.into() };
    story.console.begin_reauthorize(again).await.unwrap();
}
