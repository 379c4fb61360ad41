//! The only HTTP client.
//!
//! A request goes to the one origin that it names or nowhere: no redirect is followed, no cookie
//! kept, no attempt repeated. What comes back is counted, and late is an error.
//!
//! One call of [`Transport::send`] or [`Transport::begin`] is one attempt on the wire, so whoever
//! signs a request (`DPoP` wants a fresh proof per attempt, RFC 9449 §11.1) signs it just before,
//! and it is used once.

mod address;
mod arriving;
mod authority;
mod budget;
mod challenge;
mod classify;
mod crypto;
mod error;
mod explain;
mod headers;
mod limit;
mod link;
mod origin;
mod rate;
mod resolver;
mod send;
mod surroundings;
mod way_out;

pub use arriving::Arriving;
pub use authority::Authority;
pub use budget::{Budget, bucket};
pub use challenge::{Challenge, www_authenticate};
pub use crypto::install_crypto;
pub use error::{Phase, TransportError};
pub use headers::{request_id, server_date};
pub use limit::BodyLimit;
pub use link::{LinkProblem, next_link};
pub use origin::Origin;
pub use rate::{RateLimit, rate_limit, retry_at};
pub use send::Transport;
pub use surroundings::{proxy_variables, trust_variables};
