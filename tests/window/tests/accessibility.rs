//! Every page and dialog in both themes: a picture is kept, and axe finds nothing to object to.

use anyhow::{Result, bail};
use sandbox::{Sandbox, Settings};
use stories::window::{CONNECTORS, Desktop, Key, Keyring, MainJob, Page, Pictures, Start, Theme};

use crate::clients::{SERVICE, fill_in, register_key};
use crate::exports::{JOINERS, drop_file};
use crate::harness::{Harness, test};
use crate::place::{Place, pictures, workspace};

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, nobody_is_kept_out_of_any_page_in_light_or_dark);
}

async fn nobody_is_kept_out_of_any_page_in_light_or_dark() -> Result<()> {
    let pictures = pictures()?;
    let mut faults = Vec::new();
    for theme in Theme::BOTH {
        let mut examiner = Examiner {
            theme,
            pictures: &pictures,
            faults: &mut faults,
        };
        without_a_keyring(&mut examiner).await?;
        through_the_wizard(&mut examiner).await?;
        a_service_app(&mut examiner).await?;
    }
    if faults.is_empty() {
        Ok(())
    } else {
        bail!("{}", faults.join("\n"))
    }
}

struct Examiner<'a> {
    theme: Theme,
    pictures: &'a Pictures,
    faults: &'a mut Vec<String>,
}

impl Examiner<'_> {
    async fn look(&mut self, page: &Page, name: &str) -> Result<()> {
        let name = format!("{name}-{}", self.theme.label().to_lowercase());
        self.pictures.take(page, &name).await?;
        for fault in page.examine(workspace()).await? {
            let nodes: Vec<String> = fault.nodes.iter().map(ToString::to_string).collect();
            self.faults.push(format!(
                "{name}: {} ({})\n  {}",
                fault.id,
                fault.help,
                nodes.join("\n  ")
            ));
        }
        Ok(())
    }
}

async fn without_a_keyring(examiner: &mut Examiner<'_>) -> Result<()> {
    let place = Place::on(Desktop::start(Keyring::Absent)?, Start::default()).await?;
    let page = place.page();
    page.find("button", "Use for this session only").await?;
    place.job().choose_theme(examiner.theme).await?;
    examiner.look(&page, "no-keyring").await?;
    place.app.close().await
}

async fn through_the_wizard(examiner: &mut Examiner<'_>) -> Result<()> {
    let place = Place::with_practice_org().await?;
    let (page, job) = (place.page(), place.job());
    page.find("button", "New Connection").await?;
    job.choose_theme(examiner.theme).await?;
    examiner.look(&page, "empty").await?;

    page.click("button", "New Connection").await?;
    page.find("button", "Okta Devices").await?;
    examiner.look(&page, "picker").await?;
    page.press(Key::Escape).await?;

    let realms = CONNECTORS[1];
    job.practise(realms).await?;
    examiner.look(&page, "wizard-general").await?;
    page.click("tab", "Permissions").await?;
    page.find("table", "Scopes").await?;
    examiner.look(&page, "wizard-permissions").await?;
    page.click_beginning("radio", "Customize scopes (advanced)")
        .await?;
    page.click("checkbox", "okta.realms.read").await?;
    page.says("Authorization fails without").await?;
    examiner.look(&page, "wizard-customized").await?;
    page.click("checkbox", "okta.realms.read").await?;
    page.click_beginning("button", "Choose by the actions")
        .await?;
    page.click("checkbox", "Search Realms").await?;
    page.find("table", "The fewest scopes").await?;
    examiner.look(&page, "wizard-by-actions").await?;
    page.click("checkbox", "Search Realms").await?;
    page.click("button", "Create").await?;
    page.find("button", "Open again").await?;
    examiner.look(&page, "waiting").await?;
    job.sign_in(stories::window::SERVICE_ACCOUNT).await?;
    page.find("button", "Save connection").await?;
    examiner.look(&page, "review").await?;
    job.save(realms).await?;
    with_connections(examiner, &page, &job).await?;
    a_confirmation(examiner, &place).await?;
    place.app.close().await
}

