//! Which proofs there are, and what runs each.

use anyhow::Result;

use crate::figures::Figure;

/// A suite, which tells its figures. It is listed when it is there, and not before.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    pub(crate) proves: &'static str,
    pub(crate) by: By,
}

/// What runs a suite.
pub(crate) enum By {
    /// The program `trust` of the tests, told the suite's name.
    Rooms,
    /// The program `trust-window` of the tests, which drives the real window, told the same.
    #[expect(dead_code, reason = "no suite drives the window yet")]
    Window,
    /// Cargo and other tools, from here.
    #[expect(dead_code, reason = "no suite is made of tools yet")]
    Tools(fn() -> Result<Vec<Figure>>),
}

/// In the order in which they are run: the quick ones first.
pub(crate) const SUITES: &[Suite] = &[
    Suite {
        name: "relying-party",
        proves: "An issuer that lies is not believed, under the OpenID Foundation's own test names, and no token of it is kept.",
        by: By::Rooms,
    },
    Suite {
        name: "renewal",
        proves: "However many ask at once, in one process or in eight, an expired token is renewed by one request.",
        by: By::Rooms,
    },
    Suite {
        name: "keyring",
        proves: "Whatever state the keyring is in, the console says what to do, stays quick, loses nothing and writes nothing in the clear.",
        by: By::Rooms,
    },
    Suite {
        name: "leaks",
        proves: "What is secret is found in no file, in no answer to the page, and in no memory or crash dump of a locked console.",
        by: By::Rooms,
    },
    Suite {
        name: "loopback",
        proves: "Whoever knocks at the loopback port, the person who signs in succeeds, once, and nobody else does.",
        by: By::Rooms,
    },
];
