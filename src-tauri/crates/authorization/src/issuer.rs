//! Whose tokens are believed.

use domain::{LoopbackOrgs, OrgHost, OrgKind};
use serde::Deserialize;

use crate::organization::organization_url;
use crate::server::Server;
use crate::{ServerError, form};

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
}

/// Whether `claimed` is the issuer of the org authorization server at `org`.
///
/// It is if it equals `https://{host}` byte for byte. Behind a custom domain it may instead be
/// the org's own URL, if the app's *Issuer* setting says so: then the validated host must itself
/// name that URL twice, in its org metadata and in its server metadata for this client, and it
/// must lie under one of Okta's suffixes. A custom issuer behind an Okta domain is refused: the
/// person has to enter the domain that the app speaks for.
pub(crate) async fn is_the_orgs(
    server: &Server<'_>,
    org: &OrgHost,
    client_id: &str,
    claimed: &str,
) -> Result<bool, ServerError> {
    if claimed == org.issuer() {
        return Ok(true);
    }
    if org.kind() != OrgKind::Custom || !is_oktas_own(claimed) {
        return Ok(false);
    }
    if organization_url(server).await?.as_deref() != Some(claimed) {
        return Ok(false);
    }
    let path = format!(
        "/.well-known/openid-configuration?client_id={}",
        form::encode(client_id)
    );
    let metadata: Metadata = server.document(&path).await?;
    Ok(metadata.issuer == claimed)
}

/// `https://{org}.{okta suffix}` and not a byte more.
fn is_oktas_own(issuer: &str) -> bool {
    OrgHost::parse(issuer, LoopbackOrgs::Refused)
        .is_ok_and(|host| host.kind() == OrgKind::Okta && host.issuer() == issuer)
}

#[cfg(test)]
mod tests {
    use axum::extract::Query;
    use axum::routing::get;
    use axum::{Json, Router};
    use domain::SystemClock;
    use serde_json::json;
    use transport::{Origin, Transport};

    use super::*;

    #[test]
    fn only_an_org_url_under_oktas_suffixes_can_stand_behind_a_custom_domain() {
        assert!(is_oktas_own("https://acme.okta.com"));
        for other in [
            "https://acme.okta.com/",
            "https://acme.okta.com/oauth2/default",
            "http://acme.okta.com",
            "acme.okta.com",
            "https://ACME.okta.com",
            "https://acme.okta.com.evil.dev",
            "https://login.acme.dev",
            "https://acme-admin.okta.com",
        ] {
            assert!(!is_oktas_own(other), "{other}");
        }
    }

    /// Whether `claimed` is believed at `domain`, whose server names these two URLs as its own.
    async fn believed(domain: &str, claimed: &str, organization: &str, issuer: &str) -> bool {
        let (organization, issuer) = (organization.to_owned(), issuer.to_owned());
        let metadata = async move |Query(query): Query<Vec<(String, String)>>| {
            assert_eq!(query, [("client_id".to_owned(), "0oa 1&x".to_owned())]);
            Json(json!({ "issuer": issuer }))
        };
        let described = json!({"id": "00o1", "_links": {"organization": {"href": organization}}});
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route(
                "/.well-known/okta-organization",
                get(async move || Json(described)),
            );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });

        // The custom domain's server is on this computer; everything else is as it would be.
        let here = OrgHost::parse(&here, LoopbackOrgs::Allowed).unwrap();
        let transport = Transport::new().unwrap();
        let server = Server::new(&transport, Origin::from(&here), &SystemClock);
        let org = OrgHost::parse(domain, LoopbackOrgs::Refused).unwrap();
        is_the_orgs(&server, &org, "0oa 1&x", claimed)
            .await
            .unwrap()
    }

    const CUSTOM: &str = "login.acme.dev";
    const OKTA: &str = "https://acme.okta.com";

    #[tokio::test]
    async fn behind_a_custom_domain_the_orgs_own_url_is_believed_if_both_documents_name_it() {
        assert!(believed(CUSTOM, OKTA, OKTA, OKTA).await);
        assert!(believed(CUSTOM, "https://login.acme.dev", OKTA, OKTA).await);
        assert!(!believed(CUSTOM, OKTA, "https://other.okta.com", OKTA).await);
        assert!(!believed(CUSTOM, OKTA, OKTA, "https://login.acme.dev").await);
        let evil = "https://evil.dev";
        assert!(!believed(CUSTOM, evil, evil, evil).await);
    }

    #[tokio::test]
    async fn an_okta_domain_speaks_for_itself_alone() {
        assert!(!believed("other.okta.com", OKTA, OKTA, OKTA).await);
    }
}
