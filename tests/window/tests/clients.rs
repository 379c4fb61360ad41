//! The kinds of app beside the web app, through the real wizard.

use anyhow::{Context, Result, ensure};
use sandbox::{Sandbox, Settings};
use serde_json::Value;
use stories::window::{DANA, Page, SERVICE_ACCOUNT};

use crate::harness::{Harness, test};
use crate::place::Place;

const WEB: &str = "0oaPracticeOkta00001";
const NATIVE: &str = "0oaPracticeNative001";
pub(crate) const SERVICE: &str = "0oaPracticeService01";

/// An app as its admin may have made it.
struct Made {
    nickname: &'static str,
    application_type: &'static str,
    client_id: &'static str,
    dpop: bool,
    pushed: bool,
}

const MADE: [Made; 4] = [
    Made {
        nickname: "Web",
        application_type: "Web Application",
        client_id: WEB,
        dpop: true,
        pushed: false,
    },
    Made {
        nickname: "Native",
        application_type: "Native Application",
        client_id: NATIVE,
        dpop: false,
        pushed: false,
    },
    Made {
        nickname: "Native, bound and pushed",
        application_type: "Native Application",
        client_id: NATIVE,
        dpop: true,
        pushed: true,
    },
    Made {
        nickname: "Service",
        application_type: "API Services",
        client_id: SERVICE,
        dpop: true,
        pushed: false,
    },
];

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        every_kind_of_app_connects_refreshes_and_calls_in_the_window
    );
    test!(
        harness,
        a_service_app_is_connected_with_a_key_that_is_made_in_the_window
    );
    test!(
        harness,
        an_app_that_demands_dpop_and_pushed_requests_is_found_out_and_says_so
    );
    test!(
        harness,
        a_service_apps_key_is_changed_and_the_old_one_deleted
    );
}

/// Fills in what every kind of app has.
pub(crate) async fn fill_in(page: &Page, org: &Sandbox, kind: &str, client_id: &str) -> Result<()> {
    page.click("button", "New Connection").await?;
    page.click("button", "Okta").await?;
    page.click_beginning("radio", kind).await?;
    page.fill("Connection Nickname", kind).await?;
    page.fill("Domain", &org.org_url()).await?;
    page.fill("Client ID", client_id).await?;
    // The line moves what is below it, and nobody presses a button that is on its way.
    page.says("Will connect to").await
}

/// The public key that the window shows, added to the app as its admin does.
pub(crate) async fn register_key(page: &Page, org: &Sandbox) -> Result<String> {
    let shown = page.find("group", "Public key as a JWK").await?;
    let jwk: Value = serde_json::from_str(&shown.text().await?)?;
    ensure!(jwk.get("d").is_none(), "a private key is on screen");
    let kid = jwk["kid"].as_str().context("a key ID")?.to_owned();
    org.knobs().add_public_jwk(SERVICE, jwk);
    Ok(kid)
}

async fn connect_service_app(page: &Page, org: &Sandbox) -> Result<String> {
    fill_in(page, org, "API Services", SERVICE).await?;
    page.says("then API Services").await?;
    page.click("button", "Make a key pair").await?;
    let kid = register_key(page, org).await?;
    page.click("tab", "Permissions").await?;
    page.select("Defaults of", "Automation package").await?;
    page.click("button", "Create").await?;
    page.says("Check what “API Services” got").await?;
    Ok(kid)
}

async fn every_kind_of_app_connects_refreshes_and_calls_in_the_window() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    // Shorter than what a token must have left, so that every use asks for another.
    org.knobs().set_access_token_lifetime(30);
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    for made in &MADE {
        org.knobs().set_require_dpop(made.client_id, made.dpop);
        org.knobs().set_require_par(made.client_id, made.pushed);
        connect(&place, &org, made).await?;

        page.click("button", made.nickname).await?;
        page.find("heading", made.nickname).await?;
        if made.dpop {
            page.says("Tokens bound to").await?;
        }
        let given = tokens_given(&org);
        page.click("button", "Run Lookup user").await?;
        page.fill("Login/Email or User ID", DANA).await?;
        // What is typed is looked up at once, through the same token.
        page.says("is the login of the user").await?;
        page.click("button", "Preview request").await?;
        page.says(if made.dpop {
            "Authorization: DPoP"
        } else {
            "Authorization: Bearer"
        })
        .await?;
        page.click("button", "Close preview").await?;
        page.click("button", "Run").await?;
        page.says("HTTP 200").await?;
        ensure!(tokens_given(&org) > given, "{} refreshed", made.nickname);
        page.click("button", "Connections").await?;
    }
    let signed_in = org.knobs().requests("/oauth2/v1/authorize").len();
    ensure!(
        signed_in >= 3,
        "{signed_in}: a browser for each but the service app"
    );
    place.app.close().await
}

