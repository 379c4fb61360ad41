//! Secrets stay where they belong: all kinds of them go through the console, and are looked for
//! in every file that it leaves, in everything that its page is told, in its page's memory, and
//! after *Lock* in its own.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use sandbox::{Sandbox, Settings};
use stories::canaries::{Canaries, Found};
use stories::trust::hand::Hand;
use stories::trust::leaks::known::{self, Opener, Secret};
use stories::window::{CONNECTORS, Desktop, Dialog, Page, Program, until};

use crate::clients::connect_bound_service_app;
use crate::every_action::connect;
use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, no_secret_is_found_where_it_does_not_belong);
}

/// What is confessed in `SECURITY.md` to outlast *Lock* in the console's own memory. Both are good
/// for one sign-in, which is over, and are in the link that the page can copy.
const KNOWN_TO_REMAIN: [&str; 2] = ["state", "nonce"];

const PASSWORD: &str = "C4nary-passw0rd-of-a-new-user";

/// Keeps every answer that the page gets from Rust, which come by the protocol `ipc:`. The way in
/// above it is sealed by Tauri: no script can put itself between.
const OVERHEAR: &str = "
    window.overheard = [];
    const bring = window.fetch;
    window.fetch = async (...call) => {
      const answer = await bring(...call);
      window.overheard.push(await answer.clone().text());
      return answer;
    };";

/// Everything that the page was told, shows, and holds in its fields and its storage.
const TOLD: &str = "
    const fields = [...document.querySelectorAll('input, textarea')].map(({ value }) => value);
    return [...window.overheard, document.documentElement.outerHTML, ...fields,
      JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie].join('\\n');";

async fn no_secret_is_found_where_it_does_not_belong() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    org.knobs().listen();
    // So short that each run renews it first: there are tokens of before and of after.
    org.knobs().set_access_token_lifetime(30);
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    page.run(OVERHEAR).await?;
    for connector in [CONNECTORS[0], CONNECTORS[3]] {
        connect(&place, &org, connector).await?;
    }
    connect_bound_service_app(&place, &org).await?;
    use_secrets(&place).await?;

    let secrets = secrets(&place, &org).await?;
    let canaries = Canaries::of_bytes(&secrets);
    let answers = page.run("return window.overheard.length;").await?;
    ensure!(answers.as_u64() > Some(20), "{answers} answers were heard");
    let told = page.run(TOLD).await?;
    let told = told.as_str().context("the page says what it was told")?;
    ensure!(
        told.contains("svc-workflows@sandbox.example"),
        "it is all there"
    );
    // The link to the sign-in page can be copied: its state and its nonce are in it.
    let mut found = canaries.in_bytes(told.as_bytes(), "the page");
    found.retain(|found| !["state", "nonce"].contains(&&*found.secret));
    ensure!(found.is_empty(), "the page was told {found:#?}");
    in_memory(&place.desktop, &page, &secrets).await?;
    after_lock(&place, &secrets).await?;

    let Place { app, desktop } = place;
    let size = |name| Ok::<_, std::io::Error>(std::fs::metadata(app.data_dir().join(name))?.len());
    let bytes = size("connections.db")? + size("connections.db-wal")?;
    ensure!(bytes > 40_960, "the database is where it is looked for");
    on_disk(&canaries, desktop.dir(), "while it runs")?;
    app.close().await?;
    on_disk(&canaries, desktop.dir(), "after it has ended")
}

/// Runs what takes secrets and what answers with them, and lets the History be written to a file.
async fn use_secrets(place: &Place) -> Result<()> {
    let page = place.page();
    page.click("button", CONNECTORS[0].nickname).await?;
    page.fill("Filter actions", "Action flows Create user")
        .await?;
    page.click("button", "Run Create user").await?;
    page.find("heading", "Create user").await?;
    for (label, text) in [
        ("First name", "Canary"),
        ("Last name", "Bird"),
        ("Login", "canary@sandbox.example"),
        ("Email", "canary@sandbox.example"),
        ("Password", PASSWORD),
    ] {
        page.fill(label, text).await?;
    }
    page.click("button", "Preview request").await?;
    page.says("Preview: nothing is sent yet").await?;
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Answer Done").await?;
    page.click("button", CONNECTORS[0].nickname).await?;
    page.click("button", "Connections").await?;
    for nickname in [CONNECTORS[0].nickname, CONNECTORS[3].nickname, "Service"] {
        place.job().test(nickname).await?;
    }

    page.click("button", "History").await?;
    page.find("grid", "Runs").await?;
    page.click("button", "Export").await?;
    page.click_beginning("menuitem", "NDJSON").await?;
    let file = place.desktop.dir().join("history.ndjson");
    Dialog::titled(&place.desktop, "Export the History")
        .await?
        .save_as(&file)
        .await?;
    page.says("history.ndjson").await
}

