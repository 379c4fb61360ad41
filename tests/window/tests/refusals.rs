//! Every card that explains a refusal, produced in the real window: what it says, and the button
//! that mends it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use catalogue::Catalogue;
use sandbox::{FaultSpec, Sandbox, Settings};
use stories::actions::{Answers, Turn, filled};
use stories::window::{CONNECTORS, Connector, SERVICE_ACCOUNT};

use crate::action_page::{ActionPage, Answered};
use crate::every_action::connect;
use crate::harness::{Harness, test};
use crate::place::{Place, pictures};

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, every_refusal_of_an_org_has_its_card);
    test!(harness, every_refusal_of_a_team_has_its_card);
}

/// What is refused, and how the card begins and mends it.
struct Case {
    /// A fault of the practice org's page of faults, and the requests that it befalls.
    fault: (&'static str, &'static str),
    action: &'static str,
    inputs: &'static [(&'static str, &'static str)],
    says: &'static str,
    buttons: &'static [&'static str],
}

const fn read(fault: &'static str, says: &'static str, buttons: &'static [&'static str]) -> Case {
    Case {
        fault: (fault, "GET"),
        action: "find_users",
        inputs: &[("query", "dana")],
        says,
        buttons,
    }
}

const fn write(fault: &'static str, says: &'static str, buttons: &'static [&'static str]) -> Case {
    Case {
        fault: (fault, "POST"),
        action: "create_group",
        inputs: &[("name", "Refused")],
        says,
        buttons,
    }
}

const UNKNOWN: &str = "The request was sent, and whether it was carried out is not known.";

const OF_AN_ORG: [Case; 16] = [
    read(
        "scope",
        "The token lacks okta.users.manage.",
        &["Add scope and reauthorize"],
    ),
    read(
        "role",
        "The scope is there, and svc-workflows@sandbox.example may still not do this.",
        &["Run again"],
    ),
    read(
        "feature",
        "This org does not have what “Find Users” needs.",
        &["Run again"],
    ),
    read(
        "state",
        "“Find Users” does not go with the state that its target is in.",
        &["Run again"],
    ),
    read("missing", "Okta does not know this.", &["Run again"]),
    write("validation", "Okta does not take what was filled in.", &[]),
    read(
        "dpop",
        "The token is taken only with a proof of possession (DPoP).",
        &["Reauthorize"],
    ),
    // A list would wait until it may go on.
    write(
        "rate",
        "Okta takes no more of these requests for now.",
        &["Run again"],
    ),
    read(
        "busy",
        "Okta is still busy with an earlier change.",
        &["Look again"],
    ),
    read("internal", "Okta could not do it.", &["Run again"]),
    read(
        "portal",
        "What came back is not an answer of Okta.",
        &["Run again"],
    ),
    read("half", "The answer of", &["Run again"]),
    read("huge", "The answer of", &[]),
    write("gateway", UNKNOWN, &["Open “Read Group” to see"]),
    write("lost", UNKNOWN, &["Open “Read Group” to see"]),
    Case {
        fault: ("", ""),
        action: "package_find_group",
        inputs: &[("group", "Everyone"), ("session", "Nowhere")],
        says: "No session “Nowhere” is open.",
        buttons: &["Connect", "Run again"],
    },
];

const GATE: &[(&str, &str)] = &[
    ("resource_group", "00000000-0000-4000-8000-000000000000"),
    ("project", "00000000-0000-4000-8000-000000000000"),
    ("folder", "00000000-0000-4000-8000-000000000000"),
    ("name", "gate"),
    ("pairs", r#"{"pin": "1"}"#),
];

const OF_A_TEAM: [Case; 3] = [
    Case {
        fault: ("opa-role", "Any"),
        action: "list_secrets",
        inputs: &[],
        says: "svc-console may not do this in the team.",
        buttons: &["Run again"],
    },
    Case {
        fault: ("opa-ways", "Any"),
        action: "list_secrets",
        inputs: &[],
        says: "A security policy lets this secret be had in other ways only.",
        buttons: &["Run again"],
    },
    Case {
        fault: ("opa-key", "Any"),
        action: "create_secret",
        inputs: GATE,
        says: "Nothing can be sealed for the team's vault, so nothing was sent.",
        buttons: &["Run again"],
    },
];

/// What is looked up before a secret can be revealed.
const WAY_TO_A_SECRET: [Turn; 3] = [
    Turn {
        action: "list_resource_groups",
        inputs: &[("contains", "Production")],
    },
    Turn {
        action: "list_projects",
        inputs: &[
            ("resource_group", "<list_resource_groups.id>"),
            ("contains", "linux"),
        ],
    },
    Turn {
        action: "list_secrets",
        inputs: &[("search", "practice-login")],
    },
];

const REVEAL: Turn = Turn {
    action: "reveal_secret",
    inputs: &[
        ("resource_group", "<list_resource_groups.id>"),
        ("project", "<list_projects.id>"),
        ("secret", "<list_secrets.id>"),
    ],
};

/// Presses a button of the practice org's page of faults.
#[expect(
    clippy::disallowed_methods,
    reason = "a person's browser is not the console's"
)]
async fn press(org: &Sandbox, fault: &str, place: &str, method: &str) -> Result<()> {
    transport::install_crypto();
    let page = format!("{}/admin/faults/{fault}", org.org_url());
    let form = [("place", place), ("method", method)];
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let pressed = client.build()?.post(page).form(&form).send().await?;
    ensure!(pressed.status() == 303, "{fault}");
    Ok(())
}