/// A service app whose tokens are bound to a key: it has two keys and no secret.
pub(crate) async fn connect_bound_service_app(place: &Place, org: &Sandbox) -> Result<()> {
    let [.., made] = &MADE;
    org.knobs().set_require_dpop(made.client_id, made.dpop);
    connect(place, org, made).await
}

/// Fills in the wizard with what its admin knows of the app, and saves what comes of it.
async fn connect(place: &Place, org: &Sandbox, made: &Made) -> Result<()> {
    let page = place.page();
    fill_in(&page, org, made.application_type, made.client_id).await?;
    page.fill("Connection Nickname", made.nickname).await?;
    if made.dpop {
        let label = "Require Demonstrating Proof of Possession (DPoP) header in token requests";
        page.click("checkbox", label).await?;
    }
    if made.pushed {
        let label = "Require pushed authorization requests (PAR)";
        page.click("checkbox", label).await?;
    }
    match made.client_id {
        WEB => {
            let secret = org.knobs().secret(WEB).context("a secret")?;
            page.fill("Client Secret", &secret).await?;
        }
        SERVICE => {
            page.click("button", "Make a key pair").await?;
            register_key(&page, org).await?;
        }
        _ => {}
    }
    page.click("button", "Create").await?;
    if made.client_id != SERVICE {
        place.job().sign_in(SERVICE_ACCOUNT).await?;
    }
    page.says(&format!("Check what “{}” got", made.nickname))
        .await?;
    page.click("button", "Save connection").await?;
    page.says(&format!("“{}” is connected.", made.nickname))
        .await
}

fn tokens_given(org: &Sandbox) -> usize {
    let asked = org.knobs().requests("/oauth2/v1/token");
    asked.iter().filter(|line| line.ends_with(" 200")).count()
}

async fn a_service_app_is_connected_with_a_key_that_is_made_in_the_window() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    // As Okta makes new API Services apps.
    org.knobs().set_require_dpop(SERVICE, true);
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    let kid = connect_service_app(&page, &org).await?;
    page.says("The app requires proof of possession (DPoP).")
        .await?;
    page.find("heading", "Granted 4 of 4 scopes").await?;
    page.click("button", "Save connection").await?;
    page.says("“API Services” is connected.").await?;

    page.click("button", "API Services").await?;
    page.find("heading", "App").await?;
    page.says("Public key / Private key").await?;
    page.says("DPoP, required; found out on").await?;
    page.says(&kid).await?;
    page.says("Okta's log names this app as the one who acts")
        .await?;
    page.click("button", "Test").await?;
    page.says("Tested “API Services”: Active").await?;
    ensure!(
        org.knobs().requests("/oauth2/v1/authorize").is_empty(),
        "nobody signs in"
    );
    place.app.close().await
}

async fn an_app_that_demands_dpop_and_pushed_requests_is_found_out_and_says_so() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    org.knobs().set_require_dpop(NATIVE, true);
    org.knobs().set_require_par(NATIVE, true);
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    fill_in(&page, &org, "Native Application", NATIVE).await?;
    page.gone("textbox", "Client Secret").await?;
    page.click("button", "Create").await?;
    page.find("heading", "Waiting for you to sign in in your browser")
        .await?;
    // Okta refuses the request that was not pushed; the console opens another page by itself.
    let refused = place.app.browser(&place.desktop).await?;
    refused.page().says("Sign-in was not completed").await?;
    refused.close().await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;

    page.says("The app requires proof of possession (DPoP).")
        .await?;
    page.says("The app takes pushed authorization requests only (PAR).")
        .await?;
    page.click("button", "Save connection").await?;
    page.says("“Native Application” is connected.").await?;
    page.click("button", "Native Application").await?;
    page.says("Tokens bound to").await?;
    page.click("button", "Test").await?;
    page.says("Tested “Native Application”: Active").await?;

    page.click("button", "Reauthorize").await?;
    page.find("dialog", "Reauthorize Native Application")
        .await?;
    page.gone("textbox", "Client Secret").await?;
    page.click("button", "Reauthorize").await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;
    page.click("button", "Save connection").await?;
    page.says("“Native Application” is reauthorized.").await?;
    place.app.close().await
}

async fn a_service_apps_key_is_changed_and_the_old_one_deleted() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    let first = connect_service_app(&page, &org).await?;
    page.click("button", "Save connection").await?;
    page.says("“API Services” is connected.").await?;

    place.job().choose("API Services", "Reauthorize").await?;
    page.says("Using the key kept now").await?;
    page.select("Type of key", "EC, P-256 (ES256)").await?;
    page.click("button", "Make another key pair").await?;
    page.says("Both keys can stand in the app at once").await?;
    let second = register_key(&page, &org).await?;
    ensure!(first != second);
    page.click("button", "Reauthorize").await?;
    page.says("Check what “API Services” got").await?;
    page.click("button", "Save connection").await?;
    page.says("“API Services” is reauthorized.").await?;

    org.knobs().remove_public_jwk(SERVICE, &first);
    place.job().test("API Services").await?;
    place.app.close().await
}
