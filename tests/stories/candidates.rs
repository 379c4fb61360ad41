//! Suggestions while something is typed: what fits, from small reads, and why there are none.

use std::collections::BTreeMap;

use connections::views::{CandidatesRequest, CandidatesView, Suggested};
use sandbox::FaultSpec;
use stories::story::{SERVICE_ACCOUNT, Story};

use crate::run_action::done;

async fn found(
    story: &Story,
    id: &str,
    of: Suggested,
    text: &str,
    beside: &[(Suggested, &str)],
) -> CandidatesView {
    let beside = beside.iter().map(|(of, text)| (*of, (*text).to_owned()));
    let request = CandidatesRequest {
        connection: id.to_owned(),
        of,
        beside: beside.collect::<BTreeMap<_, _>>(),
        text: text.to_owned(),
    };
    story.console.candidates(request).await.unwrap()
}

fn labels(view: &CandidatesView) -> Vec<&str> {
    let labels = view.candidates.iter().map(|one| one.label.as_str());
    labels.collect()
}

#[tokio::test]
async fn a_user_is_found_by_login_email_name_or_id_whatever_the_status() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let dirk = found(&story, &id, Suggested::User, "dirk.dep", &[]).await;
    assert_eq!(labels(&dirk), ["Dirk Deprovisioned"]);
    let dirk = &dirk.candidates[0];
    assert_eq!(dirk.status.as_deref(), Some("DEPROVISIONED"));
    assert!(dirk.value.starts_with("00u"), "{dirk:?}");
    for typed in ["Deprov", "dirk DEPROV", &dirk.value, "dirk.deprovisioned@"] {
        let again = found(&story, &id, Suggested::User, typed, &[]).await;
        assert_eq!(again.candidates.first(), Some(dirk), "{typed}");
    }
    let odd = found(&story, &id, Suggested::User, r#"x" or status pr \"#, &[]).await;
    assert_eq!((labels(&odd), &odd.note), (vec![], &None));
    let many = found(&story, &id, Suggested::User, "sa", &[]).await;
    assert!(many.candidates.len() <= 10, "a handful");
}

#[tokio::test]
async fn what_an_org_has_few_of_is_listed_before_anything_is_typed() {
    let story = Story::begin().await;
    let okta = story.connect("okta", "Okta").await.row.id;
    let groups = found(&story, &okta, Suggested::Group, "administrators", &[]).await;
    assert_eq!(labels(&groups), ["Okta Administrators"]);
    let devices = story.connect("okta_devices", "Devices").await.row.id;
    let some = found(&story, &devices, Suggested::Device, "", &[]).await;
    assert_eq!(some.candidates.len(), 10);
    assert!(some.candidates.iter().all(|one| one.status.is_some()));

    let mut form = story.form("okta_realms", "Realms");
    form.scopes.push("okta.realmAssignments.read".to_owned());
    let review = story.sign_in(form).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    let realms = saved.unwrap().row.id;
    let all = found(&story, &realms, Suggested::Realm, "", &[]).await;
    assert!(labels(&all).contains(&"Empty Realm"), "{all:?}");
    let one = found(&story, &realms, Suggested::Realm, "mpty", &[]).await;
    assert_eq!(labels(&one), ["Empty Realm"]);
    let all = found(&story, &realms, Suggested::RealmAssignment, "", &[]).await;
    let first = labels(&all)[0].to_owned();
    let one = found(&story, &realms, Suggested::RealmAssignment, &first, &[]).await;
    assert_eq!(labels(&one)[0], first);
    let none = found(&story, &realms, Suggested::RealmAssignment, "no such", &[]).await;
    assert!(none.candidates.is_empty());
}

#[tokio::test]
async fn what_a_team_has_is_found_within_what_is_filled_in_already() {
    let story = Story::begin().await;
    let id = story.connect("okta_privileged_access", "OPA").await.row.id;
    for (of, typed, label) in [
        (Suggested::TeamUser, "person.02", "Björn Grünwald"),
        (Suggested::ServiceUser, "backup", "svc-backup"),
        (Suggested::TeamGroup, "déléguÉs", "délégués-aarhus"),
        (Suggested::SecurityPolicy, "glass", "Break glass"),
        (Suggested::SudoBundle, "web", "restart-web"),
        (Suggested::ResourceGroup, "büro", "Büro & Labor"),
    ] {
        let view = found(&story, &id, of, typed, &[]).await;
        assert_eq!(labels(&view), [label], "{typed}: {view:?}");
    }
    let first = found(&story, &id, Suggested::Project, "", &[]).await;
    assert!(first.note.unwrap().contains("resource group first"));

    let groups = found(&story, &id, Suggested::ResourceGroup, "production", &[]).await;
    let group = (Suggested::ResourceGroup, &*groups.candidates[0].value);
    let projects = found(&story, &id, Suggested::Project, "", &[group]).await;
    assert_eq!(labels(&projects), ["linux-fleet", "databases"]);

    let folders = found(&story, &id, Suggested::SecretFolder, "", &[]).await;
    assert_eq!(folders.candidates.len(), 3);
    let project = (Suggested::Project, &*projects.candidates[0].value);
    let within = [group, project];
    let folders = found(&story, &id, Suggested::SecretFolder, "", &within).await;
    assert_eq!(labels(&folders), ["Databases"]);
    let secrets = found(&story, &id, Suggested::VaultSecret, "login", &within).await;
    assert_eq!(labels(&secrets), ["practice-login"], "of this project only");
    assert!(secrets.candidates[0].detail.contains("Databases"));
}

