//! What comes over the wire: requests at the loopback port, next pages, answers, refusals.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{check, config};

const STATE: &str = "bFgT5pPMs3bXyXy1vZQ0m2oR0aTn8k1z";

/// A line of a request's head, right or wrong.
fn header() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("Host: 127.0.0.1:17815".to_owned()),
        1 => "(Host|host|HOST) ?: ?(127\\.0\\.0\\.1:17815|localhost:17815|evil\\.dev|127\\.0\\.0\\.1:80|) ?",
        1 => "Sec-Fetch-Mode: (navigate|cors|Navigate|no-cors)",
        1 => "Sec-Fetch-Dest: (document|iframe|empty)",
        1 => "(Content-Length|content-length): (0|5|00|-1|)",
        1 => Just("Transfer-Encoding: chunked".to_owned()),
        1 => "[A-Za-z-]{1,8}: [ -~]{0,12}",
        1 => "[ \t][a-z]{1,4}|[a-z]{1,5}|:",
    ]
}

fn parameter() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(format!("state={STATE}")),
        1 => Just(format!("st%61te={STATE}")),
        3 => "code=[a-zA-Z0-9%+._-]{0,12}",
        1 => "error=[a-z_]{0,12}",
        1 => "iss=https%3A%2F%2Facme\\.okta\\.com|iss=x",
        1 => "[a-z]{1,5}(=[a-z%0-9]{0,6})?",
        1 => Just(format!("state={}", STATE.to_lowercase())),
    ]
}

fn request() -> impl Strategy<Value = String> {
    (
        prop_oneof![9 => Just("GET"), 1 => Just("POST"), 1 => Just("get"), 1 => Just("")],
        prop_oneof![
            9 => Just("/authorization-code/callback"),
            1 => Just("/authorization-code/callback/"),
            1 => Just("//authorization-code/callback"),
            1 => Just("http://127.0.0.1:17815/authorization-code/callback"),
            1 => Just("/done/Yv0gQe1nTtU2b9xkq3Zr8A"),
        ],
        prop::collection::vec(parameter(), 0..4),
        prop_oneof![9 => Just("HTTP/1.1"), 1 => Just("HTTP/1.0"), 1 => Just("HTTP/2.0"), 1 => Just("")],
        prop::collection::vec(header(), 0..4),
        prop_oneof![9 => Just("\r\n"), 1 => Just("\n"), 1 => Just("\r")],
    )
        .prop_map(|(method, path, parameters, version, headers, end)| {
            let query = if parameters.is_empty() { String::new() } else { format!("?{}", parameters.join("&")) };
            let mut request = format!("{method} {path}{query} {version}{end}");
            for header in headers {
                request += &header;
                request += end;
            }
            request + end
        })
}

fn link() -> impl Strategy<Value = String> {
    let target = (
        prop_oneof![
            "https:?/{0,3}|http://|//|/|\\\\\\\\|javascript:|",
            Just("https://".to_owned())
        ],
        "(user@)?",
        "(acme\\.okta\\.com|127\\.0\\.0\\.1:7100|evil\\.dev|acme\\.okta\\.com\\.evil\\.dev|)",
        "(:[0-9]{1,4})?",
        "(/[a-z0-9./%-]{0,16})?(\\?[a-z=&%0-9]{0,12})?(#x)?",
    )
        .prop_map(|(scheme, user, host, port, path)| format!("{scheme}{user}{host}{port}{path}"));
    let one = (
        target,
        "; ?(rel|REL|title)=\"?(next|self|prev next|NEXT|a,b)\"?",
    )
        .prop_map(|(target, parameter)| format!("<{target}>{parameter}"));
    prop::collection::vec(one, 1..4)
        .prop_flat_map(|links| "(, |\n)".prop_map(move |between| links.join(&between)))
}

/// A member's value, of the right kind and of others.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => "[!-~]{0,20}".prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => prop::collection::vec("[a-z.]{1,9}", 0..3).prop_map(Value::from),
    ]
}

fn answer(names: &'static [&'static str], usual: Value) -> impl Strategy<Value = String> {
    prop::collection::vec((prop::sample::select(names), value()), 0..4).prop_map(move |members| {
        let mut answer = usual.clone();
        for (name, value) in members {
            answer[name] = value;
        }
        answer.to_string()
    })
}

fn tokens() -> impl Strategy<Value = String> {
    answer(
        &[
            "token_type",
            "access_token",
            "refresh_token",
            "expires_in",
            "scope",
            "id_token",
            "x",
        ],
        json!({ "token_type": "Bearer", "access_token": "at", "expires_in": 3600 }),
    )
}

fn service_token() -> impl Strategy<Value = String> {
    answer(
        &["bearer_token", "expires_at", "team_name", "x"],
        json!({ "bearer_token": "b", "expires_at": "2026-11-02T09:00:00Z", "team_name": "practice" }),
    )
}

fn refusal() -> impl Strategy<Value = String> {
    let cause = json!([{ "errorSummary": "login: taken", "path": "name", "message": "bad" }]);
    let body = answer(
        &[
            "error",
            "error_description",
            "errorCode",
            "errorSummary",
            "errorCauses",
            "message",
            "errors",
            "code",
            "list",
            "token",
        ],
        json!({ "errorCauses": cause }),
    );
    (
        "[0-=]",
        "(Bearer|DPoP)? ?(error=\"?[a-z_]{0,20}\"?)?(, scope=\"[a-z. ]{0,20}\")?",
        body,
    )
        .prop_map(|(status, line, body)| format!("{status}{line}\n{body}"))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn only_a_request_with_our_host_path_and_state_is_taken_for_the_browser(request in request()) {
        check("callback")(request.as_bytes());
    }

    #[test]
    fn a_next_page_is_on_the_same_origin_or_is_not_followed(link in link()) {
        check("link")(link.as_bytes());
    }

    #[test]
    fn a_token_that_is_taken_is_the_one_in_the_answer_and_can_stand_in_a_header(answer in tokens()) {
        check("token")(answer.as_bytes());
    }

    #[test]
    fn a_service_token_that_is_taken_is_of_the_team_that_was_asked_for(answer in service_token()) {
        check("opa")(answer.as_bytes());
    }

    #[test]
    fn a_refusal_of_any_shape_becomes_a_card_and_shows_no_secret(refusal in refusal()) {
        check("refusal")(refusal.as_bytes());
    }
}
