//! Each state of a connection, produced in the practice org, seen in the real window, and put
//! right by the one thing that its page offers.

use anyhow::{Context, Result, ensure};
use sandbox::{AdminRole, FaultSpec, Knobs, Sandbox, Settings, UserStatus};
use stories::window::{
    CONNECTORS, Connector, Desktop, Keyring, Page, Pictures, SERVICE_ACCOUNT, Start, Theme, until,
};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, every_state_of_an_org_is_seen_and_put_right);
    test!(harness, a_rotated_key_of_a_team_is_seen_and_put_right);
    test!(harness, locked_and_not_authorized_are_seen_and_put_right);
}

/// Its probe asks for what an administrator role must allow.
const DEVICES: Connector = CONNECTORS[2];
const SERVERS: Connector = CONNECTORS[3];
const DAY: i64 = 24 * 3600;
const SCOPE: &str = "okta.devices.manage";

/// How a state comes about, how it looks, and how it goes.
struct Case {
    /// For its pictures.
    name: &'static str,
    /// Turns the practice org's knobs, so that the connection falls ill.
    ails: fn(&Knobs, &str),
    /// Whether it shows at the next test, or at the next sign-in.
    shows_at: Step,
    /// The word that is seen.
    word: &'static str,
    /// A part of the reason beside it.
    reason: &'static str,
    /// Turns the knobs so that it can be well again: a new secret, where there is one.
    mends: fn(&Knobs, &str) -> Option<String>,
    /// What the page offers.
    fix: Step,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Test,
    SignIn,
}

const CASES: [Case; 9] = [
    Case {
        name: "scopes-missing",
        ails: |org, app| org.revoke_scope(app, SCOPE),
        shows_at: Step::Test,
        word: "Active, scopes missing",
        reason: "Not granted: okta.devices.manage.",
        mends: |org, app| {
            org.grant_scope(app, SCOPE);
            None
        },
        fix: Step::SignIn,
    },
    Case {
        name: "expiring",
        ails: |org, _| org.set_refresh_token_lifetime(10 * DAY),
        shows_at: Step::SignIn,
        word: "Expiring",
        reason: "Its sign-in ends in 9 days, and renewing does not extend it.",
        mends: |org, _| {
            org.set_refresh_token_lifetime(90 * DAY);
            None
        },
        fix: Step::SignIn,
    },
    Case {
        name: "needs-reauthorization",
        ails: |org, _| org.set_refresh_token_lifetime(0),
        shows_at: Step::SignIn,
        word: "Needs reauthorization",
        reason: "Okta refused to renew it",
        mends: |org, _| {
            org.set_refresh_token_lifetime(90 * DAY);
            None
        },
        fix: Step::SignIn,
    },
    Case {
        name: "revoked",
        ails: |org, app| org.revoke_refresh_tokens(app),
        shows_at: Step::Test,
        word: "Revoked",
        reason: "Okta ended it before its time",
        mends: |_, _| None,
        fix: Step::SignIn,
    },
    Case {
        name: "user-deactivated",
        ails: |org, _| org.set_user_status(SERVICE_ACCOUNT, UserStatus::Deprovisioned),
        shows_at: Step::Test,
        word: "Revoked",
        reason: "deactivated",
        mends: |org, _| {
            org.set_user_status(SERVICE_ACCOUNT, UserStatus::Active);
            None
        },
        fix: Step::SignIn,
    },
    Case {
        name: "sessions-cleared",
        ails: |org, _| org.clear_sessions(SERVICE_ACCOUNT),
        shows_at: Step::Test,
        word: "Revoked",
        reason: "signed out everywhere",
        mends: |_, _| None,
        fix: Step::SignIn,
    },
    Case {
        name: "credentials-rejected",
        ails: |org, app| drop(org.rotate_secret(app)),
        shows_at: Step::Test,
        word: "Credentials rejected",
        reason: "Its client secret was rotated",
        mends: |org, app| org.secret(app),
        fix: Step::SignIn,
    },
    Case {
        name: "role-insufficient",
        ails: |org, _| org.set_admin_role(SERVICE_ACCOUNT, None),
        shows_at: Step::Test,
        word: "Role insufficient",
        reason: "The user may not do this",
        mends: |org, _| {
            org.set_admin_role(SERVICE_ACCOUNT, Some(AdminRole::SuperAdmin));
            None
        },
        fix: Step::Test,
    },
    Case {
        name: "unreachable",
        ails: |org, _| {
            let gateway = "<html><title>502 Bad Gateway</title></html>";
            org.fail_next(FaultSpec::answer("/api/", 502, gateway));
        },
        shows_at: Step::Test,
        word: "Unreachable",
        reason: "502 Bad Gateway",
        mends: |_, _| None,
        fix: Step::Test,
    },
];

