//! The OpenID Foundation's tests of a relying party, under their own names.

use std::collections::BTreeSet;

use stories::trust::relying_party::{all, measure, mix_up};

#[tokio::test]
async fn an_issuer_that_lies_is_refused_and_no_token_is_kept() {
    let mut said = Vec::new();
    let figures = measure(|line| said.push(line.to_owned())).await;
    for line in &said {
        println!("{line}");
    }
    assert!(figures.iter().all(|figure| figure.met), "{said:#?}");
}

#[test]
fn the_plans_of_the_foundation_are_told_whole_and_what_does_not_apply_says_why() {
    let names: BTreeSet<_> = all().iter().map(|case| case.name).collect();
    // 14 of Basic, 6 of Config, of which one is Basic's too, 3 of refresh, 6 more, 14 of FAPI 2.
    assert_eq!(names.len(), 14 + 6 - 1 + 3 + 6 + 14);
    let apart: Vec<_> = all()
        .into_iter()
        .chain(mix_up())
        .filter_map(|case| case.apart)
        .collect();
    assert_eq!(apart.len(), 4);
    assert!(apart.iter().all(|why| why.len() > 40));
}
