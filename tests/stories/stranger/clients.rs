//! Every kind of app over a provider that wants nonces everywhere, changes them each minute, takes
//! each proof and each assertion once, and never heard of Okta's error codes.

use connections::views::{
    AppChoice, AppKind, ConnectRequest, ConnectStep, KeyKind, NewSecret, Review,
};
use jiff::SignedDuration;

use super::abroad::{Abroad, STELLA};
use super::provider::How;

/// Longer than an access token lives.
const HOURS: SignedDuration = SignedDuration::from_hours(2);

/// An app of the stranger's, and what its admin would say of it.
struct Asked {
    connector: &'static str,
    app: &'static str,
    choice: AppChoice,
}

const fn asked(
    connector: &'static str,
    app: &'static str,
    kind: AppKind,
    dpop: bool,
    pushed: bool,
) -> Asked {
    let choice = AppChoice { kind, dpop, pushed };
    Asked {
        connector,
        app,
        choice,
    }
}

const ALL: [Asked; 8] = [
    asked("okta", "okta", AppKind::WebApp, false, false),
    asked("okta_devices", "native", AppKind::NativeApp, false, false),
    asked("okta", "web_dpop", AppKind::WebApp, true, false),
    asked(
        "okta_realms",
        "native_dpop",
        AppKind::NativeApp,
        true,
        false,
    ),
    asked("okta", "pushed", AppKind::WebApp, false, true),
    asked(
        "okta_devices",
        "pushed_dpop",
        AppKind::NativeApp,
        true,
        true,
    ),
    asked("okta", "service", AppKind::ServiceApp, false, false),
    asked("okta", "service_dpop", AppKind::ServiceApp, true, false),
];

impl Asked {
    /// The form, with everything that its admin has done.
    async fn form(&self, abroad: &Abroad, choice: AppChoice) -> ConnectRequest {
        abroad.visitor.registers_at(None);
        let mut form = abroad.form(self.connector, self.app);
        form.app = choice;
        if choice.kind == AppKind::ServiceApp {
            let key = abroad.console.make_key(KeyKind::Rsa).await.unwrap();
            abroad.provider.add_key(self.app, &key.jwk).await;
            form.scopes = ["okta.users.read", "okta.groups.read"]
                .map(str::to_owned)
                .to_vec();
            form.secret = NewSecret::Key {
                thumbprint: key.thumbprint,
            };
        } else {
            abroad
                .provider
                .register(self.app, &abroad.redirect_uri())
                .await;
        }
        form
    }

    async fn connect(&self, abroad: &Abroad, choice: AppChoice) -> Review {
        let form = self.form(abroad, choice).await;
        let step = abroad.console.begin_connect(form).await;
        finish(
            abroad,
            step.unwrap_or_else(|failure| panic!("{}: {failure:?}", self.app)),
        )
        .await
    }
}

async fn finish(abroad: &Abroad, step: ConnectStep) -> Review {
    match step {
        ConnectStep::Review { review } => *review,
        step @ ConnectStep::SignIn { .. } => abroad.finish(step).await.expect("tokens are given"),
    }
}

#[tokio::test]
async fn every_kind_of_app_connects_calls_renews_and_is_reauthorized() {
    let Some(mut abroad) = Abroad::begin().await else {
        return;
    };
    for one in &ALL {
        let review = one.connect(&abroad, one.choice).await;
        assert!(review.found.is_empty(), "{}: {:?}", one.app, review.found);
        let saved = abroad
            .console
            .save_connection(&review.attempt, false)
            .await
            .unwrap();
        let id = saved.row.id.clone();
        assert_eq!(
            saved.row.status.state, "active",
            "{}: {:?}",
            one.app, saved.problem
        );
        if one.choice.kind != AppKind::ServiceApp {
            assert_eq!(
                saved.row.authorized_as.as_deref(),
                Some(STELLA),
                "{}",
                one.app
            );
        }

        let first = abroad.provider.issued(one.app).await.len();
        for _ in 0..2 {
            abroad.later(HOURS).await;
            let tested = abroad.console.test_connection(&id).await.unwrap();
            let state = tested.row.status.state;
            assert_eq!(state, "active", "{}: {:?}", one.app, tested.problem);
            abroad = abroad.restart().await;
        }
        assert!(
            abroad.provider.issued(one.app).await.len() > first,
            "{}",
            one.app
        );

        let request = connections::views::ReauthorizeRequest {
            connection: id.clone(),
            scopes: None,
            client_id: None,
            secret: NewSecret::SameAs {
                connection: id.clone(),
            },
            choose_user: false,
        };
        let step = abroad.console.begin_reauthorize(request).await.unwrap();
        let review = finish(&abroad, step).await;
        let again = abroad
            .console
            .save_connection(&review.attempt, false)
            .await
            .unwrap();
        assert_eq!(
            again.row.status.state, "active",
            "{}: {:?}",
            one.app, again.problem
        );
        let app = again.app.unwrap();
        assert_eq!(
            (app.kind, app.dpop, app.pushed),
            (one.choice.kind, one.choice.dpop, one.choice.pushed)
        );
    }
}