async fn with_connections(
    examiner: &mut Examiner<'_>,
    page: &Page,
    job: &MainJob<'_>,
) -> Result<()> {
    let (realms, servers) = (CONNECTORS[1], CONNECTORS[3]);
    job.practise(servers).await?;
    page.click("tab", "Roles").await?;
    examiner.look(page, "wizard-roles").await?;
    job.create(servers).await?;
    examiner.look(page, "review-of-a-team").await?;
    job.save(servers).await?;
    job.test(realms.nickname).await?;
    examiner.look(page, "list").await?;

    page.click("button", "More actions for Realms").await?;
    page.find("menuitem", "Test").await?;
    examiner.look(page, "row-menu").await?;
    page.press(Key::Escape).await?;
    for (action, dialog) in [
        ("Edit", "Edit connection"),
        ("Rename", "Rename connection"),
        ("Reauthorize", "Reauthorize Realms"),
        ("Delete", "Delete connection?"),
    ] {
        job.choose(realms.nickname, action).await?;
        page.find("dialog", dialog).await?;
        examiner.look(page, &action.to_lowercase()).await?;
        page.press(Key::Escape).await?;
        page.gone("dialog", dialog).await?;
    }
    page.click("button", "Keyboard shortcuts").await?;
    page.find("dialog", "Keyboard shortcuts").await?;
    examiner.look(page, "keys").await?;
    page.press(Key::Escape).await?;
    page.gone("dialog", "Keyboard shortcuts").await?;

    for connector in [realms, servers] {
        page.click("button", connector.nickname).await?;
        page.find("heading", connector.nickname).await?;
        let name = format!("connection-{}", connector.nickname.to_lowercase());
        examiner.look(page, &name).await?;
        page.press(Key::Escape).await?;
        page.find("grid", "Connections").await?;
    }
    scopes_and_exports(examiner, page, realms.nickname).await?;
    an_action(examiner, page, realms.nickname).await?;
    sessions_and_scenarios(examiner, page).await?;
    job.choose(servers.nickname, "Delete").await?;
    page.click("button", "Delete").await?;
    page.find("button", "Done").await?;
    examiner.look(page, "deleted").await
}

/// The places beside the list: what is open, what can be run, and how it is put together.
async fn sessions_and_scenarios(examiner: &mut Examiner<'_>, page: &Page) -> Result<()> {
    page.click("button", "Sessions").await?;
    page.says("No session is open").await?;
    examiner.look(page, "sessions").await?;

    page.click("button", "Scenarios").await?;
    page.find("table", "Scenarios").await?;
    examiner.look(page, "scenarios").await?;
    page.click("button", "Move a user between realms").await?;
    page.find_beginning("heading", "Steps").await?;
    examiner.look(page, "scenario").await?;
    page.click("tab", "Text").await?;
    page.find("textbox", "move-a-user-between-realms.toml")
        .await?;
    examiner.look(page, "scenario-text").await?;
    page.click("button", "Copy to edit").await?;
    page.find("button", "Add step").await?;
    page.run("document.getElementById('steps.connect_okta').scrollIntoView({ block: 'center' });")
        .await?;
    page.click("button", "Connect connect_okta").await?;
    page.find("tab", "Local session").await?;
    examiner.look(page, "scenario-edit").await?;
    page.click("button", "Add step").await?;
    page.find("dialog", "What should the step do?").await?;
    examiner.look(page, "scenario-step").await?;
    page.press(Key::Escape).await?;
    page.gone("dialog", "What should the step do?").await?;
    page.click("button", "Connections").await?;
    page.find("grid", "Connections").await?;
    Ok(())
}

/// A form with suggestions, a state that it does not go with, and what is asked before a loss.
async fn a_confirmation(examiner: &mut Examiner<'_>, place: &Place) -> Result<()> {
    let (page, realms) = (place.page(), CONNECTORS[1]);
    page.click("button", "Done").await?;
    page.click("button", realms.nickname).await?;
    page.click("button", "Run Delete Realm").await?;
    page.find("heading", "Delete Realm").await?;
    let field = page.find("combobox", "Realm ID").await?;
    field.send_keys("ealm").await?;
    page.find_beginning("option", "Empty Realm").await?;
    examiner.look(&page, "suggestions").await?;
    page.press(Key::Escape).await?;
    page.fill("Realm ID", "Empty Realm").await?;
    page.says("is the name of the realm").await?;
    page.click("button", "Run").await?;

    let confirmation = place.app.confirmation().await?;
    let asked = confirmation.page();
    asked
        .find("textbox", "Type the name of the realm to go on")
        .await?;
    examiner.look(&asked, "confirmation").await?;
    confirmation.escape().await
}

