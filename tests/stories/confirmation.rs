//! What may be lost is asked before it is sent, and a yes is the target's own name.

use connections::views::FailureCode;
use stories::person::Answer;
use stories::story::{DANA, Story};

use crate::run_action::{DIRK, NORA, done, id_of};

/// Runs it, and the person does not agree.
async fn stays(story: &Story, id: &str, action: &str, inputs: &[(&str, &str)]) {
    let request = Story::filled(id, action, inputs);
    let failure = story.console.run_action(request).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Cancelled, "{action}");
    assert!(failure.why.contains("nothing was sent"), "{failure:?}");
}

/// How many writes the org has seen.
fn writes(story: &Story) -> usize {
    let sent = story.org.requests("/");
    let reads = [
        "GET",
        "POST /oauth2",
        "POST /v1/teams/practice/service_token",
    ];
    let is_read = |line: &&String| reads.iter().any(|read| line.starts_with(read));
    sent.len() - sent.iter().filter(is_read).count()
}

#[tokio::test]
async fn what_is_lost_is_asked_with_org_connection_and_name_and_a_no_sends_nothing() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Careful").await.row.id;
    story.person.answers(Answer::Refuses);
    let before = writes(&story);
    stays(&story, &id, "deactivate_user", &[("user", NORA)]).await;

    let asked = story.person.asked().remove(0);
    assert_eq!(asked.title, "Deactivate user?");
    assert!(asked.loses.contains("loses every app assignment"));
    assert!(asked.org.contains("127.0.0.1"), "{}", asked.org);
    assert_eq!(asked.connection, "Careful");
    assert_eq!(asked.targets[0].0, "User");
    assert!(asked.targets[0].1.contains("ACTIVE"), "{:?}", asked.targets);
    assert_eq!(asked.typed.unwrap().text, NORA);
    assert_eq!(writes(&story), before);

    done(&story, &id, "read_user", &[("user", NORA)]).await;
    let new = [("name", "Asks nobody")];
    done(&story, &id, "create_group", &new).await;
    assert_eq!(
        story.person.asked().len(),
        1,
        "a read and what can be undone ask nobody"
    );
}

#[tokio::test]
async fn another_name_than_the_targets_own_is_a_no() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let before = writes(&story);
    for wrong in ["", "nora.norole", DANA, "NORA.NOROLE@SANDBOX.EXAMPLE"] {
        story.person.answers(Answer::Types(wrong.to_owned()));
        stays(&story, &id, "deactivate_user", &[("user", NORA)]).await;
    }
    assert_eq!(writes(&story), before);
    story.person.answers(Answer::Types(NORA.to_owned()));
    done(&story, &id, "deactivate_user", &[("user", NORA)]).await;
}

#[tokio::test]
async fn a_name_is_asked_for_although_an_id_was_typed() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let new = [("name", "Ünïcode <b>group</b> שלום")];
    let group = id_of(&done(&story, &id, "create_group", &new).await);
    story.person.answers(Answer::Types(group.clone()));
    stays(&story, &id, "delete_group", &[("group", &group)]).await;
    story.person.answers(Answer::Agrees);
    done(&story, &id, "delete_group", &[("group", &group)]).await;
    let asked = story.person.asked().pop().unwrap().typed.unwrap();
    assert_eq!(asked.what, "the name of the group");
    assert_eq!(asked.text, new[0].1);
}

#[tokio::test]
async fn the_two_steps_of_deleting_a_user_are_told_apart_before_each() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    done(&story, &id, "delete_user", &[("user", NORA)]).await;
    done(&story, &id, "delete_user", &[("user", DIRK)]).await;
    let [first, second] = &story.person.asked()[..] else {
        panic!("each is asked");
    };
    assert!(first.loses.contains("only deactivates"), "{}", first.loses);
    assert!(second.loses.contains("for ever"), "{}", second.loses);
    assert!(!second.loses.contains("only"), "{}", second.loses);
}

