//! What an org tells of an app before anybody signs in.
//!
//! Each question is one request that changes nothing: a made-up token is presented where only the
//! client's credentials count, and a sign-in page is asked for with `prompt=none`, which shows
//! none. Okta writes the refusals into its System Log.

use domain::{Clock, OrgDetails, OrgHost, Refusal, ScopeSet};
use http::header::{ACCEPT, LOCATION};
use http::{HeaderValue, Method, Response};
use jiff::{SignedDuration, Timestamp};
use oauth2::{CsrfToken, PkceCodeChallenge};
use serde::Deserialize;
use transport::{BodyLimit, Origin, RateLimit, Transport};
use url::Url;

use crate::refusal::clean;
use crate::server::{Server, request};
use crate::{Client, OrganizationError, ServerError, SignInError, dpop, form, organization};

/// A token that no server ever issued.
const MADE_UP: &str = "connections-console-preflight";

/// Questions to one org.
pub struct Preflight<'a> {
    server: Server<'a>,
    org: &'a OrgHost,
}

/// Where the browser would end up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    /// At the redirect URI, with this refusal (RFC 6749 §4.1.2.1): the URI is registered.
    Back(Refusal),
    /// On Okta's own page: there is no such app.
    UnknownClient,
    /// On Okta's own page: the redirect URI is not one of the app's.
    NotRegistered,
    /// Somewhere else.
    Elsewhere,
}

/// What the token endpoint makes of a renewal, before it looks at the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewal {
    /// The app has no *Refresh Token* grant.
    Off(Refusal),
    /// The app takes only requests with a proof (RFC 9449).
    DpopRequired,
    /// It refused the token, as it should, and told nothing of the app.
    Unsaid,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
}

impl<'a> Preflight<'a> {
    /// Questions to `org`. Nothing is asked yet.
    pub fn new(transport: &'a Transport, clock: &'a dyn Clock, org: &'a OrgHost) -> Self {
        Self {
            server: Server::new(transport, Origin::from(org), clock),
            org,
        }
    }

    /// The org's public card.
    pub async fn card(&self) -> Result<OrgDetails, OrganizationError> {
        organization::read(&self.server, self.org).await
    }

    /// The issuer that the org's metadata names for this app.
    pub async fn issuer(&self, client_id: &str) -> Result<String, SignInError> {
        let path = format!(
            "/.well-known/openid-configuration?client_id={}",
            form::encode(client_id)
        );
        let metadata: Metadata = self.server.document(&path).await?;
        Ok(clean(&metadata.issuer))
    }

    /// Where a sign-in with this redirect URI and these scopes would lead somebody who has no
    /// session in the org.
    pub async fn returned(
        &self,
        client_id: &str,
        redirect_uri: &str,
        scopes: &ScopeSet,
    ) -> Result<Returned, ServerError> {
        let state = CsrfToken::new_random();
        let (challenge, _) = PkceCodeChallenge::new_random_sha256();
        let mut url = self.org.url("/oauth2/v1/authorize");
        url.query_pairs_mut()
            .append_pair("client_id", client_id)
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", &scopes.to_wire())
            .append_pair("state", state.secret())
            .append_pair("nonce", CsrfToken::new_random().secret())
            .append_pair("code_challenge", challenge.as_str())
            .append_pair("code_challenge_method", "S256")
            .append_pair("prompt", "none");
        let mut request = request(Method::GET, url.as_str(), Vec::new());
        let pages = HeaderValue::from_static("text/html");
        request.headers_mut().insert(ACCEPT, pages);
        let answer = self.server.ask_where(request, BodyLimit::Metadata).await?;
        Ok(read(&answer, redirect_uri, state.secret()))
    }

    /// Whether the org takes the client's credentials.
    pub async fn client(&self, client: &Client) -> Result<(), SignInError> {
        let fields = [("token", MADE_UP), ("token_type_hint", "access_token")];
        let request = form::post(&self.server, client, "/oauth2/v1/introspect", &fields);
        self.server.send(request, BodyLimit::Token).await?;
        Ok(())
    }