/// What is used of a connection, and what an export needs.
async fn scopes_and_exports(
    examiner: &mut Examiner<'_>,
    page: &Page,
    nickname: &str,
) -> Result<()> {
    page.click("button", nickname).await?;
    page.click_beginning("button", "Mark the actions").await?;
    page.fill("Find an action", "Search Realms").await?;
    page.gone("checkbox", "Read Realm").await?;
    page.click("checkbox", "Search Realms").await?;
    page.find("table", "The fewest scopes").await?;
    page.run("document.querySelector('#least').scrollIntoView();")
        .await?;
    examiner.look(page, "least-privilege").await?;
    page.run("document.querySelector('#scopes').scrollIntoView();")
        .await?;
    examiner.look(page, "scope-truth").await?;
    page.click("button", "Workflows").await?;
    page.find("heading", "Workflows exports").await?;
    examiner.look(page, "exports-empty").await?;
    drop_file(page, "joiners.folder", JOINERS).await?;
    page.find("heading", "joiners.folder").await?;
    examiner.look(page, "exports").await?;
    page.click_beginning("button", "Connections").await?;
    page.find("grid", "Connections").await.map(drop)
}

/// The page of one action, before and after it is run.
async fn an_action(examiner: &mut Examiner<'_>, page: &Page, nickname: &str) -> Result<()> {
    page.click("button", nickname).await?;
    page.click("button", "Run Search Realms").await?;
    page.find("heading", "Search Realms").await?;
    examiner.look(page, "action-form").await?;
    page.click("button", "Run").await?;
    page.says("HTTP 200").await?;
    examiner.look(page, "action").await?;
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Answer").await?;
    the_history(examiner, page).await?;
    page.click("button", "Connections").await?;
    page.find("grid", "Connections").await?;
    Ok(())
}

/// An app without a browser: its key pair, what was found out about it, and its own page.
async fn a_service_app(examiner: &mut Examiner<'_>) -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    org.knobs().set_require_dpop(SERVICE, true);
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    page.find("button", "New Connection").await?;
    place.job().choose_theme(examiner.theme).await?;
    fill_in(&page, &org, "API Services", SERVICE).await?;
    page.click("button", "Make a key pair").await?;
    register_key(&page, &org).await?;
    examiner.look(&page, "wizard-service-app").await?;
    page.click("button", "Create").await?;
    page.says("Check what “API Services” got").await?;
    examiner.look(&page, "review-of-a-service-app").await?;
    page.click("button", "Save connection").await?;
    page.click("button", "API Services").await?;
    page.find("heading", "App").await?;
    examiner.look(&page, "connection-service-app").await?;
    page.click("button", "Reauthorize").await?;
    page.find("dialog", "Reauthorize API Services").await?;
    examiner.look(&page, "reauthorize-service-app").await?;
    place.app.close().await
}

/// The two runs of before: listed, opened, beside each other.
async fn the_history(examiner: &mut Examiner<'_>, page: &Page) -> Result<()> {
    page.click("button", "History").await?;
    page.find("grid", "Runs").await?;
    examiner.look(page, "history").await?;
    page.click("button", "Search Realms").await?;
    page.find("button", "Open as new").await?;
    examiner.look(page, "history-run").await?;
    page.click("button", "Compare…").await?;
    page.says("choose another run of it").await?;
    // One of the two is chosen already.
    page.run("document.querySelector('[role=grid] input[type=checkbox]:not(:checked)').click();")
        .await?;
    page.click("button", "Compare").await?;
    page.find_beginning("heading", "Compare two runs").await?;
    page.click("checkbox", "Only what differs").await?;
    examiner.look(page, "history-compare").await?;
    page.press(Key::Escape).await?;
    page.click("button", "Keep…").await?;
    page.find("textbox", "Days").await?;
    examiner.look(page, "history-keep").await?;
    page.press(Key::Escape).await?;
    page.gone("dialog", "How long runs are kept").await
}
