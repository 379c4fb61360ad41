//! Which proofs there are, and what runs each.

use anyhow::Result;

use super::commands::commands;
use super::fuzz::fuzz;
use super::mutants::mutants;
use super::properties::properties;
use super::seeded::seeded_bugs;
use super::supply_chain::{built_twice, supply_chain};
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
    /// The program `faults` of the tests, whose rooms have places at which they fail, told the same.
    Faults,
    /// The program `trust-window` of the tests, which drives the real window, told the same.
    Window,
    /// Cargo and other tools, from here.
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
        name: "single-flight",
        proves: "In whichever order callers go on, one renews for all: the console's own core under a model checker.",
        by: By::Rooms,
    },
    Suite {
        name: "fail-points",
        proves: "At each labelled place of a renewal, a sign-in, a migration, a copy and a restore the program may fail, panic, die or wait, and nothing is lost or torn.",
        by: By::Faults,
    },
    Suite {
        name: "database",
        proves: "Every earlier database opens with all its rows, a newer one is left alone, a killed migration loses nothing, a damaged file never says a wrong secret and a copy takes its place, and the spent token of one that was put back is not sent.",
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
        name: "power-loss",
        proves: "Whatever a disk holds after the power was lost in the middle of a renewal, the store opens it and finds the old tokens or the new ones.",
        by: By::Rooms,
    },
    Suite {
        name: "system-calls",
        proves: "Each writing system call of a renewal may kill the program or fail, and the connection works, or honestly asks to sign in again.",
        by: By::Rooms,
    },
    Suite {
        name: "kill",
        proves: "A program that is killed at any moment of a renewal loses no connection, and asks to sign in again only where the org's ledger proves that nobody could know better.",
        by: By::Rooms,
    },
    Suite {
        name: "loopback",
        proves: "Whoever knocks at the loopback port, the person who signs in succeeds, once, and nobody else does.",
        by: By::Rooms,
    },
    Suite {
        name: "clocks",
        proves: "A clock that is wrong or set is named where a sign-in cannot be believed by it, and nothing is renewed without need or lost.",
        by: By::Rooms,
    },
    Suite {
        name: "rate-limits",
        proves: "What several orgs of few requests a minute are asked for is done in the time that it takes, and nothing is sent in vain.",
        by: By::Rooms,
    },
    Suite {
        name: "soak",
        proves: "A virtual day of a hundred connections: neither memory nor open files grow with it, and renewals are kept at once.",
        by: By::Rooms,
    },
    Suite {
        name: "bad-weather",
        proves: "Whatever goes wrong between the console and an org, nothing hangs, is lost, goes astray or is done twice.",
        by: By::Rooms,
    },
    Suite {
        name: "hostile-text",
        proves: "Text stays text: five hundred payloads in every string of the real window, with its content security policy and without.",
        by: By::Window,
    },
    Suite {
        name: "commands",
        proves: "No command panics, answers with a secret or writes what nobody agreed to, whatever a page calls it with.",
        by: By::Tools(commands),
    },
    Suite {
        name: "properties",
        proves: "What is written about parsers, masks and seals holds for a million values of each, not only for those that somebody thought of.",
        by: By::Tools(properties),
    },
    Suite {
        name: "fuzz",
        proves: "No bytes from outside end the program, hold it up or fill its memory, and nothing is accepted that may not be.",
        by: By::Tools(fuzz),
    },
    Suite {
        name: "supply-chain",
        proves: "What the program is made of is known, licensed and from its registry, and runs nothing while it is installed; no key and no token is in its page.",
        by: By::Tools(supply_chain),
    },
    Suite {
        name: "reproducible",
        proves: "Two builds in two folders, one with secrets in its environment, make the same bytes.",
        by: By::Tools(built_twice),
    },
    Suite {
        name: "seeded-bugs",
        proves: "The suite itself: twenty security bugs, planted one at a time, are caught.",
        by: By::Tools(seeded_bugs),
    },
    Suite {
        name: "mutants",
        proves: "The tests beside the code that decides over secrets notice when it decides otherwise.",
        by: By::Tools(mutants),
    },
];
