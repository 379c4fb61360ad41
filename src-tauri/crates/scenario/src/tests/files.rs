use std::collections::BTreeMap;

use crate::{
    Deed, Expectation, Input, InputKind, Scenario, SessionKind, Source, Step, bundled, id_for,
    is_id,
};

#[test]
fn what_comes_with_the_program_is_written_as_it_would_be_saved() {
    for (id, text) in bundled() {
        let scenario = Scenario::read(text).unwrap_or_else(|problem| panic!("{id}: {problem:?}"));
        assert_eq!(scenario.write(), text, "{id}");
        assert_eq!(id_for(&scenario.name), id);
    }
}

#[test]
fn a_scenario_is_read_back_as_it_was_written_whatever_its_texts_hold() {
    for odd in [
        "",
        "\"",
        "'''\"\"\"",
        "a\nb\r\nc",
        "\\u0000 \t",
        "{x}",
        "日本語 🦉",
        " # no comment",
    ] {
        let text = Source::Text(odd.to_owned());
        let reference = Source::Step {
            step: "one".into(),
            output: "body".into(),
        };
        let step = |id: &str, deed: Deed, inputs: &[(&str, &Source)]| Step {
            id: id.into(),
            deed,
            inputs: inputs
                .iter()
                .map(|(id, source)| ((*id).to_owned(), (*source).clone()))
                .collect(),
            expect: Vec::new(),
            always: false,
            undoes: None,
        };
        let connect = Deed::Connect {
            session: "My \"own\" one".into(),
            kind: SessionKind::Variable,
        };
        let action = Deed::Action {
            connector: "okta".into(),
            action: "read_user".into(),
            session: "{My \"own\" one}".into(),
        };
        let written = Scenario {
            name: "It's a \"name\"".into(),
            about: "Says # and = too.".into(),
            dry: true,
            catalogue: BTreeMap::from([("okta".into(), 3)]),
            inputs: vec![Input {
                id: "asked".into(),
                label: "Asked".into(),
                kind: InputKind::Text,
                connector: None,
                required: true,
                default: Some(odd.into()),
                help: Some("Help.".into()),
            }],
            steps: vec![
                step("zero", connect, &[("connection", &text)]),
                step("one", action.clone(), &[("user", &text)]),
                Step {
                    expect: vec![
                        Expectation::Status(200),
                        Expectation::Equals {
                            field: "id".into(),
                            value: text.clone(),
                        },
                        Expectation::Contains {
                            field: "one.id".into(),
                            value: reference.clone(),
                        },
                        Expectation::Exists { field: "id".into() },
                    ],
                    always: true,
                    undoes: Some("one".into()),
                    ..step(
                        "two",
                        action,
                        &[("user", &reference), ("b", &Source::Input("asked".into()))],
                    )
                },
                step(
                    "three",
                    Deed::Scenario {
                        scenario: "other-1".into(),
                    },
                    &[],
                ),
                step(
                    "four",
                    Deed::Disconnect {
                        session: "Default".into(),
                    },
                    &[],
                ),
            ],
        };
        let text = written.write();
        assert_eq!(
            Scenario::read(&text).unwrap_or_else(|e| panic!("{e:?}\n{text}")),
            written
        );
    }
}

#[test]
fn a_person_may_write_numbers_and_truths_as_such() {
    let text = "name = \"A\"\n[[steps]]\nid = \"a\"\naction = \"okta.find_users\"\n[steps.inputs]\nlimit = 5\nactivate = false\n";
    let step = &Scenario::read(text).unwrap().steps[0];
    assert_eq!(step.inputs["limit"], Source::Text("5".into()));
    assert_eq!(step.inputs["activate"], Source::Text("false".into()));
    assert!(matches!(&step.deed, Deed::Action { session, .. } if session == "Default"));
}

#[test]
fn the_name_of_a_file_is_never_a_path_or_a_device() {
    for (name, id) in [
        ("Onboard a user", "onboard-a-user"),
        ("../../etc/passwd", "etc-passwd"),
        ("Zoë’s – 2nd try!", "zo-s-2nd-try"),
        ("日本語", "scenario"),
        ("CON", "scenario-con"),
        ("com1", "scenario-com1"),
        ("...", "scenario"),
    ] {
        assert_eq!(id_for(name), id, "{name}");
        assert!(is_id(&id_for(name)), "{name}");
    }
    assert!(is_id(&id_for(&"a b".repeat(200))));
    for away in [
        "", ".", "..", "a/b", "a\\b", "a.toml", "-a", "a-", "A", "nul", "lpt9", "é", "a\0",
    ] {
        assert!(!is_id(away), "{away}");
    }
}
