//! A canary put under the name of a secret never comes out, wherever and however it is put.

use catalogue::Catalogue;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const CANARY: &str = "c4n4ry-Zq81xK";
const NAMES: [&str; 18] = [
    "password",
    "tempPassword",
    "client_secret",
    "secret",
    "key_secret",
    "token",
    "access_token",
    "refresh_token",
    "bearer_token",
    "activationToken",
    "recoveryToken",
    "activationUrl",
    "resetPasswordUrl",
    "secret_jwe",
    "private_key",
    "apiKey",
    "answer",
    "Authorization",
];

fn redactor() -> Redactor {
    Redactor::default()
}

fn run_of(action: &str, typed: &[(&str, &str)]) -> Redactor {
    let catalogue = Catalogue::builtin().unwrap();
    let connectors = catalogue.connectors().iter();
    let action = connectors
        .flat_map(|connector| &connector.actions)
        .find(|one| one.id == action)
        .unwrap();
    let typed = typed
        .iter()
        .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
    Redactor::of(action, &typed.collect())
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "id|name|type|href|_links|profile|list|values"]
}

fn innocent() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[ a-zA-Z0-9]{0,12}".prop_map(Value::from),
    ]
}

/// A canary under the name of a secret: as it is, in a list, or in an object of its own.
fn planted() -> impl Strategy<Value = Value> {
    let secret = prop_oneof![
        Just(json!(CANARY)),
        Just(json!([CANARY])),
        Just(json!({ "value": CANARY })),
        Just(json!({ "hash": { "salt": CANARY, "workFactor": 10 } })),
        Just(json!(format!("https://acme.okta.com/x/{CANARY}"))),
    ];
    (prop::sample::select(&NAMES[..]), secret).prop_map(|(name, secret)| json!({ name: secret }))
}

/// A document that has a planted canary somewhere in it; sometimes packed into a text of its own.
fn document() -> impl Strategy<Value = Value> {
    planted().prop_recursive(6, 64, 4, |inner| {
        prop_oneof![
            (name(), inner.clone(), name(), innocent()).prop_map(|(one, value, other, beside)| {
                let mut object = json!({ other: beside });
                object[one] = value;
                object
            }),
            (prop::collection::vec(innocent(), 0..3), inner.clone()).prop_map(
                |(mut list, value)| {
                    list.push(value);
                    Value::from(list)
                }
            ),
            inner.prop_map(|value| json!({ "packed": value.to_string() })),
        ]
    })
}

proptest! {
    // What is found is written down as a test of its own, not as a seed beside the code.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_depth_hides_a_secret(document in document()) {
        let body = redactor().body(document.to_string().as_bytes());
        prop_assert!(!body.contains(CANARY), "{body}");
        prop_assert!(body.contains(MASK), "{body}");
        let text = redactor().text(&document.to_string());
        prop_assert!(!text.contains(CANARY), "{text}");
    }

    #[test]
    fn what_is_masked_once_stays_as_it_is(document in document()) {
        let once = redactor().answer(&document);
        prop_assert_eq!(redactor().answer(&once), once);
    }

    #[test]
    fn an_answer_that_was_cut_off_shows_no_part_of_a_secret(document in document(), cut in 0..2000_usize) {
        let whole = document.to_string();
        let cut = whole.char_indices().map(|(at, _)| at).take_while(|at| *at <= cut).last().unwrap_or(0);
        let body = redactor().body(&whole.as_bytes()[..cut]);
        prop_assert!(!body.contains(&CANARY[..6]), "{whole:.cut$} gives {body}");
    }

    #[test]
    fn a_body_that_is_no_json_shows_nothing_after_the_name_of_a_secret(
        before in "[a-z <>\"=:/&]{0,30}",
        name in prop::sample::select(&NAMES[..]),
        between in "[ =:\"'<>/.,;&?@+-]{1,6}",
        after in "[a-z <>\"]{0,20}",
    ) {
        let text = format!("{before} {name}{between}{CANARY}{after}");
        let body = redactor().body(text.as_bytes());
        prop_assert!(!body.contains(CANARY), "{text} gives {body}");
    }

    #[test]
    fn a_query_shows_no_secret_and_all_else(
        name in prop::sample::select(&NAMES[..]),
        // Digits alone: no segment of it is the name of a secret.
        path in "/api/v1/[0-9]{1,6}(/[0-9]{1,6}){0,3}",
        other in "[a-z]{1,6}".prop_filter("no secret", |other| !is_secret(other)),
        encoded in any::<bool>(),
    ) {
        let name = if encoded { name.replace('a', "%61").replace('s', "%73") } else { name.to_owned() };
        let url = format!("https://acme.okta.com{path}?{other}=1&{name}={CANARY}&after=00u1");
        let shown = redactor().text(&url);
        prop_assert_eq!(shown, url.replace(CANARY, MASK));
    }
}