#[tokio::test]
async fn a_scope_that_was_not_granted_is_named_and_nothing_is_asked() {
    let story = Story::begin().await;
    let mut form = story.form("okta", "Groups only");
    form.scopes = ["openid", "offline_access", "okta.groups.read"]
        .map(str::to_owned)
        .to_vec();
    let review = story.sign_in(form).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    let id = saved.unwrap().row.id;
    story.org.clear_ledger();
    let view = found(&story, &id, Suggested::User, "dana", &[]).await;
    let note = view.note.unwrap();
    assert!(note.contains("okta.users.read was not granted"), "{note}");
    let short = found(&story, &id, Suggested::Group, "", &[]).await;
    assert_eq!((labels(&short), &short.note), (vec![], &None));
    let strange = found(&story, &id, Suggested::Project, "x", &[]).await;
    assert!(strange.candidates.is_empty());
    assert!(story.org.ledger().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn a_role_that_is_lacking_is_named_in_a_note() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.set_admin_role(SERVICE_ACCOUNT, None);
    let view = found(&story, &id, Suggested::User, "dana", &[]).await;
    assert!(view.candidates.is_empty());
    assert!(view.note.unwrap().contains("not permitted"));
}

#[tokio::test]
async fn a_used_up_rate_limit_is_met_with_silence_until_it_is_over() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.clear_ledger();
    let busy = r#"{"errorCode":"E0000047","errorSummary":"Busy."}"#;
    story
        .org
        .fail_next(FaultSpec::answer("/api/v1/users", 429, busy));
    let view = found(&story, &id, Suggested::User, "dana", &[]).await;
    assert!(view.note.unwrap().contains("rate limit"));
    for _ in 0..3 {
        let view = found(&story, &id, Suggested::User, "dana", &[]).await;
        assert!(view.note.unwrap().contains("No suggestions before"));
    }
    assert_eq!(story.org.requests("/api/v1/users").len(), 1);
    story.later(jiff::SignedDuration::from_secs(91));
    let view = found(&story, &id, Suggested::User, "dana", &[]).await;
    assert_eq!(labels(&view), ["Dana Admin"]);
}

#[tokio::test]
async fn no_answer_at_all_is_a_note_and_is_not_asked_for_again() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.clear_ledger();
    for fault in [
        FaultSpec::lost_answer("/api/v1/users"),
        FaultSpec::answer("/api/v1/users", 401, ""),
        FaultSpec::answer("/api/v1/users", 200, "<html>"),
    ] {
        story.org.fail_next(fault);
        let view = found(&story, &id, Suggested::User, "dana", &[]).await;
        assert!(view.candidates.is_empty());
    }
    let sent = story.org.requests("/api/v1/users");
    assert_eq!(sent.len(), 3, "once each: {sent:?}");
    assert!(sent.iter().all(|line| line.starts_with("GET")));
}

#[tokio::test]
async fn open_sessions_are_known_without_asking_and_lead_through_their_own_connection() {
    let story = Story::begin().await;
    let page = story.connect("okta", "Page").await.row.id;
    let none = found(&story, &page, Suggested::Session, "", &[]).await;
    assert!(none.note.unwrap().contains("Connect opens one"));

    let mut form = story.form("okta", "Blind");
    form.scopes = ["openid", "offline_access", "okta.groups.read"]
        .map(str::to_owned)
        .to_vec();
    let review = story.sign_in(form).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    let blind = saved.unwrap().row.id;
    for (connection, name, kind) in [
        (&blind, "Blind one", "local"),
        (&page, "Handed", "variable"),
    ] {
        let domain = story.org_url();
        let inputs = [
            ("domain", domain.as_str()),
            ("connection", connection),
            ("okta_session", kind),
            ("session", name),
        ];
        done(&story, &page, "connect", &inputs).await;
    }
    story.org.clear_ledger();
    let open = found(&story, &page, Suggested::Session, "", &[]).await;
    let values: Vec<_> = open
        .candidates
        .iter()
        .map(|one| one.value.as_str())
        .collect();
    assert_eq!(values, ["Blind one", "{Handed}"]);
    assert!(open.candidates[0].detail.contains("Blind"), "{open:?}");
    assert!(story.org.ledger().is_empty(), "nothing was sent");

    let blind = [(Suggested::Session, "Blind one")];
    let view = found(&story, &page, Suggested::User, "dana", &blind).await;
    assert!(view.note.unwrap().contains("was not granted"));
    let handed = [(Suggested::Session, "{Handed}")];
    let view = found(&story, &page, Suggested::User, "dana", &handed).await;
    assert_eq!(labels(&view), ["Dana Admin"]);
}
