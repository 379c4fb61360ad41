//! Pages that may be opened in the browser: those that the console offered, and no others.
//!
//! The window can ask for a page, and a script that got into the window could too; it then gets
//! only what a person could have clicked.

use std::collections::HashSet;
use std::sync::Mutex;

use crate::Console;
use crate::rooms::locked;

/// URLs that were shown.
#[derive(Default)]
pub(crate) struct Offered(Mutex<HashSet<String>>);

impl Offered {
    pub(crate) fn add(&self, url: &str) {
        locked(&self.0).insert(url.to_owned());
    }
}

impl Console {
    /// Whether the console itself has offered this page.
    pub fn is_offered(&self, url: &str) -> bool {
        locked(&self.rooms.offered.0).contains(url)
    }
}
