//! A program that was started here and ends with its owner.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// A running program and whatever it started itself. Dropping it ends them.
#[derive(Debug)]
pub struct Running(Child);

/// Takes from a program, before it has any argument, whatever root has more than others: then it is
/// one of many of the same user.
pub fn unprivileged(command: &mut Command) -> &mut Command {
    if rustix::process::geteuid().is_root() {
        let program = command.get_program().to_owned();
        *command = Command::new("setpriv");
        command
            .args(["--inh-caps=-all", "--bounding-set=-all", "--"])
            .arg(program);
    }
    command
}

impl Running {
    /// Starts it in a process group of its own.
    pub fn start(command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("{program} cannot be started; is it installed?"))?;
        Ok(Self(child))
    }

    /// Starts it, and gives the first line that it prints.
    pub fn start_and_read_line(command: &mut Command) -> Result<(Self, String)> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut running = Self::start(command.stdout(Stdio::piped()))?;
        let said = running
            .0
            .stdout
            .take()
            .context("its output was asked for")?;
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("{program} ended without saying where it listens");
        }
        Ok((running, line.trim().to_owned()))
    }

    /// The program's process id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Sends it a signal, and nobody else of its group.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        let id = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw);
        Ok(kill_process(id.context("it has an id")?, signal)?)
    }

    /// What it writes, where that was piped.
    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) {
            // It may have ended by itself, which is just as well.
            let _gone = kill_process_group(group, Signal::TERM);
        }
        let _status = self.0.wait();
    }
}