#[tokio::test]
async fn what_has_no_name_that_is_known_is_confirmed_by_what_was_typed() {
    let story = Story::begin().await;
    let mut form = story.form("okta", "Blind");
    form.scopes
        .retain(|scope| !scope.starts_with("okta.groups"));
    form.scopes.push("okta.groups.manage".to_owned());
    let review = story.sign_in(form).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    let sighted = saved.unwrap().row.id;
    let group = id_of(&done(&story, &sighted, "create_group", &[("name", "Seen")]).await);
    done(&story, &sighted, "delete_group", &[("group", &group)]).await;
    assert_eq!(
        story.person.asked()[0].typed.as_ref().unwrap().text,
        "Seen",
        "manage serves for read"
    );

    let team = story.connect("okta_privileged_access", "OPA").await.row.id;
    let key = [("service_user", "svc-backup")];
    done(&story, &team, "rotate_service_user_key", &key).await;
    let asked = story.person.asked().pop().unwrap();
    assert_eq!(asked.typed.as_ref().unwrap().text, "svc-backup");
    assert_eq!(asked.typed.unwrap().what, "the name of the service user");
    assert!(asked.targets[0].1.contains("ACTIVE"), "{:?}", asked.targets);

    let account = [
        ("resource_group", "g"),
        ("project", "p"),
        ("resource_id", "r-1"),
        ("resource_type", "server_account_password_login"),
    ];
    story.person.answers(Answer::Refuses);
    stays(&story, &team, "rotate_resource", &account).await;
    let asked = story.person.asked().pop().unwrap();
    assert_eq!(asked.typed.unwrap().text, "r-1");
}

#[tokio::test]
async fn a_policy_is_named_before_it_is_deleted_by_its_id() {
    let story = Story::begin().await;
    let id = story.connect("okta_privileged_access", "OPA").await.row.id;
    let list = done(&story, &id, "list_security_policies", &[]).await;
    let body: serde_json::Value = serde_json::from_str(&list.body).unwrap();
    let policy = &body["list"][0];
    let inputs = [("policy", policy["id"].as_str().unwrap())];
    done(&story, &id, "delete_security_policy", &inputs).await;
    let asked = story.person.asked().pop().unwrap().typed.unwrap();
    assert_eq!(Some(asked.text.as_str()), policy["name"].as_str());
}

#[tokio::test]
async fn a_request_typed_by_hand_is_asked_about_by_its_method() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let typed =
        |method: &'static str, url: &'static str| [("request_type", method), ("relative_url", url)];
    let api = "custom_api_action";
    done(&story, &id, api, &typed("GET", "/api/v1/groups?limit=1")).await;
    assert!(story.person.asked().is_empty(), "a GET asks nobody");

    story.person.answers(Answer::Refuses);
    let before = writes(&story);
    for method in ["POST", "PUT", "PATCH"] {
        stays(&story, &id, api, &typed(method, "/api/v1/groups?x=1")).await;
        let asked = story.person.asked().pop().unwrap();
        assert_eq!(asked.title, format!("Send this {method}?"));
        assert!(asked.typed.is_none(), "a plain yes will do");
        assert!(
            asked.targets[0].1.contains("/api/v1/groups?x=1"),
            "{:?}",
            asked.targets
        );
    }
    let delete = typed("DELETE", "/api/v1/groups/00g é?x=1");
    for wrong in ["/api/v1/groups", "/api/v1/groups/00g%20%C3%A9"] {
        story.person.answers(Answer::Types(wrong.to_owned()));
        stays(&story, &id, api, &delete).await;
    }
    let asked = story.person.asked().pop().unwrap();
    assert_eq!(asked.typed.unwrap().text, "/api/v1/groups/00g é");
    assert_eq!(writes(&story), before);

    let group = id_of(&done(&story, &id, "create_group", &[("name", "By hand")]).await);
    story.person.answers(Answer::Agrees);
    let path = format!("/api/v1/groups/{group}");
    let typed = [("request_type", "DELETE"), ("relative_url", path.as_str())];
    done(&story, &id, api, &typed).await;
}
