//! Which window may call which command, as Tauri has resolved it from the capabilities.

use std::collections::BTreeSet;
use std::fs;

use tauri::Context;
use tauri::ipc::Origin;
use tauri::test::MockRuntime;

macro_rules! names {
    ($($name:ident),+ $(,)?) => { BTreeSet::from([$(stringify!($name).to_owned()),+]) };
}

/// Every command that there is: ours, and those of Tauri and its plugins.
fn all() -> BTreeSet<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/gen/schemas/acl-manifests.json");
    let manifests: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut all = BTreeSet::new();
    for (manifest, content) in manifests.as_object().unwrap() {
        for permission in content["permissions"].as_object().unwrap().values() {
            for command in permission["commands"]["allow"].as_array().unwrap() {
                let command = command.as_str().unwrap();
                all.insert(match manifest.strip_prefix("core:").unwrap_or(manifest) {
                    "__app-acl__" => command.to_owned(),
                    plugin => format!("plugin:{plugin}|{command}"),
                });
            }
        }
    }
    all
}

fn permitted(window: &str, origin: &Origin) -> BTreeSet<String> {
    let mut context: Context<MockRuntime> = tauri::generate_context!();
    let authority = context.runtime_authority_mut();
    let resolved = |command: &String| {
        authority
            .resolve_access(command, window, window, origin)
            .is_some()
    };
    all().into_iter().filter(resolved).collect()
}

#[test]
fn each_window_may_call_exactly_its_own_commands_and_nobody_from_elsewhere_any() {
    let mut main: BTreeSet<String> = crate::command_list::every_command!(names);
    main.extend(["plugin:event|listen", "plugin:event|unlisten"].map(str::to_owned));
    let confirmation: BTreeSet<String> = crate::command_list::every_confirmation_command!(names);
    assert!(all().len() > main.len() + confirmation.len(), "plugins have commands too");

    assert_eq!(permitted("main", &Origin::Local), main);
    for raised in ["confirmation-0", "confirmation-4294967295"] {
        assert_eq!(permitted(raised, &Origin::Local), confirmation);
    }
    for other in ["", "Main", "main2", "confirmation", "splash"] {
        assert_eq!(permitted(other, &Origin::Local), BTreeSet::new(), "{other}");
    }
    for elsewhere in [
        "https://acme.okta.com/",
        "http://127.0.0.1:7100/",
        "http://tauri.localhost/",
        "tauri://localhost/",
        "tauri://localhost.evil.example/",
        "data:text/html,x",
        "about:blank",
    ] {
        let origin = Origin::Remote {
            url: elsewhere.parse().unwrap(),
        };
        for window in ["main", "confirmation-0"] {
            assert_eq!(permitted(window, &origin), BTreeSet::new(), "{elsewhere}");
        }
    }
}
