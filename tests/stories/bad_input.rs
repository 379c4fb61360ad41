//! Bad input gets a clear answer – what, why, do this – and nothing is lost.

use connections::views::{AddressCheck, AddressKind, ConnectStep, Failure, FailureCode, NewSecret};
use domain::LoopbackOrgs;
use jiff::SignedDuration;
use sandbox::FaultSpec;
use stories::person::Mood;
use stories::story::{SERVICE_ACCOUNT, Story};

/// Three whole sentences, each saying something of its own.
fn is_clear(failure: &Failure) {
    for part in [&failure.what, &failure.why, &failure.fix] {
        assert!(part.len() > 8, "{failure:?}");
        assert!(
            !part.contains("{}") && !part.contains("Error("),
            "{failure:?}"
        );
    }
    assert!(
        failure.what != failure.why && failure.why != failure.fix,
        "{failure:?}"
    );
}

async fn refused_form(story: &Story, field: &str, value: &str) -> Failure {
    let mut form = story.form("okta", "Bad");
    form.values.insert(field.into(), value.into());
    let failure = story.sign_in(form).await.expect_err(value);
    is_clear(&failure);
    failure
}

#[tokio::test]
async fn an_address_that_is_not_the_orgs_is_refused_with_what_was_meant() {
    let story = Story::begin().await;
    for (typed, meant) in [
        ("acme-admin.okta.com", Some("acme.okta.com")),
        (
            "https://acme.okta.com/oauth2/default",
            Some("acme.okta.com"),
        ),
        ("http://acme.okta.com", Some("acme.okta.com")),
        ("acme.okta.com/app/x", Some("acme.okta.com")),
        ("acme.okta.com.evil.dev", None),
        ("10.1.2.3", None),
        ("acme.okta.com@evil.dev", None),
        ("", None),
    ] {
        let failure = refused_form(&story, "domain", typed).await;
        assert_eq!(failure.field.as_deref(), Some("domain"), "{typed}");
        assert_eq!(failure.repaired.as_deref(), meant, "{typed}");
    }
    for forgiven in ["https://acme.okta.com", "acme.okta.com/"] {
        let check = story
            .console
            .check_address(AddressKind::OktaDomain, forgiven);
        assert!(matches!(check, AddressCheck::Taken { host, .. } if host == "acme.okta.com"));
    }
    assert!(
        story.person.opened().is_empty(),
        "no browser was opened for any of them"
    );
}

#[tokio::test]
async fn a_custom_domain_is_confirmed_before_a_secret_goes_there() {
    let story = Story::begin().await;
    let failure = refused_form(&story, "domain", "login.acme.dev").await;
    assert_eq!(failure.code, FailureCode::ConfirmCustomDomain);
}

#[tokio::test]
async fn an_org_on_this_computer_is_refused_where_it_is_not_allowed() {
    let story = Story::with(LoopbackOrgs::Refused).await;
    let failure = story
        .sign_in(story.form("okta", "Local"))
        .await
        .unwrap_err();
    is_clear(&failure);
    let failure = story
        .sign_in(story.form("okta_privileged_access", "Local"))
        .await
        .unwrap_err();
    is_clear(&failure);
}

#[tokio::test]
async fn the_practice_org_is_allowed_by_itself_and_no_other_port() {
    let story = Story::with(LoopbackOrgs::Refused).await;
    story.console.set_practice(connections::Practice {
        org_url: story.org_url(),
        opa_url: story.org_url(),
        admin_url: format!("{}/admin", story.org_url()),
        connectors: Vec::new(),
    });
    story.connect("okta", "Practice").await;
    let check = story
        .console
        .check_address(AddressKind::OktaDomain, "http://127.0.0.1:9");
    assert!(matches!(check, AddressCheck::Refused { .. }));
}

