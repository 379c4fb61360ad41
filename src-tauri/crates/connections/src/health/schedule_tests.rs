use domain::Refusal;

use super::*;

const ORG: &str = "https://acme.okta.com";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-11-02T08:00:00Z")
}

fn active() -> Status {
    Status::Active { checked_at: now() }
}

fn candidate<'a>(org: &'a str, status: &'a Status, last: Option<Timestamp>) -> Candidate<'a> {
    Candidate {
        id: ConnectionId::new(),
        org,
        status,
        last,
        reachable: true,
    }
}

/// So long after the start, of connections that were never tested.
fn planned(many: &[Candidate<'_>], passed: SignedDuration, load: Load) -> Plan {
    let loads = BTreeMap::from([(ORG.to_owned(), load)]);
    plan(now() + passed, now(), many, &loads)
}

const LONG_AFTER: SignedDuration = SignedDuration::from_mins(10);

#[test]
fn no_more_than_four_of_an_org_are_checked_at_once() {
    let status = active();
    let other = "https://other.okta.com";
    let mut many: Vec<_> = (0..30).map(|_| candidate(ORG, &status, None)).collect();
    many.extend((0..30).map(|_| candidate(other, &status, None)));
    let roomy = Load {
        limit: Some(600),
        ..Load::default()
    };
    let loads = BTreeMap::from([(ORG.to_owned(), roomy), (other.to_owned(), roomy)]);
    let plan = plan(now() + LONG_AFTER, now(), &many, &loads);
    let of = |org: &str| {
        let checked = |one: &&Candidate<'_>| one.org == org && plan.check.contains(&one.id);
        many.iter().filter(checked).count()
    };
    assert_eq!((of(ORG), of(other)), (4, 4));
    assert_eq!(
        plan.again,
        now() + LONG_AFTER + SignedDuration::from_secs(1)
    );
}

#[test]
fn a_tenth_of_the_rate_limit_is_never_passed() {
    let status = active();
    let many: Vec<_> = (0..30).map(|_| candidate(ORG, &status, None)).collect();
    for limit in [1, 5, 50, 100, 600, 2000] {
        let mut spent = 0;
        for _ in 0..100 {
            let load = Load {
                spent,
                limit: Some(limit),
                pressed: false,
            };
            let begun = planned(&many, LONG_AFTER, load).check.len();
            spent += COST * u32::try_from(begun).unwrap();
        }
        let ours = (limit / 10).max(COST);
        assert!(spent <= ours, "{spent} of {limit}");
        assert!(spent > 0, "{limit}: it is never checked");
    }
}

#[test]
fn an_org_that_others_press_hard_is_left_alone() {
    let status = active();
    let pressed = Load {
        limit: Some(600),
        pressed: true,
        spent: 0,
    };
    let plan = planned(&[candidate(ORG, &status, None)], LONG_AFTER, pressed);
    assert_eq!(plan.check, []);
    assert_eq!(plan.again, now() + LONG_AFTER + WINDOW);
}

#[test]
fn at_the_start_checks_are_spread_and_none_is_forgotten() {
    let status = active();
    let many: Vec<_> = (0..200).map(|_| candidate(ORG, &status, None)).collect();
    let moments: Vec<_> = many
        .iter()
        .map(|one| due(one, now(), now()).unwrap())
        .collect();
    let (first, last) = (moments.iter().min().unwrap(), moments.iter().max().unwrap());
    assert!(*first >= now() && *last <= now() + SPREAD);
    assert!(last.duration_since(*first) > SPREAD / 2, "they are spread");
}

#[test]
fn one_that_is_well_is_checked_once_an_hour_and_one_that_is_not_reached_sooner() {
    let (well, unreached) = (
        active(),
        Status::Untested.unreachable(now(), "offline".into()),
    );
    let since = now() - SignedDuration::from_hours(10);
    for (status, from, to) in [(&well, 60, 72), (&unreached, 10, 12)] {
        let one = candidate(ORG, status, Some(now()));
        let minutes = |n: i64| now() + SignedDuration::from_mins(n);
        let next = due(&one, now(), since).unwrap();
        assert!(next >= minutes(from) && next <= minutes(to), "{next}");
    }
}

#[test]
fn what_only_a_person_can_put_right_is_not_asked_again() {
    let refusal = Refusal {
        code: "invalid_grant".into(),
        summary: String::new(),
        request_id: None,
    };
    for status in [
        Status::NotAuthorized,
        Status::Untested.grant_ended(now(), refusal.clone()),
        Status::Untested.credentials_rejected(now(), refusal),
    ] {
        let plan = planned(
            &[candidate(ORG, &status, None)],
            LONG_AFTER,
            Load::default(),
        );
        assert_eq!(plan.check, [], "{status:?}");
    }
}

#[test]
fn nothing_is_asked_while_there_is_no_network_but_what_is_on_this_computer() {
    let status = active();
    let mut away = candidate(ORG, &status, None);
    away.reachable = false;
    let near = candidate("http://127.0.0.1:7100", &status, None);
    let plan = planned(&[away, near.clone()], LONG_AFTER, Load::default());
    assert_eq!(plan.check, [near.id]);
    assert!(plan.again <= now() + LONG_AFTER + OFFLINE);
}

#[test]
fn a_clock_that_jumps_neither_stops_the_checks_nor_lets_them_run_wild() {
    let status = active();
    // Tested in 2031, by a clock that has been put right since.
    let ahead = candidate(ORG, &status, Some(at("2031-01-01T00:00:00Z")));
    let next = due(&ahead, now(), now()).unwrap();
    assert!(next <= now() + SPREAD);
    // Watching since 2031, likewise.
    let well = candidate(ORG, &status, Some(now() - SignedDuration::from_hours(3)));
    let next = due(&well, now(), at("2031-01-01T00:00:00Z")).unwrap();
    assert!(next <= now() + SPREAD);
}
