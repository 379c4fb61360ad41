//! Sign-in, refresh and the OPA token against servers that lie on demand, over real HTTP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod app_token;
mod browser;
mod callback;
mod found_out;
mod issuer;
mod jwt;
mod parsers;
mod preflight;
mod privileged_access;
mod proofs;
mod refresh;
mod refused;
mod relying_party;
mod sign_in;
mod story;
mod tokens;
