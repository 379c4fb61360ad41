//! Form requests with client authentication, for the endpoints where `oauth2` does not do what
//! is wanted: it refuses to revoke over loopback HTTP, and knows neither assertions nor PAR.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request};
use secrecy::ExposeSecret;
use url::form_urlencoded::{self, byte_serialize};

use crate::client_assertion::{ASSERTION_TYPE, assertion};
use crate::server::{Server, request};
use crate::{Client, ClientAuthentication};

/// POST of `fields` as `client` to an endpoint of `server`, for one try: a client assertion is
/// taken once.
pub(crate) fn post(
    server: &Server<'_>,
    client: &Client,
    path: &str,
    fields: &[(&str, &str)],
) -> Request<Vec<u8>> {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    let named = fields.iter().any(|(name, _)| *name == "client_id");
    match &client.authentication {
        // RFC 6749 §3.2.1, RFC 7009 §2.1. Okta's document puts it into the query of an
        // introspection; its own Kotlin SDK puts it here, where every server looks.
        ClientAuthentication::Public if !named => {
            body.append_pair("client_id", &client.id);
        }
        ClientAuthentication::Public | ClientAuthentication::Secret(_) => {}
        ClientAuthentication::PrivateKey(key) => {
            let endpoint = server.at(path);
            let assertion = assertion(key, &client.id, &endpoint, server.now());
            body.append_pair("client_assertion_type", ASSERTION_TYPE);
            body.append_pair("client_assertion", &assertion);
        }
    }
    let mut request = request(Method::POST, path, body.finish().into_bytes());
    if let ClientAuthentication::Secret(secret) = &client.authentication {
        // EXPOSE: the secret goes into the header of this one request (RFC 6749 §2.3.1).
        let pair = format!("{}:{}", encode(&client.id), encode(secret.expose_secret()));
        let basic = HeaderValue::from_str(&format!("Basic {}", BASE64_STANDARD.encode(pair)));
        let basic = basic.expect("base64 is visible ASCII");
        request.headers_mut().insert(AUTHORIZATION, basic);
    }
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(CONTENT_TYPE, form);
    request
}

/// `application/x-www-form-urlencoded`.
pub(crate) fn encode(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::{LoopbackOrgs, OrgHost, StoppedClock};
    use serde_json::Value;
    use transport::{Origin, Transport};

    use super::*;
    use crate::{SigningAlgorithm, SigningKey};

    fn posted(id: &str, authentication: ClientAuthentication, path: &str) -> Request<Vec<u8>> {
        post_of(id, authentication, path, &[("token", "a b&c")])
    }

    fn post_of(
        id: &str,
        authentication: ClientAuthentication,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Request<Vec<u8>> {
        let client = Client {
            id: id.into(),
            authentication,
            dpop: None,
        };
        let org = OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap();
        let clock = StoppedClock::at("2026-11-02T08:00:00Z".parse().unwrap());
        let transport = Transport::new().unwrap();
        let server = Server::new(&transport, Origin::from(&org), &clock);
        post(&server, &client, path, fields)
    }

    #[test]
    fn id_and_secret_are_form_encoded_before_they_are_joined() {
        let secret = ClientAuthentication::Secret("p%s +/ä".into());
        let request = posted("0oa:1", secret, "/oauth2/v1/revoke");
        // RFC 6749 §2.3.1 and appendix B, worked out by hand.
        let joined = BASE64_STANDARD.encode("0oa%3A1:p%25s+%2B%2F%C3%A4");
        assert_eq!(
            request.headers()[AUTHORIZATION],
            format!("Basic {joined}").as_str()
        );
        assert_eq!(request.body(), b"token=a+b%26c");
        assert_eq!(request.uri(), "/oauth2/v1/revoke");
    }

    #[test]
    fn a_public_client_names_itself_in_the_body_and_shows_no_credentials() {
        let request = posted("0oa 1", ClientAuthentication::Public, "/oauth2/v1/revoke");
        assert_eq!(request.uri(), "/oauth2/v1/revoke");
        assert_eq!(request.body(), b"token=a+b%26c&client_id=0oa+1");
        assert!(!request.headers().contains_key(AUTHORIZATION));
    }

    #[test]
    fn a_public_client_that_is_named_by_the_fields_is_not_named_twice() {
        // RFC 6749 §3.1: a parameter must not stand there twice.
        let fields = [("client_id", "0oa1"), ("scope", "openid")];
        let request = post_of(
            "0oa1",
            ClientAuthentication::Public,
            "/oauth2/v1/par",
            &fields,
        );
        assert_eq!(request.body(), b"client_id=0oa1&scope=openid");
    }

    #[test]
    fn an_assertion_is_for_the_endpoint_that_it_is_sent_to_and_never_the_same_twice() {
        let key = Arc::new(SigningKey::generate(SigningAlgorithm::Es256));
        let assertion = || {
            let proof = ClientAuthentication::PrivateKey(Arc::clone(&key));
            let request = posted("0oa1", proof, "/oauth2/v1/token");
            assert!(!request.headers().contains_key(AUTHORIZATION));
            let sent = form_urlencoded::parse(request.body()).into_owned();
            let sent: std::collections::BTreeMap<String, String> = sent.collect();
            assert_eq!(sent["client_assertion_type"], ASSERTION_TYPE);
            let claims = sent["client_assertion"].split('.').nth(1).unwrap();
            let claims = base64::prelude::BASE64_URL_SAFE_NO_PAD
                .decode(claims)
                .unwrap();
            serde_json::from_slice::<Value>(&claims).unwrap()
        };
        let (one, other) = (assertion(), assertion());
        assert_eq!(one["iss"], "0oa1");
        assert_eq!(one["sub"], "0oa1");
        assert_eq!(one["aud"], "https://acme.okta.com/oauth2/v1/token");
        let lifetime = one["exp"].as_i64().unwrap() - one["iat"].as_i64().unwrap();
        assert!((1..=600).contains(&lifetime), "{lifetime}");
        assert_ne!(one["jti"], other["jti"]);
    }
}
