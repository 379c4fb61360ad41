use super::*;
use crate::{
    Authorization, ClientKind, ConnectionId, ConnectorId, Environment, Identity, LoopbackOrgs,
    Nickname, OrgHost, Place, Settings,
};

const END: &str = "2027-02-21T08:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn connection(status: Status) -> Connection {
    Connection {
        id: ConnectionId::new(),
        connector: ConnectorId::new("okta"),
        nickname: Nickname::parse("People").unwrap(),
        description: String::new(),
        place: Place::Org,
        starred: false,
        environment: Environment::Production,
        settings: Settings::Org {
            domain: OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap(),
            client_id: "0oa1".into(),
            client: ClientKind::WebApp,
            requirements: crate::Requirements::default(),
            requested: ScopeSet::default(),
        },
        authorization: Some(Authorization {
            at: at("2026-11-23T08:00:00Z"),
            identity: Identity {
                subject: "00u1".into(),
                username: "ada@example.com".into(),
                name: None,
            },
            granted: ScopeSet::default(),
            reauthorize_by: Some(at(END)),
            reauthorize_by_measured: true,
            instance: None,
            bound_to: None,
        }),
        status,
        created_at: at("2026-11-23T08:00:00Z"),
        last_tested_at: None,
    }
}

fn ended(since: &str, code: &str) -> Status {
    let refusal = Refusal {
        code: code.into(),
        summary: String::new(),
        request_id: None,
    };
    Status::Untested.grant_ended(at(since), refusal)
}

#[test]
fn fourteen_days_are_near_and_a_second_more_is_not() {
    let active = connection(Status::Active {
        checked_at: at("2026-12-01T08:00:00Z"),
    });
    let health = |now: &str| Health::of(&active, at(now), false);
    assert!(matches!(
        health("2027-02-07T07:59:59Z"),
        Health::Active { .. }
    ));
    assert!(matches!(
        health("2027-02-07T08:00:00Z"),
        Health::Expiring { .. }
    ));
}

#[test]
fn a_clock_that_is_years_ahead_ends_nothing() {
    let active = connection(Status::Active {
        checked_at: at("2026-12-01T08:00:00Z"),
    });
    let health = Health::of(&active, at("2031-01-01T00:00:00Z"), false);
    assert!(matches!(health, Health::Expiring { .. }), "{health:?}");
}

#[test]
fn a_token_that_was_ended_is_told_apart_from_one_that_came_to_its_end() {
    let now = at("2027-03-01T00:00:00Z");
    // Clocks may differ by an hour.
    for since in ["2026-12-24T08:00:00Z", "2027-02-21T06:59:59Z"] {
        let early = connection(ended(since, "invalid_grant"));
        assert!(matches!(
            Health::of(&early, now, false),
            Health::Revoked { would_end, .. } if would_end == at(END)
        ));
    }
    for since in ["2027-02-21T07:00:00Z", "2027-02-21T08:00:01Z"] {
        let old = connection(ended(since, "invalid_grant"));
        assert!(matches!(
            Health::of(&old, now, false),
            Health::NeedsReauthorization { .. }
        ));
    }
}

#[test]
fn nobody_is_said_to_have_ended_what_okta_never_gave_an_end() {
    let now = at("2027-03-01T00:00:00Z");
    let mut computed = connection(ended("2026-12-24T08:00:00Z", "invalid_grant"));
    computed
        .authorization
        .as_mut()
        .unwrap()
        .reauthorize_by_measured = false;
    let other = connection(ended("2026-12-24T08:00:00Z", "no_refresh_token"));
    for one in [computed, other] {
        assert!(matches!(
            Health::of(&one, now, false),
            Health::NeedsReauthorization { .. }
        ));
    }
}

#[test]
fn a_closed_vault_says_so_of_every_connection_that_has_secrets() {
    let now = at("2026-12-01T08:00:00Z");
    let active = connection(Status::Active { checked_at: now });
    assert_eq!(Health::of(&active, now, true), Health::Locked);
    let mut bare = connection(Status::NotAuthorized);
    bare.authorization = None;
    assert_eq!(Health::of(&bare, now, true), Health::NotAuthorized);
}
