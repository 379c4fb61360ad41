//! A crowd at the loopback port does not keep a person from signing in.

use stories::trust::loopback::{CLASSES, measure};

#[tokio::test]
async fn amid_every_class_of_hostile_request_the_real_sign_in_succeeds_once() {
    let mut said = Vec::new();
    // Four knocks of each class before the browser comes, and more while it is there.
    let knocks = 4 * CLASSES.len() as u64;
    let figures = measure(5, knocks, |line| said.push(line.to_owned())).await;
    assert!(
        figures.iter().all(|figure| figure.met),
        "{said:#?} {figures:#?}"
    );
}
