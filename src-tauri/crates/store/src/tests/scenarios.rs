//! Scenario files: what is there is read, what leads elsewhere is not.

use std::fs;

use super::fixture::fresh;

#[tokio::test]
async fn a_file_is_written_whole_read_back_and_removed() {
    let (store, folder) = fresh().await;
    assert_eq!(store.scenario_files(100).unwrap(), []);
    store.put_scenario("a-1", "one").unwrap();
    store.put_scenario("a-1", "two").unwrap();
    let files = store.scenario_files(100).unwrap();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(
        (files[0].id.as_str(), files[0].text.as_deref()),
        ("a-1", Ok("two"))
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = folder.path().join("scenarios").join("a-1.toml");
        assert_eq!(
            fs::metadata(path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    assert!(store.remove_scenario("a-1").unwrap());
    assert!(!store.remove_scenario("a-1").unwrap());
    assert_eq!(
        fs::read_dir(folder.path().join("scenarios"))
            .unwrap()
            .count(),
        0
    );
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_is_refused() {
    let (store, folder) = fresh().await;
    for away in ["", ".", "..", "../x", "a/b", "a\\b", "a.b", "a\0"] {
        assert!(store.put_scenario(away, "x").is_err(), "{away}");
        assert!(store.remove_scenario(away).is_err(), "{away}");
    }
    assert!(!folder.path().join("x.toml").exists());
}

#[tokio::test]
async fn what_is_huge_no_text_a_link_or_a_folder_harms_nobody() {
    let (store, folder) = fresh().await;
    let scenarios = folder.path().join("scenarios");
    store.put_scenario("good", "x").unwrap();
    fs::write(scenarios.join("huge.toml"), "x".repeat(101)).unwrap();
    fs::write(scenarios.join("raw.toml"), [0xff, 0xfe]).unwrap();
    fs::write(scenarios.join("other.txt"), "x").unwrap();
    fs::create_dir(scenarios.join("dir.toml")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        folder.path().join("connections.db"),
        scenarios.join("link.toml"),
    )
    .unwrap();
    let files = store.scenario_files(100).unwrap();
    let read: Vec<_> = files
        .iter()
        .map(|file| (file.id.as_str(), file.text.is_ok()))
        .collect();
    assert_eq!(read, [("good", true), ("huge", false), ("raw", false)]);
}
