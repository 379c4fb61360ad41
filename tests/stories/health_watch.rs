//! What the console does by itself: gentle checks, reminders, and what is drawn of both.

use std::time::Duration;

use connections::views::StripTone;
use domain::Clock;
use jiff::SignedDuration;
use sandbox::FaultSpec;
use stories::story::Story;
use tokio::time::timeout;

const DAY: SignedDuration = SignedDuration::from_hours(24);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// So often that whatever is due has been done, a minute apart, as the console itself would look.
async fn watch(story: &Story, minutes: usize) {
    for _ in 0..minutes {
        story.console.check_what_is_due().await.unwrap();
        story.later(SignedDuration::from_mins(1));
    }
}

/// The requests that Okta counts: it counts none for its keys and its metadata.
fn counted(story: &Story) -> usize {
    let free = |request: &&String| {
        !request.contains(" /oauth2/v1/keys ") && !request.contains(" /.well-known/")
    };
    story.org.requests("/").iter().filter(free).count()
}

fn probes(story: &Story) -> usize {
    story.org.requests("/api/v1/users/me").len()
}

#[tokio::test]
async fn a_connection_is_checked_about_once_an_hour_and_what_was_found_is_seen() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    story.org.clear_ledger();
    watch(&story, 50).await;
    assert_eq!(probes(&story), 0, "it was tested a moment ago");
    watch(&story, 30).await;
    assert_eq!(probes(&story), 1);

    story
        .org
        .set_admin_role(stories::story::SERVICE_ACCOUNT, None);
    story.org.revoke_refresh_tokens(&people.client_id);
    watch(&story, 80).await;
    let row = &story.console.list_connections().await.unwrap()[0];
    assert_eq!(row.status.state, "revoked");
    let asked = story.org.requests("/oauth2/v1/token").len();
    watch(&story, 180).await;
    assert_eq!(
        story.org.requests("/oauth2/v1/token").len(),
        asked,
        "what only a person can put right is not asked again"
    );
}

#[tokio::test]
async fn what_the_console_finds_out_by_itself_wakes_the_window() {
    let story = Story::begin().await;
    story.connect("okta", "People").await;
    story.console.check_what_is_due().await.unwrap();
    let console = story.console.clone();
    let news = tokio::spawn(async move { console.follow_health(0).await });
    story.org_goes_away();
    watch(&story, 80).await;

    let told = timeout(Duration::from_secs(20), news).await;
    assert_eq!(told.expect("the window hears of it").unwrap(), 1);
    let row = &story.console.list_connections().await.unwrap()[0];
    assert_eq!(row.status.state, "unreachable");
}

#[tokio::test]
async fn a_day_that_passes_is_news_too() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    story.org_goes_away();
    story.console.test_connection(&people.row.id).await.unwrap();
    story.console.check_what_is_due().await.unwrap();
    story.clock.advance(DAY * 80);
    let console = story.console.clone();
    let news = tokio::spawn(async move { console.follow_health(0).await });
    watch(&story, 5).await;
    let told = timeout(Duration::from_secs(20), news).await;
    assert!(told.expect("the window hears of it").unwrap() > 0);
}

#[tokio::test]
async fn thirty_connections_of_one_org_take_no_more_than_a_tenth_of_its_rate_limit() {
    let story = Story::begin().await;
    let first = story.connect("okta", "C0").await;
    for n in 1..30 {
        // A second sign-in passes without typing: the org knows the browser.
        story.connect("okta", &format!("C{n}")).await;
    }
    let limit = 100;
    story.org.set_rate_limit(None, limit);
    story.console.test_connection(&first.row.id).await.unwrap();
    story.later(HOUR * 2);
    let mut most = 0;
    for _ in 0..30 {
        story.org.clear_ledger();
        let mut again = story.console.check_what_is_due().await.unwrap();
        // As often as the console wants to look within this minute.
        let minute = story.clock.now() + SignedDuration::from_secs(59);
        while again < minute {
            story.later(again.duration_since(story.clock.now()));
            again = story.console.check_what_is_due().await.unwrap();
        }
        most = most.max(counted(&story));
        story.later(SignedDuration::from_mins(1));
    }
    assert!(most > 0, "they are checked");
    assert!(most <= limit as usize / 10, "{most} in a minute");
    let rows = story.console.list_connections().await.unwrap();
    let start = story.clock.now() - HOUR;
    let checked = |at: &String| at.parse::<jiff::Timestamp>().unwrap() > start;
    assert!(
        rows.iter()
            .all(|row| row.last_tested_at.as_ref().is_some_and(checked)),
        "and every one of them"
    );
}

