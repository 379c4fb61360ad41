//! The same in a process of its own, whose clock libfaketime turns: the console with the system's
//! clock, an org that knows the right time, and the hour that a summer ends in.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use connections::views::{AppChoice, ConnectRequest, ConnectStep, NewSecret};
use connections::{Console, Opening};
use domain::{Clock, LoopbackOrgs, SystemClock};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::process::Command;
use vault::MemoryKeyring;

use crate::person::Person;
use crate::story::{PASSWORD, SERVICE_ACCOUNT, Story};
use crate::trust::desk::told;
use crate::trust::figure::Figure;

/// What this program is called with to be one whose clock is turned.
pub const PROCESS: &str = "clock-process";

/// By how many seconds, and what must come of it.
const TURNED: [(i64, Option<&str>); 6] = [
    (0, None),
    (60, None),
    (3_600, Some("60 minutes ahead of")),
    (-3_600, Some("60 minutes behind")),
    (86_400, Some("24 hours ahead of")),
    (-315_360_000, Some("3650 days behind")),
];

/// Summer ends in Berlin a few seconds after this.
const LAST_OF_SUMMER: &str = "2026-10-25T00:59:57Z";

pub(super) async fn measure(tell: &mut impl FnMut(&str)) -> Figure {
    let begun = Instant::now();
    let what = "processes under a turned clock that sign in, or say why not (libfaketime)";
    let trials = TURNED.len() as u64 + 1;
    let Some(library) = library() else {
        tell("FAILED: libfaketime is not installed (Debian: libfaketime)");
        return Figure::every_time(what, 0, trials, begun);
    };
    let mut held = 0;
    for (by, named) in TURNED {
        match turned(&library, by, named).await {
            Ok(()) => held += 1,
            Err(fault) => tell(&format!("FAILED {by} s: {fault:#}")),
        }
    }
    match end_of_summer(&library).await {
        Ok(()) => held += 1,
        Err(fault) => tell(&format!("FAILED at the end of summer: {fault:#}")),
    }
    Figure::every_time(what, held, trials, begun)
}

/// Where the library lies on this kind of computer.
fn library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?;
    folders
        .flatten()
        .map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"))
        .find(|library| library.exists())
}

async fn turned(library: &PathBuf, by: i64, named: Option<&str>) -> Result<()> {
    let story = Story::begin().await;
    let said = run(&story, library, by, "UTC", 1).await?;
    match named {
        None => ensure!(said.contains("called 1 times"), "{said}"),
        Some(words) => ensure!(
            said.contains("clock is wrong") && said.contains(words),
            "{said}"
        ),
    }
    Ok(())
}

/// The clock on the wall goes back by an hour while the console works; time does not.
async fn end_of_summer(library: &PathBuf) -> Result<()> {
    let story = Story::begin().await;
    let then: Timestamp = LAST_OF_SUMMER.parse()?;
    let by = then.duration_since(SystemClock.now()).as_secs();
    story.org.set_clock_offset_s(by);
    let said = run(&story, library, by, "Europe/Berlin", 12).await?;
    ensure!(said.contains("called 12 times"), "{said}");
    let renewals = story.org.requests("/oauth2/v1/token").len();
    ensure!(renewals == 1, "{renewals} token requests");
    Ok(())
}

async fn run(story: &Story, library: &PathBuf, by: i64, zone: &str, calls: u32) -> Result<String> {
    let (values, secret) = story.credentials("okta");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    drop(listener);
    let client = values.get("client_id").context("an app")?;
    let uri = format!("http://127.0.0.1:{port}/authorization-code/callback");
    story.org.add_redirect_uri(client, &uri);
    let ran = Command::new(std::env::current_exe()?)
        .arg(PROCESS)
        .args([&story.org_url(), client, &secret])
        .args([port.to_string(), calls.to_string()])
        .env("LD_PRELOAD", library)
        .env("FAKETIME", format!("{by:+}"))
        // How long something takes is not a matter of the clock on the wall.
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .env("DONT_FAKE_MONOTONIC", "1")
        .env("TZ", zone)
        .stdin(Stdio::null())
        .output()
        .await?;
    let said = String::from_utf8_lossy(&ran.stdout);
    let complained = String::from_utf8_lossy(&ran.stderr);
    Ok(format!("{said}{complained}"))
}

/// Signs in, calls so many times, and says what came of it.
pub async fn be_a_process(mut arguments: impl Iterator<Item = String>) -> Result<()> {
    transport::install_crypto();
    let mut next = || arguments.next().context("an argument");
    let (domain, client, secret) = (next()?, next()?, next()?);
    let (port, calls): (u16, u32) = (next()?.parse()?, next()?.parse()?);
    let person = Person::new(SERVICE_ACCOUNT, PASSWORD, |_| ());
    let folder = TempDir::new()?;
    let console = Console::open(Opening {
        data_dir: folder.path().to_owned(),
        keyring: Arc::new(MemoryKeyring::default()),
        browser: Arc::new(person.clone()),
        confirmation: Arc::new(person.clone()),
        files: Arc::new(person.clone()),
        notices: Arc::new(person),
        clock: Arc::new(SystemClock),
        loopback: LoopbackOrgs::Allowed,
        ports: vec![port],
        version: env!("CARGO_PKG_VERSION").into(),
    });
    let console = console.await.map_err(told)?;
    let values = [
        ("nickname", "Clock"),
        ("domain", &*domain),
        ("client_id", &*client),
    ];
    let values = values.map(|(id, text)| (id.to_owned(), text.to_owned()));
    let request = ConnectRequest {
        connector: "okta".into(),
        values: BTreeMap::from(values),
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
    };
    let ConnectStep::SignIn { sign_in } = console.begin_connect(request).await.map_err(told)?
    else {
        bail!("no browser was needed");
    };
    let review = match console.finish_sign_in(&sign_in.attempt).await {
        Ok(review) => review,
        Err(failure) => {
            println!("{} {}", failure.what, failure.why);
            return Ok(());
        }
    };
    let saved = console.save_connection(&review.attempt, false).await;
    let id = saved.map_err(told)?.row.id;
    for call in 1..=calls {
        let tested = console.test_connection(&id).await.map_err(told)?;
        let state = tested.row.status.state;
        ensure!(state == "active", "at call {call} it is {state}");
        if call < calls {
            // Time itself is the matter: an hour ends meanwhile.
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
    println!("called {calls} times");
    Ok(())
}
