//! What OPA answers to an API key.

use std::sync::LazyLock;

use authorization::ServiceTokenError;
use authorization::parsers::service_answer;
use domain::TeamName;
use secrecy::ExposeSecret as _;

use super::{now, said};

static TEAM: LazyLock<TeamName> =
    LazyLock::new(|| TeamName::parse("practice").expect("a literal name"));

/// A token that is taken is for the team that was asked for, and can stand in a header.
pub(super) fn check(data: &[u8]) {
    match service_answer(data, &TEAM, now()) {
        Ok(given) => {
            let Some(said) = said(data) else {
                return;
            };
            // EXPOSE: made up here, and compared.
            let bearer = given.bearer.expose_secret();
            assert_eq!(said["bearer_token"], bearer);
            assert!((1..=4096).contains(&bearer.len()));
            assert!(bearer.bytes().all(|b| b.is_ascii_graphic()));
            assert!(given.team_name.eq_ignore_ascii_case("practice"));
            assert!(given.expires_at.as_second() > 0);
        }
        Err(ServiceTokenError::WrongTeam { answered, .. }) => {
            assert!(answered.chars().count() <= 300 && !answered.contains(char::is_control));
        }
        Err(error) => assert_eq!(error, ServiceTokenError::Unreadable),
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    super::bytes([
        r#"{"bearer_token":"eyJ.a.b","expires_at":"2026-11-02T09:00:00Z","team_name":"practice"}"#,
        r#"{"bearer_token":"x","expires_at":"0001-01-01T00:00:00Z","team_name":"PRACTICE"}"#,
        r#"{"bearer_token":"x","team_name":"practice"}"#,
        r#"{"bearer_token":"x","expires_at":"soon","team_name":"practice"}"#,
        r#"{"bearer_token":"x","expires_at":"9999-12-31T23:59:59Z","team_name":"practice"}"#,
        r#"{"bearer_token":"x","expires_at":null,"team_name":"other\u202e"}"#,
        r#"{"bearer_token":"a b\r\n","team_name":"practice"}"#,
        r#"{"bearer_token":"","team_name":"practice"}"#,
        r#"{"bearer_token":"x","bearer_token":"y","team_name":"practice"}"#,
        r#"{"message":"no such key"}"#,
        "[]",
        "",
    ])
}
