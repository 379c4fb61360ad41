//! Form requests with client authentication, for the endpoints where `oauth2` does not do what
//! Okta wants: it refuses to revoke over loopback HTTP, and a public client's ID belongs into the
//! query of an introspection.

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
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
        .into_bytes();
    let id = encode(&client.id);
    let mut request = match &client.authentication {
        ClientAuthentication::Secret(secret) => {
            // EXPOSE: the secret goes into the header of this one request (RFC 6749 §2.3.1).
            let secret = encode(secret.expose_secret());
            let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")));
            let mut request = request(Method::POST, path, body);
            let basic = HeaderValue::from_str(&basic).expect("base64 is visible ASCII");
            request.headers_mut().insert(AUTHORIZATION, basic);
            request
        }
        ClientAuthentication::Public => {
            request(Method::POST, &format!("{path}?client_id={id}"), body)
        }
    };
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
    fn a_public_client_names_itself_in_the_query() {
        let client = Client {
            id: "0oa 1".into(),
            authentication: ClientAuthentication::Public,
        };
        let request = post(&client, "/oauth2/v1/introspect", &[]);
        assert_eq!(request.uri(), "/oauth2/v1/introspect?client_id=0oa+1");
        assert!(!request.headers().contains_key(AUTHORIZATION));
    }
}
