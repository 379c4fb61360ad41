//! As `renewal.rs` tells of a hundred, for as many as a busy scenario can be.

use stories::trust::renewal::measure;

#[tokio::test]
async fn five_hundred_at_once_renew_an_expired_token_once() {
    let mut said = Vec::new();
    let figures = measure(2, 500, 0, |line| said.push(line.to_owned())).await;
    assert!(figures.iter().all(|figure| figure.met), "{said:#?}");
}
