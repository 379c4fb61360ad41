//! Workflows exports: what the flows in a file need, and which connections here would serve.

use std::path::PathBuf;

use connections::views::{CardKnown, ExportCard, ExportConnector, ExportView, Serves};
use stories::story::Story;

const JOINERS: &str =
    include_str!("../../src-tauri/crates/workflows_export/samples/joiners.folder");
const LEAVER: &str = include_str!("../../src-tauri/crates/workflows_export/samples/leaver.flow");

/// Puts a file where the person finds it, and lets her pick it.
fn lays_out(story: &Story, name: &str, bytes: &[u8]) -> PathBuf {
    let file = story.folder().join(name);
    std::fs::write(&file, bytes).unwrap();
    story.person.picks(Some(&file));
    file
}

fn of<'a>(export: &'a ExportView, connector: &str) -> &'a ExportConnector {
    let found = export.connectors.iter();
    let mut found = found.filter(|one| one.connector == connector);
    found.next().expect("the export uses it")
}

fn card<'a>(export: &'a ExportView, address: &str) -> &'a ExportCard {
    let cards = export.connectors.iter().flat_map(|one| &one.cards);
    let mut cards = cards.filter(|card| card.address == address);
    cards.next().unwrap_or_else(|| panic!("no {address}"))
}

#[tokio::test]
async fn a_folder_that_is_picked_tells_its_cards_their_flows_and_their_scopes() {
    let story = Story::begin().await;
    lays_out(&story, "joiners.folder", JOINERS.as_bytes());
    let export = story.console.pick_export().await.unwrap().unwrap();

    assert_eq!(export.name, "joiners.folder");
    assert_eq!(
        (export.flows, export.okta_cards, export.other_cards),
        (4, 11, 2)
    );
    let read = card(&export, "okta:readUser");
    assert_eq!(read.flows, ["Report on joiners", "Welcome a joiner"]);
    assert_eq!(read.scopes, ["okta.users.read"]);
    assert_eq!(read.known, CardKnown::Derived);
    assert_eq!(
        card(&export, "okta:addNewUserToGroup").known,
        CardKnown::Listed
    );
    let event = card(&export, "okta:userCreated");
    assert_eq!(
        event.scopes,
        ["okta.eventHooks.manage"],
        "as Okta's page says of all events"
    );
    assert_eq!(
        of(&export, "okta").scopes,
        [
            "okta.eventHooks.manage",
            "okta.groups.manage",
            "okta.logs.read",
            "okta.users.read"
        ]
    );
    // One by the name that Okta's page lists, one by its key; the wider scope does for both.
    assert_eq!(
        of(&export, "okta_realms").scopes,
        ["okta.realms.read", "okta.users.manage"]
    );
}

#[tokio::test]
async fn what_nobody_can_say_is_said_and_never_guessed() {
    let story = Story::begin().await;
    let export = story
        .console
        .read_export("joiners.folder", JOINERS.into())
        .await
        .unwrap();
    let unknown = card(&export, "okta:mapProfileSourceAttributes");
    assert_eq!(
        (unknown.known, unknown.scopes.len()),
        (CardKnown::Unknown, 0)
    );
    let typed = card(&export, "okta:hTTPRequest");
    assert_eq!((typed.known, typed.scopes.len()), (CardKnown::Endpoint, 0));
    assert_eq!(typed.requests, ["GET /api/v1/users/me/factors"]);
    assert_eq!(of(&export, "okta").uncounted, 2);
    let opa = card(&export, "oktaprivilegedaccess:customApiAction_KC4ijKL5WC");
    assert_eq!(opa.known, CardKnown::Roles);
    assert_eq!(opa.requests, ["POST /groups/joiners/users"]);
}

