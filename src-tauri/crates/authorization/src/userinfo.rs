//! Who signed in, where the ID token only gives a number.

use domain::Identity;
use secrecy::SecretString;
use serde::Deserialize;

use crate::claims::Claims;
use crate::introspection::username_of;
use crate::refusal::clean;
use crate::server::Server;
use crate::{Client, IdTokenProblem};

#[derive(Deserialize)]
struct Userinfo {
    sub: Option<String>,
    preferred_username: Option<String>,
    email: Option<String>,
    name: Option<String>,
}

/// The user of a validated ID token, by a name that a person knows.
///
/// The token names them if `profile` or `email` was granted; else userinfo and then introspection
/// are asked; the subject stands in if neither would say. Userinfo that speaks of another subject
/// than the token is an attack (OIDC Core §5.3.2); userinfo that fails is none.
pub(crate) async fn identify(
    server: &Server<'_>,
    client: &Client,
    claims: &Claims,
    access: &SecretString,
) -> Result<Identity, IdTokenProblem> {
    if let Some(identity) = claims.identity() {
        return Ok(identity);
    }
    let subject = claims.sub.clone().unwrap_or_default();
    let answer = server
        .document_for::<Userinfo>("/oauth2/v1/userinfo", access, client.dpop.as_ref())
        .await;
    let (username, name) = match answer {
        Ok(user) if user.sub.as_deref() != Some(&subject) => {
            return Err(IdTokenProblem::UserinfoSubject);
        }
        Ok(user) => (user.preferred_username.or(user.email), user.name),
        Err(_) => (None, None),
    };
    let username = match username {
        Some(username) => username,
        None => username_of(server, client, access)
            .await
            .unwrap_or_else(|| subject.clone()),
    };
    Ok(Identity {
        username: clean(&username),
        name: name.or_else(|| claims.name.clone()).as_deref().map(clean),
        subject,
    })
}
