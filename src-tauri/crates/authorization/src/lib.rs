//! OAuth: sign-in, tokens, ID tokens, proofs of possession; the OPA service token.
//!
//! Every endpoint is built from the org's validated host; no URL that a server names is called or
//! opened. Nothing is stored here: tokens come out as [`secrecy::SecretString`] and the types of
//! the `oauth2` and `openidconnect` crates, which can be cloned and written out, stay inside.
//!
//! Start reading at [`SignIn`].

mod access_token;
mod attempt;
mod authorize_url;
mod callback;
mod claims;
mod client;
mod client_assertion;
mod client_credentials;
mod clock;
mod dpop;
mod form;
mod id_token;
mod introspection;
mod issuer;
mod keys;
mod organization;
pub mod parsers;
mod port_owner;
mod ports;
mod preflight;
mod problem;
mod pushed;
mod refresh;
mod refusal;
mod revocation;
mod server;
mod server_error;
mod service_token;
mod sign_in;
mod sign_in_error;
mod sign_in_explained;
mod signing_key;
mod token_endpoint;
mod userinfo;

pub use authorize_url::{AuthorizeUrl, Browser};
pub use callback::RefusedRequests;
pub use client::{Client, ClientAuthentication};
pub use client_credentials::{AppToken, AppTokenError, app_token};
pub use clock::{explain as clock_off, proof_skew};
pub use dpop::{DpopKey, Nonces, present, wants_nonce};
pub use introspection::{Introspection, introspect_refresh};
pub use organization::{OrganizationError, organization};
pub use ports::{BusyPort, REDIRECT_PORTS, redirect_uri};
pub use preflight::{Preflight, Renewal, Returned};
pub use problem::IdTokenProblem;
pub use pushed::requires_push;
pub use refresh::{RefreshError, Refreshed, RefreshedIdToken, refresh};
pub use revocation::{RevokeError, TokenKind, revoke};
pub use server_error::ServerError;
pub use service_token::{ServiceToken, ServiceTokenError, service_token};
pub use sign_in::{Another, SignIn, SignInRequest, SignedIn};
pub use sign_in_error::{ClientFault, SignInError};
pub use signing_key::{SigningAlgorithm, SigningKey, UnreadableKey};
