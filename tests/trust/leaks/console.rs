//! A console without a window in a process of its own: it is told what the page would tell it, a
//! line of JSON at a time, and answers as it would answer the page.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use authorization::{AuthorizeUrl, Browser};
use connections::views::{ConnectStep, ExportFormat, KeyKind, RunFilter};
use connections::{Console, Machine, Opening};
use domain::{Clock, LoopbackOrgs, StoppedClock, SystemClock};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use vault::OsKeyring;

use crate::person::{Mood, Person};
use crate::trust::desk::told;

/// What this program is called with to be one.
pub const PROCESS: &str = "leaks-console";

/// Tells whoever started this process which page to open.
struct Elsewhere;

impl Browser for Elsewhere {
    fn open(&self, url: &AuthorizeUrl) -> io::Result<()> {
        println!("{}", json!({ "open": url.as_str() }));
        Ok(())
    }
}

/// One of them, over a folder.
pub async fn be_a_console(arguments: &mut impl Iterator<Item = String>) -> Result<()> {
    transport::install_crypto();
    let folder = PathBuf::from(arguments.next().context("a folder")?);
    let clock = StoppedClock::at(SystemClock.now());
    let person = Person::new("", "", |_| {});
    person.feels(Mood::Leaves);
    let opening = Opening {
        data_dir: folder,
        keyring: Arc::new(OsKeyring::new("connections-console")),
        browser: Arc::new(Elsewhere),
        confirmation: Arc::new(person.clone()),
        files: Arc::new(person.clone()),
        notices: Arc::new(person.clone()),
        clock: Arc::new(clock.clone()),
        loopback: LoopbackOrgs::Allowed,
        ports: vec![0],
        version: env!("CARGO_PKG_VERSION").into(),
    };
    let console = Console::open(opening).await.map_err(told)?;
    let mut planted = Vec::new();
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let asked: Value = serde_json::from_str(&line)?;
        let words = asked.as_object().and_then(|asked| asked.iter().next());
        let (what, with) = words.context("one thing")?;
        let answer = match what.as_str() {
            "later" => {
                let seconds = with.as_i64().context("seconds")?;
                clock.advance(SignedDuration::from_secs(seconds));
                Value::Null
            }
            // It stays where it is until the process ends.
            "plant" => {
                planted.push(with.as_str().context("a text")?.to_owned());
                json!(planted.len())
            }
            "export" => {
                let file = PathBuf::from(with.as_str().context("a file")?);
                person.picks(Some(&file));
                let export = console.export_runs(RunFilter::default(), ExportFormat::Ndjson);
                serde_json::to_value(export.await.map_err(told)?)?
            }
            _ => asked_by_the_page(&console, what, with).await?,
        };
        println!("{}", json!({ "answer": answer }));
    }
    console.shut_down().await;
    Ok(())
}

async fn asked_by_the_page(console: &Console, what: &str, with: &Value) -> Result<Value> {
    let text = || with.as_str().context("a text");
    Ok(match what {
        "connect" => {
            let request = serde_json::from_value(with.clone())?;
            let step = console.begin_connect(request).await.map_err(told)?;
            let review = match step {
                ConnectStep::SignIn { sign_in } => console.finish_sign_in(&sign_in.attempt).await,
                ConnectStep::Review { review } => Ok(*review),
            };
            let attempt = review.map_err(told)?.attempt;
            let saved = console.save_connection(&attempt, false).await;
            serde_json::to_value(saved.map_err(told)?)?
        }
        "make_key" => {
            let key = console.make_key(KeyKind::Ec).await;
            serde_json::to_value(key.map_err(told)?)?
        }
        "test" => {
            let tested = console.test_connection(text()?).await;
            serde_json::to_value(tested.map_err(told)?)?
        }
        "run" => {
            let request = serde_json::from_value(with.clone())?;
            let run = console.run_action(request).await;
            serde_json::to_value(run.map_err(told)?)?
        }
        "diagnose" => {
            let machine = Machine {
                system: String::new(),
                web_view: String::new(),
                home: None,
            };
            let view = console.diagnostics(machine, true).await;
            serde_json::to_value(view.map_err(told)?)?
        }
        "details" => json!(console.copy_details(text()?).await.map_err(told)?),
        "passphrase" => {
            let view = console.unlock_with_passphrase(text()?.into()).await;
            serde_json::to_value(view.map_err(told)?)?
        }
        "lock" => serde_json::to_value(console.lock().await.map_err(told)?)?,
        "again" => serde_json::to_value(console.retry_keyring().await.map_err(told)?)?,
        // Pushes out of the buffers of this test what was said before.
        "nothing" => Value::Null,
        other => bail!("what is {other}?"),
    })
}
