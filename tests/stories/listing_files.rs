//! A list that goes to a file: whole, bounded in memory, and harmless to a spreadsheet.

use std::fs;

use connections::views::{Extent, FailureCode, FileFormat, ListingState};
use serde_json::{Value, json};
use stories::story::Story;
use tempfile::TempDir;

use crate::listing::{Followed, all_users, list};
use crate::run_action::done;

#[tokio::test]
async fn a_hundred_thousand_rows_stream_to_a_file_and_the_screen_keeps_a_beginning() {
    const PEOPLE: usize = 100_000;
    let story = Story::with_people(PEOPLE).await;
    let id = story.connect("okta", "Okta").await.row.id;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("people.ndjson");
    story.person.picks(Some(&path));
    let every = [("filter", "status pr"), ("limit", "200")];
    let request = list(
        &id,
        "list_users_with_filter",
        &every,
        Extent::All,
        Some(FileFormat::Ndjson),
    );
    let file = Followed::start(&story, request).await.till_its_end().await;
    assert_eq!(
        file.view.state,
        ListingState::Done,
        "{:?}",
        file.view.answer
    );
    assert_eq!((file.view.count as usize, file.view.pages), (PEOPLE, 500));
    assert_eq!((file.rows.len(), file.view.kept), (200, 200));
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), PEOPLE);
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert!(last["profile"]["login"].is_string());
    assert_eq!(file.view.file.unwrap().bytes, text.len() as u64);

    let request = list(&id, "list_users_with_filter", &every, Extent::All, None);
    let screen = Followed::start(&story, request).await;
    let screen = screen.until(|view| view.count > 20_000).await;
    story.console.stop_listing(&screen.view.id).unwrap();
    let screen = screen.till_its_end().await;
    assert_eq!(screen.view.state, ListingState::Stopped);
    assert_eq!((screen.rows.len(), screen.view.kept), (10_000, 10_000));
    let answer = screen.view.answer.unwrap();
    assert_eq!((answer.rows.len(), answer.requests.len()), (200, 10));
}

#[tokio::test]
async fn a_spreadsheet_is_not_tricked_by_what_an_org_holds() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let formula = "=HYPERLINK(\"https://evil.dev\")";
    for (name, about) in [
        (formula, "a;=1"),
        ("Zürich, \"HQ\"", "two\nlines"),
        ("@SUM(1)", "-1"),
    ] {
        let body = json!({ "profile": { "name": name, "description": about } }).to_string();
        let typed = [
            ("request_type", "POST"),
            ("relative_url", "/api/v1/groups"),
            ("body", &body),
        ];
        done(&story, &id, "custom_api_action", &typed).await;
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("groups.csv");
    story.person.picks(Some(&path));
    let request = list(
        &id,
        "search_groups",
        &[],
        Extent::All,
        Some(FileFormat::Csv),
    );
    let groups = Followed::start(&story, request).await.till_its_end().await;
    assert_eq!(groups.view.state, ListingState::Done);

    let text = fs::read_to_string(&path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().unwrap().clone();
    assert_eq!(
        (&headers[0], &headers[1], &headers[2]),
        ("ID", "Name", "Description")
    );
    let lines: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(lines.len(), groups.view.count as usize);
    let about = |name: &str| {
        let line = lines.iter().find(|line| &line[1] == name);
        line.map(|line| line[2].to_owned())
    };
    assert_eq!(about(&format!("'{formula}")).as_deref(), Some("a;'=1"));
    assert_eq!(about("Zürich, \"HQ\"").as_deref(), Some("two\nlines"));
    assert_eq!(about("'@SUM(1)").as_deref(), Some("'-1"));
    for cell in lines.iter().flatten() {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "{cell:?}"
        );
    }
}