#[test]
fn a_hyphen_joins_no_secret_to_its_name_unseen() {
    let body = redactor().body(format!("see activationUrl-{CANARY}").as_bytes());
    assert!(body.starts_with("see ") && !body.contains(CANARY), "{body}");
}

#[test]
fn what_has_no_secret_in_it_stays_as_it_is() {
    let user: Value = serde_json::from_str(include_str!(
        "../../../catalogue/connectors/okta/samples/user.json"
    ))
    .unwrap();
    assert_eq!(redactor().answer(&user), user);
    for text in [
        "https://acme.okta.com/api/v1/users/00u1?activate=true&search=profile.login%20eq%20%22a%22",
        "/api/v1/users/00u1/clients/0oa1/tokens/oar2",
        "Password requirements were not met. Password requirements: at least 8 characters.",
        "https://acme.okta.com/welcome/start?token=&state=1",
        "The token lacks okta.users.manage: Bearer authorization_uri=\"https://acme.okta.com\"",
        "“dana@x.dev” is the login of the user dana@x.dev (00u1, ACTIVE).",
    ] {
        assert_eq!(redactor().text(text), text);
    }
}

#[test]
fn a_declared_place_is_secret_under_any_name_in_a_record_and_in_a_list() {
    let revealed = run_of(
        "reveal_secret",
        &[("resource_group", "r"), ("project", "p"), ("secret", "s")],
    );
    let record = json!({ "id": "1", "values": { "north": CANARY, "south": 4711 } });
    let shown = json!({ "id": "1", "values": { "north": MASK, "south": MASK } });
    assert_eq!(revealed.answer(&record), shown);
    assert_eq!(revealed.answer(&json!([record])), json!([shown]));
    assert_eq!(
        revealed.answer(&json!({ "list": [record] })),
        json!({ "list": [shown] })
    );
}

#[test]
fn a_secret_that_was_typed_is_masked_wherever_the_server_repeats_it() {
    let person = [
        ("username", "a@x.dev"),
        ("email", "a@x.dev"),
        ("first_name", "A"),
        ("last_name", "B"),
        ("password", CANARY),
    ];
    let redactor = run_of("package_create_user", &person);
    let echoed =
        json!({ "errorSummary": format!("“{CANARY}” is too simple"), "errorCauses": [CANARY] });
    let shown = redactor.answer(&echoed).to_string();
    assert!(
        !shown.contains(CANARY) && shown.contains("is too simple"),
        "{shown}"
    );
    assert!(
        !redactor
            .body(format!("<p>{CANARY}</p>").as_bytes())
            .contains(CANARY)
    );
    let login = "a@x.dev is taken";
    assert_eq!(redactor.text(login), login);
}

#[test]
fn a_secret_that_was_typed_is_masked_as_it_was_typed() {
    for (typed, said, shown) in [
        // Neither a number nor a quoted text is taken for JSON and written anew.
        ("12345678.90", "12345678.90", MASK.to_owned()),
        ("\"quoted-secret\"", "\"quoted-secret\"", MASK.to_owned()),
        // A short one would blacken every other word.
        ("cat", "cat", MASK.to_owned()),
        ("cat", "a category", "a category".to_owned()),
        ("secret", "it is secret", format!("it is {MASK}")),
        (MASK, MASK, MASK.to_owned()),
        ("", "", String::new()),
    ] {
        let redactor = run_of("package_create_user", &[("password", typed)]);
        assert_eq!(redactor.text(said), shown, "{typed}");
    }
}

