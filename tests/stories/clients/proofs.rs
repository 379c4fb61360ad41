//! Tokens that are bound to a key, through everything that may happen to them.

use connections::views::AppKind;
use jiff::SignedDuration;
use sandbox::{FaultSpec, Rotation};
use stories::story::{DANA, Story};

use super::desk::{NATIVE, SERVICE, WEB, choice, connect, fact, reads, test, with_dpop};

const TOKEN: &str = "/oauth2/v1/token";
const HOURS: SignedDuration = SignedDuration::from_hours(2);

#[tokio::test]
async fn an_app_that_comes_to_require_dpop_is_met_at_the_next_renewal_and_the_page_says_so() {
    let story = Story::begin().await;
    let saved = connect(&story, "Bearer at first", choice(AppKind::WebApp)).await;
    assert_eq!(fact(&saved, "Proof of possession"), Some("not required"));
    story.org.set_require_dpop(WEB, true);
    story.later(HOURS);
    let tested = test(&story, &saved.row.id).await;
    assert_eq!(tested.row.status.state, "active", "{:?}", tested.problem);
    let told = fact(&tested, "Proof of possession").unwrap();
    assert!(told.contains("found out on"), "{told}");
    let key = fact(&tested, "Tokens bound to").unwrap().to_owned();

    let story = story.restart().await;
    story.later(HOURS);
    let later = test(&story, &saved.row.id).await;
    assert_eq!(later.row.status.state, "active", "{:?}", later.problem);
    assert_eq!(
        fact(&later, "Tokens bound to"),
        Some(key.as_str()),
        "the same key"
    );
}

#[tokio::test]
async fn a_key_is_on_the_disk_before_it_is_used_so_a_lost_answer_loses_no_connection() {
    let story = Story::begin().await;
    let saved = connect(&story, "Cut short", choice(AppKind::WebApp)).await;
    story
        .org
        .set_rotation(WEB, Rotation::Rotate { leeway_s: 60 });
    story.org.set_require_dpop(WEB, true);
    story.later(HOURS);
    // The refusal of the bearer, the wish for a nonce, and then silence: the server rotated.
    for _ in 0..3 {
        story.org.fail_next(FaultSpec {
            path_prefix: TOKEN.into(),
            drop_connection: true,
            after_handling: true,
            ..FaultSpec::default()
        });
    }
    test(&story, &saved.row.id).await;
    let story = story.restart().await;
    let tested = test(&story, &saved.row.id).await;
    assert_eq!(tested.row.status.state, "active", "{:?}", tested.problem);
}

#[tokio::test]
async fn a_bound_token_that_rotates_survives_lost_answers_and_restarts_with_its_one_key() {
    let story = Story::begin().await;
    story.org.set_require_dpop(NATIVE, true);
    let saved = connect(&story, "Rotating", with_dpop(AppKind::NativeApp)).await;
    story
        .org
        .set_rotation(NATIVE, Rotation::Rotate { leeway_s: 30 });
    story.later(HOURS);
    story.org.fail_next(FaultSpec::lost_answer(TOKEN));
    assert_eq!(test(&story, &saved.row.id).await.row.status.state, "active");
    let story = story.restart().await;
    story.later(HOURS);
    let tested = test(&story, &saved.row.id).await;
    assert_eq!(tested.row.status.state, "active");
    assert_eq!(
        fact(&tested, "Tokens bound to"),
        fact(&saved, "Tokens bound to")
    );
}

#[tokio::test]
async fn a_nonce_that_changes_in_the_middle_costs_one_request_and_nothing_else() {
    let story = Story::begin().await;
    story.org.set_require_dpop(NATIVE, true);
    let saved = connect(&story, "Nonces", with_dpop(AppKind::NativeApp)).await;
    let tokens = || story.org.requests(TOKEN).len();
    story.later(HOURS);
    let before = tokens();
    assert_eq!(test(&story, &saved.row.id).await.row.status.state, "active");
    assert_eq!(tokens(), before + 1, "the nonce is known");
    story.org.change_dpop_nonce();
    story.later(HOURS);
    assert_eq!(test(&story, &saved.row.id).await.row.status.state, "active");
    assert_eq!(tokens(), before + 3, "refused once for the old nonce");
}

#[tokio::test]
async fn each_connection_has_a_key_of_its_own_and_a_new_sign_in_a_new_one() {
    let story = Story::begin().await;
    story.org.set_require_dpop(NATIVE, true);
    let one = connect(&story, "One", with_dpop(AppKind::NativeApp)).await;
    let other = connect(&story, "Other", with_dpop(AppKind::NativeApp)).await;
    let key = |details| fact(details, "Tokens bound to").unwrap().to_owned();
    assert_ne!(key(&one), key(&other));
    let step = story
        .console
        .begin_reauthorize(story.same_again(&one.row.id))
        .await;
    let review = story.finish(step.unwrap()).await;
    let again = super::desk::save(&story, review).await;
    assert_ne!(key(&one), key(&again));
    assert_eq!(reads(&story, &other.row.id).await, "done");
}