#[tokio::test]
async fn a_wrong_secret_is_told_beside_its_field() {
    let story = Story::begin().await;
    let mut form = story.form("okta", "Secret");
    form.secret = NewSecret::Typed {
        value: "not-the-secret".to_owned().into(),
    };
    let failure = story.sign_in(form).await.unwrap_err();
    is_clear(&failure);
    assert_eq!(failure.field.as_deref(), Some("client_secret"));

    let mut form = story.form("okta", "Empty");
    form.secret = NewSecret::Typed {
        value: "  ".to_owned().into(),
    };
    let failure = story.console.begin_connect(form).await.unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("client_secret"));
}

#[tokio::test]
async fn a_wrong_client_id_never_comes_back_and_the_wait_ends_with_the_hint() {
    let story = Story::begin().await;
    let mut form = story.form("okta", "Client");
    form.values
        .insert("client_id".into(), "0oaNOTTHERE0000000h7".into());
    let step = story.console.begin_connect(form).await.unwrap();
    let ConnectStep::SignIn { sign_in } = step else {
        panic!("a sign-in")
    };
    // Nothing will come: time is let run as fast as it can.
    tokio::time::pause();
    let failure = story
        .console
        .finish_sign_in(&sign_in.attempt)
        .await
        .unwrap_err();
    is_clear(&failure);
    assert!(
        failure.fix.contains(&sign_in.redirect_uri),
        "{}",
        failure.fix
    );
}

#[tokio::test]
async fn a_redirect_that_is_not_registered_never_comes_back_either() {
    let story = Story::begin().await;
    let form = story.form("okta", "Redirect");
    story.person.feels(Mood::Leaves);
    let ConnectStep::SignIn { sign_in } = story.console.begin_connect(form).await.unwrap() else {
        panic!("a sign-in");
    };
    let page = reqwest::get(&sign_in.url).await.unwrap();
    assert_eq!(page.status(), 400);
    assert!(page.text().await.unwrap().contains("redirect_uri"));
    story.console.cancel_sign_in(&sign_in.attempt);
}

#[tokio::test]
async fn a_user_who_is_not_assigned_is_told_so() {
    let story = Story::begin().await;
    let form = story.form("okta", "Assignment");
    story
        .org
        .unassign_user(&form.values["client_id"], SERVICE_ACCOUNT);
    let failure = story.sign_in(form).await.unwrap_err();
    is_clear(&failure);
    assert!(failure.fix.contains("ssign"), "{}", failure.fix);
}

#[tokio::test]
async fn no_scope_granted_at_all_is_told_so() {
    let story = Story::begin().await;
    let form = story.form("okta_devices", "Nothing");
    for scope in ["okta.devices.read", "okta.devices.manage"] {
        story.org.revoke_scope(&form.values["client_id"], scope);
    }
    let failure = story.sign_in(form).await.unwrap_err();
    is_clear(&failure);
    assert!(failure.fix.contains("Okta API Scopes"), "{}", failure.fix);
}

#[tokio::test]
async fn a_scope_that_the_org_does_not_know_can_be_left_out() {
    let story = Story::begin().await;
    let mut form = story.form("okta_realms", "Unknown");
    story.org.set_oig(false);
    form.scopes.push("okta.realmAssignments.read".into());
    let failure = story.sign_in(form).await.unwrap_err();
    is_clear(&failure);
    assert_eq!(failure.code, FailureCode::UnknownScope);
    assert_eq!(
        failure.detail.as_deref(),
        Some("okta.realmAssignments.read")
    );
}

#[tokio::test]
async fn opa_tells_a_wrong_team_from_a_wrong_key() {
    let story = Story::begin().await;
    let mut form = story.form("okta_privileged_access", "Team");
    form.values.insert("team".into(), "nobody".into());
    let failure = story.sign_in(form).await.unwrap_err();
    is_clear(&failure);
    assert_eq!(failure.field.as_deref(), Some("team"));

    let mut form = story.form("okta_privileged_access", "Key");
    form.secret = NewSecret::Typed {
        value: "wrong".to_owned().into(),
    };
    let failure = story.sign_in(form).await.unwrap_err();
    is_clear(&failure);
    assert_eq!(failure.field.as_deref(), Some("key_secret"));

    let mut form = story.form("okta_privileged_access", "Slash");
    form.values
        .insert("base_url".into(), format!("{}/", story.org_url()));
    let failure = story.sign_in(form).await.unwrap_err();
    assert_eq!(failure.repaired.as_deref(), Some(story.org_url().as_str()));
}

