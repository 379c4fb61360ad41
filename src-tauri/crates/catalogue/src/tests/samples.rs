//! Icons and sample answers, read from the folders themselves.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use quick_xml::events::Event;

use super::catalogue;

fn folder(connector: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("connectors").join(connector)
}

#[test]
fn every_kind_of_answer_has_a_sample_in_which_each_output_is_found() {
    for connector in catalogue().connectors() {
        for action in &connector.actions {
            let Some(kind) = action.answer.kind() else {
                continue;
            };
            let path = folder(connector.id.as_str()).join(format!("samples/{kind}.json"));
            let text = std::fs::read_to_string(&path).expect("a sample of this kind");
            let sample: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
            for output in &action.outputs {
                let found = sample.pointer(&output.at);
                assert!(
                    found.is_some(),
                    "{}: {} at {}",
                    path.display(),
                    output.id,
                    output.at
                );
            }
        }
    }
}

#[test]
fn no_sample_lies_there_unused() {
    for connector in catalogue().connectors() {
        let used = connector
            .actions
            .iter()
            .filter_map(|action| action.answer.kind());
        let used: BTreeSet<String> = used.map(|kind| format!("{kind}.json")).collect();
        let there = std::fs::read_dir(folder(connector.id.as_str()).join("samples")).unwrap();
        let there = there.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(there.collect::<BTreeSet<_>>(), used, "{}", connector.name);
    }
}

#[test]
fn every_icon_is_a_drawing_that_runs_nothing_and_fetches_nothing() {
    let drawing = ["svg", "title", "rect", "circle", "path", "g"];
    for connector in catalogue().connectors() {
        let path = folder(connector.id.as_str()).join("icon.svg");
        let text = std::fs::read_to_string(&path).expect("an icon");
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        let mut open = 0;
        loop {
            let event = reader.read_event().unwrap_or_else(|fault| {
                panic!("{}: {fault}", path.display());
            });
            let element = match event {
                Event::Eof => break,
                Event::End(_) => {
                    open -= 1;
                    continue;
                }
                Event::Start(element) => {
                    open += 1;
                    element
                }
                Event::Empty(element) => element,
                Event::Text(_) => continue,
                other => panic!("{} holds {other:?}", path.display()),
            };
            let name = element.name().as_ref().to_owned();
            assert!(
                drawing.contains(&name.as_str()),
                "{} holds a {name}",
                path.display()
            );
            for attribute in element.attributes() {
                let attribute = attribute.expect("a whole attribute");
                let key = attribute.key.as_ref().to_owned();
                let value = attribute.value.into_owned();
                assert!(
                    !key.contains("href") && !key.starts_with("on") && key != "style",
                    "{} has {key}",
                    path.display()
                );
                assert!(
                    key == "xmlns" || !(value.contains("url(") || value.contains(':')),
                    "{} points to {value}",
                    path.display()
                );
            }
        }
        assert_eq!(open, 0, "{} is not closed", path.display());
        assert!(
            text.contains("viewBox"),
            "{} cannot be scaled",
            path.display()
        );
    }
}
