//! Each way in which a server says no, or says nothing, as it is said on the wire.

use crate::fault::FaultSpec;

/// A fault by name.
pub(crate) struct Fault {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) status: u16,
    pub(crate) body: &'static str,
    pub(crate) header: Option<(&'static str, &'static str)>,
    /// What makes it more than an answer.
    pub(crate) more: fn(FaultSpec) -> FaultSpec,
}

const fn answer(
    id: &'static str,
    name: &'static str,
    about: &'static str,
    status: u16,
    body: &'static str,
) -> Fault {
    Fault {
        id,
        name,
        about,
        status,
        body,
        header: None,
        more: |fault| fault,
    }
}

/// More than any page of a list has.
const HUGE: usize = 9 * 1024 * 1024;

pub(crate) const FAULTS: [Fault; 21] = [
    Fault {
        header: Some((
            "www-authenticate",
            "Bearer error=\"insufficient_scope\", error_description=\"The access token provided does not contain the required scopes.\", scope=\"okta.users.manage\"",
        )),
        ..answer(
            "scope",
            "A scope is missing",
            "403 with the scope's name in a header",
            403,
            "",
        )
    },
    answer(
        "role",
        "An administrator role is missing",
        "403 E0000006",
        403,
        r#"{"errorCode":"E0000006","errorSummary":"You do not have permission to perform the requested action","errorLink":"E0000006","errorId":"oaePractice","errorCauses":[]}"#,
    ),
    answer(
        "feature",
        "The org lacks the feature",
        "401 E0000015",
        401,
        r#"{"errorCode":"E0000015","errorSummary":"You do not have permission to access the feature you are requesting","errorLink":"E0000015","errorId":"oaePractice","errorCauses":[]}"#,
    ),
    answer(
        "state",
        "The target's status forbids it",
        "403 E0000038",
        403,
        r#"{"errorCode":"E0000038","errorSummary":"This operation is not allowed in the user's current status.","errorLink":"E0000038","errorId":"oaePractice","errorCauses":[]}"#,
    ),
    answer(
        "missing",
        "There is no such thing",
        "404 E0000007",
        404,
        r#"{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: practice (Practice)","errorLink":"E0000007","errorId":"oaePractice","errorCauses":[]}"#,
    ),
    answer(
        "validation",
        "What is sent is not valid",
        "400 E0000001 with its causes",
        400,
        r#"{"errorCode":"E0000001","errorSummary":"Api validation failed: name","errorLink":"E0000001","errorId":"oaePractice","errorCauses":[{"errorSummary":"name: An object with this field already exists in the current organization"}]}"#,
    ),
    Fault {
        more: |fault| FaultSpec { times: 2, ..fault },
        ..answer(
            "token",
            "The token is dead, and the next one too",
            "401 E0000011, twice",
            401,
            r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided","errorLink":"E0000011","errorId":"oaePractice","errorCauses":[]}"#,
        )
    },
    Fault {
        header: Some((
            "www-authenticate",
            "DPoP algs=\"RS256 ES256\", error=\"invalid_dpop_proof\", error_description=\"The DPoP proof JWT header is missing.\"",
        )),
        ..answer(
            "dpop",
            "A proof of possession is wanted",
            "400 with DPoP in a header",
            400,
            "",
        )
    },
    answer(
        "rate",
        "The rate limit is used up",
        "429 E0000047",
        429,
        r#"{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit due to too many requests.","errorLink":"E0000047","errorId":"oaePractice","errorCauses":[]}"#,
    ),
    answer(
        "busy",
        "An earlier change is still going on",
        "423 E0000239",
        423,
        r#"{"errorCode":"E0000239","errorSummary":"Policy priorities are being reconciled. Please try again later.","errorLink":"E0000239","errorId":"oaePractice","errorCauses":[]}"#,
    ),
    answer(
        "opa-role",
        "OPA: a role is missing",
        "403 in OPA's words",
        403,
        r#"{"code":403,"error":"forbidden","error_cause":[]}"#,
    ),
    answer(
        "opa-ways",
        "OPA: there are other ways in",
        "403 with a list of user access methods",
        403,
        r#"{"list":[{"short_text":"Access request needed"}]}"#,
    ),
    Fault {
        more: |fault| FaultSpec {
            path_prefix: "/v1/teams/practice/vault".to_owned(),
            ..fault
        },
        ..answer(
            "opa-key",
            "OPA: the vault's key is too short",
            "a key set whose one key has 1024 bits",
            200,
            concat!(
                r#"{"keys":[{"kty":"RSA","use":"enc","alg":"RSA-OAEP-256","e":"AQAB","n":""#,
                "rlNL2KLjGt4vT9_NvjT8oX2eB3o1m0XfD5iHc1aQ6sVw7YgZkRzJpLuEtNqMxCbA",
                "rlNL2KLjGt4vT9_NvjT8oX2eB3o1m0XfD5iHc1aQ6sVw7YgZkRzJpLuEtNqMxCbA",
                "rlNL2KLjGt4vT9_NvjT8oX2eB3o1m0XfD5iHc1aQ6sA",
                r#""}]}"#
            ),
        )
    },
    answer(
        "internal",
        "The server fails",
        "500 E0000009",
        500,
        r#"{"errorCode":"E0000009","errorSummary":"Internal Server Error","errorLink":"E0000009","errorId":"oaePractice","errorCauses":[]}"#,
    ),
    answer(
        "gateway",
        "Something between gives up",
        "502 with a page of a proxy",
        502,
        "<html><title>502 Bad Gateway</title></html>",
    ),
    answer(
        "portal",
        "A network wants a sign-in",
        "200 with the page of a hotel",
        200,
        "<html><title>Sign in to the Wi-Fi</title></html>",
    ),
    answer("text", "The answer is no JSON", "200 OK", 200, "OK"),
    answer(
        "shape",
        "The answer is another than the documents say",
        "200 with another object",
        200,
        r#"{"hello":"world"}"#,
    ),
    Fault {
        more: |fault| FaultSpec {
            cut_off: true,
            ..fault
        },
        ..answer(
            "half",
            "The answer breaks off",
            "200 and half of an object",
            200,
            r#"{"id":"00uPractice","#,
        )
    },
    Fault {
        more: |fault| FaultSpec {
            body: format!("[\"{}\"]", "x".repeat(HUGE)),
            ..fault
        },
        ..answer("huge", "The answer is huge", "200 and 9 MiB", 200, "")
    },
    Fault {
        more: |fault| FaultSpec {
            drop_connection: true,
            after_handling: true,
            ..fault
        },
        ..answer(
            "lost",
            "It is done, and the answer is lost",
            "the connection is cut after the deed",
            0,
            "",
        )
    },
];