/// What may be known to nobody but the console and the org.
async fn secrets(place: &Place, org: &Sandbox) -> Result<Vec<Secret>> {
    let key = Hand::on(place.desktop.bus()).await?.key().await?;
    let opener = Opener::Key(key);
    let mut secrets = known::of_org(org, &opener)?;
    secrets.extend(known::of_vault(place.app.data_dir(), &opener).await?);
    secrets.push(("password".to_owned(), PASSWORD.as_bytes().to_vec()));
    secrets.sort();
    secrets.dedup();
    known::complete(&secrets)?;
    Ok(secrets)
}

/// Tokens and keys are in the console's own memory, and never in the page's.
async fn in_memory(desktop: &Desktop, page: &Page, secrets: &[Secret]) -> Result<()> {
    let secrets = never_typed(secrets);
    // What is planted must be found, or finding nothing would mean nothing.
    let planted = "Pl4nted-in-the-p4ge-to-be-found";
    page.run_with("window.planted = arguments[0];", vec![planted.into()])
        .await?;
    let control = Canaries::whole(&[("planted".to_owned(), planted.to_owned())]);
    let (mut control_found, mut own_found) = (false, false);
    for program in Program::on(desktop)? {
        if program.name.starts_with("gnome-keyring") {
            // The key is in it, and that is what it is for.
            continue;
        }
        let own = program.name.starts_with("connections-con");
        let held = program.holds(&secrets)?;
        own_found |= own && !held.is_empty();
        ensure!(
            own || held.is_empty(),
            "held by {}: {held:#?}",
            program.name
        );
        let is_page = program.name.starts_with("WebKitWebProces");
        control_found |= is_page && !program.holds(&control)?.is_empty();
    }
    ensure!(control_found, "what was planted in the page is found there");
    ensure!(own_found, "the console itself holds what it works with");
    Ok(())
}

/// After *Lock* neither is in the memory of the console, nor anything that was typed.
async fn after_lock(place: &Place, secrets: &[Secret]) -> Result<()> {
    let page = place.page();
    page.click("button", "Lock").await?;
    page.says("The console is locked.").await?;
    let all = Canaries::whole_of_bytes(secrets);
    let own = Program::on(&place.desktop)?;
    let own = own
        .iter()
        .find(|program| program.name.starts_with("connections-con"));
    let own = own.context("the console runs")?;
    let mut held = Vec::new();
    until("the console to hold nothing", async || {
        held = own.holds(&all)?;
        held.retain(|found| !KNOWN_TO_REMAIN.contains(&&*found.secret));
        Ok(held.is_empty().then_some(()))
    })
    .await
    .with_context(|| format!("after Lock the console holds {held:#?}"))
}

/// What never was on the page: the key, and what the org gave.
fn never_typed(secrets: &[Secret]) -> Canaries {
    let kinds = [
        "the key",
        "the key, as kept",
        "access_token",
        "refresh_token",
        "bearer_token",
        "code_verifier",
        "private_key",
        "dpop_key",
    ];
    let secrets = secrets.iter().filter(|(name, _)| kinds.contains(&&**name));
    Canaries::whole_of_bytes(&secrets.cloned().collect::<Vec<_>>())
}

/// Nothing of it is in any file; what is planted beside them is found.
fn on_disk(canaries: &Canaries, dir: &Path, when: &str) -> Result<()> {
    // The person's browser is not the console, and keeps where it has been.
    let browser = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("browser-")
    };
    let found: Vec<Found> = canaries.below(dir, &browser)?;
    ensure!(found.is_empty(), "{when}: {found:#?}");
    let planted = dir.join("planted.log");
    std::fs::write(&planted, format!("password={PASSWORD}"))?;
    ensure!(
        !canaries.below(dir, &browser)?.is_empty(),
        "it is looked for"
    );
    Ok(std::fs::remove_file(planted)?)
}
