//! Form requests with client authentication, for the endpoints where `oauth2` does not do what
//! is wanted: it refuses to revoke over loopback HTTP.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request};
use secrecy::ExposeSecret;
use url::form_urlencoded::{self, byte_serialize};

use crate::server::request;
use crate::{Client, ClientAuthentication};

/// POST of `fields` as `client`.
pub(crate) fn post(client: &Client, path: &str, fields: &[(&str, &str)]) -> Request<Vec<u8>> {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    if let ClientAuthentication::Public = &client.authentication {
        // RFC 6749 §3.2.1, RFC 7009 §2.1. Okta's document puts it into the query of an
        // introspection; its own Kotlin SDK puts it here, where every server looks.
        body.append_pair("client_id", &client.id);
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
    use super::*;

    #[test]
    fn id_and_secret_are_form_encoded_before_they_are_joined() {
        let client = Client {
            id: "0oa:1".into(),
            authentication: ClientAuthentication::Secret("p%s +/ä".into()),
        };
        let request = post(&client, "/oauth2/v1/revoke", &[("token", "a b&c")]);
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
        let client = Client {
            id: "0oa 1".into(),
            authentication: ClientAuthentication::Public,
        };
        let request = post(&client, "/oauth2/v1/introspect", &[("token", "t")]);
        assert_eq!(request.uri(), "/oauth2/v1/introspect");
        assert_eq!(request.body(), b"token=t&client_id=0oa+1");
        assert!(!request.headers().contains_key(AUTHORIZATION));
    }
}
