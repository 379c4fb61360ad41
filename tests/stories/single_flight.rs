//! As `cargo xtask trust --only single-flight` proves it, in a thousand schedules.

use stories::trust::single_flight::measure;

#[test]
fn in_whichever_order_callers_go_on_one_renews_for_all() {
    let mut said = Vec::new();
    let figures = measure(1_000, |line| said.push(line.to_owned()));
    assert!(
        figures.iter().all(|figure| figure.met),
        "{figures:#?} {said:#?}"
    );
}
