//! The same console against software that others wrote: a certified OpenID provider
//! (`oidc-provider`), on loopback, with Okta's paths, and a vault (`jose`). What it does unlike Okta shows which of our
//! habits are the standard's and which are only our practice org's.

mod abroad;
mod clients;
mod life;
mod provider;
mod refused;
mod vault;
mod visitor;
