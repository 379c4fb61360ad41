//! Each kind connects, calls, renews, is reauthorized and deleted.

use connections::views::{AppKind, ConnectStep, DeleteStep};
use jiff::SignedDuration;
use sandbox::Rotation;
use stories::story::{SERVICE_ACCOUNT, Story};

use super::desk::{NATIVE, SERVICE, WEB, choice, connect, fact, reads, save, test, with_dpop};

/// Longer than an access token lives.
const HOURS: SignedDuration = SignedDuration::from_hours(2);

#[tokio::test]
async fn every_kind_of_app_connects_calls_renews_and_is_reauthorized_as_what_it_is() {
    for dpop in [false, true] {
        for (kind, client, authentication) in [
            (AppKind::WebApp, WEB, "Client secret"),
            (AppKind::NativeApp, NATIVE, "None, with PKCE"),
            (AppKind::ServiceApp, SERVICE, "Public key / Private key"),
        ] {
            let mut story = Story::begin().await;
            story.org.set_require_dpop(client, dpop);
            story
                .org
                .set_rotation(client, Rotation::Rotate { leeway_s: 30 });
            let app = if dpop { with_dpop(kind) } else { choice(kind) };
            let saved = connect(&story, "One of its kind", app).await;
            let id = saved.row.id.clone();
            assert_eq!(saved.row.status.state, "active", "{kind:?} {dpop}");
            assert_eq!(fact(&saved, "Client authentication"), Some(authentication));
            assert_eq!(fact(&saved, "Tokens bound to").is_some(), dpop, "{kind:?}");
            assert_eq!(reads(&story, &id).await, "done", "{kind:?} {dpop}");

            for _ in 0..2 {
                story.later(HOURS);
                assert_eq!(test(&story, &id).await.row.status.state, "active");
                story = story.restart().await;
            }
            assert_eq!(reads(&story, &id).await, "done", "{kind:?} {dpop}");

            let opened = story.person.opened().len();
            let step = story.console.begin_reauthorize(story.same_again(&id)).await;
            let step = step.unwrap();
            let signs_in = matches!(step, ConnectStep::SignIn { .. });
            assert_eq!(signs_in, kind != AppKind::ServiceApp, "{kind:?}");
            let again = save(&story, story.finish(step).await).await;
            assert_eq!(
                story.person.opened().len() > opened,
                signs_in,
                "a browser only for a person"
            );
            assert_eq!(again.app.as_ref().unwrap().kind, kind);
            assert_eq!(again.app.as_ref().unwrap().dpop, dpop);
            assert_eq!(again.row.status.state, "active");

            let report = story.console.delete_connection(&id).await.unwrap();
            let revoked = matches!(report.revoked, DeleteStep::Done);
            assert_eq!(revoked, kind != AppKind::ServiceApp, "{report:?}");
            assert!(matches!(report.wiped, DeleteStep::Done));
        }
    }
}

#[tokio::test]
async fn who_acts_is_the_user_for_an_app_that_signs_in_and_the_app_for_one_that_does_not() {
    let story = Story::begin().await;
    let native = connect(&story, "Native", choice(AppKind::NativeApp)).await;
    assert_eq!(native.row.authorized_as.as_deref(), Some(SERVICE_ACCOUNT));
    assert!(native.row.reauthorize_by.is_some());
    let service = connect(&story, "Service", choice(AppKind::ServiceApp)).await;
    assert_eq!(service.row.authorized_as.as_deref(), Some(SERVICE));
    assert!(service.row.reauthorize_by.is_none(), "a key has no end");
}

#[tokio::test]
async fn the_copy_of_a_connection_is_of_the_same_kind_with_the_same_secret_or_key() {
    let story = Story::begin().await;
    for kind in [AppKind::WebApp, AppKind::NativeApp, AppKind::ServiceApp] {
        let first = connect(&story, &format!("First {kind:?}"), choice(kind)).await;
        let mut form = super::desk::form(&story, &format!("Copy {kind:?}"), choice(kind)).await;
        form.secret = connections::views::NewSecret::SameAs {
            connection: first.row.id.clone(),
        };
        let copy = save(&story, story.sign_in(form).await).await;
        assert_eq!(copy.row.status.state, "active", "{kind:?}");
        assert_eq!(
            copy.app.unwrap().key,
            first.app.unwrap().key,
            "{kind:?}: the key is the one that is registered"
        );
    }
}

#[tokio::test]
async fn what_is_to_be_done_in_the_admin_console_is_told_for_each_kind() {
    let story = Story::begin().await;
    let sheet = |kind| {
        let values = std::collections::BTreeMap::new();
        let steps = story.console.setup_sheet("okta", &values, kind).unwrap();
        let texts: Vec<String> = steps.into_iter().map(|step| step.text).collect();
        texts.join(" ")
    };
    assert!(sheet(AppKind::WebApp).contains("then Web Application"));
    assert!(sheet(AppKind::NativeApp).contains("then Native Application"));
    let service = sheet(AppKind::ServiceApp);
    assert!(service.contains("then API Services"));
    assert!(service.contains("Public key / Private key") && service.contains("Admin roles"));
    assert!(!service.contains("redirect URI"));
}
