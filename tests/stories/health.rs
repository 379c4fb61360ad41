//! Each state of a connection, made by what makes it in life, and mended by what mends it.

use connections::views::{NewSecret, ReauthorizeRequest, StatusAction};
use domain::Clock;
use jiff::{SignedDuration, Timestamp};
use sandbox::{AdminRole, FaultSpec};
use stories::story::{DANA, SERVICE_ACCOUNT, Story};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Tests, and gives the state that the row shows.
async fn state(story: &Story, id: &str) -> String {
    let tested = story.console.test_connection(id).await.unwrap();
    tested.row.status.state
}

/// Signs in again with nothing changed: the state that the row shows then.
async fn again(story: &Story, id: &str) -> String {
    let request = story.same_again(id);
    let step = story.console.begin_reauthorize(request).await.unwrap();
    let review = story.finish(step).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    saved.unwrap().row.status.state
}

#[tokio::test]
async fn a_sign_in_that_ends_within_fourteen_days_is_expiring_until_somebody_signs_in_again() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    assert_eq!(people.row.status.state, "active");
    assert!(people.reauthorize_by_measured);

    story.later(DAY * 76 + SignedDuration::from_hours(1));
    let row = &story.console.list_connections().await.unwrap()[0];
    assert_eq!(row.status.state, "expiring");
    assert_eq!(
        row.status.reason,
        "Its sign-in ends in 13 days, and renewing does not extend it."
    );
    assert_eq!(row.status.action, StatusAction::Reauthorize);
    // A renewal does not move the end.
    assert_eq!(state(&story, &people.row.id).await, "expiring");

    assert_eq!(again(&story, &people.row.id).await, "active");
}

#[tokio::test]
async fn a_token_that_came_to_its_end_is_told_apart_from_one_that_was_revoked() {
    let story = Story::begin().await;
    let old = story.connect("okta", "Old").await;
    story.later(DAY * 91);
    assert_eq!(state(&story, &old.row.id).await, "needsReauthorization");
    assert_eq!(again(&story, &old.row.id).await, "active");

    story.org.revoke_refresh_tokens(&old.client_id);
    let tested = story.console.test_connection(&old.row.id).await.unwrap();
    assert_eq!(tested.row.status.state, "revoked");
    let reason = &tested.row.status.reason;
    assert!(reason.contains("before its time"), "{reason}");
    assert_eq!(again(&story, &old.row.id).await, "active");
}

#[tokio::test]
async fn a_user_who_was_deactivated_or_whose_sessions_were_cleared_has_revoked_connections() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    story.org.clear_sessions(SERVICE_ACCOUNT);
    assert_eq!(state(&story, &people.row.id).await, "revoked");
    assert_eq!(again(&story, &people.row.id).await, "active");

    story
        .org
        .set_user_status(SERVICE_ACCOUNT, sandbox::UserStatus::Deprovisioned);
    assert_eq!(state(&story, &people.row.id).await, "revoked");
}

#[tokio::test]
async fn a_deleted_app_and_a_rotated_secret_are_rejected_credentials() {
    let story = Story::begin().await;
    let realms = story.connect("okta_realms", "Realms").await;
    story.org.rotate_secret(&realms.client_id);
    story.later(SignedDuration::from_hours(2));
    let id = &realms.row.id;
    assert_eq!(state(&story, id).await, "credentialsRejected");
    let since = story.console.connection(id).await.unwrap().row.status.at;
    story.later(SignedDuration::from_hours(2));
    assert_eq!(state(&story, id).await, "credentialsRejected");
    let still = story.console.connection(id).await.unwrap().row.status.at;
    assert_eq!(still, since, "the first refusal is the one to remember");

    let devices = story.connect("okta_devices", "Devices").await;
    story.org.delete_client(&devices.client_id);
    story.later(SignedDuration::from_hours(2));
    let tested = story.console.test_connection(&devices.row.id).await;
    let status = tested.unwrap().row.status;
    assert_eq!(status.state, "credentialsRejected");
    assert!(
        status.reason.contains("app was deleted"),
        "{}",
        status.reason
    );
}