/// Where these tests keep their pictures.
pub(crate) fn pictures(of: &str) -> Result<Pictures> {
    let here = std::env::current_exe()?;
    let target = here
        .ancestors()
        .nth(3)
        .context("a test lies in target/debug/deps")?;
    Pictures::in_dir(&target.join("window").join(of))
}

pub(crate) async fn both_themes(place: &Place, pictures: &Pictures, name: &str) -> Result<()> {
    for theme in Theme::BOTH {
        place.job().choose_theme(theme).await?;
        let name = format!("{name}-{}", theme.label().to_lowercase());
        pictures.take(&place.page(), &name).await?;
    }
    Ok(())
}

/// Presses what the page offers, and does what it asks for.
async fn does(place: &Place, step: Step, secret: Option<&str>) -> Result<()> {
    let page = place.page();
    match step {
        Step::Test => page.click("button", "Test").await,
        Step::SignIn => {
            page.click("button", "Reauthorize").await?;
            sign_in_again(place, secret).await
        }
    }
}

/// From the dialog on.
async fn sign_in_again(place: &Place, secret: Option<&str>) -> Result<()> {
    let page = place.page();
    page.find("dialog", &format!("Reauthorize {}", DEVICES.nickname))
        .await?;
    if let Some(secret) = secret {
        page.fill("Client Secret", secret).await?;
    }
    page.click("button", "Reauthorize").await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;
    page.click("button", "Save connection").await?;
    page.says(&format!("“{}” is reauthorized.", DEVICES.nickname))
        .await
}

/// Waits until the panel says this word, and gives all that it says.
async fn panel(page: &Page, word: &str) -> Result<String> {
    let script = "const panel = document.querySelector('section[aria-label=Status]');\
         return panel ? panel.innerText.replace(/\\s+/g, ' ').trim() : '';";
    until(&format!("the status “{word}”"), async || {
        let said = page.run(script).await?;
        let said = said.as_str().unwrap_or_default();
        let told = format!(" {word} ");
        Ok(format!(" {said} ").contains(&told).then(|| said.to_owned()))
    })
    .await
}

async fn every_state_of_an_org_is_seen_and_put_right() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let knobs = org.knobs();
    // An access token that is about to end is renewed at every use: what happened to the grant is
    // seen at once, and not only in an hour.
    knobs.set_access_token_lifetime(30);
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    let app = org
        .apps()
        .into_iter()
        .find(|app| app.connector.as_deref() == Some(DEVICES.name))
        .context("the practice org has an app for devices")?;
    let secret = app
        .client_secret
        .clone()
        .context("a web app has a secret")?;
    place
        .job()
        .connect_to(DEVICES, &org.org_url(), &app.client_id, &secret)
        .await?;
    let pictures = pictures("states")?;
    page.click("button", DEVICES.nickname).await?;
    page.find("heading", DEVICES.nickname).await?;
    panel(&page, "Active").await?;
    both_themes(&place, &pictures, "active").await?;

    for case in CASES {
        (case.ails)(&knobs, &app.client_id);
        does(&place, case.shows_at, None).await?;
        let said = panel(&page, case.word)
            .await
            .with_context(|| case.name.to_owned())?;
        ensure!(said.contains(case.reason), "{}: {said}", case.name);
        both_themes(&place, &pictures, case.name).await?;

        let secret = (case.mends)(&knobs, &app.client_id);
        let button = match case.fix {
            Step::Test => "Test now",
            Step::SignIn => "Reauthorize now",
        };
        page.click("button", button).await?;
        if case.fix == Step::SignIn {
            sign_in_again(&place, secret.as_deref()).await?;
        }
        panel(&page, "Active")
            .await
            .with_context(|| format!("{}: put right", case.name))?;
    }
    page.find("heading", "Last hundred checks and runs").await?;
    both_themes(&place, &pictures, "mended").await?;

    knobs.delete_client(&app.client_id);
    does(&place, Step::Test, None).await?;
    let said = panel(&page, "Credentials rejected").await?;
    ensure!(said.contains("its app was deleted"), "{said}");
    place.app.close().await
}

