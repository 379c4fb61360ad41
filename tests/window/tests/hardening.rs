//! The process keeps others out: no program of the same user reads its memory, nothing of it is
//! written when it crashes, and the system's file dialogs open all the same.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use rustix::process::Signal;
use stories::window::{
    CONNECTORS, Desktop, Dialog, Keyring, Running, Start, console, unprivileged, until,
};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        no_program_of_the_same_user_reads_the_consoles_memory_and_its_dialogs_open
    );
    test!(harness, a_crash_writes_no_core);
}

/// What another program of the same user tries. Each succeeds with a program that lets it.
const TRIES: [(&str, &str); 4] = [
    ("opens its memory", "exec 3<\"/proc/$1/mem\""),
    ("reads its environment", "cat \"/proc/$1/environ\""),
    ("reads where its memory is", "cat \"/proc/$1/maps\""),
    ("attaches to it", "exec gcore -o \"$2\" \"$1\""),
];

async fn no_program_of_the_same_user_reads_the_consoles_memory_and_its_dialogs_open() -> Result<()>
{
    let start = Start {
        sandbox: true,
        unprivileged: true,
        ..Start::default()
    };
    let place = Place::on(Desktop::start(Keyring::Unlocked)?, start).await?;
    // Its lock, which says who it is, is there when its list is.
    place.page().find("button", "New Connection").await?;
    let id = place.app.process()?;
    let mut plain = Command::new("sleep");
    let plain = Running::start(unprivileged(&mut plain).arg("600"))?;
    let debugger = Command::new("gcore").stderr(Stdio::null()).output().is_ok();
    for (what, script) in TRIES {
        if what == "attaches to it" && !debugger {
            println!("NOT RUN: gdb, which brings gcore, is not installed");
            continue;
        }
        let dump = place.desktop.dir().join("dump").display().to_string();
        let tries = |id: u32| {
            let mut other = Command::new("sh");
            let other = unprivileged(&mut other);
            let other = other.args(["-c", script, "sh", &id.to_string(), &dump]);
            other.stdout(Stdio::null()).stderr(Stdio::null()).status()
        };
        ensure!(tries(plain.id())?.success(), "another program {what}");
        ensure!(
            !tries(id)?.success(),
            "another program {what} of the console"
        );
    }
    drop(plain);
    let limits = fs::read_to_string(format!("/proc/{id}/limits"))?;
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file"));
    let core = core.context("the limit of core files")?;
    let numbers: Vec<&str> = core.split_whitespace().skip(4).take(2).collect();
    ensure!(numbers == ["0", "0"], "{core}");

    let page = place.page();
    place.job().connect(CONNECTORS[0]).await?;
    let file = place.desktop.dir().join("dates.ics");
    page.click("button", "Health").await?;
    page.find("heading", "Coming reauthorizations").await?;
    page.click("button", "Save dates for a calendar (.ics)")
        .await?;
    Dialog::titled(&place.desktop, "Save the dates")
        .await?
        .save_as(&file)
        .await?;
    page.says("The dates are in").await?;
    ensure!(file.exists(), "what the dialog named is written");
    place.app.close().await
}

async fn a_crash_writes_no_core() -> Result<()> {
    let desktop = Desktop::start(Keyring::Absent)?;
    let crash = async |program: &str, argument: &str, ready: bool| -> Result<(bool, usize)> {
        let dir = tempfile::tempdir_in(desktop.dir())?;
        let mut command = Command::new("sh");
        command
            .args(["-c", "ulimit -c unlimited; exec \"$@\"", "sh", program])
            .args((!argument.is_empty()).then_some(argument))
            .current_dir(dir.path())
            .envs(desktop.environment())
            .env("CONNECTIONS_CONSOLE_DATA_DIR", dir.path().join("data"))
            .stderr(Stdio::null());
        let mut running = Running::start(&mut command)?;
        if ready {
            let lock = dir.path().join("data/instance.lock");
            until("the console to be open", async || {
                Ok(lock.exists().then_some(()))
            })
            .await?;
        } else {
            let name = format!("/proc/{}/comm", running.id());
            until("the other to run", async || {
                let name = fs::read_to_string(&name)?;
                Ok(name.starts_with("sleep").then_some(()))
            })
            .await?;
        }
        running.signal(Signal::ABORT)?;
        let status = running.child().wait()?;
        let files = fs::read_dir(dir.path())?.filter_map(Result::ok);
        let cores = files.filter(|file| file.file_name().to_string_lossy().starts_with("core"));
        Ok((status.core_dumped(), cores.count()))
    };
    let console = console()?;
    let (dumped, files) = crash(&console.display().to_string(), "", true).await?;
    ensure!(!dumped && files == 0, "the console left a core");
    let (dumped, _) = crash("sleep", "600", false).await?;
    if !dumped {
        println!("NOT SHOWN: on this computer no program leaves a core");
    }
    Ok(())
}
