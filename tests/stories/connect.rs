//! *New Connection*, from the filled form to a row in the list.

use connections::views::{ConnectStep, FailureCode, NewSecret, ScopeMark};
use stories::person::Mood;
use stories::story::{SERVICE_ACCOUNT, Story};

#[tokio::test]
async fn each_connector_connects_is_tested_and_stands_in_the_list() {
    let story = Story::begin().await;
    for connector in [
        "okta",
        "okta_realms",
        "okta_devices",
        "okta_privileged_access",
    ] {
        let details = story.connect(connector, connector).await;
        assert!(details.connected, "{connector}: {:?}", details.problem);
        assert_eq!(details.row.status.state, "active", "{connector}");
        assert!(details.row.loopback, "an org on this computer is marked so");
        assert!(!details.actions.is_empty());
    }
    assert_eq!(story.console.list_connections().await.unwrap().len(), 4);
}

#[tokio::test]
async fn the_review_tells_org_user_and_every_scope_before_anything_is_saved() {
    let story = Story::begin().await;
    let review = story
        .sign_in(story.form("okta_realms", "Realms"))
        .await
        .unwrap();

    assert_eq!(review.identity.username, SERVICE_ACCOUNT);
    assert_eq!((review.requested, review.granted), (12, 12));
    let facts: Vec<&str> = review
        .org
        .instance
        .facts
        .iter()
        .map(|(l, _)| l.as_str())
        .collect();
    assert_eq!(facts, ["Org ID", "Org URL", "Cell", "Engine"]);
    assert!(review.reauthorize_by.is_some());
    assert!(story.console.list_connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_scope_that_okta_dropped_in_silence_is_named() {
    let story = Story::begin().await;
    let form = story.form("okta_realms", "Realms");
    story
        .org
        .revoke_scope(&form.values["client_id"], "okta.users.manage");
    let review = story.sign_in(form).await.unwrap();

    assert_eq!((review.requested, review.granted), (12, 11));
    let missing: Vec<_> = review
        .scopes
        .iter()
        .filter(|line| line.mark == ScopeMark::Missing)
        .collect();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].name, "okta.users.manage");
    assert!(!missing[0].about.is_empty(), "what its lack costs is said");

    let saved = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(saved.row.status.state, "activeWithMissingScopes");
}

#[tokio::test]
async fn a_missing_refresh_token_is_said_at_once_and_not_an_hour_later() {
    let story = Story::begin().await;
    let form = story.form("okta", "No renewal");
    story
        .org
        .set_refresh_grant(&form.values["client_id"], false);
    let review = story.sign_in(form).await.unwrap();

    assert_eq!(review.reauthorize_by, None);
    let warning = review
        .warnings
        .iter()
        .find(|w| w.what.contains("no refresh token"))
        .unwrap();
    assert!(warning.fix.contains("Refresh Token"), "{}", warning.fix);

    let mut form = story.form("okta", "Not asked for");
    form.scopes.retain(|scope| scope != "offline_access");
    let review = story.sign_in(form).await.unwrap();
    assert!(
        review
            .warnings
            .iter()
            .any(|w| w.fix.contains("offline_access"))
    );
}

#[tokio::test]
async fn the_end_of_the_refresh_token_is_measured_and_not_guessed() {
    let story = Story::begin().await;
    story.org.set_refresh_token_lifetime(10 * 24 * 3600);
    let details = story.connect("okta", "Ten days").await;

    assert!(details.reauthorize_by_measured);
    let by: jiff::Timestamp = details.row.reauthorize_by.unwrap().parse().unwrap();
    let days = by
        .duration_since(domain::Clock::now(&story.clock))
        .as_hours()
        / 24;
    assert!((9..=10).contains(&days), "{days} days");
}

#[tokio::test]
async fn without_openid_the_user_is_asked_from_the_api() {
    let story = Story::begin().await;
    let mut form = story.form("okta", "Automation");
    form.scopes = [
        "okta.users.read",
        "okta.users.manage",
        "okta.groups.read",
        "okta.groups.manage",
    ]
    .map(str::to_owned)
    .to_vec();
    let review = story.sign_in(form).await.unwrap();
    assert_eq!(review.identity.username, SERVICE_ACCOUNT);
    assert!(!review.warnings.is_empty(), "it ends after an hour");
}