#[tokio::test]
async fn a_busy_server_that_says_invalid_grant_ends_nothing() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    story.later(SignedDuration::from_hours(2));
    story.org.fail_next(FaultSpec::answer(
        "/oauth2/v1/token",
        429,
        r#"{"error":"invalid_grant","error_description":"API call exceeded rate limit due to too many requests."}"#,
    ));
    assert_eq!(state(&story, &people.row.id).await, "active");
    assert_eq!(state(&story, &people.row.id).await, "active");
}

#[tokio::test]
async fn a_token_that_is_refused_as_soon_as_it_is_issued_signs_nobody_out() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    let invalid = r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided","errorLink":"E0000011","errorId":"oae1","errorCauses":[]}"#;
    story.org.fail_next(FaultSpec {
        times: 2,
        ..FaultSpec::answer("/api/v1/users/me", 401, invalid)
    });
    assert_eq!(state(&story, &people.row.id).await, "unreachable");
    assert_eq!(state(&story, &people.row.id).await, "active");
}

#[tokio::test]
async fn a_lost_role_says_so_and_is_put_right_by_giving_it_back() {
    let story = Story::begin().await;
    let people = story.connect("okta_devices", "Devices").await;
    story.org.set_admin_role(SERVICE_ACCOUNT, None);
    assert_eq!(state(&story, &people.row.id).await, "roleInsufficient");
    let super_admin = Some(AdminRole::SuperAdmin);
    story.org.set_admin_role(SERVICE_ACCOUNT, super_admin);
    assert_eq!(state(&story, &people.row.id).await, "active");
}

#[tokio::test]
async fn a_scope_that_was_taken_away_is_missing_until_it_is_granted_and_signed_in_for() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    let scope = "okta.groups.manage";
    story.org.revoke_scope(&people.client_id, scope);
    assert_eq!(
        again(&story, &people.row.id).await,
        "activeWithMissingScopes"
    );
    story.org.grant_scope(&people.client_id, scope);
    assert_eq!(again(&story, &people.row.id).await, "active");
}

#[tokio::test]
async fn a_grant_that_shrinks_at_a_renewal_is_seen_by_the_test_that_renewed() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    let scope = "okta.groups.manage";
    story.org.revoke_scope(&people.client_id, scope);
    story.later(SignedDuration::from_hours(2));
    let tested = story.console.test_connection(&people.row.id).await.unwrap();
    assert_eq!(tested.row.status.state, "activeWithMissingScopes");
    assert!(tested.row.status.reason.contains(scope));
}

#[tokio::test]
async fn refused_introspection_is_asked_again_until_the_real_end_is_known() {
    let story = Story::begin().await;
    let lifetime = 60 * 24 * 3600;
    story.org.set_refresh_token_lifetime(lifetime);
    let refused = |times| FaultSpec {
        times,
        ..FaultSpec::answer("/oauth2/v1/introspect", 403, "")
    };
    story.org.fail_next(refused(2));
    let people = story.connect("okta", "People").await;
    assert!(
        !people.reauthorize_by_measured,
        "it is counted from the sign-in"
    );
    let counted = people.row.reauthorize_by.clone();

    let tested = story.console.test_connection(&people.row.id).await.unwrap();
    assert!(tested.reauthorize_by_measured);
    assert!(
        tested.row.reauthorize_by < counted,
        "60 days instead of the 90 that were counted"
    );
}

#[tokio::test]
async fn a_refresh_token_that_introspection_calls_dead_is_renewed_and_only_that_refusal_counts() {
    let story = Story::begin().await;
    let inactive = r#"{"active":false}"#;
    story.org.fail_next(FaultSpec {
        times: 3,
        ..FaultSpec::answer("/oauth2/v1/introspect", 200, inactive)
    });
    let people = story.connect("okta", "People").await;
    assert_eq!(people.row.status.state, "active", "a word ends nothing");
    let renewed = story.org.requests("/oauth2/v1/token").len();
    assert!(renewed >= 2, "it was asked for the definite answer");
}

