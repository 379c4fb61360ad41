//! The console's page with traps in it, and with a liar in the place of Rust.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::payloads::{self, Payload};
use crate::window::{App, Desktop, Page, Start, seed_one};

const TRAPS: &str = include_str!("traps.js");
const ANSWERS: &str = include_str!("answers.js");
const LIAR: &str = include_str!("liar.js");
const WALK: &str = include_str!("walk.js");

/// For one way through the page: with five hundred of everything it is slow.
const PATIENCE: Duration = Duration::from_mins(5);

/// Somebody on this computer whom a text could reach; whoever knocks is counted.
struct Beacon {
    port: u16,
    knocks: Arc<AtomicU64>,
}

impl Beacon {
    fn light() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let knocks = Arc::<AtomicU64>::default();
        let counted = knocks.clone();
        // It ends with the program: nobody waits for it.
        std::thread::spawn(move || {
            for _knock in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        Ok(Self { port, knocks })
    }
}

/// A console over one connection, trapped.
pub(super) struct Place {
    app: App,
    beacon: Beacon,
    texts: Vec<Payload>,
    _folder: TempDir,
}

impl Place {
    /// Opens it with so many of the texts.
    pub(super) async fn open(program: &Path, desktop: &Desktop, texts: usize) -> Result<Self> {
        let beacon = Beacon::light()?;
        let mut corpus = payloads::corpus(beacon.port);
        corpus.truncate(texts);
        let folder = tempfile::Builder::new()
            .prefix("hostile-")
            .tempdir_in(desktop.dir())?;
        seed_one(folder.path(), 1).await?;
        let start = Start {
            data_dir: Some(folder.path().to_owned()),
            ..Start::default()
        };
        let app = App::start(program, desktop, start).await?;
        let page = app.page();
        page.find("grid", "Connections").await?;
        page.may_take(PATIENCE).await?;
        page.run(TRAPS).await?;
        Ok(Self {
            app,
            beacon,
            texts: corpus,
            _folder: folder,
        })
    }

    pub(super) fn page(&self) -> Page {
        self.app.page()
    }

    pub(super) fn texts(&self) -> &[Payload] {
        &self.texts
    }

    /// From now on the page is told hostile text by every command.
    pub(super) async fn lie(&self) -> Result<()> {
        let page = self.page();
        page.run(ANSWERS).await?;
        let texts: Vec<Value> = self
            .texts
            .iter()
            .map(|text| json!([text.text, text.leads]))
            .collect();
        page.run_with(LIAR, vec![json!(texts)]).await.map(drop)
    }

    /// Goes a way through the page.
    pub(super) async fn walk(&self, steps: &Value) -> Result<()> {
        let lost = self
            .page()
            .run_to_its_end(WALK, vec![steps.clone()])
            .await?;
        ensure!(lost.is_null(), "{lost}");
        self.is_here().await
    }

    /// A page that was left, or loaded anew, has no traps any more.
    async fn is_here(&self) -> Result<()> {
        let here = self.page().run("return window.here === true;").await?;
        ensure!(here == true, "the page was left");
        Ok(())
    }

    /// By place of a string, how many texts were seen there.
    pub(super) async fn tally(&self) -> Result<BTreeMap<String, usize>> {
        let tally = self.page().run("return window.tally();").await?;
        let seen: BTreeMap<String, usize> =
            serde_json::from_value::<Vec<(String, usize)>>(tally["renderings"].clone())?
                .into_iter()
                .collect();
        Ok(seen)
    }

    /// What each trap caught.
    pub(super) async fn sprung(&self) -> Result<Vec<(&'static str, u64)>> {
        let left = self.is_here().await.is_err();
        let traps = self.page().run("return window.traps;").await?;
        let count = |name: &str| {
            traps[name]
                .as_array()
                .map_or(0, |caught| caught.len() as u64)
        };
        for name in ["runs", "network", "calls", "nodes", "handlers", "addresses"] {
            let caught = traps[name].as_array().context("a list for each trap")?;
            for what in caught.iter().take(3) {
                println!("   caught: {name}: {what}");
            }
        }
        Ok(vec![
            ("scripts run", count("runs")),
            (
                "requests to the network",
                count("network") + self.beacon.knocks.load(Ordering::SeqCst),
            ),
            ("calls to Rust", count("calls")),
            ("elements made", count("nodes")),
            ("handlers made", count("handlers")),
            ("addresses taken over", count("addresses")),
            ("pages left", u64::from(left)),
        ])
    }

    /// What the policy has refused.
    pub(super) async fn refused(&self) -> Result<u64> {
        let refused = self.page().run("return window.traps.refused;").await?;
        refused.as_u64().context("a number")
    }

    pub(super) async fn close(self) -> Result<()> {
        self.app.close().await
    }
}
