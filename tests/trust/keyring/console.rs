//! A console in a process of its own, so that it finds a bus of its own around it. It is told what
//! to do a line at a time, and answers with a line of JSON.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use connections::Console;
use connections::views::{ConsoleView, Failure};
use domain::StoppedClock;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{sleep, timeout};
use vault::OsKeyring;

use crate::trust::desk::{self, told};

/// What this program is called with to be one.
pub const PROCESS: &str = "keyring-console";

/// As the shell names it.
const SERVICE: &str = "connections-console";

/// Between two calls that need no keyring.
const PAUSE: Duration = Duration::from_millis(20);
/// Longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// One of them: `FOLDER ISSUER TIME`, then what it is told.
pub async fn be_a_console(arguments: &mut impl Iterator<Item = String>) -> Result<()> {
    transport::install_crypto();
    let folder = PathBuf::from(arguments.next().context("a folder")?);
    let issuer = arguments.next().context("an issuer")?;
    let now: Timestamp = arguments.next().context("a time")?.parse()?;
    let clock = StoppedClock::at(now);
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let begun = Instant::now();
    let keyring = Arc::new(OsKeyring::new(SERVICE));
    let console = desk::open_with(&folder, keyring, &clock).await?;
    let opened = begun.elapsed();
    let mut first = settled(&console, begun).await?;
    first["opened_ms"] = json!(millis(opened));
    println!("{first}");
    while let Some(line) = lines.next_line().await? {
        let answer = match line.as_str() {
            "connect" => {
                let step = console.begin_connect(desk::form(&issuer)).await;
                let (_, outcome) = desk::walk(&console, step.map_err(told)?).await?;
                let attempt = outcome.map_err(told)?.attempt;
                let saved = console.save_connection(&attempt, false).await;
                json!({ "state": saved.map_err(told)?.row.status.state })
            }
            "use" => {
                clock.advance(SignedDuration::from_hours(2));
                let rows = console.list_connections().await.map_err(told)?;
                let row = rows.first().context("a connection")?;
                let tested = console.test_connection(&row.id).await.map_err(told)?;
                json!({ "state": tested.row.status.state, "problem": tested.problem })
            }
            "again" => asked(&console, Instant::now(), Console::retry_keyring).await?,
            "this session only" => {
                asked(&console, Instant::now(), Console::use_session_only).await?
            }
            "start over" => {
                asked(&console, Instant::now(), Console::start_over_with_new_key).await?
            }
            "rows" => json!(console.list_connections().await.map_err(told)?.len()),
            other => bail!("what is {other}?"),
        };
        println!("{answer}");
    }
    console.shut_down().await;
    Ok(())
}

/// The state of the vault, as soon as the keyring has answered.
async fn settled(console: &Console, begun: Instant) -> Result<Value> {
    let storage = serde_json::to_value(console.console().await.map_err(told)?.storage)?;
    if storage["waiting"] == true {
        return asked(console, begun, Console::retry_keyring).await;
    }
    Ok(
        json!({ "storage": storage, "settled_ms": millis(begun.elapsed()), "calls": 0, "slowest_ms": 0 }),
    )
}

/// Asks for something that may need the keyring, and meanwhile for the list, which needs none.
/// The slowest is of the quickest of each three in a row.
async fn asked<Answer>(
    console: &Console,
    begun: Instant,
    ask: impl FnOnce(&'static Console) -> Answer + Send + 'static,
) -> Result<Value>
where
    Answer: Future<Output = Result<ConsoleView, Failure>> + Send + 'static,
{
    // It lives as long as this process does.
    let console: &'static Console = Box::leak(Box::new(console.clone()));
    let asking = tokio::spawn(async move {
        let answer = ask(console).await;
        (answer, begun.elapsed())
    });
    let (mut calls, mut slowest) = (0, Duration::ZERO);
    while !asking.is_finished() {
        // One that waited for the keyring would wait all three times; a busy computer does not.
        let mut quickest = Duration::MAX;
        for _ in 0..3 {
            let called = Instant::now();
            console.list_connections().await.map_err(told)?;
            quickest = quickest.min(called.elapsed());
            calls += 1;
        }
        slowest = slowest.max(quickest);
        sleep(PAUSE).await;
    }
    let (answer, elapsed) = asking.await?;
    let storage = serde_json::to_value(answer.map_err(told)?.storage)?;
    Ok(json!({
        "storage": storage,
        "settled_ms": millis(elapsed),
        "calls": calls,
        "slowest_ms": millis(slowest),
    }))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// One that is running, seen from outside.
pub(super) struct Running {
    child: Child,
    tell: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    /// What it said when it was open.
    pub(super) opened: Value,
}

impl Running {
    /// Starts `program` as one, and waits until it is open and the keyring has answered.
    pub(super) async fn start(
        program: &Path,
        arguments: [&str; 3],
        environment: &[(&str, String)],
    ) -> Result<Self> {
        let mut child = Command::new(program)
            .arg(PROCESS)
            .args(arguments)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let tell = child.stdin.take().context("its input")?;
        let answers = child.stdout.take().context("its output")?;
        let mut running = Self {
            child,
            tell,
            answers: BufReader::new(answers).lines(),
            opened: Value::Null,
        };
        running.opened = running.answer().await?;
        Ok(running)
    }

    /// Tells it one thing.
    pub(super) async fn told(&mut self, what: &str) -> Result<Value> {
        self.tell.write_all(format!("{what}\n").as_bytes()).await?;
        self.answer().await.with_context(|| what.to_owned())
    }

    /// Ends it as a person would.
    pub(super) async fn close(self) -> Result<()> {
        let Self {
            mut child, tell, ..
        } = self;
        drop(tell);
        let ended = timeout(PATIENCE, child.wait()).await??;
        anyhow::ensure!(ended.success(), "it ended badly");
        Ok(())
    }

    async fn answer(&mut self) -> Result<Value> {
        let line = timeout(PATIENCE, self.answers.next_line()).await??;
        Ok(serde_json::from_str(&line.context("it ended")?)?)
    }
}
