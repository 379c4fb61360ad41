//! What the authorization server has handed out: codes, sessions, access and refresh tokens.

use std::collections::{HashMap, HashSet};

use crate::http::Params;

/// Everything handed out.
#[derive(Debug, Default)]
pub(crate) struct Tickets {
    pub(crate) codes: HashMap<String, Code>,
    /// Browser sessions by cookie.
    pub(crate) sessions: HashMap<String, Session>,
    /// Authorize requests that wait at the sign-in page.
    pub(crate) waiting: HashMap<String, Params>,
    pub(crate) pushed: HashMap<String, Pushed>,
    pub(crate) access: HashMap<String, AccessToken>,
    pub(crate) sign_ins: HashMap<u64, SignIn>,
    /// Refresh token to the sign-in that it came from.
    pub(crate) refresh: HashMap<String, u64>,
    /// `jti`s of client assertions and DPoP proofs.
    pub(crate) seen_jtis: HashSet<String>,
    /// Token requests of a user in the current second.
    pub(crate) paces: HashMap<String, (i64, u32)>,
    next_sign_in: u64,
}

/// An authorization code. It is good once, for 300 seconds.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) client: String,
    pub(crate) user: String,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: Option<String>,
    /// The thumbprint of the key that may redeem it (RFC 9449 §10).
    pub(crate) key: Option<String>,
    pub(crate) auth_time: i64,
    pub(crate) expires: i64,
    pub(crate) used: Used,
}

/// Whether a code was exchanged.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Used {
    NotYet,
    /// For tokens without a refresh token.
    Once,
    /// For the tokens of this sign-in: a second use revokes them.
    For(u64),
}

/// A browser that is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) user: String,
    pub(crate) auth_time: i64,
}

/// A pushed authorization request (RFC 9126).
#[derive(Debug, Clone)]
pub(crate) struct Pushed {
    pub(crate) client: String,
    pub(crate) params: Params,
    pub(crate) expires: i64,
}

/// An access token.
#[derive(Debug, Clone)]
pub(crate) struct AccessToken {
    pub(crate) client: String,
    /// None for a service app.
    pub(crate) user: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) issued: i64,
    pub(crate) expires: i64,
    pub(crate) revoked: bool,
    pub(crate) sign_in: Option<u64>,
    /// The thumbprint of the key it is bound to (RFC 9449 §6).
    pub(crate) thumbprint: Option<String>,
}

/// One sign-in with `offline_access`, and the refresh token that stands for it now.
#[derive(Debug, Clone)]
pub(crate) struct SignIn {
    pub(crate) client: String,
    pub(crate) user: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) auth_time: i64,
    /// Fixed at sign-in: no refresh moves it.
    pub(crate) expires: i64,
    pub(crate) current: String,
    /// The token before and when it was replaced.
    pub(crate) previous: Option<(String, i64)>,
    pub(crate) generation: u64,
    pub(crate) revoked: bool,
    pub(crate) thumbprint: Option<String>,
}

impl Tickets {
    /// Remembers a sign-in and gives it a number.
    pub(crate) fn begin(&mut self, sign_in: SignIn) -> u64 {
        self.next_sign_in += 1;
        let number = self.next_sign_in;
        self.refresh.insert(sign_in.current.clone(), number);
        self.sign_ins.insert(number, sign_in);
        number
    }

    /// Ends a sign-in: its refresh token and every access token that came of it.
    pub(crate) fn end(&mut self, number: u64) {
        if let Some(sign_in) = self.sign_ins.get_mut(&number) {
            sign_in.revoked = true;
        }
        let theirs = self
            .access
            .values_mut()
            .filter(|token| token.sign_in == Some(number));
        theirs.for_each(|token| token.revoked = true);
    }

    /// Ends every sign-in, and revokes every access token, that `which` picks
    /// by client id and user id.
    pub(crate) fn end_where(&mut self, which: impl Fn(&str, Option<&str>) -> bool) {
        for sign_in in self.sign_ins.values_mut() {
            sign_in.revoked |= which(&sign_in.client, Some(&sign_in.user));
        }
        for token in self.access.values_mut() {
            token.revoked |= which(&token.client, token.user.as_deref());
        }
    }

    /// Whether this `jti` is new; it is not from now on.
    pub(crate) fn is_new(&mut self, jti: &str) -> bool {
        self.seen_jtis.insert(jti.to_owned())
    }
}
