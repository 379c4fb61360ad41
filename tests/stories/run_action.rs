//! One action, run by hand, where Okta's API is a trap: what is lost, what is matched, what is said.

use connections::views::RunView;
use stories::story::{DANA, Story};

pub(crate) const SVEN: &str = "sven.suspended@sandbox.example";
pub(crate) const STINE: &str = "stine.staged@sandbox.example";
pub(crate) const DIRK: &str = "dirk.deprovisioned@sandbox.example";
pub(crate) const NORA: &str = "nora.norole@sandbox.example";

pub(crate) fn refused(run: &RunView) -> &str {
    run.refusal
        .as_ref()
        .map_or("none", |refusal| refusal.kind.as_str())
}

/// Runs it, and it is done.
pub(crate) async fn done(
    story: &Story,
    id: &str,
    action: &str,
    inputs: &[(&str, &str)],
) -> RunView {
    let run = story.run(id, action, inputs).await;
    assert_eq!(
        run.outcome, "done",
        "{action}: {:?}\n{}",
        run.refusal, run.body
    );
    run
}

pub(crate) fn id_of(run: &RunView) -> String {
    let body: serde_json::Value = serde_json::from_str(&run.body).unwrap();
    let one = body.get(0).unwrap_or(&body);
    one["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn who_was_created_is_said_with_the_status_that_came_of_it() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let person = [
        ("first_name", "Ada"),
        ("last_name", "O'Byrne"),
        ("login", "ada@sandbox.example"),
        ("email", "ada@sandbox.example"),
    ];
    let with = |login, more: &[(&'static str, &'static str)]| {
        let mut inputs = person.to_vec();
        inputs[2].1 = login;
        inputs.extend(more);
        inputs
    };
    for (inputs, status) in [
        (with("a1@sandbox.example", &[]), "PROVISIONED"),
        (
            with("a2@sandbox.example", &[("activate", "false")]),
            "STAGED",
        ),
        (
            with("a3@sandbox.example", &[("password", "Pr4ctice!pass")]),
            "ACTIVE",
        ),
    ] {
        let run = done(&story, &id, "create_user", &inputs).await;
        let said = format!("The user came to be {status}.");
        assert!(run.matched.contains(&said), "{:?}", run.matched);
    }
}

#[tokio::test]
async fn a_login_an_e_mail_and_an_id_are_all_taken_and_what_matched_is_shown() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let dana = id_of(&done(&story, &id, "read_user", &[("user", DANA)]).await);
    for (typed, what) in [(DANA, "login"), (&*dana, "ID")] {
        let typed = [("user", typed), ("title", "Dr")];
        let run = done(&story, &id, "update_user_profile", &typed).await;
        let said = format!("is the {what} of the user {DANA}");
        assert!(run.matched[0].contains(&said), "{:?}", run.matched);
    }
    let with_slash = [
        ("first_name", "S"),
        ("last_name", "Lash"),
        ("login", "s/lash@sandbox.example"),
        ("email", "lash@sandbox.example"),
    ];
    done(&story, &id, "create_user", &with_slash).await;
    for typed in ["s/lash@sandbox.example", "lash@sandbox.example"] {
        let found = done(&story, &id, "lookup_user", &[("user", typed)]).await;
        assert!(found.body.contains("s/lash@sandbox.example"), "{typed}");
    }
}

#[tokio::test]
async fn what_a_change_leaves_out_stays_as_it_was() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let new = [("name", "Readers"), ("description", "kept")];
    let group = id_of(&done(&story, &id, "create_group", &new).await);
    let change = [("group", &*group), ("name", "Writers")];
    let changed = done(&story, &id, "update_group", &change).await;
    assert!(changed.body.contains("kept"), "{}", changed.body);

    let id = story.connect("okta_realms", "Realms").await.row.id;
    let change = [("realm", "Partners"), ("name", "Our partners")];
    let changed = done(&story, &id, "update_realm", &change).await;
    for kept in ["PARTNER", "partner.sandbox.example"] {
        assert!(changed.body.contains(kept), "{}", changed.body);
    }
    let methods: Vec<_> = changed.requests.iter().map(|r| r.method.as_str()).collect();
    assert_eq!(methods.last(), Some(&"PUT"));
    assert!(methods.contains(&"GET"), "{methods:?}");
}

#[tokio::test]
async fn replacing_a_user_empties_what_is_not_filled_in_and_a_part_does_not() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let title = |run: &RunView| {
        let user: serde_json::Value = serde_json::from_str(&run.body).unwrap();
        user["profile"]["title"].clone()
    };
    let part = [("user", DANA), ("semantics", "partial"), ("city", "Bergen")];
    let run = done(&story, &id, "connector_update_user", &part).await;
    assert_eq!(title(&run), "Super administrator, in person");
    let whole = [
        ("user", DANA),
        ("semantics", "replace"),
        ("username", DANA),
        ("first_name", "Dana"),
        ("last_name", "Admin"),
        ("email", DANA),
    ];
    let run = done(&story, &id, "connector_update_user", &whole).await;
    assert!(title(&run).is_null(), "{}", run.body);
}

#[tokio::test]
async fn the_first_delete_only_deactivates_and_each_says_what_it_did() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    for said in ["only deactivated", "deleted, for ever"] {
        let run = done(&story, &id, "delete_user", &[("user", NORA)]).await;
        let last = run.matched.last().unwrap();
        assert!(last.contains(said), "{:?}", run.matched);
    }
    let run = story.run(&id, "read_user", &[("user", NORA)]).await;
    assert_ne!(refused(&run), "none", "nobody is left");
}

#[tokio::test]
async fn a_device_whose_state_forbids_it_is_not_asked_for_it() {
    let story = Story::begin().await;
    let id = story.connect("okta_devices", "Devices").await.row.id;
    let find = [("status", "SUSPENDED"), ("limit", "1")];
    let device = id_of(&done(&story, &id, "search_devices", &find).await);
    let device = [("device", &*device)];
    for action in ["suspend_device", "activate_device", "delete_device"] {
        story.org.clear_ledger();
        let run = story.run(&id, action, &device).await;
        assert_eq!(refused(&run), "wrongState", "{action}");
        let why = run.refusal.unwrap().explanation.why;
        assert!(
            why.contains("SUSPENDED") && why.contains("Nothing was sent"),
            "{why}"
        );
        let sent = story.org.requests("/api/v1/devices");
        assert!(sent.iter().all(|line| line.starts_with("GET")), "{sent:?}");
    }
    done(&story, &id, "unsuspend_device", &device).await;
    done(&story, &id, "deactivate_device", &device).await;
    done(&story, &id, "delete_device", &device).await;
}

#[tokio::test]
async fn an_asynchronous_deactivation_says_so_in_its_header() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let prefer = ("Prefer".to_owned(), "respond-async".to_owned());
    for (ticked, expected) in [("false", false), ("true", true)] {
        let inputs = [("user", NORA), ("asynchronous", ticked)];
        let request = Story::filled(&id, "connector_deactivate_user", &inputs);
        let calls = story.console.preview_action(request).await.unwrap();
        let own = calls.last().unwrap();
        assert_eq!(own.headers.contains(&prefer), expected);
    }
}