#[test]
fn each_value_of_a_typed_pair_is_masked_and_no_name() {
    let pairs = format!(r#"{{"north":"{CANARY}","south":{{"gate":"4711-0815"}}}}"#);
    let redactor = run_of("create_secret", &[("pairs", &pairs)]);
    for (said, shown) in [
        (format!("{CANARY} for north"), format!("{MASK} for north")),
        ("4711-0815 for south".into(), format!("{MASK} for south")),
    ] {
        assert_eq!(redactor.text(&said), shown);
    }
}

#[test]
fn the_card_of_a_refusal_repeats_no_secret_and_says_all_else() {
    let redactor = run_of("package_create_user", &[("password", CANARY)]);
    let card = |secret: &str| RefusalView {
        kind: "validation".into(),
        explanation: ExplanationView {
            what: format!("“{secret}” is too simple."),
            why: format!("The policy forbids {secret}."),
            fix: format!("Choose another than {secret}."),
        },
        scopes: vec!["okta.users.manage".into()],
        causes: vec![("password".into(), format!("{secret} is too short"))],
        instead: vec![("unlock_user".into(), "Unlock user".into())],
        code: Some(format!("E0000001 {secret}")),
    };
    let shown = redactor.refusal(card(CANARY));
    assert_eq!(format!("{shown:?}"), format!("{:?}", card(MASK)));
}

#[test]
fn a_token_is_known_by_its_look_too() {
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIwMHUxIn0.c2lnbmF0dXJlLW9mLWl0";
    let jwe = "eyJhbGciOiJSU0EtT0FFUCJ9.a2V5.aXY.Y2lwaGVydGV4dA.dGFn";
    let pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----";
    for (text, secret) in [
        (format!("it was {jwt}."), jwt),
        (format!("/x?hint={jwe}"), jwe),
        (pem.to_owned(), "MIIEvQ"),
        (format!("Authorization was Bearer {CANARY}"), CANARY),
        (format!("https://acme.okta.com/welcome/{CANARY}"), CANARY),
        (
            format!("https://acme.okta.com/tokens/{CANARY}/verify"),
            CANARY,
        ),
        (
            format!("/next?u=https%3A%2F%2Fx.dev%3Ftoken%3D{CANARY}"),
            CANARY,
        ),
        (format!("/callback?code={CANARY}&state=x"), CANARY),
        (format!("/callback?state=x&code={CANARY}"), CANARY),
    ] {
        assert!(!redactor().text(&text).contains(secret), "{text}");
    }
}

#[test]
fn the_private_half_of_a_key_is_masked_and_the_public_one_is_not() {
    let key =
        json!({ "kty": "RSA", "kid": "1", "n": "public", "e": "AQAB", "d": CANARY, "p": CANARY });
    let shown = redactor().answer(&json!({ "keys": [key] })).to_string();
    assert!(
        !shown.contains(CANARY) && shown.contains("public"),
        "{shown}"
    );
}

#[test]
fn several_values_one_a_line_are_read_one_by_one() {
    let body = format!("{{\"id\":\"1\"}}\n{{\"token\":\"{CANARY}\",\"id\":\"2\"}}\n");
    let shown = redactor().body(body.as_bytes());
    assert!(
        !shown.contains(CANARY) && shown.contains("\"id\":\"2\""),
        "{shown}"
    );
}

#[test]
fn a_body_of_bare_words_is_shown_as_it_came() {
    for body in ["", "404", "404 401", "Bad Gateway"] {
        assert_eq!(redactor().body(body.as_bytes()), body);
    }
}

#[test]
fn what_has_more_in_it_than_a_reference_or_a_link_is_neither() {
    for members in [
        json!({ "id": "s1", "type": "key_value_secret", "value": CANARY }),
        json!({ "id": "s1", "name": CANARY }),
        json!({ "type": CANARY }),
        json!({ "name": CANARY }),
        json!({ "href": "https://acme.okta.com/x", "value": CANARY }),
        json!({ "method": CANARY }),
    ] {
        let said = json!({ "secret": members });
        let shown = redactor().answer(&said).to_string();
        assert!(!shown.contains(CANARY), "{said}");
    }
}

#[test]
fn shape_and_flags_tell_no_secret_and_stay() {
    let said = json!({
        "credentials": { "password": {}, "provider": { "type": "OKTA" } },
        "privilege_value": { "_type": "secret", "secret": true, "list": true },
        "selector": { "_type": "secret", "secret": { "id": "s1", "name": "Gate", "type": "key_value_secret" } },
        "_links": { "resetPassword": { "href": "https://acme.okta.com/api/v1/users/00u1/lifecycle/reset_password", "method": "POST" } },
        "token": null, "secret": "",
    });
    assert_eq!(redactor().answer(&said), said);
}
