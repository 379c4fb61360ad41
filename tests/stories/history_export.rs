//! The History as a file.

use connections::views::{ExportFormat, RunFilter};
use serde_json::Value;
use stories::story::{DANA, Story};

use crate::run_action::done;

async fn with_runs() -> Story {
    let story = Story::begin().await;
    let id = story.connect("okta", "=HYPERLINK(\"x\")").await.row.id;
    done(&story, &id, "lookup_user", &[("user", DANA)]).await;
    story
        .run(&id, "read_group", &[("group", "00gNowhere")])
        .await;
    done(&story, &id, "find_users", &[("query", "dana")]).await;
    story
}

#[tokio::test]
async fn each_line_of_the_json_is_one_run_with_all_that_is_kept_of_it() {
    let story = with_runs().await;
    let file = story.folder().join("history.ndjson");
    story.person.picks(Some(&file));
    let done_only = RunFilter {
        outcome: Some("done".into()),
        ..RunFilter::default()
    };
    let exported = story
        .console
        .export_runs(done_only, ExportFormat::Ndjson)
        .await;
    let exported = exported.unwrap().unwrap();
    assert_eq!(
        (exported.runs, exported.file),
        (2, file.display().to_string())
    );

    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["run"]["action"], "find_users");
    assert_eq!(lines[1]["inputs"]["user"], DANA);
    assert_eq!(lines[1]["body"]["profile"]["login"], DANA);
    assert!(
        lines[1]["requests"][0]["url"]
            .as_str()
            .unwrap()
            .contains("/api/v1/users")
    );
}

#[tokio::test]
async fn no_cell_of_the_table_is_a_formula() {
    let story = with_runs().await;
    let file = story.folder().join("history.csv");
    story.person.picks(Some(&file));
    let exported = story
        .console
        .export_runs(RunFilter::default(), ExportFormat::Csv)
        .await;
    assert_eq!(exported.unwrap().unwrap().runs, 3);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.starts_with("began_at,duration_ms,connection,"),
        "{text}"
    );
    assert!(text.contains(",\"'=HYPERLINK(\"\"x\"\")\","), "{text}");
    assert!(!text.contains(",=") && !text.contains(",\"="), "{text}");
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_named_and_nothing_is_left_behind() {
    let story = with_runs().await;
    story.person.picks(None);
    let export = |filter| story.console.export_runs(filter, ExportFormat::Csv);
    assert_eq!(export(RunFilter::default()).await.unwrap(), None);

    let folder = story.folder().join("not there");
    story.person.picks(Some(&folder.join("history.csv")));
    let failure = export(RunFilter::default()).await.unwrap_err();
    assert!(failure.what.contains("was not exported") && failure.why.contains("not there"));

    // A folder of that name is in the way: what was written beside it is taken away again.
    std::fs::create_dir_all(folder.join("history.csv/full")).unwrap();
    export(RunFilter::default()).await.unwrap_err();
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}
