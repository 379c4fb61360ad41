//! The keyring in every state it can be in, in short.

use std::path::Path;

use stories::trust::keyring::{self, State};
use stories::trust::leaks;

const PROGRAM: &str = env!("CARGO_BIN_EXE_trust");

fn is_installed(program: &str) -> bool {
    let there = std::process::Command::new(program)
        .arg("--version")
        .output()
        .is_ok();
    if !there {
        println!("NOT RUN: {program} is not installed");
    }
    there
}

/// All but the one that takes a minute.
#[tokio::test]
async fn whatever_state_the_keyring_is_in_the_console_says_what_to_do_and_loses_nothing() {
    if !["dbus-daemon", "gnome-keyring-daemon", "gdbus"]
        .into_iter()
        .all(is_installed)
    {
        return;
    }
    let states: Vec<State> = State::ALL
        .into_iter()
        .filter(|state| *state != State::PromptLeftOpen)
        .collect();
    let figures = keyring::states(Path::new(PROGRAM), &states, |line| println!("{line}")).await;
    for figure in figures {
        // How long it took is for the long proof, on a computer that does nothing else.
        let timed = figure.what.ends_with(", ms");
        assert!(figure.met || timed, "{figure}");
    }
}

#[tokio::test]
async fn writes_to_a_keyring_that_loses_overlapping_ones_are_made_one_after_the_other() {
    for figure in keyring::on_windows(2_000, |line| println!("{line}")).await {
        assert!(figure.met, "{figure}");
    }
}

#[tokio::test]
async fn what_is_secret_is_in_no_file_no_answer_and_no_locked_memory() {
    let dump = is_installed("gcore");
    let figures = leaks::measure(Path::new(PROGRAM), 1, dump, |line| println!("{line}")).await;
    for figure in figures {
        assert!(figure.met, "{figure}");
    }
}
