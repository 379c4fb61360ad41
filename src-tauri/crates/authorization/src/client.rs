//! Who we are to the authorization server (RFC 6749 §2).

use std::sync::Arc;

use domain::OrgHost;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AuthUrl, ClientId, ClientSecret, EndpointNotSet, EndpointSet, ExtraTokenFields,
    StandardRevocableToken, StandardTokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{DpopKey, SigningKey};

/// An app in the org.
#[derive(Debug)]
pub struct Client {
    /// The app's client ID.
    pub id: String,
    /// How the app proves that it is itself.
    pub authentication: ClientAuthentication,
    /// What its tokens are bound to (RFC 9449); `None` for bearer tokens.
    pub dpop: Option<DpopKey>,
}

/// Client authentication (RFC 6749 §2.3).
#[derive(Debug)]
pub enum ClientAuthentication {
    /// `client_secret_basic`.
    Secret(SecretString),
    /// A native app: PKCE and no secret.
    Public,
    /// `private_key_jwt`: a service app.
    PrivateKey(Arc<SigningKey>),
}

/// What `oauth2` does not read by itself.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct IdTokenField {
    pub(crate) id_token: Option<String>,
}

impl ExtraTokenFields for IdTokenField {}

pub(crate) type TokenAnswer = StandardTokenResponse<IdTokenField, BasicTokenType>;

pub(crate) type OAuthClient = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

impl Client {
    /// This client at the org authorization server of `org`.
    pub(crate) fn at(&self, org: &OrgHost) -> OAuthClient {
        let client = oauth2::Client::new(ClientId::new(self.id.clone()))
            .set_auth_uri(AuthUrl::from_url(org.url("/oauth2/v1/authorize")))
            .set_token_uri(TokenUrl::from_url(org.url("/oauth2/v1/token")));
        match &self.authentication {
            ClientAuthentication::Secret(secret) => {
                // EXPOSE: `oauth2` takes a String. It goes into one request and is dropped.
                client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()))
            }
            // An assertion is of one request, so it is put in there.
            ClientAuthentication::Public | ClientAuthentication::PrivateKey(_) => client,
        }
    }
}
