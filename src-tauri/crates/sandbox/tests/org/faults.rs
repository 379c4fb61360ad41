//! Limits, latency, cut connections, and what the server remembers of it.

use sandbox::{FaultSpec, Rotation, Sandbox, Seed, Settings};
use serde_json::json;

use super::learner::{Learner, OKTA};

#[tokio::test]
async fn a_bucket_that_is_empty_is_a_429_with_the_reset_and_no_retry_after() {
    let learner = Learner::new().await;
    let token = learner
        .access(OKTA, "okta.users.read okta.groups.read")
        .await;
    learner.knobs().set_rate_limit(Some("/api/v1/users"), 1);
    let get = || {
        learner
            .call(reqwest::Method::GET, "/api/v1/users/me", &token)
            .send()
    };
    let header = |response: &reqwest::Response, name: &str| {
        response.headers()[name]
            .to_str()
            .unwrap()
            .parse::<i64>()
            .unwrap()
    };
    let first = get().await.unwrap();
    assert_eq!(
        (
            first.status().as_u16(),
            header(&first, "x-rate-limit-remaining")
        ),
        (200, 0)
    );
    let second = get().await.unwrap();
    assert_eq!(second.status(), 429);
    assert!(second.headers().get("retry-after").is_none());
    let reset = header(&second, "x-rate-limit-reset");
    assert_eq!(reset % 60, 0);
    assert_eq!(
        second.json::<serde_json::Value>().await.unwrap()["errorCode"],
        "E0000047"
    );
    let (status, _) = learner.get("/api/v1/groups?limit=1", &token).await;
    assert_eq!(status, 200, "another bucket is not touched");
    learner.knobs().set_clock_offset_s(60);
    assert_eq!(get().await.unwrap().status(), 200);
}

#[tokio::test]
async fn opa_says_its_limit_in_a_header_of_its_own() {
    let learner = Learner::new().await;
    learner.knobs().set_rate_limit(Some("/v1/teams"), 0);
    let url = learner.at("/v1/teams/practice/current_user");
    let refused = learner.http.get(url).send().await.unwrap();
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("x-ratelimit-retry-at"));
}

#[tokio::test]
async fn an_answer_that_is_lost_was_carried_out_all_the_same() {
    let learner = Learner::new().await;
    let knobs = learner.knobs();
    knobs.set_rotation(OKTA, Rotation::Rotate { leeway_s: 30 });
    let tokens = learner
        .tokens(OKTA, "openid offline_access okta.users.read")
        .await;
    knobs.fail_next(FaultSpec::lost_answer("/oauth2/v1/token"));
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    let secret = knobs.secret(OKTA).unwrap();
    let request = learner
        .http
        .post(learner.at("/oauth2/v1/token"))
        .form(&form);
    assert!(request.basic_auth(OKTA, Some(secret)).send().await.is_err());

    let rotated = |entry: &sandbox::LedgerEntry| {
        matches!(
            entry.event,
            sandbox::Event::Refreshed {
                generation: 1,
                in_grace: false,
                ..
            }
        )
    };
    assert_eq!(
        knobs.ledger().iter().filter(|entry| rotated(entry)).count(),
        1
    );
    assert_eq!(
        knobs.requests("/oauth2/v1/token").last().unwrap(),
        "POST /oauth2/v1/token 0"
    );
    assert_eq!(learner.refresh(OKTA, &tokens["refresh_token"]).await.0, 200);
}

#[tokio::test]
async fn a_fault_answers_as_often_as_it_was_told_to() {
    let learner = Learner::new().await;
    let fault = FaultSpec {
        times: 2,
        ..FaultSpec::answer("/oauth2/v1/keys", 503, "down")
    };
    learner.knobs().fail_next(fault);
    let get = || learner.http.get(learner.at("/oauth2/v1/keys")).send();
    for status in [503, 503, 200] {
        let answer = get().await.unwrap();
        assert_eq!(answer.status(), status);
        assert!(answer.headers().contains_key("x-okta-request-id"));
    }
}

#[tokio::test]
async fn an_org_whose_clock_is_an_hour_off_says_so_in_its_date() {
    let learner = Learner::new().await;
    let before = super::client_authentication::jiff_seconds(&learner).await;
    learner.knobs().set_clock_offset_s(3600);
    let after = super::client_authentication::jiff_seconds(&learner).await;
    assert!((after - before - 3600).abs() < 60);
}

#[tokio::test]
async fn a_dropped_sandbox_answers_no_more() {
    let learner = Learner::new().await;
    let (http, url) = (learner.http.clone(), learner.at("/oauth2/v1/keys"));
    assert!(http.get(&url).send().await.is_ok());
    drop(learner);
    // The listener goes with its task, and the task at the next turn of the runtime.
    tokio::task::yield_now().await;
    assert!(http.get(&url).send().await.is_err());
}

#[tokio::test]
async fn a_taken_port_is_an_error_and_not_another_port() {
    let first = Sandbox::start(Settings::default()).await.unwrap();
    let port = first.org_url().rsplit(':').next().unwrap().parse().unwrap();
    let taken = Sandbox::start(Settings {
        org_port: port,
        seed: Seed::builtin(),
        ..Settings::default()
    })
    .await;
    assert_eq!(taken.unwrap_err().kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn unknown_paths_and_methods_have_oktas_codes() {
    let learner = Learner::new().await;
    let (status, missing) = learner.get("/api/v1/nothing", "x").await;
    assert_eq!((status, &missing["errorCode"]), (404, &json!("E0000008")));
    let (status, wrong) = learner
        .act(reqwest::Method::PATCH, "/api/v1/users", "x")
        .await;
    assert_eq!((status, &wrong["errorCode"]), (405, &json!("E0000022")));
    let (status, dead) = learner.get("/api/v1/users", "x").await;
    assert_eq!((status, &dead["errorCode"]), (401, &json!("E0000011")));
}
