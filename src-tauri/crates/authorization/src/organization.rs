//! What an org tells of itself (`/.well-known/okta-organization`).

use domain::{Explanation, OrgDetails, OrgHost, Pipeline, SystemClock};
use serde::Deserialize;
use transport::{Origin, Transport};
use url::Url;

use crate::refusal::clean;
use crate::server::Server;
use crate::{ServerError, server_error};

const PATH: &str = "/.well-known/okta-organization";

/// Why the org at a domain could not be described.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrganizationError {
    /// Something answers there, and it is no Okta org.
    #[error("no Okta org answers there")]
    NotAnOrg,
    /// It could not be asked.
    #[error("the org could not be asked")]
    Server(#[source] ServerError),
}

#[derive(Deserialize)]
struct Document {
    id: String,
    cell: Option<String>,
    pipeline: Option<String>,
    #[serde(rename = "_links")]
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Links {
    organization: Option<Link>,
}

#[derive(Deserialize)]
struct Link {
    href: String,
}

/// Asks `org` for its ID, cell, generation and canonical URL. No credentials are sent.
pub async fn organization(
    transport: &Transport,
    org: &OrgHost,
) -> Result<OrgDetails, OrganizationError> {
    // The clock would only date a rate limit, which this document does not have.
    let server = Server::new(transport, Origin::from(org), &SystemClock);
    read(&server, org).await
}

/// [`organization`], over a server that is spoken to already.
pub(crate) async fn read(
    server: &Server<'_>,
    org: &OrgHost,
) -> Result<OrgDetails, OrganizationError> {
    let document: Document = server.document(PATH).await.map_err(|error| match error {
        ServerError::Refused {
            status: 400..=499, ..
        }
        | ServerError::Unreadable => OrganizationError::NotAnOrg,
        other => OrganizationError::Server(other),
    })?;
    Ok(OrgDetails {
        url: document.url().unwrap_or_else(|| org.issuer()),
        id: clean(&document.id),
        cell: document.cell.as_deref().map(clean),
        pipeline: match document.pipeline.as_deref() {
            Some("idx") => Pipeline::IdentityEngine,
            Some("v1") => Pipeline::Classic,
            Some(_) | None => Pipeline::Unknown,
        },
    })
}

/// The org's canonical URL, without a trailing slash, if its metadata has one.
pub(crate) async fn organization_url(server: &Server<'_>) -> Result<Option<String>, ServerError> {
    let document: Document = server.document(PATH).await?;
    Ok(document.url())
}

impl Document {
    fn url(&self) -> Option<String> {
        let href = &self.links.as_ref()?.organization.as_ref()?.href;
        let url = Url::parse(href).ok()?;
        matches!(url.scheme(), "https" | "http").then(|| url.origin().ascii_serialization())
    }
}

impl OrganizationError {
    /// What happened, why, and what to do.
    pub fn explain(&self, org: &OrgHost) -> Explanation {
        match self {
            Self::NotAnOrg => Explanation::new(
                format!("No Okta org answers at {org}."),
                "Every org describes itself at a well-known address, and nothing is there.",
                "Copy the domain from the menu under your name in the Admin Console.",
            ),
            Self::Server(ServerError::Unreadable) => server_error::unreadable(org.as_str()),
            Self::Server(error) => error.explain(org.as_str()),
        }
    }
}