async fn a_rotated_key_of_a_team_is_seen_and_put_right() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let user = org.service_user();
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    page.click("button", "New Connection").await?;
    page.click("button", SERVERS.name).await?;
    for (label, text) in [
        ("Connection Nickname", SERVERS.nickname),
        ("OPA Team Name", user.team.as_str()),
        ("OPA Base URL", &org.opa_url()),
        ("Service Account API Key ID", &user.key_id),
        ("Service Account API Key", &user.key_secret),
    ] {
        page.fill(label, text).await?;
    }
    place.job().create(SERVERS).await?;
    place.job().save(SERVERS).await?;
    page.click("button", SERVERS.nickname).await?;
    panel(&page, "Active").await?;
    page.says("Issued, as OPA tells").await?;

    let (key_id, key) = org.knobs().rotate_opa_key();
    page.click("button", "Test").await?;
    let said = panel(&page, "Key was rotated").await?;
    ensure!(said.contains("worked before"), "{said}");
    both_themes(&place, &pictures("key")?, "key-rotated").await?;

    page.click("button", "Reauthorize now").await?;
    page.find("dialog", "Reauthorize Servers").await?;
    page.fill("Service Account API Key ID", &key_id).await?;
    page.fill("Service Account API Key", &key).await?;
    page.click("button", "Reauthorize").await?;
    page.click("button", "Save connection").await?;
    panel(&page, "Active").await?;
    place.app.close().await
}

async fn locked_and_not_authorized_are_seen_and_put_right() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let folder = tempfile::tempdir()?;
    let start = Start {
        data_dir: Some(folder.path().to_owned()),
        loopback_orgs: true,
        ..Start::default()
    };
    let passphrase = "correct horse battery staple";
    let place = Place::on(Desktop::start(Keyring::Absent)?, start.clone()).await?;
    let page = place.page();
    page.fill("Passphrase", passphrase).await?;
    page.fill("Passphrase, once more", passphrase).await?;
    page.click("button", "Use this passphrase").await?;
    crate::wizard::connect_to(&place, &org, "Guarded").await?;

    let place = place.restart(start.clone()).await?;
    let page = place.page();
    page.find("heading", "1 connection waits").await?;
    page.says("Locked").await?;
    let pictures = pictures("locked")?;
    both_themes(&place, &pictures, "locked").await?;
    page.fill("Passphrase", passphrase).await?;
    page.click("button", "Open").await?;
    page.click("button", "Guarded").await?;
    panel(&page, "Active").await?;
    place.app.close().await?;

    // Secrets of one session only: the next one begins without them.
    let folder = tempfile::tempdir()?;
    let start = Start {
        data_dir: Some(folder.path().to_owned()),
        ..start
    };
    let place = Place::on(Desktop::start(Keyring::Absent)?, start.clone()).await?;
    place
        .page()
        .click("button", "Use for this session only")
        .await?;
    crate::wizard::connect_to(&place, &org, "Fleeting").await?;
    let place = place.restart(start).await?;
    let page = place.page();
    page.click("button", "Use for this session only").await?;
    page.click("button", "Fleeting").await?;
    let said = panel(&page, "Not authorized").await?;
    ensure!(said.contains("Its sign-in is kept no more"), "{said}");
    both_themes(&place, &pictures, "not-authorized").await?;

    page.click("button", "Reauthorize now").await?;
    page.find("dialog", "Reauthorize Fleeting").await?;
    let secret = crate::wizard::realms_app(&org)?.client_secret;
    let secret = secret.context("a web app has a secret")?;
    page.fill("Client Secret", &secret).await?;
    page.click("button", "Reauthorize").await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;
    page.click("button", "Save connection").await?;
    panel(&page, "Active").await?;
    place.app.close().await
}
