//! One action, run by hand: every action of Okta, Realms and Devices.

use catalogue::Catalogue;
use connections::views::RunView;
use stories::story::{DANA, Story};

pub(crate) const SVEN: &str = "sven.suspended@sandbox.example";
pub(crate) const STINE: &str = "stine.staged@sandbox.example";
pub(crate) const DIRK: &str = "dirk.deprovisioned@sandbox.example";
pub(crate) const NORA: &str = "nora.norole@sandbox.example";

pub(crate) fn refused(run: &RunView) -> &str {
    run.refusal
        .as_ref()
        .map_or("none", |refusal| refusal.kind.as_str())
}

/// Runs it, and it is done.
pub(crate) async fn done(
    story: &Story,
    id: &str,
    action: &str,
    inputs: &[(&str, &str)],
) -> RunView {
    let run = story.run(id, action, inputs).await;
    assert_eq!(
        run.outcome, "done",
        "{action}: {:?}\n{}",
        run.refusal, run.body
    );
    run
}

pub(crate) fn id_of(run: &RunView) -> String {
    let body: serde_json::Value = serde_json::from_str(&run.body).unwrap();
    let one = body.get(0).unwrap_or(&body);
    one["id"].as_str().expect("an id").to_owned()
}

/// What was run, so that no action of the catalogue is forgotten.
struct Told<'a>(&'a Story, String, Vec<String>);

impl Told<'_> {
    async fn does(&mut self, action: &str, inputs: &[(&str, &str)]) -> RunView {
        self.2.push(action.to_owned());
        done(self.0, &self.1, action, inputs).await
    }

    fn leaves_out(&self, connector: &str, reasons: &[(&str, &str)]) {
        let catalogue = Catalogue::builtin().unwrap();
        for action in &catalogue.connector(connector).unwrap().actions {
            let told =
                self.2.contains(&action.id) || reasons.iter().any(|(id, _)| *id == action.id);
            assert!(told, "{connector}: {} was not run", action.id);
        }
    }
}

#[tokio::test]
async fn every_action_on_users_and_groups_runs() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let mut told = Told(&story, id, Vec::new());
    let person = [
        ("first_name", "Ada"),
        ("last_name", "O'Byrne"),
        ("login", "ada@sandbox.example"),
        ("email", "ada@sandbox.example"),
    ];
    let made = told.does("create_user", &person).await;
    assert!(
        made.matched.iter().any(|line| line.contains("came to be")),
        "{:?}",
        made.matched
    );
    let domain = story.org_url();
    let session = [("domain", &*domain), ("connection", "Okta")];
    told.does("connect", &session).await;
    told.does(
        "package_create_user",
        &[
            ("username", "bo@sandbox.example"),
            ("email", "bo@sandbox.example"),
            ("first_name", "Bo"),
            ("last_name", "B"),
            ("password", "Pr4ctice!pass"),
        ],
    )
    .await;
    for update in ["update_user_profile", "package_update_user"] {
        let run = told
            .does(
                update,
                &[("user", "bo@sandbox.example"), ("last_name", "Bee")],
            )
            .await;
        assert!(
            run.matched[0].contains("is the login of the user"),
            "{:?}",
            run.matched
        );
    }
    told.does("activate_user", &[("user", STINE), ("send_email", "false")])
        .await;
    told.does("package_activate_user", &[("user", DIRK)]).await;
    told.does("unsuspend_user", &[("user", SVEN)]).await;
    told.does("suspend_user", &[("user", SVEN)]).await;
    told.does(
        "reset_password",
        &[("user", "bo@sandbox.example"), ("send_email", "false")],
    )
    .await;
    told.does("clear_user_sessions", &[("user", NORA)]).await;
    told.does("deactivate_user", &[("user", NORA)]).await;
    for read in [
        "read_user",
        "lookup_user",
        "get_users_groups",
        "package_groups_of_user",
    ] {
        told.does(read, &[("user", DANA)]).await;
    }
    told.does("find_users", &[("query", "dana")]).await;
    let list = told
        .does(
            "list_users_with_filter",
            &[("status", "ACTIVE"), ("limit", "2")],
        )
        .await;
    assert_eq!((list.rows.len(), list.more), (2, true));
    told.does("list_users_with_search", &[("last_name", "O'Byrne")])
        .await;

    let group = id_of(
        &told
            .does(
                "create_group",
                &[("name", "Readers"), ("description", "kept")],
            )
            .await,
    );
    let updated = told
        .does("update_group", &[("group", &group), ("name", "Writers")])
        .await;
    assert!(updated.body.contains("kept"), "{}", updated.body);
    for add in ["add_user_to_group", "package_add_to_group"] {
        told.does(add, &[("group", "Writers"), ("user", DANA)])
            .await;
    }
    let members = told
        .does("list_group_members", &[("group", "Writers")])
        .await;
    assert_eq!(members.rows.len(), 1);
    told.does(
        "remove_user_from_group",
        &[("group", &group), ("user", DANA)],
    )
    .await;
    for read in ["read_group", "lookup_group", "package_find_group"] {
        told.does(read, &[("group", "Writers")]).await;
    }
    told.does("search_groups", &[("name", "Writers")]).await;

    let new = [
        ("name", "Sales"),
        ("expression", "user.department==\"Sales\""),
        ("groups", &*group),
    ];
    let rule = id_of(&told.does("create_group_rule", &new).await);
    let rule = ("rule", &*rule);
    told.does(
        "update_group_rule",
        &[rule, ("name", "Sellers"), new[1], new[2]],
    )
    .await;
    told.does("activate_group_rule", &[rule]).await;
    told.does("deactivate_group_rule", &[rule]).await;
    told.does("search_group_rules", &[("keyword", "Sell")])
        .await;
    told.does("delete_group_rule", &[rule]).await;
    told.does("delete_group", &[("group", "Writers")]).await;
    let deleted = told
        .does("delete_user", &[("user", "ada@sandbox.example")])
        .await;
    assert!(
        deleted.matched.last().unwrap().contains("only deactivated"),
        "{:?}",
        deleted.matched
    );
    let typed = [
        ("request_type", "GET"),
        ("relative_url", "/api/v1/users?limit=1"),
        ("query", "{\"q\":\"dana\"}"),
    ];
    let answer = told.does("custom_api_action", &typed).await;
    let first = &answer.fields[0];
    assert_eq!(
        (first.label.as_str(), first.value.as_str()),
        ("Status Code", "200")
    );
    told.does("disconnect", &[]).await;
    told.leaves_out("okta", &[]);
}

