//! Every action of the catalogue, in the real window: opened, typed, run, confirmed where it
//! destroys, and its answer read off the page.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use catalogue::Catalogue;
use sandbox::{Sandbox, Settings};
use stories::actions::{Answers, REALM_ASSIGNMENT_SCOPES, TEAM_ROLES, filled, turns};
use stories::window::{CONNECTORS, Connector};

use crate::action_page::ActionPage;
use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, every_action_of_okta_runs);
    test!(harness, every_action_of_okta_realms_runs);
    test!(harness, every_action_of_okta_devices_runs);
    test!(harness, every_action_of_okta_privileged_access_runs);
}

async fn every_action_of_okta_runs() -> Result<()> {
    every_action_runs("okta", CONNECTORS[0]).await
}

async fn every_action_of_okta_realms_runs() -> Result<()> {
    every_action_runs("okta_realms", CONNECTORS[1]).await
}

async fn every_action_of_okta_devices_runs() -> Result<()> {
    every_action_runs("okta_devices", CONNECTORS[2]).await
}

async fn every_action_of_okta_privileged_access_runs() -> Result<()> {
    every_action_runs("okta_privileged_access", CONNECTORS[3]).await
}

async fn every_action_runs(id: &str, connector: Connector) -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    org.knobs().set_opa_roles(&TEAM_ROLES);
    let place = Place::with_orgs_on_this_computer().await?;
    connect(&place, &org, connector).await?;
    place.page().click("button", connector.nickname).await?;

    let catalogue = Catalogue::builtin()?;
    let actions = ActionPage::of(&place, &catalogue, id)?;
    let mut answers = Answers::from([
        ("org".to_owned(), org.org_url()),
        ("connection".to_owned(), connector.nickname.to_owned()),
    ]);
    let mut opened = BTreeSet::new();
    for turn in turns(id) {
        let action = actions.action(turn.action)?;
        let inputs = filled(turn, &answers);
        actions.open(action).await?;
        let again = !opened.insert(turn.action);
        actions.fill(action, &inputs, again).await?;
        let answered = actions.run(action, &inputs).await.context(turn.action)?;
        ensure!(answered.outcome == "Done", "{}: {answered:?}", turn.action);
        for (output, value) in answered.outputs(action) {
            answers.insert(format!("{}.{output}", action.id), value);
        }
        actions.leave(connector.nickname).await?;
    }
    let all: BTreeSet<&str> = actions.ids().collect();
    ensure!(opened == all, "not run: {:?}", all.difference(&opened));
    place.app.close().await
}

/// Connects to an org that stands beside the console, with all that its actions need.
pub(crate) async fn connect(place: &Place, org: &Sandbox, connector: Connector) -> Result<()> {
    let (page, job) = (place.page(), place.job());
    page.click("button", "New Connection").await?;
    page.click("button", connector.name).await?;
    let typed = if connector.signs_in {
        let mut apps = org.apps().into_iter();
        let app = apps.find(|app| app.connector.as_deref() == Some(connector.name));
        let app = app.context("the org has an app for it")?;
        vec![
            ("Domain", org.org_url()),
            ("Client ID", app.client_id),
            ("Client Secret", app.client_secret.unwrap_or_default()),
        ]
    } else {
        let user = org.service_user();
        vec![
            ("OPA Team Name", user.team),
            ("Service Account API Key ID", user.key_id),
            ("Service Account API Key", user.key_secret),
            ("OPA Base URL", org.opa_url()),
        ]
    };
    page.fill("Connection Nickname", connector.nickname).await?;
    for (label, text) in &typed {
        page.fill(label, text).await?;
    }
    if connector.name == "Okta Realms" {
        page.click("tab", connector.second_tab).await?;
        page.click_beginning("radio", "Customize scopes (advanced)")
            .await?;
        page.click_beginning("checkbox", "Show ").await?;
        for scope in REALM_ASSIGNMENT_SCOPES {
            page.click("checkbox", scope).await?;
        }
    }
    job.create(connector).await?;
    job.save(connector).await
}
