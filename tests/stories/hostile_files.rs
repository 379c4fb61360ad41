//! Two hundred hostile files, each as a Workflows export and as a scenario: what is refused leaves
//! nothing behind, and what is taken is what it says and no more.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use stories::story::Story;

const EXPORT: &str = include_str!("../../src-tauri/crates/workflows_export/samples/leaver.flow");

const SCENARIO: &str = "name = \"Leavers\"\nabout = \"Suspends.\"\n\n[[inputs]]\nid = \"user\"\n\
    label = \"User\"\n\n[[steps]]\nid = \"look\"\naction = \"okta.read_user\"\n[steps.inputs]\n\
    user = { input = \"user\" }\n";

/// A valid file made wrong in one way, and files that never were any.
fn hostile(valid: &str) -> Vec<Vec<u8>> {
    let bytes = valid.as_bytes();
    let mut all = Vec::new();
    // Cut off at forty places.
    all.extend((0..40).map(|n| bytes[..bytes.len() * n / 40].to_vec()));
    // One byte in forty places that is not text, a NUL, or a bracket.
    all.extend((0..40).map(|n| {
        let mut spoilt = bytes.to_vec();
        spoilt[bytes.len() * n / 40] = [0xff, 0x00, b'[', b'"', 0xc0][n % 5];
        spoilt
    }));
    // Something in the place of every name, every text and every number.
    for put in HOSTILE {
        for (from, to) in [
            ("Leave", "Leave"),
            ("user", "usr"),
            ("name", "nme"),
            ("id", "i"),
        ] {
            all.push(valid.replacen(from, &format!("{to}{put}"), 1).into_bytes());
        }
    }
    // Never a file of this kind.
    all.extend(
        [
            "[".repeat(200_000),
            "{\"a\":".repeat(100_000),
            "a.".repeat(100_000) + "b = 1",
            format!("name = \"{}\"", "x".repeat(300_000)),
            format!("{valid}{valid}"),
            format!("{valid}\u{0}"),
            "\u{feff}".repeat(9) + valid,
            "<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>".into(),
            "&a [*a, *a]\n--- !!python/object/apply:os.system ['x']".into(),
            "name = 1e999999".into(),
            format!("name = {}", "9".repeat(5_000)),
            "name = '''".into(),
            "[[steps]]\n".repeat(50_000),
            "[inputs]\n__proto__ = 1\n".into(),
            "client_secret = \"C4nary\"\nrefresh_token = \"x\"\n".into(),
            "SQLite format 3\u{0}".into(),
            "\u{1f}\u{8b}\u{8}".into(),
            "PK\u{3}\u{4}".into(),
            "%PDF-1.7".into(),
            "MZ".into(),
        ]
        .map(String::into_bytes),
    );
    // Noise, the same each time.
    all.extend((0..20).map(|n: u32| {
        let noise = |at: u32| at.wrapping_mul(2_654_435_761).wrapping_add(n * 97);
        (0..4_000).map(|at| noise(at).to_le_bytes()[2]).collect()
    }));
    all
}

/// Put after a name: what must not be followed, run, or shown as it is.
const HOSTILE: [&str; 20] = [
    "\\",
    "\"",
    "\u{202e}",
    "\u{200b}",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "..\\\\..\\\\x",
    "'; DROP TABLE connections; --",
    "javascript:alert(1)",
    "{{7*7}}",
    "${x}",
    "%00",
    "\u{0}",
    "\n[[steps]]\n",
    "\r\n",
    "=cmd()",
    "CON",
    "/dev/zero",
    "file:///etc/passwd",
    "\u{7f}",
];

/// Every file of the data folder that says something, but for the log and the lock.
fn kept(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut kept = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        if path.is_dir() {
            kept.extend(self::kept(&path));
        } else if path.extension().is_none_or(|kind| kind != "lock") && !name.ends_with("-shm") {
            kept.insert(name, fs::read(&path).unwrap());
        }
    }
    kept
}

#[tokio::test]
async fn two_hundred_exports_are_read_or_refused_and_none_is_kept() {
    let story = Story::begin().await;
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("hostile.flow");
    story.person.picks(Some(&file));
    let files = hostile(EXPORT);
    assert_eq!(files.len(), 200);
    let before = kept(story.folder());
    let mut refused = 0;
    for bytes in files {
        fs::write(&file, &bytes).unwrap();
        refused += usize::from(story.console.pick_export().await.is_err());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let _dropped = story.console.read_export("../<b>\u{202e}.flow", text).await;
    }
    assert!(refused > 100, "{refused} were refused");
    assert_eq!(kept(story.folder()), before, "an export is stored nowhere");
}

#[tokio::test]
async fn two_hundred_scenarios_are_taken_or_refused_and_a_refused_one_leaves_nothing_behind() {
    let story = Story::begin().await;
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("hostile.toml");
    story.person.picks(Some(&file));
    let files = hostile(SCENARIO);
    assert_eq!(files.len(), 200);
    let (mut refused, mut taken) = (0, 0);
    for bytes in files {
        let before = kept(story.folder());
        fs::write(&file, &bytes).unwrap();
        match story.console.import_scenario().await {
            Err(failure) => {
                refused += 1;
                assert!(!failure.why.is_empty());
                assert_eq!(kept(story.folder()), before, "{}", failure.why);
            }
            Ok(view) => {
                taken += 1;
                let id = view.expect("a file was picked").id;
                assert!(
                    id.chars()
                        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
                    "{id}"
                );
                story.console.delete_scenario(&id).await.unwrap();
            }
        }
    }
    assert!(refused > 100, "{refused} were refused");
    assert!(taken > 0, "the file that they are made of is a good one");
    assert!(fs::read_dir(outside.path()).unwrap().count() == 1);
}
