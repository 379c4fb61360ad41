//! Thirty connections of three orgs in the real window: queued, killed in the middle, resumed.

use anyhow::{Context, Result, ensure};
use stories::many::Many;
use stories::person::Mood;
use stories::window::{DANA, Desktop, Keyring, Page, Pictures, SERVICE_ACCOUNT, Start, Theme};

use crate::harness::{Harness, test};
use crate::place::{Place, pictures};

const PASSPHRASE: &str = "correct horse battery staple";

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        thirty_connections_of_three_orgs_are_reauthorized_in_one_queue_that_is_killed_in_the_middle
    );
    test!(
        harness,
        another_user_is_asked_about_and_a_persons_connections_are_handed_over
    );
    test!(
        harness,
        a_second_secret_is_entered_switched_to_and_the_old_one_deactivated
    );
}

/// Orgs, so many connections to each, and a console in the window that knows them.
async fn connected(orgs: usize, each: usize, as_dana: usize) -> Result<(Many, Place, Start)> {
    let many = Many::orgs(orgs).await;
    let console = many.start().await;
    console.keeps_them_under(PASSPHRASE).await;
    for org in 0..orgs {
        for number in 0..each {
            let name = ["Joiners", "Leavers", "Audit", "Devices", "Realms"][number % 5];
            let nickname = format!("{name} {}, org {}", number / 5 + 1, org + 1);
            many.connect(&console, org, &nickname).await;
        }
    }
    many.person.starts_a_private_window();
    many.person.feels(Mood::SignsIn(DANA.into()));
    for number in 0..as_dana {
        let nickname = format!("Dana's own {}", number + 1);
        many.connect(&console, number % orgs, &nickname).await;
    }
    many.person.feels(Mood::SignsIn(SERVICE_ACCOUNT.into()));
    console.quit().await;

    let start = Start {
        data_dir: Some(many.folder().to_owned()),
        loopback_orgs: true,
        ..Start::default()
    };
    let place = Place::on(Desktop::start(Keyring::Absent)?, start.clone()).await?;
    unlock(&place.page()).await?;
    Ok((many, place, start))
}

async fn unlock(page: &Page) -> Result<()> {
    page.fill("Passphrase", PASSPHRASE).await?;
    page.click("button", "Open").await?;
    page.find("grid", "Connections").await.map(drop)
}

/// How many are through, as the bar shows it.
async fn through(page: &Page) -> Result<u64> {
    let value = page
        .run("return String(document.querySelector('progress').value);")
        .await?;
    Ok(value.as_str().unwrap_or_default().parse()?)
}

/// The folder of its own keeps what other tests have taken.
async fn picture(place: &Place, name: &str) -> Result<()> {
    let folder = pictures()?.dir().join(name);
    Pictures::in_dir(&folder)?.take(&place.page(), name).await
}

async fn in_both_themes(place: &Place, name: &str) -> Result<()> {
    for theme in Theme::BOTH {
        place.job().choose_theme(theme).await?;
        let label = theme.label().to_lowercase();
        picture(place, &format!("{name}-{label}")).await?;
    }
    Ok(())
}

async fn thirty_connections_of_three_orgs_are_reauthorized_in_one_queue_that_is_killed_in_the_middle()
-> Result<()> {
    let (many, place, start) = connected(3, 10, 0).await?;
    let page = place.page();
    page.click("checkbox", "Select all that are shown").await?;
    page.says("30 selected").await?;
    page.click("button", "Reauthorize").await?;
    for _ in 0..12 {
        let opened = place.app.opened_page().await?;
        many.person.visits(&opened).await;
    }
    // The thirteenth page is open, and nobody has signed in on it.
    let _unanswered = place.app.opened_page().await?;
    page.says("12 of 30 connections reauthorized").await?;
    in_both_themes(&place, "queue").await?;

    let Place { app, desktop } = place;
    app.kill().await?;
    let place = Place::on(desktop, start).await?;
    let page = place.page();
    unlock(&page).await?;
    page.says("A reauthorization queue is waiting").await?;
    page.says("12 of 30 connections reauthorized").await?;
    page.click("button", "Open the queue").await?;
    page.says("The console ended while this one was signed in to.")
        .await?;
    ensure!(through(&page).await? == 12, "what was through stays so");
    page.click("button", "Go on").await?;
    for _ in 12..30 {
        let opened = place.app.opened_page().await?;
        many.person.visits(&opened).await;
    }
    page.says("30 of 30 connections reauthorized").await?;
    page.click("button", "Done").await?;
    page.find("grid", "Connections").await?;
    place.job().test("Audit 2, org 3").await?;
    place.app.close().await
}

