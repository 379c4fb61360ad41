//! The practice org's apps by kind, and forms that are filled in for them.

use connections::views::{
    AppChoice, AppKind, ConnectRequest, ConnectionDetails, Failure, KeyKind, KeyView, NewSecret,
    Review,
};
use serde_json::Value;
use stories::story::{DANA, Story};

pub(super) const WEB: &str = "0oaPracticeOkta00001";
pub(super) const NATIVE: &str = "0oaPracticeNative001";
pub(super) const SERVICE: &str = "0oaPracticeService01";

pub(super) const OF_PEOPLE: [&str; 4] = [
    "openid",
    "offline_access",
    "okta.users.read",
    "okta.groups.read",
];
pub(super) const OF_APPS: [&str; 2] = ["okta.users.read", "okta.groups.read"];

pub(super) fn choice(kind: AppKind) -> AppChoice {
    AppChoice {
        kind,
        ..AppChoice::default()
    }
}

pub(super) fn with_dpop(kind: AppKind) -> AppChoice {
    AppChoice {
        dpop: true,
        ..choice(kind)
    }
}

/// The form for an app of this kind; a service app's key is made and registered first.
pub(super) async fn form(story: &Story, nickname: &str, app: AppChoice) -> ConnectRequest {
    let mut form = story.form("okta", nickname);
    let (client_id, scopes): (&str, &[&str]) = match app.kind {
        AppKind::WebApp => (WEB, &OF_PEOPLE),
        AppKind::NativeApp => (NATIVE, &OF_PEOPLE),
        AppKind::ServiceApp => (SERVICE, &OF_APPS),
    };
    form.values.insert("client_id".into(), client_id.into());
    form.scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
    form.app = app;
    match app.kind {
        AppKind::WebApp => {}
        AppKind::NativeApp => form.secret = NewSecret::None,
        AppKind::ServiceApp => {
            let key = registered_key(story, KeyKind::Ec).await;
            form.secret = NewSecret::Key {
                thumbprint: key.thumbprint,
            };
        }
    }
    form
}

/// A new key, whose public half the admin has added to the service app.
pub(super) async fn registered_key(story: &Story, kind: KeyKind) -> KeyView {
    let key = story.console.make_key(kind).await.unwrap();
    let jwk: Value = serde_json::from_str(&key.jwk).unwrap();
    story.org.add_public_jwk(SERVICE, jwk);
    key
}

pub(super) async fn save(story: &Story, review: Result<Review, Failure>) -> ConnectionDetails {
    let review = review.expect("tokens were given");
    let saved = story.console.save_connection(&review.attempt, false).await;
    saved.expect("it is saved")
}

pub(super) async fn connect(story: &Story, nickname: &str, app: AppChoice) -> ConnectionDetails {
    let form = form(story, nickname, app).await;
    save(story, story.sign_in(form).await).await
}

pub(super) async fn test(story: &Story, id: &str) -> ConnectionDetails {
    story.console.test_connection(id).await.unwrap()
}

/// Reads somebody, through the action page.
pub(super) async fn reads(story: &Story, id: &str) -> String {
    story.run(id, "read_user", &[("user", DANA)]).await.outcome
}

/// What the connection's page says under this label.
pub(super) fn fact<'a>(details: &'a ConnectionDetails, label: &str) -> Option<&'a str> {
    let facts = details.app.as_ref()?.facts.iter();
    let mut found = facts.filter(|(known, _)| known == label);
    found.next().map(|(_, value)| value.as_str())
}
