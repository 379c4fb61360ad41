//! Scenarios: what is written is read back as the same, whatever stands in its texts.

use std::collections::BTreeMap;

use proptest::prelude::*;
use scenario::{Deed, Expectation, Input, InputKind, Scenario, SessionKind, Source, Step};

use super::{check, config};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,20}",
        any::<String>(),
        "[\"'\\\\\n\r\t{}\u{7f}\u{0}a]{1,8}"
    ]
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![9 => "[a-z][a-z0-9_]{0,6}", 1 => "[ -~]{0,4}"]
}

fn input() -> impl Strategy<Value = Input> {
    let kind = prop::sample::select(
        &[
            InputKind::Text,
            InputKind::Secret,
            InputKind::Boolean,
            InputKind::Integer,
            InputKind::Session,
        ][..],
    );
    (
        id(),
        text(),
        kind,
        any::<bool>(),
        prop::option::of(text()),
        prop::option::of(text()),
    )
        .prop_map(|(id, label, kind, required, default, help)| Input {
            id,
            label,
            kind,
            connector: None,
            required,
            default: default.filter(|_| kind == InputKind::Text),
            help,
        })
}

fn expectation() -> impl Strategy<Value = Expectation> {
    let value = || text().prop_map(Source::Text);
    prop_oneof![
        (100..600_u16).prop_map(Expectation::Status),
        (id(), value()).prop_map(|(field, value)| Expectation::Equals { field, value }),
        (id(), value()).prop_map(|(field, value)| Expectation::Contains { field, value }),
        id().prop_map(|field| Expectation::Exists { field }),
    ]
}

/// A step through the session that the first one opens.
fn step() -> impl Strategy<Value = Step> {
    let inputs = prop::collection::btree_map(id(), text().prop_map(Source::Text), 0..3);
    let expect = prop::collection::vec(expectation(), 0..3);
    (id(), id(), id(), inputs, expect, any::<bool>()).prop_map(
        |(id, connector, action, inputs, expect, always)| Step {
            id,
            deed: Deed::Action {
                connector,
                action,
                session: "Default".to_owned(),
            },
            inputs,
            expect,
            always,
            undoes: None,
        },
    )
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let connect = Step {
        id: "connect".to_owned(),
        deed: Deed::Connect {
            session: "Default".to_owned(),
            kind: SessionKind::Local,
        },
        inputs: BTreeMap::from([("connection".to_owned(), Source::Text("Acme".to_owned()))]),
        expect: Vec::new(),
        always: false,
        undoes: None,
    };
    (
        text(),
        text(),
        any::<bool>(),
        prop::collection::btree_map(id(), 0..9_u32, 0..3),
        prop::collection::vec(input(), 0..3),
        prop::collection::vec(step(), 0..3),
    )
        .prop_map(
            move |(name, about, dry, catalogue, inputs, steps)| Scenario {
                name,
                about,
                dry,
                catalogue,
                inputs,
                steps: std::iter::once(connect.clone()).chain(steps).collect(),
            },
        )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_scenario_is_read_back_as_it_was_written(scenario in scenario()) {
        if scenario.check().is_ok() {
            let written = scenario.write();
            prop_assert_eq!(Scenario::read(&written), Ok(scenario), "{}", written);
        }
    }

    #[test]
    fn a_scenario_with_a_slip_in_it_is_refused_or_read_back_as_itself(
        scenario in scenario(), at in any::<prop::sample::Index>(), slip in "[ -~\n]{0,3}",
    ) {
        let mut written = scenario.write();
        let at = written.floor_char_boundary(at.index(written.len()));
        written.insert_str(at, &slip);
        check("import")(written.as_bytes());
    }
}