#[tokio::test]
async fn connections_that_serve_are_told_from_those_that_lack_something() {
    let story = Story::begin().await;
    let whole = story.connect("okta", "Whole").await;
    let mut form = story.form("okta", "Reads only");
    form.scopes = vec!["openid".into(), "okta.users.read".into()];
    let review = story.sign_in(form).await.unwrap();
    let reads = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    story.connect("okta_privileged_access", "Servers").await;

    assert!(story.console.export_again().await.unwrap().is_none());
    let export = story
        .console
        .read_export("joiners.folder", JOINERS.into())
        .await
        .unwrap();
    let told: Vec<_> = of(&export, "okta")
        .connections
        .iter()
        .map(|one| (one.row.nickname.as_str(), one.serves, one.lacks.len()))
        .collect();
    assert_eq!(
        told,
        [("Whole", Serves::Yes, 0), ("Reads only", Serves::Lacks, 3)]
    );
    assert!(of(&export, "okta_realms").connections.is_empty());
    let opa = &of(&export, "okta_privileged_access").connections[0];
    assert_eq!((opa.serves, opa.lacks.len()), (Serves::Roles, 0));

    // What it lacks is added, and then it serves.
    let lacks = of(&export, "okta").connections[1].lacks.clone();
    let mut request = story.same_again(&reads.row.id);
    let asked = ["openid".to_owned(), "okta.users.read".to_owned()];
    request.scopes = Some(asked.into_iter().chain(lacks).collect());
    let step = story.console.begin_reauthorize(request).await.unwrap();
    let review = story.finish(step).await.unwrap();
    story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    let export = story.console.export_again().await.unwrap().unwrap();
    let serving = of(&export, "okta").connections.iter();
    assert!(
        serving
            .map(|one| one.serves)
            .all(|serves| serves == Serves::Yes)
    );
    let ids: Vec<&str> = of(&export, "okta")
        .connections
        .iter()
        .map(|one| one.row.id.as_str())
        .collect();
    assert!(ids.contains(&whole.row.id.as_str()));
}

#[tokio::test]
async fn what_is_dropped_is_read_as_what_is_picked_and_names_no_folder() {
    let story = Story::begin().await;
    lays_out(&story, "leaver.flow", LEAVER.as_bytes());
    let picked = story.console.pick_export().await.unwrap().unwrap();
    let dropped = story
        .console
        .read_export("C:\\Users\\dana\\leaver.flow", LEAVER.into())
        .await
        .unwrap();
    assert_eq!(dropped.name, "leaver.flow");
    assert_eq!(
        serde_json::to_value(&picked).unwrap(),
        serde_json::to_value(&dropped).unwrap()
    );
    assert_eq!(picked.connectors[0].scopes, ["okta.users.manage"]);
}

#[tokio::test]
async fn picking_nothing_reads_nothing() {
    let story = Story::begin().await;
    story.person.picks(None);
    assert!(story.console.pick_export().await.unwrap().is_none());
}

#[tokio::test]
async fn a_hostile_file_gets_its_reason_and_does_no_harm() {
    let story = Story::begin().await;
    let bomb = "[".repeat(2_000_000);
    for (name, bytes, why) in [
        ("empty.flow", &b""[..], "empty"),
        ("photo.flopack", b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        ("packed.folder", b"PK\x03\x04\x14\x00\x08\x00", "an archive"),
        ("notes.flow", b"Dear all,", "line 1, column 1"),
        ("cut.flow", &LEAVER.as_bytes()[..1000], "cut off"),
        ("deep.flopack", bomb.as_bytes(), "nested"),
        ("other.folder", b"{\"type\":\"table\"}", "flopack"),
    ] {
        lays_out(&story, name, bytes);
        let failure = story.console.pick_export().await.unwrap_err();
        assert_eq!(failure.what, format!("“{name}” was not read."));
        assert!(failure.why.contains(why), "{name}: {}", failure.why);
    }
    // The next good one is read.
    lays_out(&story, "leaver.flow", LEAVER.as_bytes());
    assert!(story.console.pick_export().await.unwrap().is_some());
}

#[tokio::test]
async fn a_file_that_is_too_large_or_gone_is_not_taken_into_memory() {
    let story = Story::begin().await;
    let file = lays_out(&story, "huge.folder", b"{");
    let opened = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
    // A hole of 64 GB: whoever took it all in would not come back.
    opened.set_len(64 << 30).unwrap();
    let failure = story.console.pick_export().await.unwrap_err();
    assert!(failure.why.contains("larger than 32 MB"), "{}", failure.why);

    std::fs::remove_file(&file).unwrap();
    let failure = story.console.pick_export().await.unwrap_err();
    assert_eq!(failure.what, "“huge.folder” could not be opened.");
}
