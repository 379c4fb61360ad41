//! Pushed authorization requests (RFC 9126): the browser carries a reference and nothing else.

use domain::{OrgHost, SystemClock};
use serde::Deserialize;
use transport::{BodyLimit, Origin, Transport};
use url::Url;

use crate::server::{Server, parse};
use crate::{AuthorizeUrl, Client, ServerError, form};

#[derive(Deserialize)]
struct Answer {
    request_uri: String,
}

/// Pushes the request that `authorize` spells out, and gives the page that stands for it. Okta
/// answers 200 and the RFC says 201: both are an agreement. A reference is good for one visit.
pub(crate) async fn push(
    server: &Server<'_>,
    client: &Client,
    authorize: &Url,
    key: Option<&str>,
) -> Result<AuthorizeUrl, ServerError> {
    let mut fields: Vec<(String, String)> = authorize.query_pairs().into_owned().collect();
    if let Some(thumbprint) = key {
        // RFC 9449 §10: the code will be good with this key only.
        fields.push(("dpop_jkt".into(), thumbprint.into()));
    }
    let pairs: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let request = form::post(server, client, "/oauth2/v1/par", &pairs);
    let answer: Answer = parse(&server.send(request, BodyLimit::Token).await?)?;
    if answer.request_uri.is_empty() {
        return Err(ServerError::Unreadable);
    }
    let mut page = authorize.clone();
    page.set_query(None);
    page.query_pairs_mut()
        .append_pair("client_id", &client.id)
        .append_pair("request_uri", &answer.request_uri);
    Ok(AuthorizeUrl::new(page))
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    require_pushed_authorization_requests: bool,
}

/// Whether the org's metadata demands that this client push its requests. Okta's says nothing of
/// it, and one that cannot be read demands nothing: the sign-in will tell.
pub async fn requires_push(transport: &Transport, org: &OrgHost, client_id: &str) -> bool {
    // The clock would only date a rate limit, which this document does not have.
    let server = Server::new(transport, Origin::from(org), &SystemClock);
    let path = format!(
        "/.well-known/openid-configuration?client_id={}",
        form::encode(client_id)
    );
    let metadata = server.document::<Metadata>(&path).await;
    metadata.is_ok_and(|metadata| metadata.require_pushed_authorization_requests)
}