#[tokio::test]
async fn where_no_file_is_picked_nothing_is_sent() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.person.picks(None);
    story.org.clear_ledger();
    let refused = story
        .console
        .start_listing(all_users(&id, Some(FileFormat::Csv)))
        .await;
    assert_eq!(refused.unwrap_err().code, FailureCode::Cancelled);
    story
        .person
        .picks(Some(std::path::Path::new("/no/such/folder/list.csv")));
    let refused = story
        .console
        .start_listing(all_users(&id, Some(FileFormat::Csv)))
        .await;
    assert!(refused.unwrap_err().what.contains("cannot be written"));
    assert!(story.org.requests("/").is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn a_device_that_is_full_is_said_in_plain_words() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.person.picks(Some(std::path::Path::new("/dev/full")));
    let full = Followed::start(&story, all_users(&id, Some(FileFormat::Ndjson))).await;
    let full = full.till_its_end().await;
    assert_eq!(full.refusal(), "notWritten");
    let said = full.view.answer.unwrap().refusal.unwrap().explanation;
    assert!(said.what.contains("no room"), "{}", said.what);
}

/// On a real full disk: a file system of 128 kilobytes in a name space of its own.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_a_full_disk_the_file_is_whole_and_has_what_fitted() {
    const NAME: &str = "on_a_full_disk_the_file_is_whole_and_has_what_fitted";
    const MOUNT: &str = "mount -t tmpfs -o size=128k,mode=700 tmpfs \"$SMALL_DISK\" && exec \"$@\"";
    #[expect(
        clippy::disallowed_methods,
        reason = "how a test tells its second process"
    )]
    if let Some(disk) = std::env::var_os("SMALL_DISK") {
        return small_disk(disk.as_ref()).await;
    }
    let folder = TempDir::new().unwrap();
    let unshare = ["--user", "--map-root-user", "--mount", "sh", "-c"];
    let in_a_space_of_its_own = |script: &str| {
        let mut command = std::process::Command::new("unshare");
        command
            .args(unshare)
            .arg(script)
            .env("SMALL_DISK", folder.path());
        command
    };
    let possible = in_a_space_of_its_own("mount -t tmpfs tmpfs \"$SMALL_DISK\"").status();
    if !possible.is_ok_and(|status| status.success()) {
        println!("NOT RUN: this system lets no test mount a small file system");
        return;
    }
    let again = in_a_space_of_its_own(MOUNT)
        .arg("sh")
        .arg(std::env::current_exe().unwrap())
        .args([NAME, "--nocapture", "--test-threads=1"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout);
    let complained = String::from_utf8_lossy(&again.stderr);
    assert!(again.status.success(), "{said}{complained}");
    assert!(
        said.contains("1 passed"),
        "no test is called {NAME}: {said}"
    );
}

#[cfg(target_os = "linux")]
async fn small_disk(disk: &std::path::Path) {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    for (format, name) in [
        (FileFormat::Json, "list.json"),
        (FileFormat::Ndjson, "list.ndjson"),
    ] {
        let path = disk.join(name);
        story.person.picks(Some(&path));
        let request = ten_a_page(&id, format);
        let full = Followed::start(&story, request).await.till_its_end().await;
        assert_eq!(full.refusal(), "notWritten");
        let said = full.view.answer.unwrap().refusal.unwrap().explanation;
        assert!(
            said.what.contains(&format!("no room for more of {name}")),
            "{}",
            said.what
        );
        let file = full.view.file.unwrap();
        assert!(file.saved && file.records >= 10, "{file:?}");
        assert!(
            said.why
                .contains(&format!("The first {} records", file.records)),
            "{}",
            said.why
        );

        let text = fs::read_to_string(&path).unwrap();
        let records: Vec<Value> = match format {
            FileFormat::Json => serde_json::from_str(&text).unwrap(),
            _ => text
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect(),
        };
        assert_eq!(records.len(), file.records as usize);
        assert_eq!(
            fs::read_dir(disk).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        fs::remove_file(&path).unwrap();
    }
    // Whoever reads to the screen does not need the disk.
    let request = list(
        &id,
        "list_users_with_filter",
        &[("limit", "50")],
        Extent::All,
        None,
    );
    let screen = Followed::start(&story, request).await.till_its_end().await;
    assert_eq!(screen.view.state, ListingState::Done);
}

#[cfg(target_os = "linux")]
fn ten_a_page(connection: &str, format: FileFormat) -> connections::views::ListingRequest {
    let ten = [("limit", "10")];
    list(
        connection,
        "list_users_with_filter",
        &ten,
        Extent::All,
        Some(format),
    )
}
