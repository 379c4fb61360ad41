use domain::{
    Authorization, ClientKind, ConnectionId, ConnectorId, Environment, Identity, LoopbackOrgs,
    Nickname, OrgHost, Place, ScopeSet, Settings,
};

use super::*;

const END: &str = "2027-02-21T08:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn connection(name: &str) -> Connection {
    Connection {
        id: ConnectionId::new(),
        connector: ConnectorId::new("okta"),
        nickname: Nickname::parse(name).unwrap(),
        description: String::new(),
        place: Place::Org,
        starred: false,
        environment: Environment::Production,
        settings: Settings::Org {
            domain: OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap(),
            client_id: "0oa1".into(),
            client: ClientKind::WebApp,
            requirements: domain::Requirements::default(),
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
        status: Status::Untested,
        created_at: at("2026-11-23T08:00:00Z"),
        last_tested_at: None,
    }
}

#[test]
fn each_reminder_comes_once_on_its_day_and_the_last_one_only_where_several_were_slept_through() {
    let one = connection("People");
    let mut shown = Vec::new();
    let mut told = Vec::new();
    for now in [
        "2027-02-01T08:00:00Z",
        "2027-02-07T08:00:00Z",
        "2027-02-07T09:00:00Z",
        "2027-02-18T08:00:00Z",
        "2027-02-20T08:00:00Z",
        "2027-02-21T08:00:00Z",
        "2027-02-25T08:00:00Z",
    ] {
        if let Some(row) = due(&one, at(now), &shown) {
            told.push((now, row.days));
            shown.push(row);
        }
    }
    let expected = [
        ("2027-02-07T08:00:00Z", 14),
        ("2027-02-18T08:00:00Z", 3),
        ("2027-02-20T08:00:00Z", 1),
    ];
    assert_eq!(told, expected);
    let slept = due(&one, at("2027-02-20T12:00:00Z"), &[]).unwrap();
    assert_eq!(slept.days, 1);
}

#[test]
fn a_reminder_of_a_clock_that_was_wrong_is_shown_again_when_it_is_really_due() {
    let one = connection("People");
    let wrong = due(&one, at("2031-01-01T00:00:00Z"), &[]).unwrap();
    let now = at("2027-02-07T08:00:00Z");
    assert_eq!(due(&one, now, &[wrong]).unwrap().days, 14);
}

#[test]
fn another_sign_in_has_reminders_of_its_own() {
    let mut one = connection("People");
    let now = at("2027-02-07T08:00:00Z");
    let first = due(&one, now, &[]).unwrap();
    one.authorization.as_mut().unwrap().reauthorize_by = Some(at("2027-02-08T08:00:00Z"));
    assert_eq!(due(&one, now, &[first]).unwrap().days, 1);
}

#[test]
fn thirty_connections_make_one_notice() {
    let now = at("2027-02-07T08:00:00Z");
    let many: Vec<_> = (0..30).map(|n| connection(&format!("C{n}"))).collect();
    let due: Vec<_> = many
        .iter()
        .map(|one| (one, due(one, now, &[]).unwrap()))
        .collect();
    let one = notice(&due[..1], now, &TimeZone::UTC).unwrap();
    assert_eq!(one.title, "Reauthorize “C0” by 21 February (14 days)");
    let all = notice(&due, now, &TimeZone::UTC).unwrap();
    assert_eq!(all.title, "30 connections are to be reauthorized soon");
    assert!(all.body.ends_with("and 27 more."), "{}", all.body);
}
