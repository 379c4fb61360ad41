//! The console finds out by itself what an app is, and says so.

use std::net::TcpListener;

use connections::views::{AppChoice, AppKind, ConnectStep, FailureCode, NewSecret, Review};
use sandbox::FaultSpec;
use stories::person::Mood;
use stories::story::Story;

use super::desk::{
    NATIVE, SERVICE, WEB, choice, connect, fact, form, reads, save, test, with_dpop,
};

fn found(review: &Review) -> String {
    let said = review.found.iter().map(|found| found.what.as_str());
    said.collect::<Vec<_>>().join(" ")
}

/// A story whose redirect URI is registered beforehand, as the admin of a real org does.
async fn on_a_registered_port(client: &str) -> Story {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let story = Story::begin().await.restart_on(&[port]).await;
    let uri = format!("http://127.0.0.1:{port}/authorization-code/callback");
    story.org.add_redirect_uri(client, &uri);
    story
}

#[tokio::test]
async fn an_app_that_requires_dpop_is_found_out_kept_so_and_said() {
    for (kind, client) in [
        (AppKind::WebApp, WEB),
        (AppKind::NativeApp, NATIVE),
        (AppKind::ServiceApp, SERVICE),
    ] {
        let story = Story::begin().await;
        story.org.set_require_dpop(client, true);
        let form = form(&story, "Untold", choice(kind)).await;
        let review = story.sign_in(form).await.unwrap();
        assert!(found(&review).contains("DPoP"), "{kind:?}: {review:?}");
        let saved = save(&story, Ok(review)).await;
        assert_eq!(saved.row.status.state, "active", "{kind:?}");
        assert!(saved.app.as_ref().unwrap().dpop);
        let told = fact(&saved, "Proof of possession").unwrap();
        assert!(told.contains("found out on"), "{told}");

        // Once it is known, nothing is found again.
        let id = saved.row.id;
        let again = story.console.begin_reauthorize(story.same_again(&id)).await;
        let review = story.finish(again.unwrap()).await.unwrap();
        assert_eq!(found(&review), "", "{kind:?}");
    }
}

#[tokio::test]
async fn a_native_app_to_which_a_secret_was_given_is_kept_as_a_native_app_and_said() {
    let story = Story::begin().await;
    let mut form = form(&story, "Native all along", choice(AppKind::NativeApp)).await;
    form.app = choice(AppKind::WebApp);
    form.secret = NewSecret::Typed {
        value: "a secret that the app does not have".to_owned().into(),
    };
    let review = story.sign_in(form).await.unwrap();
    assert!(found(&review).contains("no client secret"), "{review:?}");
    let saved = save(&story, Ok(review)).await;
    assert_eq!(saved.app.unwrap().kind, AppKind::NativeApp);
    let story = story.restart().await;
    story.later(jiff::SignedDuration::from_hours(2));
    assert_eq!(test(&story, &saved.row.id).await.row.status.state, "active");
}

#[tokio::test]
async fn a_wrong_secret_is_still_a_wrong_secret() {
    let story = Story::begin().await;
    let mut form = form(&story, "Wrong", choice(AppKind::WebApp)).await;
    form.secret = NewSecret::Typed {
        value: "not the secret".to_owned().into(),
    };
    let failure = story.sign_in(form).await.unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("client_secret"));
    assert!(failure.what.contains("Client Secret"), "{failure:?}");
}

#[tokio::test]
async fn a_web_app_without_its_secret_is_told_beside_the_secret() {
    let story = Story::begin().await;
    let mut form = form(&story, "Web all along", choice(AppKind::WebApp)).await;
    form.app = choice(AppKind::NativeApp);
    form.secret = NewSecret::None;
    let failure = story.sign_in(form).await.unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("client_secret"));
    assert!(failure.fix.contains("Web Application"), "{failure:?}");
}

#[tokio::test]
async fn an_app_that_takes_pushed_requests_only_is_found_out_and_the_browser_opens_once_more() {
    let story = Story::begin().await;
    story.org.set_require_par(WEB, true);
    let form = form(&story, "Untold", choice(AppKind::WebApp)).await;
    let review = story.sign_in(form).await.unwrap();
    assert!(found(&review).contains("pushed"), "{review:?}");
    let opened = story.person.opened();
    assert_eq!(opened.len(), 2);
    let names: Vec<_> = opened[1]
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(names, ["client_id", "request_uri"]);

    let saved = save(&story, Ok(review)).await;
    assert_eq!(saved.row.status.state, "active");
    assert!(saved.app.as_ref().unwrap().pushed);
}