async fn every_refusal_of_an_org_has_its_card() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let people = CONNECTORS[0];
    let place = each_has_its_card(&org, "okta", people, "Okta", &OF_AN_ORG).await?;
    let catalogue = Catalogue::builtin()?;
    let actions = ActionPage::of(&place, &catalogue, "okta")?;
    let page = place.page();

    // A token that is dead is mended by signing in, and the form is as it was.
    let find = read("token", "", &[]);
    press(&org, "token", "Okta", "GET").await?;
    let answered = run(&actions, &find).await?;
    let said = answered.refusal.unwrap_or_default();
    ensure!(said == "The token is refused, a fresh one too.", "{said}");
    page.click("button", "Reauthorize").await?;
    page.find("dialog", &format!("Reauthorize {}", people.nickname))
        .await?;
    page.click("button", "Reauthorize").await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;
    page.click("button", "Save connection").await?;
    actions.has_read().await?;
    page.click("button", "Run again").await?;
    let answered = actions.answer().await?;
    ensure!(answered.outcome == "Done", "{answered:?}");
    actions.leave(people.nickname).await?;

    // What was written a moment ago is not found by a search yet.
    org.knobs().set_search_lag_s(30);
    for (action, input, says) in [
        ("create_group", "name", None),
        (
            "read_group",
            "group",
            Some("Okta does not know this, or not yet."),
        ),
    ] {
        let inputs = BTreeMap::from([(input.to_owned(), "Fresh".to_owned())]);
        let answered = run_with(&actions, action, &inputs).await?;
        ensure!(answered.refusal.as_deref() == says, "{answered:?}");
        actions.leave(people.nickname).await?;
    }

    // The computer is cut off.
    drop(org);
    // What was still open breaks off; from now on nothing can be opened.
    run(&actions, &find).await?;
    actions.leave(people.nickname).await?;
    let answered = run(&actions, &find).await?;
    let said = answered.refusal.unwrap_or_default();
    ensure!(said.ends_with("could not be reached."), "{said}");
    ensure!(answered.buttons == ["Run again"], "{:?}", answered.buttons);
    place.app.close().await
}

async fn every_refusal_of_a_team_has_its_card() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let (id, connector) = ("okta_privileged_access", CONNECTORS[3]);
    let place = each_has_its_card(&org, id, connector, "Privileged Access", &OF_A_TEAM).await?;
    let catalogue = Catalogue::builtin()?;
    let actions = ActionPage::of(&place, &catalogue, id)?;

    // A secret that does not come as it was sealed.
    let mut answers = Answers::new();
    for turn in WAY_TO_A_SECRET {
        let answered = run_with(&actions, turn.action, &filled(&turn, &answers)).await?;
        for (output, value) in answered.outputs(actions.action(turn.action)?) {
            answers.insert(format!("{}.{output}", turn.action), value);
        }
        actions.leave(connector.nickname).await?;
    }
    org.knobs().fail_next(FaultSpec {
        method: Some("POST".into()),
        ..FaultSpec::answer(
            "/v1/teams/practice/resource_groups",
            200,
            r#"{"id":"x","name":"y","secret_jwe":"plain text"}"#,
        )
    });
    let answered = run_with(&actions, REVEAL.action, &filled(&REVEAL, &answers)).await?;
    let said = answered.refusal.as_deref();
    ensure!(
        said == Some("The secret came, and it does not open."),
        "{answered:?}"
    );
    place.app.close().await
}

async fn each_has_its_card(
    org: &Sandbox,
    id: &str,
    connector: Connector,
    system: &str,
    cases: &[Case],
) -> Result<Place> {
    let place = Place::with_orgs_on_this_computer().await?;
    connect(&place, org, connector).await?;
    place.page().click("button", connector.nickname).await?;
    let catalogue = Catalogue::builtin()?;
    let actions = ActionPage::of(&place, &catalogue, id)?;
    let album = pictures()?;
    for case in cases {
        let (fault, method) = case.fault;
        if !fault.is_empty() {
            press(org, fault, system, method).await?;
        }
        let answered = run(&actions, case).await.context(fault)?;
        let name = format!(
            "refused-{}",
            if fault.is_empty() { "session" } else { fault }
        );
        album.take(&place.page(), &name).await?;
        let said = answered.refusal.as_deref().unwrap_or_default();
        ensure!(said.starts_with(case.says), "{fault}: {answered:?}");
        let outcome = if case.says == UNKNOWN {
            "Outcome unknown"
        } else {
            "Refused"
        };
        ensure!(answered.outcome == outcome, "{fault}: {answered:?}");
        ensure!(answered.buttons == case.buttons, "{fault}: {answered:?}");
        actions.leave(connector.nickname).await?;
    }
    Ok(place)
}

async fn run(actions: &ActionPage<'_>, case: &Case) -> Result<Answered> {
    let typed = case.inputs.iter();
    let inputs = typed.map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
    run_with(actions, case.action, &inputs.collect()).await
}

async fn run_with(
    actions: &ActionPage<'_>,
    action: &str,
    inputs: &BTreeMap<String, String>,
) -> Result<Answered> {
    let action = actions.action(action)?;
    actions.open(action).await?;
    actions.fill(action, inputs, true).await?;
    actions.run(action, inputs).await
}