#[tokio::test]
async fn what_a_stranger_says_plainly_is_found_out_and_what_it_hides_is_not_guessed() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    let untold = |one: &Asked| AppChoice {
        kind: one.choice.kind,
        ..AppChoice::default()
    };
    let pushed = &ALL[4];
    let review = pushed.connect(&abroad, untold(pushed)).await;
    assert!(format!("{:?}", review.found).contains("pushed"));
    let saved = abroad
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(saved.row.status.state, "active", "{:?}", saved.problem);

    // A proof is missing, and all that is said is that the grant is invalid.
    for dpop in [&ALL[2], &ALL[3], &ALL[7]] {
        let form = dpop.form(&abroad, untold(dpop)).await;
        let failure = match abroad.console.begin_connect(form).await {
            Ok(step) => abroad.finish(step).await.unwrap_err(),
            Err(failure) => failure,
        };
        let said = failure.detail.unwrap();
        assert_eq!(
            said, "invalid_grant: grant request is invalid",
            "{}",
            dpop.app
        );
        assert!(abroad.provider.issued(dpop.app).await.is_empty());
    }
}

#[tokio::test]
async fn metadata_that_says_pushed_only_spares_the_person_a_second_page() {
    let Some(abroad) = Abroad::begin_with(How::PushedOnly).await else {
        return;
    };
    let one = &ALL[0];
    let review = one.connect(&abroad, one.choice).await;
    assert!(
        format!("{:?}", review.found).contains("pushed"),
        "{:?}",
        review.found
    );
    let pages = abroad.visitor.pages();
    let authorize: Vec<_> = pages
        .iter()
        .filter(|page| page.url.path() == "/oauth2/v1/authorize")
        .collect();
    assert!(authorize[0].url.query().unwrap().contains("request_uri"));
    let saved = abroad
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(saved.row.status.state, "active");
}

#[tokio::test]
async fn a_bound_refresh_token_is_of_no_use_to_who_lacks_the_key() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    let one = &ALL[3];
    let review = one.connect(&abroad, one.choice).await;
    let saved = abroad
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    let tokens = abroad.provider.issued(one.app).await;
    let stolen = tokens
        .iter()
        .find(|token| token.kind == "RefreshToken")
        .unwrap();
    let answer = abroad
        .provider
        .refresh_unproven(one.app, &stolen.value)
        .await;
    assert_eq!(answer.0, 400, "{}", answer.1);
    // And the theft ended nothing here.
    abroad.later(HOURS).await;
    assert_eq!(abroad.test(&saved.row.id).await, "active");
}

#[tokio::test]
async fn a_service_apps_key_is_changed_with_the_admin_and_the_old_one_is_refused() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    let one = &ALL[7];
    let review = one.connect(&abroad, one.choice).await;
    let saved = abroad
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    let id = saved.row.id;
    let second = abroad.console.make_key(KeyKind::Ec).await.unwrap();
    // This admin has replaced the first key, not added a second.
    abroad.provider.add_key(one.app, &second.jwk).await;
    abroad.later(HOURS).await;
    assert_eq!(abroad.test(&id).await, "credentialsRejected");
    let request = connections::views::ReauthorizeRequest {
        connection: id.clone(),
        scopes: None,
        client_id: None,
        secret: NewSecret::Key {
            thumbprint: second.thumbprint,
        },
        choose_user: false,
    };
    let step = abroad.console.begin_reauthorize(request).await.unwrap();
    let review = finish(&abroad, step).await;
    let switched = abroad
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(switched.row.status.state, "active");
}