#[tokio::test]
async fn a_clock_that_jumps_years_ahead_and_back_changes_nothing_for_good() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    story.clock.advance(DAY * 1000);
    let row = &story.console.list_connections().await.unwrap()[0];
    assert_eq!(row.status.state, "expiring", "nothing is over by a date");
    story.clock.advance(-(DAY * 1000));
    let row = &story.console.list_connections().await.unwrap()[0];
    assert_eq!(row.status.state, "active");
    assert_eq!(row.reauthorize_by, people.row.reauthorize_by);
}

#[tokio::test]
async fn a_closed_vault_is_said_of_every_connection_and_nothing_is_tested() {
    let story = Story::begin().await;
    story.connect("okta", "People").await;
    story.keyring.set_locked();
    let story = story.restart().await;
    let row = &story.console.list_connections().await.unwrap()[0];
    assert_eq!(
        (row.status.state.as_str(), row.status.action),
        ("locked", StatusAction::Unlock)
    );
    story.org.clear_ledger();
    story.later(SignedDuration::from_hours(5));
    story.console.check_what_is_due().await.unwrap();
    assert_eq!(story.org.requests("/"), Vec::<String>::new());

    story.keyring.set_working();
    story.console.retry_keyring().await.unwrap();
    assert_eq!(state(&story, &row.id).await, "active");
}

#[tokio::test]
async fn a_key_that_was_rotated_is_told_apart_from_one_that_was_never_right() {
    let story = Story::begin().await;
    let mut wrong = story.form("okta_privileged_access", "Wrong");
    wrong.secret = NewSecret::Typed {
        value: "not the key of this key id".into(),
    };
    let refused = story.sign_in(wrong).await.unwrap_err();
    assert!(
        refused.what.contains("not the key of this Key ID"),
        "{refused:?}"
    );

    let servers = story.connect("okta_privileged_access", "Servers").await;
    let (key_id, key) = story.org.rotate_opa_key();
    story.later(SignedDuration::from_hours(2));
    let tested = story.console.test_connection(&servers.row.id).await;
    let tested = tested.unwrap();
    assert_eq!(tested.row.status.state, "credentialsRejected");
    assert_eq!(tested.row.status.word, "Key was rotated");
    let problem = tested.problem.unwrap();
    assert!(
        problem.what.contains("rotated or has expired"),
        "{problem:?}"
    );

    let request = ReauthorizeRequest {
        client_id: Some(key_id),
        secret: NewSecret::Typed { value: key.into() },
        ..story.same_again(&servers.row.id)
    };
    let step = story.console.begin_reauthorize(request).await.unwrap();
    let review = story.finish(step).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    assert_eq!(saved.unwrap().row.status.state, "active");
}

#[tokio::test]
async fn opa_tells_how_old_the_key_is_and_when_the_bearer_that_is_in_use_ends() {
    let story = Story::begin().await;
    let servers = story.connect("okta_privileged_access", "Servers").await;
    assert!(servers.key_since_measured, "the service user may ask");
    let first = servers.bearer_expires_at.clone().unwrap();
    story.later(SignedDuration::from_hours(3));
    story
        .console
        .test_connection(&servers.row.id)
        .await
        .unwrap();
    let later = story.console.connection(&servers.row.id).await.unwrap();
    assert!(later.bearer_expires_at.unwrap() > first);

    let since: Timestamp = later.key_since.unwrap().parse().unwrap();
    assert!(since < story.clock.now());
}

#[tokio::test]
async fn another_user_than_before_replaces_nothing() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    story.org.revoke_refresh_tokens(&people.client_id);
    assert_eq!(state(&story, &people.row.id).await, "revoked");
    story.person.starts_a_private_window();
    story
        .person
        .feels(stories::person::Mood::SignsIn(DANA.into()));
    let step = story
        .console
        .begin_reauthorize(story.same_again(&people.row.id))
        .await
        .unwrap();
    let review = story.finish(step).await.unwrap();
    let refused = story.console.save_connection(&review.attempt, false).await;
    assert!(refused.is_err());
    let kept = story.console.connection(&people.row.id).await.unwrap();
    assert_eq!(kept.row.status.state, "revoked");
}