#[tokio::test]
async fn every_action_on_realms_runs() {
    let story = Story::begin().await;
    let mut form = story.form("okta_realms", "Realms");
    let extras = ["okta.realmAssignments.manage", "okta.realmAssignments.read"];
    form.scopes.extend(extras.map(str::to_owned));
    let review = story.sign_in(form).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    let id = saved.unwrap().row.id;
    let mut told = Told(&story, id, Vec::new());
    let realm = id_of(&told.does("create_realm", &[("name", "Suppliers")]).await);
    told.does("read_realm", &[("realm", "Suppliers")]).await;
    told.does("search_realms", &[("name", "Partners")]).await;
    let kept = told
        .does(
            "update_realm",
            &[("realm", "Partners"), ("name", "Our partners")],
        )
        .await;
    assert!(
        kept.body.contains("PARTNER"),
        "type and domains stay: {}",
        kept.body
    );
    let user = [
        ("username", "cy@sandbox.example"),
        ("first_name", "Cy"),
        ("last_name", "C"),
        ("email", "cy@sandbox.example"),
        ("realm", &*realm),
    ];
    told.does("create_realm_user", &user).await;
    let users = told.does("list_realm_users", &[("realm", &realm)]).await;
    assert_eq!(users.rows.len(), 1);
    told.does(
        "update_realm_for_user",
        &[("realm", "Default Realm"), ("user", "cy@sandbox.example")],
    )
    .await;
    told.does("list_realm_assignments", &[]).await;
    let new = [
        ("name", "To suppliers"),
        ("priority", "77"),
        ("profile_source", "0oaSource"),
        ("expression", "user.profile.department == \"Sales\""),
        ("realm", "Suppliers"),
    ];
    let assignment = id_of(&told.does("create_realm_assignment", &new).await);
    let assignment = ("assignment", &*assignment);
    told.does("read_realm_assignment", &[assignment]).await;
    let kept = told
        .does(
            "update_realm_assignment",
            &[assignment, ("name", "Renamed")],
        )
        .await;
    assert!(kept.body.contains("0oaSource"), "{}", kept.body);
    told.does("activate_realm_assignment", &[assignment]).await;
    told.does("run_realm_assignment", &[assignment]).await;
    told.does("list_realm_assignment_operations", &[]).await;
    told.does("deactivate_realm_assignment", &[assignment])
        .await;
    told.does("delete_realm_assignment", &[assignment]).await;
    let empty = id_of(&told.does("create_realm", &[("name", "Gone soon")]).await);
    told.does("delete_realm", &[("realm", &empty)]).await;
    told.does("custom_api_action", &[("relative_url", "/api/v1/realms")])
        .await;
    told.leaves_out("okta_realms", &[]);
}

#[tokio::test]
async fn every_action_on_devices_runs() {
    let story = Story::begin().await;
    let id = story.connect("okta_devices", "Devices").await.row.id;
    let mut told = Told(&story, id, Vec::new());
    let device = id_of(
        &told
            .does("search_devices", &[("status", "ACTIVE"), ("limit", "1")])
            .await,
    );
    let device = [("device", &*device)];
    for action in [
        "read_device",
        "list_device_users",
        "suspend_device",
        "unsuspend_device",
        "deactivate_device",
        "activate_device",
    ] {
        told.does(action, &device).await;
    }
    told.does("deactivate_device", &device).await;
    told.does("delete_device", &device).await;
    told.does("custom_api_action", &[("relative_url", "/api/v1/devices")])
        .await;
    told.leaves_out("okta_devices", &[]);
}
