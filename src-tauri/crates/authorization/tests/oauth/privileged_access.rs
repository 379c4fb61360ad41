//! The OPA service token.

use std::sync::{Arc, Mutex};

use authorization::{ServiceToken, ServiceTokenError, service_token};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use domain::{Clock, KeyId, LoopbackOrgs, OpaBaseUrl, SystemClock, TeamName};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use transport::Transport;

use crate::story::clock;

const KEY_ID: &str = "9f1b7e0c-3a5d-4c63-8e1f-2b7a6d5c4e3f";

/// Teams and bodies of the requests that came.
type Seen = Arc<Mutex<Vec<(String, Value)>>>;

/// Answers every team with the same, and gives back what was asked.
async fn ask(
    status: u16,
    answer: Value,
) -> (
    Result<ServiceToken, ServiceTokenError>,
    Vec<(String, Value)>,
) {
    let seen = Seen::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let status = StatusCode::from_u16(status).unwrap();
    let handler = move |State(seen): State<Seen>,
                        Path(team): Path<String>,
                        Json(body): Json<Value>| async move {
        seen.lock().unwrap().push((team, body));
        (status, Json(answer))
    };
    let router = Router::new()
        .route("/v1/teams/{team}/service_token", post(handler))
        .with_state(Arc::clone(&seen));
    tokio::spawn(async move { axum::serve(listener, router).await });

    let base = OpaBaseUrl::parse(&format!("http://{address}"), LoopbackOrgs::Allowed).unwrap();
    let team = TeamName::parse("Blue_Team").unwrap();
    let key_id = KeyId::parse(KEY_ID).unwrap();
    let transport = Transport::new().unwrap();
    let token = service_token(
        &transport,
        &base,
        &team,
        &key_id,
        &"opa-key".into(),
        &clock(),
    )
    .await;
    let seen = seen.lock().unwrap().clone();
    (token, seen)
}

#[tokio::test]
async fn a_key_is_exchanged_for_a_token_of_its_team() {
    let answer = json!({"bearer_token": "jwt.of.opa", "expires_at": "2027-01-15T08:00:00Z", "team_name": "blue_team"});
    let (token, seen) = ask(200, answer).await;
    let token = token.unwrap();
    assert_eq!(token.bearer.expose_secret(), "jwt.of.opa");
    assert_eq!(token.expires_at, "2027-01-15T08:00:00Z".parse().unwrap());
    assert_eq!(token.team_name, "blue_team");
    assert_eq!(
        seen,
        [(
            "Blue_Team".into(),
            json!({"key_id": KEY_ID, "key_secret": "opa-key"})
        )]
    );
}

#[tokio::test]
async fn a_token_of_another_team_is_thrown_away() {
    let answer = json!({"bearer_token": "jwt.of.opa", "expires_at": "2027-01-15T08:00:00Z", "team_name": "red"});
    let (token, _) = ask(200, answer).await;
    let expected = ServiceTokenError::WrongTeam {
        expected: "Blue_Team".into(),
        answered: "red".into(),
    };
    assert_eq!(token.unwrap_err(), expected);
}

#[tokio::test]
async fn a_zero_time_is_no_end_be_it_gos_or_unixs() {
    for zero in ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"] {
        let before = SystemClock.now();
        let answer = json!({"bearer_token": "jwt", "expires_at": zero, "team_name": "Blue_Team"});
        let (token, _) = ask(200, answer).await;
        assert!(token.unwrap().expires_at > before, "{zero}");
    }
}

#[tokio::test]
async fn a_token_that_fits_into_a_header_is_taken() {
    let answer = json!({"bearer_token": "x".repeat(4096), "team_name": "Blue_Team"});
    assert!(ask(200, answer).await.0.is_ok());
}

#[tokio::test]
async fn each_refusal_has_its_own_cause_and_is_not_repeated() {
    let refused = async |status: u16| {
        let (token, seen) = ask(status, json!({"message": "no"})).await;
        assert_eq!(seen.len(), 1);
        token.unwrap_err()
    };
    assert!(matches!(
        refused(401).await,
        ServiceTokenError::KeyRejected(_)
    ));
    assert!(matches!(
        refused(404).await,
        ServiceTokenError::TeamNotFound(_)
    ));
    assert!(matches!(refused(429).await, ServiceTokenError::Busy { .. }));
    assert!(matches!(
        refused(403).await,
        ServiceTokenError::Refused { status: 403, .. }
    ));
    assert!(matches!(
        refused(307).await,
        ServiceTokenError::Transport(_)
    ));
}

#[tokio::test]
async fn an_answer_that_is_not_opas_gives_no_token() {
    for answer in [
        json!({}),
        json!([]),
        json!({"bearer_token": "", "team_name": "Blue_Team"}),
        json!({"bearer_token": "a b", "team_name": "Blue_Team"}),
        json!({"bearer_token": "x".repeat(4097), "team_name": "Blue_Team"}),
    ] {
        let (token, _) = ask(200, answer).await;
        assert_eq!(token.unwrap_err(), ServiceTokenError::Unreadable);
    }
}
