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
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/gen/schemas/acl-manifests.json"
    );
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
    assert!(
        all().len() > main.len() + confirmation.len(),
        "plugins have commands too"
    );

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

#[test]
fn no_scheme_is_registered_no_file_is_served_and_no_plugin_reaches_files_shells_or_the_network() {
    let read = |path: &str| {
        let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
        fs::read_to_string(path).unwrap()
    };
    let configuration: serde_json::Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
    let security = &configuration["app"]["security"];
    assert_eq!(
        security["assetProtocol"],
        serde_json::json!({ "enable": false })
    );
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["dangerousDisableAssetCspModification"], false);
    assert_eq!(configuration["app"]["withGlobalTauri"], false);
    // Deep links and file types are registered by these; there is no plugin that is told anything.
    assert!(configuration.get("plugins").is_none());
    assert!(configuration["bundle"].get("fileAssociations").is_none());
    let policy = security["csp"].as_str().unwrap();
    for directive in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "worker-src 'none'",
        "frame-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(
            policy.split("; ").any(|one| one == directive),
            "{directive}"
        );
    }
    assert!(
        !policy.contains("unsafe") && !policy.contains('*'),
        "{policy}"
    );

    let manifest = read("Cargo.toml");
    let plugins: Vec<_> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("tauri-plugin-")?.split(' ').next())
        .collect();
    assert_eq!(plugins, ["single-instance", "dialog", "window-state"]);
    assert!(
        manifest.contains("\ntauri = { version = \"=2.12.5\", features = [\"custom-protocol\"] }")
    );
    assert!(!manifest.contains("devtools"));
}