async fn another_user_is_asked_about_and_a_persons_connections_are_handed_over() -> Result<()> {
    let (many, place, _) = connected(2, 3, 2).await?;
    let (page, job) = (place.page(), place.job());
    page.says("A person?").await?;
    job.focus_row("Audit 1, org 1").await?;
    page.type_keys(" ").await?;
    page.says("1 selected").await?;
    in_both_themes(&place, "list-selected").await?;
    page.click("button", "Reauthorize").await?;
    // The browser is still Dana's.
    let opened = place.app.opened_page().await?;
    many.person.visits(&opened).await;
    page.says("Another user signed in for").await?;
    page.says(&format!("Keep {SERVICE_ACCOUNT}")).await?;
    in_both_themes(&place, "another-user").await?;
    page.click("button", &format!("Keep {SERVICE_ACCOUNT}"))
        .await?;
    page.says("Kept as it was").await?;
    page.click("button", "Done").await?;

    job.choose("Dana's own 1", "Hand over…").await?;
    page.find("dialog", &format!("Hand over what runs as {DANA}"))
        .await?;
    page.fill("Login of who takes them over", SERVICE_ACCOUNT)
        .await?;
    picture(&place, "hand-over").await?;
    page.click("button", "Hand over 2").await?;
    for _ in 0..2 {
        let opened = place.app.opened_page().await?;
        many.person.visits(&opened).await;
    }
    page.says("2 of 2 connections reauthorized").await?;
    in_both_themes(&place, "handed-over").await?;
    page.click("button", "Done").await?;
    page.find("grid", "Connections").await?;
    ensure!(!page.text().await?.contains(DANA), "nothing runs as her");
    place.app.close().await
}

async fn a_second_secret_is_entered_switched_to_and_the_old_one_deactivated() -> Result<()> {
    let (many, place, _) = connected(1, 3, 0).await?;
    let (page, job) = (place.page(), place.job());
    let apps = many.orgs[0].apps();
    let app = apps
        .iter()
        .find(|app| app.connector.as_deref() == Some("Okta"))
        .context("the practice org has an app for Okta")?;
    let knobs = many.orgs[0].knobs();
    let secret = knobs.add_secret(&app.client_id);

    job.choose_theme(Theme::Dark).await?;
    job.choose("Audit 1, org 1", "Rotate secret…").await?;
    page.says("3 connections use it").await?;
    page.fill("New client secret", &secret).await?;
    page.click("button", "Keep it beside the old one").await?;
    page.says("the new one is kept beside").await?;
    picture(&place, "rotate-dark").await?;
    page.click("button", "Go on later").await?;

    job.choose_theme(Theme::Light).await?;
    job.choose("Leavers 1, org 1", "Rotate secret…").await?;
    page.click("button", "Switch and test").await?;
    page.find("button", "I have deactivated it").await?;
    picture(&place, "rotate-light").await?;
    knobs.deactivate_older_secret(&app.client_id);
    page.click("button", "I have deactivated it").await?;
    page.says("The new secret is in use, and the old one is forgotten.")
        .await?;
    job.test("Joiners 1, org 1").await?;
    place.app.close().await
}
