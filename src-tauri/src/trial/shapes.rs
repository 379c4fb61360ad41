//! What each command takes, read from the commands themselves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::types::{self, Shape};

/// By name, what is given to it: name as it is sent, and shape.
pub(super) fn commands() -> BTreeMap<String, Vec<(String, Shape)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut commands = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            read(&fs::read_to_string(path).unwrap(), &mut commands);
        }
    }
    commands
}

fn read(source: &str, commands: &mut BTreeMap<String, Vec<(String, Shape)>>) {
    for part in source.split("\n#[tauri::command]\n").skip(1) {
        let (_, rest) = part
            .split_once("async fn ")
            .expect("a command is a function");
        let (head, rest) = rest.split_once('(').expect("it takes something");
        let name = head.split('<').next().unwrap_or(head);
        let (given, _) = rest.split_once(") -> ").expect("it answers");
        let given = given
            .split([',', '\n'])
            .map(str::trim)
            .filter_map(|one| one.split_once(": "))
            .filter(|(_, kind)| !is_brought(kind))
            .map(|(name, kind)| (camel(name), of(kind)))
            .collect();
        commands.insert(name.to_owned(), given);
    }
}

/// Whether Tauri brings it, and no page.
fn is_brought(kind: &str) -> bool {
    ["Desks", "State", "Told", "AppHandle", "WebviewWindow"]
        .iter()
        .any(|brought| kind.starts_with(brought))
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1);
        name + &initial.to_uppercase() + rest
    })
}

fn of(kind: &str) -> Shape {
    let inside = |outer: &str| kind.strip_prefix(outer)?.strip_suffix('>');
    if let Some(one) = inside("Option<") {
        return Shape::OneOf(vec![of(one), Shape::Null]);
    }
    if let Some(one) = inside("Vec<") {
        return Shape::List(Box::new(of(one)));
    }
    match kind {
        "String" | "SecretString" => Shape::Text,
        "bool" => Shape::Truth,
        "u32" => Shape::Number,
        // The source is split at commas.
        "BTreeMap<String" => Shape::Map(Box::new(Shape::Text)),
        named => types::named(named),
    }
}

#[test]
fn every_command_of_the_list_is_read_with_what_it_takes() {
    macro_rules! names {
        ($($name:ident),+ $(,)?) => { vec![$(stringify!($name)),+] };
    }
    let commands = commands();
    let listed = [
        crate::command_list::every_command!(names),
        crate::command_list::every_confirmation_command!(names),
    ]
    .concat();
    let mut listed: Vec<String> = listed.into_iter().map(str::to_owned).collect();
    listed.sort();
    assert_eq!(commands.keys().cloned().collect::<Vec<_>>(), listed);
    assert_eq!(commands["console"], []);
    let [(name, Shape::Text), (flag, Shape::Truth)] = &commands["save_connection"][..] else {
        panic!("{:?}", commands["save_connection"]);
    };
    assert_eq!(
        (name.as_str(), flag.as_str()),
        ("attempt", "acceptOtherUser")
    );
    let [(_, Shape::Object(members))] = &commands["run_action"][..] else {
        panic!("{:?}", commands["run_action"]);
    };
    assert_eq!(members[0], ("connection".to_owned(), Shape::Text));
    assert_eq!(members[2].1, Shape::Map(Box::new(Shape::Text)));
}
