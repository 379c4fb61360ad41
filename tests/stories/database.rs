//! As `cargo xtask trust --only database` proves it, in short and without the kills.

use stories::trust::database::measure;

#[tokio::test]
async fn earlier_newer_damaged_and_put_back_databases_lose_nothing_and_say_nothing_wrong() {
    let mut said = Vec::new();
    let figures = measure(90, 4, false, |line| said.push(line.to_owned())).await;
    assert!(
        figures.iter().all(|figure| figure.met),
        "{figures:#?} {said:#?}"
    );
}
