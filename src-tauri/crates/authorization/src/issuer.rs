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
}
