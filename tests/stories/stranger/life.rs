//! From *Create* to *Delete*, over a provider that does not do everything as Okta does.

use connections::views::{DeleteStep, ScopeMark};
use jiff::SignedDuration;

use super::abroad::{Abroad, STELLA};

/// Longer than an access token lives.
const HOURS: SignedDuration = SignedDuration::from_hours(2);

#[tokio::test]
async fn each_oauth_connector_connects_renews_is_reauthorized_and_deleted() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    for connector in ["okta", "okta_realms", "okta_devices"] {
        let review = abroad.sign_in(connector, connector).await.unwrap();
        assert_eq!(review.granted, review.requested, "{connector}");
        assert_eq!(
            review.identity.username, STELLA,
            "userinfo tells it, the ID token does not"
        );
        let org = review
            .org
            .instance
            .facts
            .iter()
            .find(|(label, _)| label == "Org ID");
        assert_eq!(org.expect("the org's card").1, "00ostranger0000000000");

        let saved = abroad
            .console
            .save_connection(&review.attempt, false)
            .await
            .unwrap();
        assert!(saved.connected, "{connector}: {:?}", saved.problem);
        assert_eq!(saved.row.status.state, "active", "{connector}");
        assert!(
            saved.reauthorize_by_measured,
            "its introspection tells the refresh token's end"
        );
        let id = saved.row.id;

        let first = abroad.provider.issued(connector).await;
        abroad.later(HOURS).await;
        assert_eq!(abroad.test(&id).await, "active", "{connector}");
        assert!(
            abroad.provider.issued(connector).await.len() > first.len(),
            "it was renewed"
        );

        let review = abroad.reauthorize(&id, false).await;
        let before = review.before.as_ref().unwrap();
        assert!(before.gained.is_empty() && before.lost.is_empty() && !before.different_user);
        let again = abroad
            .console
            .save_connection(&review.attempt, false)
            .await
            .unwrap();
        assert_eq!(
            (again.row.status.state.as_str(), &again.row.id),
            ("active", &id)
        );

        let issued = abroad.provider.issued(connector).await;
        assert_ne!(abroad.provider.count_active(connector, &issued).await, 0);
        let report = abroad.console.delete_connection(&id).await.unwrap();
        assert!(
            matches!(report.revoked, DeleteStep::Done),
            "{:?}",
            report.revoked
        );
        assert!(
            matches!(report.wiped, DeleteStep::Done),
            "{:?}",
            report.wiped
        );
        assert_eq!(
            abroad.provider.count_active(connector, &issued).await,
            0,
            "{connector}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_names_its_issuer_is_believed() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    abroad.sign_in("okta", "okta").await.unwrap();
    let pages = abroad.visitor.pages();
    let back = pages
        .iter()
        .find(|page| page.url.path() == "/authorization-code/callback");
    let named = back
        .expect("she came back")
        .url
        .query_pairs()
        .find(|(name, _)| name == "iss");
    assert_eq!(named.expect("RFC 9207").1, abroad.provider.issuer());
}

#[tokio::test]
async fn a_token_that_changes_at_every_renewal_is_followed_through_a_restart() {
    let Some(mut abroad) = Abroad::begin().await else {
        return;
    };
    let id = abroad.connect("okta", "rotating").await.row.id;
    for _ in 0..2 {
        abroad.later(HOURS).await;
        assert_eq!(abroad.test(&id).await, "active");
        abroad = abroad.restart().await;
    }
    let refresh: Vec<_> = abroad.provider.issued("rotating").await;
    let refresh: Vec<_> = refresh
        .into_iter()
        .filter(|t| t.kind == "RefreshToken")
        .collect();
    assert_eq!(
        refresh.len(),
        3,
        "one at the sign-in and one at each renewal"
    );
    assert_eq!(abroad.provider.count_active("rotating", &refresh).await, 1);
}

#[tokio::test]
async fn without_openid_nothing_is_sent_that_belongs_to_it_and_the_api_tells_who_signed_in() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    abroad.visitor.registers_at(Some("okta"));
    let mut form = abroad.form("okta", "okta");
    form.scopes = ["okta.users.read", "okta.groups.read"]
        .map(str::to_owned)
        .to_vec();
    let step = abroad.console.begin_connect(form).await.unwrap();
    // A nonce without openid is refused over there.
    let review = abroad.finish(step).await.unwrap();
    assert_eq!(review.identity.username, STELLA);
    assert_eq!((review.requested, review.granted), (2, 2));
}

#[tokio::test]
async fn a_scope_that_the_stranger_has_never_heard_of_is_named_as_missing() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    abroad.visitor.registers_at(Some("okta"));
    let mut form = abroad.form("okta", "okta");
    form.scopes.push("okta.agentPools.read".into());
    let step = abroad.console.begin_connect(form).await.unwrap();
    let review = abroad.finish(step).await.unwrap();
    let missing = review
        .scopes
        .iter()
        .filter(|line| line.mark == ScopeMark::Missing);
    assert_eq!(
        missing.map(|line| line.name.as_str()).collect::<Vec<_>>(),
        ["okta.agentPools.read"]
    );
}

#[tokio::test]
async fn a_refresh_token_that_comes_without_offline_access_is_used_all_the_same() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    let review = abroad.sign_in("okta_realms", "unprompted").await.unwrap();
    let missing: Vec<_> = review
        .scopes
        .iter()
        .filter(|line| line.mark == ScopeMark::Missing)
        .collect();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].name, "offline_access");
    assert!(review.reauthorize_by.is_some(), "there is a refresh token");

    let saved = abroad
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    abroad.later(HOURS).await;
    assert_eq!(abroad.test(&saved.row.id).await, "activeWithMissingScopes");
}

#[tokio::test]
async fn a_native_app_without_a_secret_connects_renews_and_is_revoked() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    let saved = abroad.connect("okta_devices", "native").await;
    assert_eq!(saved.row.status.state, "active");
    assert!(
        saved.reauthorize_by_measured,
        "it may ask about its own tokens"
    );
    abroad.later(HOURS).await;
    assert_eq!(abroad.test(&saved.row.id).await, "active");

    let issued = abroad.provider.issued("native").await;
    let report = abroad
        .console
        .delete_connection(&saved.row.id)
        .await
        .unwrap();
    assert!(
        matches!(report.revoked, DeleteStep::Done),
        "{:?}",
        report.revoked
    );
    assert_eq!(abroad.provider.count_active("native", &issued).await, 0);
}
