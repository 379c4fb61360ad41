//! System packages: what is missing on Debian, and how it comes.

use std::collections::BTreeSet;
use std::fmt;
use std::io::IsTerminal;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::step;

/// What the packages are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building the console and opening its window.
    Run,
    /// Driving the window on a virtual display, with a real keyring; making system calls fail; dumping memory.
    Test,
    /// The long proofs.
    Trust,
}

const TO_RUN: [&str; 3] = ["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];

const TO_TEST: [&str; 12] = [
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "gnome-keyring",
    "dbus",
    "dbus-x11",
    "libglib2.0-bin",
    "fonts-dejavu-core",
    "imagemagick",
    "xdotool",
    "strace",
    "gdb",
];

const TO_PROVE: [&str; 1] = ["libfaketime"];

/// Packages are missing, and this program may not install them.
#[derive(Debug)]
pub(crate) struct Missing(String);

impl fmt::Display for Missing {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            to,
            "System packages are missing. Type this, then start again:\n\n  {}",
            self.0
        )
    }
}

impl std::error::Error for Missing {}

/// Installs what is missing. Where it may not, the error is the line to type.
pub(crate) fn install(purpose: Purpose) -> Result<()> {
    let wanted: Vec<&str> = match purpose {
        Purpose::Run => TO_RUN.to_vec(),
        Purpose::Test => [&TO_RUN[..], &TO_TEST[..]].concat(),
        Purpose::Trust => [&TO_RUN[..], &TO_TEST[..], &TO_PROVE[..]].concat(),
    };
    let Some(installed) = installed() else {
        println!("This is not Debian. These must be there under the names they have here:");
        println!("  {}", wanted.join(" "));
        return Ok(());
    };
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter(|package| !installed.contains(*package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("System packages to install: {}", missing.join(" "));
    let Some(leave) = leave_to_install() else {
        let line = format!(
            "sudo apt-get install -y --no-install-recommends {}",
            missing.join(" ")
        );
        return Err(Missing(line).into());
    };
    step::run("package lists", leave.apt_get(&["update", "-q"]))?;
    let arguments = ["install", "-y", "-q", "--no-install-recommends"];
    step::run(
        "system packages",
        leave.apt_get(&[&arguments[..], &missing].concat()),
    )
    .context("apt-get could not install them")
}

/// Names of installed packages; none where there is no dpkg.
fn installed() -> Option<BTreeSet<String>> {
    let listed = Command::new("dpkg-query")
        .args(["-W", "-f", "${db:Status-Abbrev}\t${Package}\n"])
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|listed| listed.status.success())?;
    Some(parse(&String::from_utf8_lossy(&listed.stdout)))
}

fn parse(listed: &str) -> BTreeSet<String> {
    let lines = listed.lines().filter_map(|line| line.split_once('\t'));
    lines
        .filter(|(status, _)| status.starts_with("ii"))
        .map(|(_, package)| package.to_owned())
        .collect()
}

enum Leave {
    Root,
    Sudo,
}

impl Leave {
    fn apt_get(&self, arguments: &[&str]) -> Command {
        let mut command = match self {
            Self::Root => Command::new("apt-get"),
            Self::Sudo => {
                let mut sudo = Command::new("sudo");
                sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
                sudo
            }
        };
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(arguments);
        command
    }
}

/// Root, or sudo that asks nothing, or sudo that can ask a person.
fn leave_to_install() -> Option<Leave> {
    let says = |program: &str, arguments: &[&str]| {
        Command::new(program)
            .args(arguments)
            .stderr(Stdio::null())
            .output()
            .ok()
    };
    if says("id", &["-u"]).is_some_and(|id| id.stdout == b"0\n") {
        return Some(Leave::Root);
    }
    let silent = says("sudo", &["-n", "true"])?.status.success();
    (silent || std::io::stdin().is_terminal()).then_some(Leave::Sudo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_only_when_it_is_wholly_installed() {
        let found = parse("ii \txvfb\nrc \tgnome-keyring\niU \txauth\n");

        assert_eq!(found, BTreeSet::from(["xvfb".to_owned()]));
    }

    #[test]
    fn the_line_to_type_is_told() {
        let told = Missing("sudo apt-get install -y xvfb".to_owned()).to_string();

        assert!(told.contains("\n  sudo apt-get install -y xvfb"), "{told}");
    }
}
