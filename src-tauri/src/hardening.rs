//! What keeps others out of this process: no core dumps, no debugger of the same user, and no
//! variable that opens the page to inspection.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

/// Through this one a web driver speaks to the page, so it is let be where a test drives the window.
const INSPECTOR: &str = "WEBKIT_INSPECTOR_SERVER";

/// Variables that let another program look into the page, or loosen its sandbox.
const REFUSED: [&str; 6] = [
    INSPECTOR,
    "WEBKIT_INSPECTOR_HTTP_SERVER",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS",
    "WEBKIT_DEBUG",
    "GTK_DEBUG",
    "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
];

/// Hardens the process. Where a refused variable was set the program starts anew without it; the
/// answer is then how that run ended.
pub(crate) fn harden() -> Option<ExitCode> {
    keep_memory_private();
    start_without_refused_variables()
}

#[cfg(unix)]
fn keep_memory_private() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(error) = setrlimit(Resource::Core, none) {
        eprintln!("connections-console: core dumps could not be turned off: {error}");
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};

        // The bench reads how much memory the program takes, which nobody else may.
        let measured = variable("CONNECTIONS_CONSOLE_BENCH").is_some();
        if measured {
            eprintln!("connections-console: measured: other programs may read its memory");
        } else if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            eprintln!("connections-console: other programs may read its memory: {error}");
        }
    }
}

#[cfg(not(unix))]
fn keep_memory_private() {}

/// The environment cannot be changed from inside without unsafe code, so it is changed for a
/// successor, which takes this process's place.
fn start_without_refused_variables() -> Option<ExitCode> {
    let driven = variable("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true");
    let set: Vec<_> = REFUSED
        .into_iter()
        .filter(|&name| variable(name).is_some() && !(driven && name == INSPECTOR))
        .collect();
    if set.is_empty() {
        return None;
    }
    eprintln!("connections-console: starting without {}", set.join(", "));
    let Ok(program) = std::env::current_exe() else {
        eprintln!(
            "connections-console: unset {} and start it again",
            set.join(", ")
        );
        return Some(ExitCode::FAILURE);
    };
    let mut successor = Command::new(program);
    successor.args(std::env::args_os().skip(1));
    for name in set {
        successor.env_remove(name);
    }
    Some(give_way_to(successor))
}

#[expect(
    clippy::disallowed_methods,
    reason = "read before anything else, and only here"
)]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

#[cfg(unix)]
fn give_way_to(mut successor: Command) -> ExitCode {
    use std::os::unix::process::CommandExt;

    let error = successor.exec();
    eprintln!("connections-console: it could not be started again: {error}");
    ExitCode::FAILURE
}

#[cfg(not(unix))]
fn give_way_to(mut successor: Command) -> ExitCode {
    match successor.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("connections-console: it could not be started again: {error}");
            ExitCode::FAILURE
        }
    }
}
