//! Requests that carry a bearer token (RFC 6750 §2.1), to the connection's own host only.

use http::{Request, Response, header};
use secrecy::{ExposeSecret, SecretString};
use transport::{BodyLimit, Origin, Transport, TransportError};

/// Puts the token into the request's `Authorization`.
pub(crate) fn authorize(request: &mut Request<Vec<u8>>, bearer: &SecretString) {
    // EXPOSE: into the Authorization header of one request to the connection's own host.
    let value = format!("Bearer {}", bearer.expose_secret());
    let mut value = header::HeaderValue::try_from(value)
        .unwrap_or_else(|_| header::HeaderValue::from_static("Bearer"));
    value.set_sensitive(true);
    request.headers_mut().insert(header::AUTHORIZATION, value);
}

/// A GET with a bearer token.
pub(crate) async fn bearer_get(
    transport: &Transport,
    origin: &Origin,
    path: &str,
    bearer: &SecretString,
    limit: BodyLimit,
) -> Result<Response<Vec<u8>>, TransportError> {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = path.parse().unwrap_or_default();
    authorize(&mut request, bearer);
    request.headers_mut().insert(
        header::ACCEPT,
        header::HeaderValue::from_static("application/json"),
    );
    transport.send(origin, request, limit).await
}
