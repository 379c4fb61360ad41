//! This computer's clock may be wrong, and may be set at any time.

use stories::trust::clocks::measure;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_is_named_where_it_matters_and_loses_nothing() {
    let mut said = Vec::new();
    let figures = measure(1, false, |line| said.push(line.to_owned())).await;
    for figure in &figures {
        println!("{figure}");
    }
    assert!(figures.iter().all(|figure| figure.met), "{said:#?}");
}
