//! The page in place of the Admin Console.

use super::learner::{ADMIN, Learner, OKTA};

async fn page(learner: &Learner, path: &str) -> String {
    let response = learner.http.get(learner.at(path)).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

#[tokio::test]
async fn the_admin_consoles_own_address_of_an_app_opens_that_app() {
    let learner = Learner::new().await;
    let html = page(
        &learner,
        &format!("/admin/app/oidc_client/instance/{OKTA}/"),
    )
    .await;
    for text in [
        "Okta API Scopes",
        "Assignments",
        "Sign-in redirect URIs",
        OKTA,
    ] {
        assert!(html.contains(text), "{text}");
    }
    for id in ["tab-general", "tab-oktaApiScopes", "tab-assignments"] {
        assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
    }
}

#[tokio::test]
async fn its_forms_do_what_they_say() {
    let learner = Learner::new().await;
    let knobs = learner.knobs();
    let press = async |path: &str, form: &[(&str, &str)]| {
        let sent = learner
            .http
            .post(learner.at(path))
            .form(form)
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), 303, "{path}");
    };
    let app = format!("/admin/app/oidc_client/instance/{OKTA}");
    let before = knobs.secret(OKTA);

    press(
        &format!("{app}/revoke-scope"),
        &[("scope", "okta.users.read")],
    )
    .await;
    assert!(
        !knobs
            .granted_scopes(OKTA)
            .contains(&"okta.users.read".to_owned())
    );
    press(
        &format!("{app}/grant-scope"),
        &[("scope", "okta.users.read")],
    )
    .await;
    assert!(
        knobs
            .granted_scopes(OKTA)
            .contains(&"okta.users.read".to_owned())
    );
    press(&format!("{app}/rotate-secret"), &[]).await;
    assert_ne!(knobs.secret(OKTA), before);
    press(&format!("{app}/unassign"), &[("login", ADMIN)]).await;
    let back = learner
        .sign_in(learner.authorize(OKTA, "openid", &[]), ADMIN)
        .await;
    assert_eq!(back.get("error").unwrap(), "access_denied");
    press(
        "/admin/users/nora.norole@sandbox.example/role",
        &[("role", "Super Administrator")],
    )
    .await;
    press("/admin/privileged-access/rotate", &[]).await;
    press("/admin/knobs/access-token", &[("value", "5")]).await;
    press(&format!("{app}/assign"), &[("login", ADMIN)]).await;
    assert_eq!(learner.tokens(OKTA, "openid").await["expires_in"], 5);
}

#[tokio::test]
async fn every_page_is_labelled_and_brings_nothing_from_elsewhere() {
    let learner = Learner::new().await;
    for path in [
        "/admin",
        "/admin/users",
        "/admin/privileged-access",
        "/admin/knobs",
    ] {
        let html = page(&learner, path).await;
        assert!(html.contains("on this computer"), "{path} says what it is");
        assert!(
            !html.contains("<script") && !html.contains("src="),
            "{path}"
        );
        assert!(
            html.contains("<html lang=\"en\">") && html.contains("<h1>"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let learner = Learner::new().await;
    let path = format!("/admin/app/oidc_client/instance/{OKTA}/rotate-secret");
    let before = learner.knobs().secret(OKTA);
    let foreign = learner
        .http
        .post(learner.at(&path))
        .header("origin", "https://evil.example");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    assert_eq!(learner.knobs().secret(OKTA), before);
}

#[tokio::test]
async fn what_people_are_called_cannot_become_markup() {
    let learner = Learner::new().await;
    let path = format!("/admin/app/oidc_client/instance/{OKTA}/add-redirect-uri");
    let form = [("uri", "\"><script>alert(1)</script>")];
    learner
        .http
        .post(learner.at(&path))
        .form(&form)
        .send()
        .await
        .unwrap();
    let html = page(&learner, &format!("/admin/app/oidc_client/instance/{OKTA}")).await;
    assert!(!html.contains("<script>"));
}

#[tokio::test]
async fn a_page_that_was_made_to_lead_here_under_another_name_reaches_nothing() {
    let learner = Learner::new().await;
    for path in ["/admin", "/oauth2/v1/keys", "/api/v1/users"] {
        let request = learner
            .http
            .get(learner.at(path))
            .header("host", "rebound.example");
        assert_eq!(request.send().await.unwrap().status(), 421, "{path}");
    }
}

#[tokio::test]
async fn each_fault_of_its_page_happens_once_to_the_request_that_it_was_meant_for() {
    let learner = Learner::new().await;
    let html = page(&learner, "/admin/faults").await;
    let faults: Vec<&str> = html
        .split("action=\"/admin/faults/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|id| !["clear", "own"].contains(id))
        .collect();
    assert!(faults.len() > 20, "{faults:?}");
    for fault in faults {
        let form = [("place", "Okta"), ("method", "GET")];
        let address = learner.at(&format!("/admin/faults/{fault}"));
        let pressed = learner.http.post(address).form(&form).send().await.unwrap();
        assert_eq!(pressed.status(), 303, "{fault}");
        let waiting = page(&learner, "/admin/faults").await;
        assert!(
            waiting.contains("GET /api/…") || fault == "opa-key",
            "{fault}"
        );
        learner.knobs().clear_faults();
    }
    let unknown = learner.http.post(learner.at("/admin/faults/none"));
    assert_eq!(unknown.send().await.unwrap().status(), 404);
}
