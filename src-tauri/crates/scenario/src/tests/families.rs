use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::{Problem, Scenario, family};

fn running(name: &str, children: &[&str]) -> Scenario {
    let mut text = format!("name = \"{name}\"\n");
    for child in children {
        let _ = write!(
            text,
            "[[steps]]\nid = \"run_{}\"\nscenario = \"{child}\"\n",
            child.replace('-', "_")
        );
    }
    Scenario::read(&text).unwrap()
}

fn checked(root: &str, all: Vec<(&str, Scenario)>) -> Result<(), Problem> {
    let known: BTreeMap<_, _> = all
        .into_iter()
        .map(|(id, one)| (id.to_owned(), one))
        .collect();
    family(&known[root], root, &known)
}

#[test]
fn a_scenario_that_would_run_itself_is_refused_however_long_the_way_round() {
    let alone = checked("a", vec![("a", running("A", &["a"]))]).unwrap_err();
    assert!(alone.why.contains("“A” runs itself"), "{}", alone.why);
    let round = vec![
        ("a", running("A", &["b"])),
        ("b", running("B", &["c"])),
        ("c", running("C", &["b"])),
    ];
    let problem = checked("a", round).unwrap_err();
    assert!(
        problem.why.contains("“B” runs “C”, which runs “B” again"),
        "{}",
        problem.why
    );
    assert_eq!(problem.step.as_deref(), Some("run_b"));
}

#[test]
fn the_same_child_twice_is_no_round() {
    let all = vec![
        ("a", running("A", &["b", "c"])),
        ("b", running("B", &["c"])),
        ("c", running("C", &[])),
    ];
    assert_eq!(checked("a", all), Ok(()));
}

#[test]
fn neither_depth_nor_number_can_be_made_to_explode() {
    let deep: Vec<_> = ["a", "b", "c", "d", "e", "f"]
        .windows(2)
        .map(|pair| (pair[0], running(pair[0], &[pair[1]])))
        .chain([("f", running("f", &[]))])
        .collect();
    assert!(checked("a", deep).unwrap_err().why.contains("5 levels"));

    let fan = |child: &str| {
        let mut text = "name = \"Fan\"\n".to_owned();
        for nth in 0..100 {
            let _ = write!(text, "[[steps]]\nid = \"s{nth}\"\nscenario = \"{child}\"\n");
        }
        Scenario::read(&text).unwrap()
    };
    let wide = vec![
        ("a", fan("b")),
        ("b", fan("c")),
        ("c", fan("d")),
        ("d", running("D", &[])),
    ];
    assert!(checked("a", wide).unwrap_err().why.contains("500 steps"));
}

#[test]
fn a_child_that_is_not_there_and_one_of_another_version_have_their_sentences() {
    let gone = checked("a", vec![("a", running("A", &["gone"]))]).unwrap_err();
    assert!(gone.why.contains("no scenario “gone”"), "{}", gone.why);

    let of = |scenario: Scenario, version| Scenario {
        catalogue: BTreeMap::from([("okta".to_owned(), version)]),
        ..scenario
    };
    let all = vec![
        ("a", of(running("A", &["b"]), 1)),
        ("b", of(running("B", &[]), 2)),
    ];
    let why = checked("a", all).unwrap_err().why;
    assert!(
        why.contains("“A” was saved with version 1") && why.contains("version 2"),
        "{why}"
    );
}
