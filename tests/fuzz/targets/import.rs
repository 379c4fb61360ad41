//! Files that somebody brings: what Okta Workflows exports, and scenarios.

use scenario::Scenario;

pub(super) fn check(data: &[u8]) {
    export(data);
    if let Ok(text) = str::from_utf8(data) {
        scenario(text);
    }
}

/// An export that is read has counts and names within bounds, and no name turns a line around.
fn export(data: &[u8]) {
    let export = match workflows_export::read(data) {
        Ok(export) => export,
        Err(refusal) => {
            let said = refusal.explain("a.flow");
            assert!(said.why.ends_with('.') && said.fix.ends_with('.'));
            return;
        }
    };
    let cards: usize = export.flows.iter().map(|flow| flow.cards.len()).sum();
    assert!(export.flows.len() <= 5_000 && cards <= 20_000);
    let mut names = vec![export.version.as_str()];
    names.extend(export.created.as_deref());
    for flow in &export.flows {
        assert!(!flow.name.is_empty());
        names.push(&flow.name);
        for card in &flow.cards {
            names.extend([card.module.as_str(), &card.key, &card.name]);
            if let Some(request) = &card.request {
                names.extend([request.method.as_str(), &request.path]);
                assert!(request.path.starts_with('/') && !request.path.contains(['?', '#']));
            }
        }
    }
    for name in names {
        assert!(name.chars().count() <= 121, "{name}");
        let bends = |c: char| {
            c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!name.contains(bends), "{name:?}");
    }
}

/// A scenario that is read agrees with itself, and what is written of it is read back as the same.
fn scenario(text: &str) {
    match Scenario::read(text) {
        Ok(scenario) => {
            assert_eq!(scenario.check(), Ok(()));
            let written = scenario.write();
            match Scenario::read(&written) {
                Ok(again) => assert_eq!(again, scenario),
                // What is written may be longer than what was read.
                Err(problem) => {
                    assert!(written.len() > scenario::LARGEST, "{problem:?}: {written}");
                }
            }
        }
        Err(problem) => {
            if let Some((line, column)) = problem.place {
                assert!(line >= 1 && column >= 1 && line <= text.matches('\n').count() + 1);
            }
        }
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::bytes(scenario::bundled().map(|(_, text)| text));
    seeds.extend(super::bytes([
        include_str!("../../../src-tauri/crates/workflows_export/samples/joiners.folder"),
        include_str!("../../../src-tauri/crates/workflows_export/samples/leaver.flow"),
        r#"{"type":"flopack","version":"1.5.0","data":{"flos":{"a":{"name":"A","data":{"methods":[{"address":"root:channels:http:okta:1.0.1:readUser"}]}}}}}"#,
        r#"{"type":"flopack","data":{"flos":{"a":{},"a":{}}}}"#,
        r#"{"type":"flopack","data":{"flos":{"a":{"data":{"methods":[{"address":"root:channels:http:okta:1:custom","node":{"data":{"name":"N"},"model":{"webhook":true,"metadata":{"name":"M"},"inputs":{"data":{"i":{"key":"relative_url_9K","value":{"data":"/api/v1/users?x"}},"j":{"key":"Request type","value":{"data":"GET"}},"k":{"value":{"type":"flo","data":{"methods":[]}}}}}}}}]}}}}}"#,
        "PK\u{3}\u{4}",
        "{}",
        "[]",
        "\u{feff}{\"type\":\"flopack\",\"data\":{\"flos\":{}}}",
        "name = \"A\"\n[[steps]]\nid = \"c\"\nconnect = \"Default\"\nkind = \"variable\"\n",
        "name = \"A\"\n[[inputs]]\nid = \"n\"\nlabel = \"N\"\nkind = \"integer\"\ndefault = \"1\"\nrequired = true\n",
        "name = \"A\"\n[[steps]]\nid = \"s\"\naction = \"okta.read_user\"\nexpect = [{ status = 200 }, { field = \"id\", equals = \"\\u0007\" }]\n[steps.inputs]\nuser = 7\n\"a b\" = true\n",
        "name = \"A\"\n[[steps]]\nid = \"s\"\nscenario = \"other\"\nalways = true\nundoes = \"t\"\n",
        "name = '''\na\"\"\"\\b\u{1}'''\n",
    ]));
    seeds.push(b"{\"type\":\"flopack\xff\"}".to_vec());
    seeds
}
