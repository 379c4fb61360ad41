//! One visit: a console in a process of its own is used with everything that is secret, locked, and
//! searched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sandbox::{Sandbox, Settings};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::console::PROCESS;
use super::known::{self, Opener, Secret};
use crate::bus::{Bus, Keyring};
use crate::person::Person;
use crate::story::{DANA, PASSWORD, SERVICE_ACCOUNT};
use crate::trust::hand::Hand;

const PATIENCE: Duration = Duration::from_mins(1);
const WEB: &str = "0oaPracticeOkta00001";
const NATIVE: &str = "0oaPracticeNative001";
const SERVICE: &str = "0oaPracticeService01";

/// The console, its org, and everything around it.
pub(super) struct Visit {
    org: Sandbox,
    person: Person,
    child: Child,
    tell: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    /// Everything that the page would have been told.
    pub(super) told: String,
    opener: Opener,
    /// Of a user that is created.
    password: String,
    bus: Option<Bus>,
    // Removed after the bus has ended.
    dir: TempDir,
}

impl Visit {
    /// A console that keeps its key in a keyring, or without one under a passphrase.
    pub(super) async fn begin(program: &Path, with_keyring: bool) -> Result<Self> {
        transport::install_crypto();
        let org = Sandbox::start(Settings::default()).await?;
        org.knobs().listen();
        // So short that each use renews it first: there are tokens of before and of after.
        org.knobs().set_access_token_lifetime(30);
        // What comes with the program is in its code: these are made for this visit.
        for app in org.apps() {
            if app.client_secret.is_some() {
                org.knobs().rotate_secret(&app.client_id);
            }
        }
        org.knobs().rotate_opa_key();
        let knobs = org.knobs();
        let person = Person::new(SERVICE_ACCOUNT, PASSWORD, move |page| {
            let pairs: BTreeMap<_, _> = page.query_pairs().into_owned().collect();
            if let (Some(client), Some(uri)) = (pairs.get("client_id"), pairs.get("redirect_uri")) {
                knobs.add_redirect_uri(client, uri);
            }
        });
        let dir = tempfile::Builder::new().prefix("leaks-").tempdir()?;
        let bus = with_keyring.then(|| Bus::start(dir.path(), Keyring::Unlocked));
        let bus = bus.transpose()?;
        fs::create_dir(dir.path().join("tmp"))?;
        let mut command = Command::new(program);
        command
            .arg(PROCESS)
            .arg(dir.path().join("data"))
            .current_dir(dir.path())
            .env("HOME", dir.path())
            .env("TMPDIR", dir.path().join("tmp"))
            .env("XDG_RUNTIME_DIR", dir.path().join("runtime"))
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_CACHE_HOME")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        if let Some(bus) = &bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", bus.address());
        }
        let mut child = command.spawn()?;
        let tell = child.stdin.take().context("its input")?;
        let answers = child.stdout.take().context("its output")?;
        let passphrase = format!("correct horse {:016x}", rand::random::<u64>());
        let mut visit = Self {
            org,
            person,
            child,
            tell,
            answers: BufReader::new(answers).lines(),
            told: String::new(),
            password: format!("Passw0rd-{:016x}", rand::random::<u64>()),
            opener: Opener::Passphrase(passphrase.clone()),
            bus,
            dir,
        };
        if with_keyring {
            // A busy computer's keyring takes its time, and the page waits for it like this.
            visit.asks(json!({ "again": true })).await?;
        } else {
            visit.asks(json!({ "passphrase": passphrase })).await?;
        }
        Ok(visit)
    }

    /// Everything that takes a secret or brings one.
    pub(super) async fn use_secrets(&mut self) -> Result<()> {
        let web = self.connect_web().await?;
        let native = self.form("Native", NATIVE, &json!({ "kind": "none" }), "nativeApp");
        let native = self.asks(json!({ "connect": native })).await?;
        let key = self.asks(json!({ "make_key": true })).await?;
        let jwk = key["jwk"].as_str().context("a public key")?;
        self.org
            .knobs()
            .add_public_jwk(SERVICE, serde_json::from_str(jwk)?);
        let secret = json!({ "kind": "key", "thumbprint": key["thumbprint"] });
        let service = self.form("Service", SERVICE, &secret, "serviceApp");
        let service = self.asks(json!({ "connect": service })).await?;
        let user = self.org.service_user();
        let team = json!({
            "connector": "okta_privileged_access",
            "values": { "nickname": "Team", "team": user.team, "key_id": user.key_id,
                        "base_url": self.org.opa_url() },
            "secret": { "kind": "typed", "value": user.key_secret },
            "scopes": [], "folder": null, "customDomainConfirmed": false,
        });
        let team = self.asks(json!({ "connect": team })).await?;
        for details in [&web, &native, &service, &team] {
            let id = &details["row"]["id"];
            let tested = self.asks(json!({ "test": id })).await?;
            ensure!(tested["row"]["status"]["state"] == "active", "{tested}");
            self.asks(json!({ "details": id })).await?;
        }
        let id = &web["row"]["id"];
        let inputs = json!({ "user": DANA });
        let run = json!({ "connection": id, "action": "read_user", "inputs": inputs });
        let run = self.asks(json!({ "run": run })).await?;
        ensure!(run["outcome"] == "done", "{run}");
        let inputs = json!({ "first_name": "Canary", "last_name": "Bird",
            "login": "canary@sandbox.example", "email": "canary@sandbox.example",
            "password": self.password });
        let run = json!({ "connection": id, "action": "create_user", "inputs": inputs });
        let run = self.asks(json!({ "run": run })).await?;
        ensure!(run["outcome"] == "done", "{run}");
        self.asks(json!({ "diagnose": true })).await?;
        let export = self.dir.path().join("history.ndjson");
        self.asks(json!({ "export": export })).await?;
        ensure!(fs::metadata(&export)?.len() > 0, "the History is exported");
        if let Some(bus) = &self.bus {
            self.opener = Opener::Key(Hand::on(bus.address()).await?.key().await?);
        }
        Ok(())
    }

    /// Everything that is to be found nowhere.
    pub(super) async fn secrets(&self) -> Result<Vec<Secret>> {
        let mut secrets = known::of_org(&self.org, &self.opener)?;
        secrets.extend(known::of_vault(&self.data_dir(), &self.opener).await?);
        let password = self.password.clone().into_bytes();
        secrets.push(("password".to_owned(), password));
        secrets.sort();
        secrets.dedup();
        known::complete(&secrets)?;
        Ok(secrets)
    }

    /// *Lock*; what this test itself said last is pushed out of its buffers.
    pub(super) async fn lock(&mut self) -> Result<()> {
        let locked = self.asks(json!({ "lock": true })).await?;
        ensure!(locked["storage"]["kind"] == "locked", "{locked}");
        for _ in 0..4 {
            let filler = " ".repeat(64 * 1024);
            self.asks(json!({ "nothing": filler })).await?;
        }
        Ok(())
    }

    /// Asks as the page does, and walks where a page is to be opened.
    pub(super) async fn asks(&mut self, what: Value) -> Result<Value> {
        self.tell.write_all(format!("{what}\n").as_bytes()).await?;
        loop {
            let line = timeout(PATIENCE, self.answers.next_line()).await??;
            let said: Value = serde_json::from_str(&line.context("it ended")?)?;
            if let Some(page) = said["open"].as_str() {
                let (person, page) = (self.person.clone(), page.to_owned());
                person.starts_a_private_window();
                tokio::spawn(async move { person.visits(&page).await });
                continue;
            }
            self.told.push_str(&said.to_string());
            self.told.push('\n');
            return Ok(said["answer"].clone());
        }
    }

    pub(super) fn id(&self) -> Result<u32> {
        self.child.id().context("it runs")
    }

    pub(super) fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub(super) fn data_dir(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    async fn connect_web(&mut self) -> Result<Value> {
        let apps = self.org.apps();
        let app = apps.iter().find(|app| app.client_id == WEB);
        let secret = app.and_then(|app| app.client_secret.clone());
        let secret = json!({ "kind": "typed", "value": secret.context("its secret")? });
        let web = self.form("Web", WEB, &secret, "webApp");
        self.asks(json!({ "connect": web })).await
    }

    /// As the wizard sends it; native and service apps prove possession.
    fn form(&self, nickname: &str, client: &str, secret: &Value, kind: &str) -> Value {
        let mut scopes = vec!["okta.users.read", "okta.users.manage", "okta.groups.read"];
        if kind == "serviceApp" {
            scopes.retain(|scope| *scope != "okta.users.manage");
        } else {
            scopes.extend(["openid", "offline_access"]);
        }
        json!({
            "connector": "okta",
            "values": { "nickname": nickname, "domain": self.org.org_url(), "client_id": client },
            "app": { "kind": kind, "dpop": kind != "webApp", "pushed": false },
            "secret": secret, "scopes": scopes, "folder": null, "customDomainConfirmed": false,
        })
    }
}