    /// What the token endpoint says of renewing at all.
    pub async fn renewal(&self, client: &Client) -> Result<Renewal, SignInError> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", MADE_UP)];
        let request = form::post(&self.server, client, "/oauth2/v1/token", &fields);
        match self.server.send(request, BodyLimit::Token).await {
            Ok(_) => Ok(Renewal::Unsaid),
            Err(ServerError::Refused { refusal, .. }) if dpop::is_missing(&refusal) => {
                Ok(Renewal::DpopRequired)
            }
            Err(error) => match SignInError::from(error) {
                SignInError::GrantTypeOff(refusal) => Ok(Renewal::Off(refusal)),
                SignInError::CodeRefused(_) => Ok(Renewal::Unsaid),
                other => Err(other),
            },
        }
    }

    /// How far this computer's clock is ahead of the org's, by its last answer; whole seconds, and
    /// as exact as that answer was quick.
    pub fn ahead(&self) -> Option<SignedDuration> {
        self.server.date_seen().map(|(theirs, ours)| {
            let second = |at: Timestamp| at.as_second();
            SignedDuration::from_secs(second(ours) - second(theirs))
        })
    }

    /// What the last answer that was counted said of its rate limit, and for which path.
    pub fn rate(&self) -> Option<(String, RateLimit)> {
        self.server.rate()
    }
}

fn read(answer: &Response<Vec<u8>>, redirect_uri: &str, state: &str) -> Returned {
    if answer.status().is_redirection() {
        let location = answer.headers().get(LOCATION);
        let location = location.and_then(|to| Url::parse(to.to_str().ok()?).ok());
        return location
            .and_then(|location| refusal_at(&location, redirect_uri, state))
            .map_or(Returned::Elsewhere, Returned::Back);
    }
    // Okta's own page, whose apostrophes are written as HTML has them.
    let page = String::from_utf8_lossy(answer.body());
    if page.contains("must be a Login redirect URI") {
        Returned::NotRegistered
    } else if page.contains("client_id") && page.contains("Invalid value") {
        Returned::UnknownClient
    } else {
        Returned::Elsewhere
    }
}

/// The refusal in the query of `location`, if that is our redirect URI and answers our request.
fn refusal_at(location: &Url, redirect_uri: &str, state: &str) -> Option<Refusal> {
    let mut bare = location.clone();
    bare.set_query(None);
    if bare != Url::parse(redirect_uri).ok()? {
        return None;
    }
    let value = |name: &str| {
        let mut pairs = location.query_pairs();
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    if value("state").as_deref() != Some(state) {
        return None;
    }
    Some(Refusal {
        code: clean(&value("error")?),
        summary: clean(&value("error_description").unwrap_or_default()),
        request_id: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "http://127.0.0.1:17815/authorization-code/callback";

    fn answer(status: u16, location: &str, page: &str) -> Returned {
        let mut answer = Response::builder().status(status);
        if !location.is_empty() {
            answer = answer.header(LOCATION, location);
        }
        read(&answer.body(page.into()).unwrap(), OURS, "s1")
    }

    #[test]
    fn a_refusal_counts_only_at_our_own_address_and_for_our_own_request() {
        let back = answer(302, &format!("{OURS}?state=s1&error=login_required"), "");
        assert!(matches!(back, Returned::Back(refusal) if refusal.code == "login_required"));
        for other in [
            format!("{OURS}?state=s2&error=login_required"),
            format!("{OURS}/x?state=s1&error=login_required"),
            "http://127.0.0.1:1/authorization-code/callback?state=s1&error=e".to_owned(),
            "https://acme.okta.com/login".to_owned(),
            "/login".to_owned(),
        ] {
            assert_eq!(answer(302, &other, ""), Returned::Elsewhere, "{other}");
        }
    }

    #[test]
    fn oktas_own_page_tells_a_wrong_app_from_a_wrong_address() {
        let uri = "The &#39;redirect_uri&#39; parameter must be a Login redirect URI in the client \
                   app settings.";
        assert_eq!(answer(400, "", uri), Returned::NotRegistered);
        let client = "Invalid value for &#39;client_id&#39; parameter.";
        assert_eq!(answer(400, "", client), Returned::UnknownClient);
        for other in [
            "<h1>Bad Gateway</h1>",
            "The client_id is missing.",
            "Invalid value for &#39;scope&#39; parameter.",
        ] {
            assert_eq!(answer(400, "", other), Returned::Elsewhere, "{other}");
        }
        assert_eq!(answer(200, "", "<form>"), Returned::Elsewhere);
    }
}