#[tokio::test]
async fn a_pushed_sign_in_with_dpop_passes_and_is_pushed_anew_to_open_the_page_again() {
    let story = on_a_registered_port(WEB).await;
    story.org.set_require_par(WEB, true);
    story.org.set_require_dpop(WEB, true);
    let app = AppChoice {
        pushed: true,
        ..with_dpop(AppKind::WebApp)
    };
    story.person.feels(Mood::Leaves);
    let form = form(&story, "Told", app).await;
    let step = story.console.begin_connect(form).await.unwrap();
    let ConnectStep::SignIn { sign_in } = &step else {
        panic!("a sign-in")
    };
    let attempt = sign_in.attempt.clone();
    story
        .person
        .feels(Mood::SignsIn(stories::story::SERVICE_ACCOUNT.into()));
    let (review, again) = tokio::join!(
        story.finish(step.clone()),
        story.console.open_sign_in_again(&attempt)
    );
    assert_ne!(
        again.unwrap().url,
        sign_in.url,
        "a reference is good for one visit"
    );
    let review = review.unwrap();
    assert_eq!(found(&review), "", "everything was told");
    let saved = save(&story, Ok(review)).await;
    assert_eq!(reads(&story, &saved.row.id).await, "done");
    assert!(fact(&saved, "Tokens bound to").is_some());
    assert_eq!(story.org.requests("/oauth2/v1/par").len(), 2);
}

#[tokio::test]
async fn a_redirect_uri_that_is_not_registered_is_told_before_a_browser_opens_where_it_is_pushed() {
    let story = Story::begin().await;
    let app = AppChoice {
        pushed: true,
        ..choice(AppKind::WebApp)
    };
    let form = form(&story, "Nowhere", app).await;
    let failure = story.sign_in(form).await.unwrap_err();
    assert!(
        failure.fix.contains("/authorization-code/callback"),
        "{failure:?}"
    );
    assert!(story.person.opened().is_empty());
}

#[tokio::test]
async fn without_a_browser_the_demand_is_told_and_the_next_try_meets_it() {
    let story = on_a_registered_port(WEB).await;
    let saved = connect(&story, "Later pushed", choice(AppKind::WebApp)).await;
    story.org.set_require_par(WEB, true);
    story.person.feels(Mood::HasNone);
    let begin = async || {
        let request = story.same_again(&saved.row.id);
        story.console.begin_reauthorize(request).await.unwrap()
    };
    let ConnectStep::SignIn { sign_in } = begin().await else {
        panic!("a sign-in")
    };
    // She copies the link into a browser by hand.
    story
        .person
        .feels(Mood::SignsIn(stories::story::SERVICE_ACCOUNT.into()));
    let opened = story
        .console
        .open_sign_in_again(&sign_in.attempt)
        .await
        .unwrap();
    assert!(opened.browser_opened);
    story.person.feels(Mood::HasNone);
    let failure = story
        .console
        .finish_sign_in(&sign_in.attempt)
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::PushRequired, "{failure:?}");

    story
        .person
        .feels(Mood::SignsIn(stories::story::SERVICE_ACCOUNT.into()));
    let review = story.finish(begin().await).await.unwrap();
    assert!(
        story
            .person
            .opened()
            .last()
            .unwrap()
            .as_str()
            .contains("request_uri")
    );
    assert_eq!(found(&review), "", "it is kept, and was said");
}

#[tokio::test]
async fn where_the_first_try_spent_the_code_the_form_is_told_to_tick_dpop() {
    let story = Story::begin().await;
    let missing = r#"{"error":"invalid_dpop_proof","error_description":"The DPoP proof JWT header is missing."}"#;
    let spent = r#"{"error":"invalid_grant","error_description":"The authorization code is invalid or has expired."}"#;
    for body in [missing, spent] {
        story
            .org
            .fail_next(FaultSpec::answer("/oauth2/v1/token", 400, body));
    }
    let form = form(&story, "Spent", choice(AppKind::WebApp)).await;
    let failure = story.sign_in(form).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::DpopRequired, "{failure:?}");
}