#[tokio::test]
async fn a_strip_shows_checks_tests_and_runs_in_their_order() {
    let story = Story::begin().await;
    let people = story.connect("okta", "People").await;
    let id = &people.row.id;
    story.later(HOUR);
    story
        .org
        .fail_next(FaultSpec::answer("/api/v1/users/me", 503, ""));
    story.console.test_connection(id).await.unwrap();
    story.later(HOUR);
    story
        .run(id, "read_user", &[("user", "nobody@sandbox.example")])
        .await;
    story.later(HOUR * 2);
    watch(&story, 5).await;

    let marks = story.console.connection_strip(id).await.unwrap();
    let seen: Vec<_> = marks
        .iter()
        .map(|mark| (format!("{:?}", mark.kind), mark.tone))
        .collect();
    assert_eq!(
        seen,
        [
            ("Test".to_owned(), StripTone::Good),
            ("Test".to_owned(), StripTone::Warning),
            ("Run".to_owned(), StripTone::Warning),
            ("Check".to_owned(), StripTone::Good),
        ]
    );
    assert_eq!(marks[1].word, "Not reached");
    assert!(marks[2].run.is_some());
}

#[tokio::test]
async fn the_gauge_shows_what_the_org_told_and_a_restart_forgets_it() {
    let story = Story::begin().await;
    story.org.set_rate_limit(Some("/api/v1/users"), 50);
    story.connect("okta", "People").await;
    story.connect("okta_privileged_access", "Servers").await;
    let told = story.console.health().await.unwrap();
    let users = told
        .orgs
        .iter()
        .flat_map(|org| &org.buckets)
        .find(|bucket| bucket.bucket == "/api/v1/users")
        .expect("the probe asked for a user");
    assert_eq!(users.limit, 50);
    assert!(users.remaining < 50 || users.resets_in_s == 0);

    let story = story.restart().await;
    let told = story.console.health().await.unwrap();
    assert!(told.orgs.iter().all(|org| org.buckets.is_empty()));
}

#[tokio::test]
async fn reminders_come_once_at_fourteen_three_and_one_days_over_restarts_too() {
    let mut story = Story::begin().await;
    story.connect("okta", "People").await;
    story.connect("okta_realms", "Realms").await;
    for (days, expected) in [
        (70, 0),
        (77, 1),
        (78, 1),
        (87, 2),
        (88, 2),
        (89, 3),
        (95, 3),
    ] {
        let begun = story.console.list_connections().await.unwrap()[0]
            .created_at
            .parse::<jiff::Timestamp>()
            .unwrap();
        let at = begun + DAY * days + HOUR;
        story.later(at.duration_since(story.clock.now()));
        story.console.check_what_is_due().await.unwrap();
        story.console.check_what_is_due().await.unwrap();
        assert_eq!(story.person.told().len(), expected, "after {days} days");
        story = story.restart().await;
    }
    let first = &story.person.told()[0];
    assert_eq!(first.title, "2 connections are to be reauthorized soon");
    assert!(first.body.contains("“Realms” by"), "{}", first.body);
}

#[tokio::test]
async fn a_reminder_that_nobody_could_be_shown_is_shown_later() {
    let story = Story::begin().await;
    story.connect("okta", "People").await;
    story.later(DAY * 80 + HOUR);
    story.person.is_shown_no_notices(true);
    story.console.check_what_is_due().await.unwrap();
    assert_eq!(story.person.told(), []);
    story.person.is_shown_no_notices(false);
    story.console.check_what_is_due().await.unwrap();
    let [told] = story.person.told().try_into().unwrap();
    assert!(
        told.title.starts_with("Reauthorize “People” by "),
        "{told:?}"
    );
    assert!(told.title.ends_with("(9 days)"), "{told:?}");
}

#[tokio::test]
async fn the_dates_are_saved_as_a_calendar_that_reminds() {
    let story = Story::begin().await;
    let people = story.connect("okta", "Pe;ople, and \\ more").await;
    story.connect("okta_privileged_access", "Servers").await;
    let file = story.folder().join("dates.ics");
    story.person.picks(Some(&file));
    let saved = story.console.save_calendar(Vec::new()).await.unwrap();
    assert_eq!(saved, Some(file.display().to_string()));
    let text = std::fs::read_to_string(&file).unwrap();
    let whole = text.replace("\r\n ", "");
    let lines: Vec<_> = whole.split("\r\n").collect();
    assert_eq!(lines.first(), Some(&"BEGIN:VCALENDAR"));
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    let count = |line: &str| lines.iter().filter(|one| **one == line).count();
    assert_eq!(count("BEGIN:VEVENT"), 1, "the key of a team has no end");
    assert_eq!(count("BEGIN:VALARM"), 3);
    assert!(
        lines.contains(&"SUMMARY:Reauthorize Pe\\;ople\\, and \\\\ more"),
        "{whole}"
    );
    let day: jiff::Timestamp = people.row.reauthorize_by.unwrap().parse().unwrap();
    let day = jiff::tz::TimeZone::system()
        .to_datetime(day)
        .strftime("%Y%m%d")
        .to_string();
    assert!(
        lines.contains(&format!("DTSTART;VALUE=DATE:{day}").as_str()),
        "{whole}"
    );
    assert!(
        lines.iter().any(|line| line.starts_with("TRIGGER:-P")),
        "{whole}"
    );
    assert!(
        text.lines().all(|line| line.len() <= 75),
        "lines are folded"
    );

    story.person.picks(None);
    assert_eq!(story.console.save_calendar(Vec::new()).await.unwrap(), None);
}
