//! Claims of an ID token: right ones, with some of them changed.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{check, config};

const NOW: i64 = 1_793_606_400;

fn usual() -> Value {
    json!({
        "iss": "https://acme.okta.com", "sub": "00u1", "aud": "0oa1", "iat": NOW, "exp": NOW + 3600,
        "nonce": "n-0S6", "preferred_username": "dana@acme.example",
    })
}

fn party() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!("0oa1")),
        Just(json!(["0oa1"])),
        Just(json!(["0oa1", "0oa2"])),
        Just(json!([])),
        Just(json!(null)),
        "[ -~]{0,6}".prop_map(Value::from),
    ]
}

fn time() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => (NOW - 900..NOW + 900).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => Just(json!(null)),
        1 => Just(json!("1793606400")),
    ]
}

fn member() -> impl Strategy<Value = (&'static str, Value)> {
    let text = || prop_oneof!["[ -~]{0,9}", any::<String>()].prop_map(Value::from);
    prop_oneof![
        (prop::sample::select(&["aud", "azp"][..]), party()),
        (prop::sample::select(&["iat", "exp", "nbf"][..]), time()),
        (
            prop::sample::select(
                &[
                    "sub",
                    "nonce",
                    "at_hash",
                    "iss",
                    "name",
                    "email",
                    "preferred_username"
                ][..]
            ),
            text()
        ),
        Just(("nonce", json!("n-0S6"))),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn claims_are_believed_only_if_each_of_them_is_as_it_must_be(
        members in prop::collection::vec(member(), 0..4),
        left_out in prop::option::of(prop::sample::select(&["iss", "sub", "aud", "iat", "exp", "nonce"][..])),
    ) {
        let mut claims = usual();
        for (name, value) in members {
            claims[name] = value;
        }
        if let Some(name) = left_out {
            claims.as_object_mut().unwrap().remove(name);
        }
        check("id-token")(format!("C{claims}").as_bytes());
    }

    #[test]
    fn no_token_is_believed_without_a_signature_of_the_one_key(
        algorithm in "RS256|none|HS256|ES256|",
        signature in "[A-Za-z0-9_-]{0,400}",
    ) {
        use base64::Engine as _;
        use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
        let header = BASE64.encode(json!({ "alg": algorithm, "kid": "k1" }).to_string());
        let claims = BASE64.encode(usual().to_string());
        check("id-token")(format!("T{header}.{claims}.{signature}").as_bytes());
    }
}
