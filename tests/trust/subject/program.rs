//! The program that is ended: the console without its window, in a process of its own, over the
//! real store, vault and HTTP. It does what it is told on its standard input, a line at a time.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use connections::Console;
use domain::StoppedClock;
use jiff::Timestamp;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use vault::MemoryKeyring;

use crate::trust::desk::{self, told};

/// What `trust` is called with to be it.
pub const PROGRAM: &str = "program-that-is-ended";

/// How long it may take to say something, on a computer that is busy with other suites.
const PATIENCE: Duration = Duration::from_mins(2);

/// How it is started.
#[derive(Debug, Default)]
pub(crate) struct Started {
    /// The command that it is started by, e.g. `strace` with its options; itself, if empty.
    pub(crate) by: Vec<OsString>,
}

/// A running one. Dropped, it is killed.
pub(crate) struct Program {
    child: Child,
    input: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts it and waits until it has opened the folder.
    pub(crate) async fn start(
        program: &Path,
        started: &Started,
        folder: &Path,
        id: &str,
        now: Timestamp,
        key: &str,
    ) -> Result<Self> {
        let mut words = started.by.clone();
        words.push(program.into());
        let mut child = Command::new(&words[0])
            .args(&words[1..])
            .args([PROGRAM.as_ref(), folder.as_os_str()])
            .args([id, &now.to_string()])
            // One thread asks the org: system calls are counted by thread.
            .env("TOKIO_WORKER_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be run", words[0].display()))?;
        let input = child.stdin.take().context("its input")?;
        let output = child.stdout.take().context("its output")?;
        let mut started = Self {
            child,
            input,
            said: BufReader::new(output).lines(),
        };
        started.tell(key).await?;
        let said = started.hear().await?;
        ensure!(said.as_deref() == Some("ready"), "it said {said:?}");
        Ok(started)
    }

    /// Tells it to do something: `test` or `close`.
    pub(crate) async fn tell(&mut self, what: &str) -> Result<()> {
        let line = format!("{what}\n");
        Ok(self.input.write_all(line.as_bytes()).await?)
    }

    /// The next line that it says; `None` when it has ended.
    pub(crate) async fn hear(&mut self) -> Result<Option<String>> {
        let line = timeout(PATIENCE, self.said.next_line()).await;
        Ok(line.context("it says nothing")??)
    }

    /// Kills it after so long (SIGKILL): whether it had answered before.
    pub(crate) async fn kill_after(mut self, delay: Duration) -> Result<bool> {
        // A timer of the runtime counts in milliseconds.
        spawn_blocking(move || std::thread::sleep(delay)).await?;
        self.child.start_kill()?;
        let answered = self.hear().await?.is_some();
        self.child.wait().await?;
        Ok(answered)
    }

    /// Lets it end by itself, without a word to the database.
    pub(crate) async fn let_go(mut self) -> Result<()> {
        drop(self.input);
        timeout(PATIENCE, self.child.wait())
            .await
            .context("it does not end")??;
        Ok(())
    }
}

/// Is it.
pub async fn be_the_program(mut arguments: impl Iterator<Item = String>) -> Result<()> {
    transport::install_crypto();
    let folder = PathBuf::from(arguments.next().context("a folder")?);
    let id = arguments.next().context("a connection")?;
    let now: Timestamp = arguments.next().context("a time")?.parse()?;
    let mut lines = std::io::stdin().lines();
    let keyring = MemoryKeyring::default();
    keyring.replace(lines.next().context("a key")??.as_bytes());
    let console = desk::open(&folder, &keyring, &StoppedClock::at(now)).await?;
    println!("ready");
    for line in lines {
        match line?.as_str() {
            "test" => println!("{}", test(&console, &id).await),
            "close" => {
                console.shut_down().await;
                println!("closed");
            }
            other => bail!("what is {other}?"),
        }
    }
    Ok(())
}

async fn test(console: &Console, id: &str) -> String {
    match console.test_connection(id).await {
        Ok(details) => super::found(&details),
        Err(failure) => format!("failed: {:#}", told(failure)).replace('\n', " "),
    }
}