#[tokio::test]
async fn an_org_that_nobody_answers_for_is_told_before_a_browser_opens() {
    let story = Story::begin().await;
    // Port 9 of this computer: nothing listens there.
    let failure = refused_form(&story, "domain", "http://127.0.0.1:9").await;
    assert_ne!(failure.code, FailureCode::InvalidField);
    assert!(story.person.opened().is_empty());
}

#[tokio::test]
async fn a_clock_that_is_an_hour_off_is_named_as_the_cause() {
    let story = Story::begin().await;
    story.clock.advance(SignedDuration::from_hours(1));
    let failure = story
        .sign_in(story.form("okta", "Clock"))
        .await
        .unwrap_err();
    is_clear(&failure);
    assert!(failure.what.contains("clock"), "{}", failure.what);
}

#[tokio::test]
async fn forged_callbacks_change_nothing_and_the_real_one_still_arrives() {
    let story = Story::begin().await;
    story.person.feels(Mood::Leaves);
    let step = story
        .console
        .begin_connect(story.form("okta", "Forged"))
        .await
        .unwrap();
    let ConnectStep::SignIn { sign_in } = &step else {
        panic!("a sign-in")
    };
    let console = story.console.clone();
    let attempt = sign_in.attempt.clone();
    let waiting = tokio::spawn(async move { console.finish_sign_in(&attempt).await });
    for query in [
        "code=evil",
        "code=evil&state=forged",
        "error=access_denied&state=forged",
        "",
    ] {
        let _ = reqwest::get(format!("{}?{query}", sign_in.redirect_uri)).await;
    }
    story.person.feels(Mood::SignsIn(SERVICE_ACCOUNT.into()));
    story
        .console
        .open_sign_in_again(&sign_in.attempt)
        .await
        .unwrap();
    let review = waiting.await.unwrap().unwrap();
    assert_eq!(review.identity.username, SERVICE_ACCOUNT);
    assert_eq!(
        story.org.requests("/oauth2/v1/token").len(),
        1,
        "exchanged once"
    );
}

#[tokio::test]
async fn a_token_endpoint_that_fails_returns_to_the_form_and_the_same_form_succeeds() {
    let story = Story::begin().await;
    story
        .org
        .fail_next(FaultSpec::answer("/oauth2/v1/token", 500, "oops"));
    let failure = story
        .sign_in(story.form("okta", "Again"))
        .await
        .unwrap_err();
    is_clear(&failure);
    story.sign_in(story.form("okta", "Again")).await.unwrap();
}

#[tokio::test]
async fn a_port_that_is_taken_is_passed_over_and_its_owner_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let story = Story::begin().await.restart_on(&[port, 0]).await;
    let step = story
        .console
        .begin_connect(story.form("okta", "Second port"))
        .await
        .unwrap();
    let ConnectStep::SignIn { sign_in } = &step else {
        panic!("a sign-in")
    };
    assert_eq!(sign_in.busy_ports.len(), 1);
    assert!(sign_in.busy_ports[0].contains(&port.to_string()));
    assert!(sign_in.busy_ports[0].contains(&std::process::id().to_string()));
    story.finish(step).await.unwrap();

    let story = story.restart_on(&[port]).await;
    let failure = story
        .sign_in(story.form("okta", "No port"))
        .await
        .unwrap_err();
    is_clear(&failure);
    assert!(format!("{failure:?}").contains(&port.to_string()));
    assert_eq!(
        story.person.opened().len(),
        1,
        "no browser without a bound port"
    );
}
