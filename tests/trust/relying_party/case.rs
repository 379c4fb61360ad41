//! One test of the OpenID Foundation, as it is told here.

use crate::trust::issuer::Behaviour;

/// A lie, or an honest answer that is easily mistaken for one, and what must come of it.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// As the conformance suite names it.
    pub name: &'static str,
    /// When the issuer lies.
    pub when: When,
    /// How.
    pub lie: fn(&mut Behaviour),
    /// What must come of it.
    pub must: Must,
    /// Why what the test is about is not done here, so that it is counted apart.
    pub apart: Option<&'static str>,
}

/// Where in a connection's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// While somebody signs in: for a new connection, and again for one that exists.
    SignIn,
    /// While the tokens of a connection are renewed.
    Renewal,
}

/// What must come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// The connection works, with the tokens that were just issued.
    Accept,
    /// The same, and the user goes by this name.
    AcceptAs(&'static str),
    /// It ends with these words, and no token is kept.
    Refuse(&'static [&'static str]),
    /// What came is not taken for the browser's answer, and nothing is exchanged.
    Ignore,
}

pub(super) fn sign_in(name: &'static str, must: Must, lie: fn(&mut Behaviour)) -> Case {
    Case {
        name,
        when: When::SignIn,
        lie,
        must,
        apart: None,
    }
}

pub(super) fn renewal(name: &'static str, must: Must, lie: fn(&mut Behaviour)) -> Case {
    Case {
        when: When::Renewal,
        ..sign_in(name, must, lie)
    }
}

/// What does not apply, with the reason; the lie is told all the same, and must not matter.
pub(super) fn apart(name: &'static str, why: &'static str, lie: fn(&mut Behaviour)) -> Case {
    Case {
        apart: Some(why),
        ..sign_in(name, Must::Accept, lie)
    }
}
