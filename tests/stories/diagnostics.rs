//! *Diagnostics*: what the console runs on, and a report that names nobody.

use connections::Machine;
use connections::views::VerdictView;
use stories::story::Story;

fn machine(story: &Story) -> Machine {
    Machine {
        system: "Debian GNU/Linux 12".into(),
        web_view: "WebKitGTK 2.44".into(),
        home: story.folder().parent().map(Into::into),
    }
}

#[tokio::test]
async fn the_page_tells_what_a_ticket_asks_for() {
    let story = Story::begin().await;
    story.connect("okta", "Prod").await;
    let view = story
        .console
        .diagnostics(machine(&story), false)
        .await
        .unwrap();
    let facts: Vec<&(String, String)> = view.groups.iter().flat_map(|group| &group.facts).collect();
    let of = |label: &str| {
        let fact = facts.iter().find(|(name, _)| name == label);
        fact.unwrap_or_else(|| panic!("no {label}")).1.clone()
    };
    assert_eq!(of("System"), "Debian GNU/Linux 12");
    assert_eq!(of("Web view"), "WebKitGTK 2.44");
    assert_eq!(of("Connections"), "1");
    assert!(of("Data folder").starts_with("~/"), "{}", of("Data folder"));
    assert!(of("Database").ends_with(" MB") && of("Database") != "0.0 MB");
    assert_eq!(of("Certificate checks"), "Always on");
    assert!(!of("Secrets").is_empty());
}

#[tokio::test]
async fn each_host_is_told_once_and_contacted_only_when_asked() {
    let story = Story::begin().await;
    story.connect("okta", "One").await;
    story.connect("okta", "Two").await;
    story.org.clear_ledger();
    let view = story
        .console
        .diagnostics(machine(&story), false)
        .await
        .unwrap();
    assert_eq!(view.orgs.len(), 1);
    assert!(story.org.requests("/").is_empty());

    let view = story
        .console
        .diagnostics(machine(&story), true)
        .await
        .unwrap();
    assert_eq!(story.org.requests("/").len(), 1);
    let lines = &view.orgs[0].lines;
    assert_eq!(lines.len(), 3, "clock, proxy, certificate authority");
    assert!(
        lines.iter().all(|line| line.verdict == VerdictView::Pass),
        "{lines:?}"
    );
}

#[tokio::test]
async fn the_report_names_no_org_no_person_and_no_folder_of_hers() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Prod of Acme").await;
    let view = story
        .console
        .diagnostics(machine(&story), true)
        .await
        .unwrap();
    let home = story.folder().parent().unwrap().display().to_string();
    for named in [
        details.row.address.as_str(),
        "Prod of Acme",
        stories::story::SERVICE_ACCOUNT,
        details.client_id.as_str(),
        &home,
    ] {
        assert!(!view.text.contains(named), "{named}: {}", view.text);
    }
    assert!(view.text.contains("Way to org 1"), "{}", view.text);
}