#[tokio::test]
async fn opa_shows_the_service_user_and_the_roles_it_holds() {
    let story = Story::begin().await;
    story.org.set_opa_roles(&["resource_admin"]);
    let review = story
        .sign_in(story.form("okta_privileged_access", "OPA"))
        .await
        .unwrap();
    assert_eq!(review.roles, ["Resource Admin"]);
    assert!(
        review
            .warnings
            .iter()
            .any(|w| w.what.contains("Security Admin"))
    );
}

#[tokio::test]
async fn nicknames_are_unique_without_regard_to_case() {
    let story = Story::begin().await;
    story.connect("okta", "Prod").await;
    let failure = story
        .console
        .begin_connect(story.form("okta", " PROD "))
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::InvalidField);
    assert_eq!(failure.field.as_deref(), Some("nickname"));
    assert_eq!(
        story.person.opened().len(),
        1,
        "no browser was opened for it"
    );
}

#[tokio::test]
async fn cancelling_ends_the_wait_and_a_browser_that_returns_later_finds_nothing() {
    let story = Story::begin().await;
    story.person.feels(Mood::Leaves);
    let ConnectStep::SignIn { sign_in } = story
        .console
        .begin_connect(story.form("okta", "Cancelled"))
        .await
        .unwrap()
    else {
        panic!("a sign-in");
    };
    let console = story.console.clone();
    let attempt = sign_in.attempt.clone();
    let waiting = tokio::spawn(async move { console.finish_sign_in(&attempt).await });
    tokio::task::yield_now().await;
    story.console.cancel_sign_in(&sign_in.attempt);
    let failure = waiting.await.unwrap().unwrap_err();
    assert_eq!(failure.code, FailureCode::Cancelled);

    let late = reqwest::get(format!("{}?code=x&state=y", sign_in.redirect_uri)).await;
    assert!(late.is_err(), "the port is closed");
    assert!(story.console.list_connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn without_a_browser_the_link_is_there_to_copy() {
    let story = Story::begin().await;
    story.person.feels(Mood::HasNone);
    let ConnectStep::SignIn { sign_in } = story
        .console
        .begin_connect(story.form("okta", "By hand"))
        .await
        .unwrap()
    else {
        panic!("a sign-in");
    };
    assert!(!sign_in.browser_opened);
    assert!(sign_in.url.starts_with(&story.org_url()));
    story.person.feels(Mood::SignsIn(SERVICE_ACCOUNT.into()));
    let again = story
        .console
        .open_sign_in_again(&sign_in.attempt)
        .await
        .unwrap();
    assert!(again.browser_opened);
    assert_eq!(again.url, sign_in.url);
    story
        .console
        .finish_sign_in(&sign_in.attempt)
        .await
        .unwrap();
}

#[tokio::test]
async fn discarding_saves_nothing_and_revokes_the_fresh_tokens() {
    let story = Story::begin().await;
    let review = story.sign_in(story.form("okta", "Not this")).await.unwrap();
    story.console.discard_connection(&review.attempt).await;
    assert!(story.console.list_connections().await.unwrap().is_empty());
    assert_eq!(story.org.requests("/oauth2/v1/revoke").len(), 1);
}

#[tokio::test]
async fn a_duplicate_uses_the_kept_secret_for_the_same_host_and_no_other() {
    let story = Story::begin().await;
    let first = story.connect("okta", "First").await;
    let same = NewSecret::SameAs {
        connection: first.row.id.clone(),
    };
    let mut form = story.form("okta", "Second");
    form.secret = same;
    story.sign_in(form).await.unwrap();

    let elsewhere = Story::begin().await;
    let mut form = story.form("okta", "Third");
    form.values.insert("domain".into(), elsewhere.org_url());
    form.secret = NewSecret::SameAs {
        connection: first.row.id,
    };
    let failure = story.console.begin_connect(form).await.unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("client_secret"));
    assert!(elsewhere.org.requests("/oauth2").is_empty());
}
