//! The program that is made to fail: the console without its window, doing one deed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use connections::views::{AppChoice, ConnectRequest, ConnectStep, NewSecret, ReauthorizeRequest};
use connections::{Console, Opening};
use domain::{Clock, LoopbackOrgs, StoppedClock, SystemClock};
use store::Store;
use vault::MemoryKeyring;

use crate::person::Person;
use crate::story::{PASSWORD, SERVICE_ACCOUNT};
use crate::trust::desk::told;

/// What the program is called with to be it.
pub const PART: &str = "made-to-fail";
/// What it prints when it comes to the place.
pub(super) const REACHED: &str = "reached";
/// Its exit code where the deed failed and said so.
pub(super) const FAILED: i32 = 3;

/// How long it stands still.
const PAUSE: Duration = Duration::from_millis(200);

/// Plays the part.
pub async fn play(mut arguments: impl Iterator<Item = String>) -> ExitCode {
    transport::install_crypto();
    let mut next = || arguments.next().unwrap_or_default();
    let (deed, place, fault) = (next(), next(), next());
    let given: Vec<String> = arguments.collect();
    // What is made ready comes before: only the deed is made to fail.
    let ready = Ready::for_deed(&deed, &given).await;
    let ready = match ready {
        Ok(ready) => ready,
        Err(wrong) => {
            eprintln!("{wrong:#}");
            return ExitCode::from(4);
        }
    };
    if let Err(wrong) = arm(&place, &fault) {
        eprintln!("{wrong:#}");
        return ExitCode::from(4);
    }
    let done = tokio::spawn(ready.act()).await;
    match done {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => {
            eprintln!("{failure:#}");
            ExitCode::from(3)
        }
        Err(panic) => {
            eprintln!("{panic}");
            ExitCode::from(3)
        }
    }
}

fn arm(place: &str, fault: &str) -> Result<()> {
    let act: fn() = match fault {
        "error" => return fail::cfg(place, "return").map_err(|wrong| anyhow!(wrong)),
        "panic" => || panic!("made to"),
        "death" => || std::process::abort(),
        "pause" => || thread::sleep(PAUSE),
        other => bail!("what is {other}?"),
    };
    let here = fail::cfg_callback(place, move || {
        println!("{REACHED}");
        act();
    });
    here.map_err(|wrong| anyhow!(wrong))
}

/// Everything that the deed needs.
enum Ready {
    Test(Console, String),
    Save(Console, String),
    Open(PathBuf),
    Copy(Store),
    Restore(PathBuf),
}

impl Ready {
    async fn for_deed(deed: &str, given: &[String]) -> Result<Self> {
        let of = |number: usize| given.get(number).cloned().context("an argument");
        let folder = PathBuf::from(of(0)?);
        Ok(match deed {
            "Migration" => Self::Open(folder),
            "Backup" => Self::Copy(Store::open(&folder, "9.9.9").await?),
            "Restore" => Self::Restore(folder),
            "Renewal" => Self::Test(console(&folder, &of(1)?, &of(2)?, &of(3)?).await?, of(4)?),
            "SignIn" | "Again" => {
                let console = console(&folder, &of(1)?, &of(2)?, &of(3)?).await?;
                let step = if deed == "SignIn" {
                    let request = new_connection(of(4)?, of(5)?, of(6)?);
                    console.begin_connect(request).await
                } else {
                    console.begin_reauthorize(same(&of(4)?)).await
                };
                let ConnectStep::SignIn { sign_in } = step.map_err(told)? else {
                    bail!("no browser was needed");
                };
                let review = console.finish_sign_in(&sign_in.attempt).await;
                Self::Save(console, review.map_err(told)?.attempt)
            }
            other => bail!("what is {other}?"),
        })
    }

    async fn act(self) -> Result<()> {
        match self {
            Self::Test(console, id) => {
                let tested = console.test_connection(&id).await.map_err(told)?;
                let state = tested.row.status.state;
                if state != "active" {
                    bail!("it is {state}");
                }
            }
            Self::Save(console, attempt) => {
                console
                    .save_connection(&attempt, false)
                    .await
                    .map_err(told)?;
            }
            Self::Open(folder) => {
                Store::open(&folder, "9.9.9").await?.close().await;
            }
            Self::Copy(store) => {
                store.back_up(SystemClock.now()).await?;
            }
            Self::Restore(folder) => {
                Store::restore(&folder, "9.9.9", 1).await?;
            }
        }
        Ok(())
    }
}

fn new_connection(domain: String, client_id: String, secret: String) -> ConnectRequest {
    let values = [
        ("nickname", "New".to_owned()),
        ("domain", domain),
        ("client_id", client_id),
    ];
    ConnectRequest {
        connector: "okta".into(),
        values: values.map(|(key, value)| (key.to_owned(), value)).into(),
        app: AppChoice::default(),
        secret: NewSecret::Typed {
            value: secret.into(),
        },
        scopes: ["openid", "offline_access", "okta.users.read"]
            .map(str::to_owned)
            .into(),
        actions: Vec::new(),
        folder: None,
        custom_domain_confirmed: false,
    }
}

fn same(id: &str) -> ReauthorizeRequest {
    ReauthorizeRequest {
        connection: id.into(),
        scopes: None,
        client_id: None,
        secret: NewSecret::SameAs {
            connection: id.into(),
        },
        choose_user: false,
    }
}

async fn console(folder: &Path, key: &str, now: &str, port: &str) -> Result<Console> {
    let keyring = MemoryKeyring::default();
    keyring.replace(key.as_bytes());
    let person = Person::new(SERVICE_ACCOUNT, PASSWORD, |_| {});
    let opening = Opening {
        data_dir: folder.to_owned(),
        keyring: Arc::new(keyring),
        browser: Arc::new(person.clone()),
        confirmation: Arc::new(person.clone()),
        files: Arc::new(person.clone()),
        notices: Arc::new(person),
        clock: Arc::new(StoppedClock::at(now.parse()?)),
        loopback: LoopbackOrgs::Allowed,
        ports: vec![port.parse()?],
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Console::open(opening).await.map_err(told)
}
