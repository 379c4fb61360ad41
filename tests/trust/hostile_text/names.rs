//! Names that mislead, where a person is asked before something is lost: what hides or turns letters
//! is written out, and the ID stands beside the name.

use anyhow::{Context, Result, ensure};
use sandbox::{FaultSpec, Sandbox, Settings};
use serde_json::{Value, json};

use super::payloads::{self, MISLEADING};
use crate::window::{App, CONNECTORS, Desktop, Keyring, MainJob, Page, Start, console, until};

const REALM: &str = "guo2b8d4fL6nQrSt0g71";

/// Reads what a question shows: its text, and whether a character is in it that nobody sees.
const READ: &str = "
    const text = document.querySelector('main').textContent;
    return { text, hidden: /[\\p{Cf}\\u034f\\u115f\\u2800\\u3164\\ufe0f\\u{e0041}]|[\\u0000-\\u0008\\u0085\\u2028\\u2029]/u.test(text) };";

/// Asks about a realm of each of so many names, and says how often the question could be read rightly.
pub(super) async fn ask(names: usize, mut tell: impl FnMut(&str)) -> Result<(u64, u64)> {
    let org = Sandbox::start(Settings::default()).await?;
    let desktop = Desktop::start(Keyring::Unlocked)?;
    let start = Start {
        loopback_orgs: true,
        ..Start::default()
    };
    let app = App::start(&console()?, &desktop, start).await?;
    let realms = CONNECTORS[1];
    let mut apps = org.apps().into_iter();
    let known = apps.find(|app| app.connector.as_deref() == Some(realms.name));
    let known = known.context("the practice org has an app for it")?;
    let secret = known.client_secret.unwrap_or_default();
    let job = MainJob::at(&desktop, &app);
    job.connect_to(realms, &org.org_url(), &known.client_id, &secret)
        .await?;
    let connections = "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke('list_connections').then((rows) => done(rows[0].id), done);";
    let id = app.page().run_to_its_end(connections, Vec::new()).await?;

    let all = payloads::corpus(9).into_iter();
    let all = all.filter(|one| one.family == "misleading").take(names);
    let (mut right, mut asked) = (0, 0);
    for one in all {
        let realm = json!({ "id": REALM, "isDefault": false, "profile": { "name": one.text } });
        let path = format!("/api/v1/realms/{REALM}");
        org.knobs()
            .fail_next(FaultSpec::answer(&path, 200, &realm.to_string()));
        delete(&app.page(), &id).await?;
        let confirmation = app.confirmation().await?;
        let page = confirmation.page();
        page.find("button", "Cancel").await?;
        let shown = until("the question to be shown", async || {
            let shown = page.run(READ).await?;
            let there = shown["text"]
                .as_str()
                .is_some_and(|text| text.contains(REALM));
            Ok(there.then_some(shown))
        })
        .await?;
        asked += 1;
        if shown["hidden"] == false {
            right += 1;
        } else {
            tell(&format!("{:?} is shown as {}", one.text, shown["text"]));
        }
        confirmation.press("Cancel").await?;
    }
    let deleted = org.knobs().requests("/api/v1/realms");
    let deleted = deleted.iter().any(|line| line.starts_with("DELETE"));
    ensure!(!deleted, "nothing was agreed to");
    ensure!(asked == names.min(MISLEADING) as u64, "asked {asked} times");
    app.close().await?;
    Ok((right, asked))
}

/// Runs what deletes the realm, and does not wait for it.
async fn delete(page: &Page, connection: &Value) -> Result<()> {
    let given = json!({ "request": {
        "connection": connection, "action": "delete_realm", "inputs": { "realm": REALM },
    }});
    let script =
        "window.__TAURI_INTERNALS__.invoke('run_action', arguments[0]).catch(() => undefined);";
    page.run_with(script, vec![given]).await.map(drop)
}
