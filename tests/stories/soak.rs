//! Connections are renewed again and again, for hours, in one process.

use stories::trust::soak::measure;

#[tokio::test(flavor = "multi_thread")]
async fn hours_of_renewals_lose_no_connection() {
    let mut said = Vec::new();
    let figures = measure(4, 10, |line| said.push(line.to_owned())).await;
    // Memory, files and times are those of all the stories that are told beside this one.
    assert!(figures[0].met, "{said:#?}");
}
