//! Wherever a bound token is shown, a fresh proof goes with it: at every page of a list and every
//! try of it, at a suggestion, at a look-up, in a session and in a scenario.

use std::collections::BTreeMap;

use connections::views::{
    AppKind, CandidatesRequest, ConnectionDetails, ListingState, StepState, Suggested,
};
use sandbox::FaultSpec;
use stories::story::{DANA, Story};

use super::desk::{NATIVE, SERVICE, WEB, connect, save, with_dpop};
use crate::history;
use crate::listing::{Followed, USERS, all_users, busy, pages_asked};
use crate::run_action::done;
use crate::scenarios::{played, request};
use crate::sessions;

/// A web app with every scope that its actions need, and bound tokens.
async fn bound(story: &Story) -> ConnectionDetails {
    story.org.set_require_dpop(WEB, true);
    let mut form = story.form("okta", "Okta");
    form.app = with_dpop(AppKind::WebApp);
    save(story, story.sign_in(form).await).await
}

/// The practice org takes each proof once, and refuses a request that lacks one with 400.
fn no_proof_was_refused(story: &Story) {
    let sent = story.org.requests("/api/v1");
    let refused: Vec<_> = sent.iter().filter(|line| line.ends_with(" 400")).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

fn challenge(status: u16, error: &str, more: &[(&str, &str)]) -> FaultSpec {
    let challenge = format!("DPoP error=\"{error}\", error_description=\"In a story.\"");
    let mut headers = vec![("www-authenticate".to_owned(), challenge)];
    headers.extend(
        more.iter()
            .map(|&(name, value)| (name.into(), value.into())),
    );
    FaultSpec {
        headers,
        after: 1,
        ..FaultSpec::answer(
            USERS,
            status,
            r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided"}"#,
        )
    }
}

#[tokio::test]
async fn every_page_of_a_list_and_every_try_of_a_page_has_a_proof_of_its_own() {
    for (kind, client) in [(AppKind::NativeApp, NATIVE), (AppKind::ServiceApp, SERVICE)] {
        let story = Story::begin().await;
        story.org.set_require_dpop(client, true);
        let id = connect(&story, "Bound", with_dpop(kind)).await.row.id;
        let nonce = [("dpop-nonce", "another-one")];
        for (in_the_middle, tries) in [
            (None, 0),
            (Some(challenge(401, "use_dpop_nonce", &nonce)), 1),
            (Some(challenge(401, "invalid_token", &[])), 1),
        ] {
            story.org.clear_ledger();
            if let Some(fault) = in_the_middle {
                story.org.fail_next(fault);
            }
            let list = Followed::start(&story, all_users(&id, None)).await;
            let list = list.till_its_end().await;
            assert_eq!(
                list.view.state,
                ListingState::Done,
                "{kind:?} {:?}",
                list.view
            );
            assert!(list.view.pages > 1, "{:?}", list.view);
            assert_eq!(list.rows.len(), list.view.count as usize);
            assert_eq!(
                pages_asked(&story),
                list.view.pages as usize + tries,
                "{kind:?}"
            );
            no_proof_was_refused(&story);
        }
    }
}

#[tokio::test]
async fn a_nonce_that_is_never_right_ends_a_list_and_does_not_ask_for_ever() {
    let story = Story::begin().await;
    story.org.set_require_dpop(NATIVE, true);
    let id = connect(&story, "Bound", with_dpop(AppKind::NativeApp))
        .await
        .row
        .id;
    story.org.clear_ledger();
    story.org.fail_next(FaultSpec {
        after: 0,
        times: 20,
        ..challenge(401, "use_dpop_nonce", &[("dpop-nonce", "never-right")])
    });
    let list = Followed::start(&story, all_users(&id, None)).await;
    let list = list.till_its_end().await;
    assert_eq!(list.refusal(), "proofRefused");
    assert_eq!(pages_asked(&story), 2, "once more, and no more");
}

#[tokio::test]
async fn a_list_that_waits_for_the_rate_limit_proves_itself_anew() {
    let story = Story::begin().await;
    story.org.set_require_dpop(NATIVE, true);
    let id = connect(&story, "Bound", with_dpop(AppKind::NativeApp))
        .await
        .row
        .id;
    story.org.clear_ledger();
    story.org.fail_next(FaultSpec { after: 1, ..busy() });
    let list = Followed::start(&story, all_users(&id, None)).await;
    let list = list.until(|view| view.state == ListingState::Waiting).await;
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(37)).await;
    tokio::time::resume();
    let list = list.till_its_end().await;
    assert_eq!(list.view.state, ListingState::Done, "{:?}", list.view);
    no_proof_was_refused(&story);
}

#[tokio::test]
async fn suggestions_and_targets_are_looked_up_with_a_proof() {
    let story = Story::begin().await;
    let id = bound(&story).await.row.id;
    for _ in 0..2 {
        let wanted = CandidatesRequest {
            connection: id.clone(),
            of: Suggested::User,
            beside: BTreeMap::new(),
            text: "dirk.dep".into(),
        };
        let found = story.console.candidates(wanted).await.unwrap();
        assert_eq!(found.candidates.len(), 1, "{found:?}");
        let typed = Story::filled(&id, "suspend_user", &[("user", DANA)]);
        let target = story.console.predict_target(typed).await.unwrap();
        assert_eq!(target.matched.len(), 1, "{target:?}");
    }
    no_proof_was_refused(&story);
}

#[tokio::test]
async fn a_session_and_a_scenario_run_through_a_bound_token() {
    let story = Story::begin().await;
    let id = bound(&story).await.row.id;
    sessions::connect(&story, &id, "local", "Default").await;
    done(
        &story,
        &id,
        "package_find_group",
        &[("group", "Contractors")],
    )
    .await;
    let password = [("password", "Canary-pass-7f3a!")];
    let mut start = request(&story, "onboard-a-user", &password).await;
    start.dry = false;
    let run = played(&story, start).await;
    for step in &run.steps {
        assert_eq!(step.state, StepState::Done, "{step:?}");
    }
    no_proof_was_refused(&story);
}

#[tokio::test]
async fn what_is_remembered_of_a_run_says_dpop_and_has_no_proof() {
    let story = Story::begin().await;
    let id = bound(&story).await.row.id;
    let run = done(&story, &id, "read_user", &[("user", DANA)]).await;
    let kept = history::opened(&story, &run.run).await;
    let headers = &kept.view.requests.last().unwrap().headers;
    let value = |name: &str| {
        headers
            .iter()
            .find(|(known, _)| known == name)
            .unwrap()
            .1
            .clone()
    };
    assert_eq!(value("Authorization"), "DPoP ••••••");
    assert_eq!(value("DPoP"), "••••••");
    // A proof and an assertion are JWTs, whose headers all begin so.
    for (place, bytes) in crate::secrets::every_byte(story.folder()) {
        assert!(!crate::secrets::holds(&bytes, "eyJ0eXAi"), "{place}");
        assert!(!crate::secrets::holds(&bytes, "eyJhbGci"), "{place}");
    }
}