#[tokio::test]
async fn a_dead_bound_token_is_renewed_and_the_call_made_once_more() {
    for (kind, client) in [(AppKind::NativeApp, NATIVE), (AppKind::ServiceApp, SERVICE)] {
        let story = Story::begin().await;
        story.org.set_require_dpop(client, true);
        let saved = connect(&story, "Dead", with_dpop(kind)).await;
        // Okta says it with the scheme of the token.
        let dead = r#"DPoP error="invalid_token", error_description="The token has expired.""#;
        story.org.fail_next(FaultSpec {
            headers: vec![("www-authenticate".into(), dead.into())],
            ..FaultSpec::answer(
                "/api/v1/users",
                401,
                r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided"}"#,
            )
        });
        let before = story.org.requests(TOKEN).len();
        assert_eq!(reads(&story, &saved.row.id).await, "done", "{kind:?}");
        assert_eq!(story.org.requests(TOKEN).len(), before + 1);
    }
}

#[tokio::test]
async fn a_computer_whose_clock_is_wrong_is_told_so_at_the_token_and_at_a_call() {
    let story = Story::begin().await;
    story.org.set_require_dpop(NATIVE, true);
    let saved = connect(&story, "Clock", with_dpop(AppKind::NativeApp)).await;
    // Here it is ten minutes later than there.
    story.clock.advance(SignedDuration::from_mins(10));
    let run = story
        .run(&saved.row.id, "read_user", &[("user", DANA)])
        .await;
    let refusal = run.refusal.unwrap();
    assert_eq!(refusal.kind, "clockOff");
    assert!(
        refusal.explanation.why.contains("10 minutes ahead"),
        "{refusal:?}"
    );
    let problem = test(&story, &saved.row.id).await.problem.unwrap();
    assert!(problem.why.contains("10 minutes ahead"), "{problem:?}");

    story.clock.advance(HOURS);
    let problem = test(&story, &saved.row.id).await.problem.unwrap();
    assert!(problem.why.contains("ahead of Okta's"), "{problem:?}");
    story.later(SignedDuration::ZERO);
    assert_eq!(test(&story, &saved.row.id).await.row.status.state, "active");
}

#[tokio::test]
async fn a_proof_that_is_refused_for_another_reason_ends_nothing() {
    let story = Story::begin().await;
    story.org.set_require_dpop(NATIVE, true);
    let saved = connect(&story, "Refused", with_dpop(AppKind::NativeApp)).await;
    let used = r#"DPoP error="invalid_dpop_proof", error_description="The DPoP proof JWT has already been used.""#;
    story.org.fail_next(FaultSpec {
        headers: vec![("www-authenticate".into(), used.into())],
        ..FaultSpec::answer("/api/v1/users", 400, r#"{"error":"invalid_dpop_proof","error_description":"The DPoP proof JWT has already been used."}"#)
    });
    let run = story
        .run(&saved.row.id, "read_user", &[("user", DANA)])
        .await;
    assert_eq!(run.refusal.unwrap().kind, "proofRefused");
    assert_eq!(
        reads(&story, &saved.row.id).await,
        "done",
        "each try has its own proof"
    );
}

#[tokio::test]
async fn what_is_previewed_and_copied_says_that_the_token_is_bound() {
    let story = Story::begin().await;
    story.org.set_require_dpop(NATIVE, true);
    let saved = connect(&story, "Shown", with_dpop(AppKind::NativeApp)).await;
    let filled = || Story::filled(&saved.row.id, "read_user", &[("user", DANA)]);
    let preview = story.console.preview_action(filled()).await.unwrap();
    let headers = &preview.last().unwrap().headers;
    assert!(
        headers
            .iter()
            .any(|(name, value)| name == "Authorization" && value.starts_with("DPoP "))
    );
    assert!(headers.iter().any(|(name, _)| name == "DPoP"));
    let curl = connections::views::CopyFormat::Curl;
    let copied = story.console.copy_request(filled(), curl).await.unwrap();
    assert!(copied.contains("OKTA_DPOP_PROOF"), "{copied}");
    let details = story.console.copy_details(&saved.row.id).await.unwrap();
    assert!(
        details.contains("Application type: Native Application"),
        "{details}"
    );
    assert!(details.contains("Tokens bound to: "), "{details}");
}
