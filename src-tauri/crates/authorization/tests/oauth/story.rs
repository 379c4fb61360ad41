//! One sign-in, from request to tokens.

use std::sync::Arc;

use authorization::{
    Client, ClientAuthentication, Nonces, SignIn, SignInError, SignInRequest, SignedIn,
};
use domain::{Clock, OrgHost, ScopeSet, SystemClock};
use transport::Transport;

use crate::browser;
use crate::issuer::{CLIENT_ID, CLIENT_SECRET, Issuer};

pub(crate) const SCOPES: &str = "openid profile offline_access okta.users.read";

pub(crate) fn client() -> Client {
    Client {
        id: CLIENT_ID.into(),
        authentication: ClientAuthentication::Secret(CLIENT_SECRET.into()),
        dpop: None,
    }
}

pub(crate) fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

pub(crate) fn request(org: OrgHost, scopes: &str) -> SignInRequest {
    SignInRequest {
        org,
        client: client(),
        scopes: ScopeSet::from_wire(scopes),
        login_hint: None,
        prompt_login: false,
        pushed: false,
        nonces: Nonces::default(),
    }
}

/// On a port of the system's choice, so that tests do not wait for each other.
pub(crate) async fn begin(request: SignInRequest) -> SignIn {
    begin_at(clock(), request).await
}

pub(crate) async fn begin_at(clock: Arc<dyn Clock>, request: SignInRequest) -> SignIn {
    let transport = Transport::new().unwrap();
    SignIn::begin(transport, clock, &[0], request)
        .await
        .unwrap()
}

/// The browser walks while the sign-in waits.
pub(crate) async fn finish(sign_in: SignIn) -> Result<SignedIn, SignInError> {
    let url = sign_in.authorize_url().as_str().to_owned();
    let (signed_in, _pages) = tokio::join!(sign_in.wait(), browser::walk(&url));
    signed_in
}

pub(crate) async fn sign_in(issuer: &Issuer) -> Result<SignedIn, SignInError> {
    finish(begin(request(issuer.org(), SCOPES)).await).await
}
