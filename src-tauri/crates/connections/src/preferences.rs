//! What the window remembers of itself: its theme, how the list looks, what is not saved yet.
//!
//! The console keeps notes of its own beside these, and some of them decide what is deleted. So the
//! names are known, and no other can be read or written from a page.

use domain::Explanation;

use crate::Console;
use crate::explain::IntoFailure;
use crate::views::Failure;

/// All that the window remembers.
const NAMES: [&str; 3] = ["theme", "connections.list", "unsaved-scenarios"];

/// In bytes. The longest holds scenarios that are being written.
const LONGEST: usize = 4 * 1024 * 1024;

impl Console {
    /// A small setting of the window's, such as its theme.
    pub async fn preference(&self, name: &str) -> Result<Option<String>, Failure> {
        let name = known(name)?;
        let kept = self.rooms.store.setting(name).await;
        kept.map_err(IntoFailure::into_failure)
    }

    /// Remembers a small setting of the window's.
    pub async fn set_preference(&self, name: &str, value: &str) -> Result<(), Failure> {
        let name = known(name)?;
        if value.len() > LONGEST {
            return Err(Failure::other(Explanation::new(
                "This was not remembered.",
                "It is longer than four mebibytes.",
                "Save what you are working on, then go on.",
            )));
        }
        let kept = self.rooms.store.set_setting(name, value).await;
        kept.map_err(IntoFailure::into_failure)
    }
}

fn known(name: &str) -> Result<&'static str, Failure> {
    let known = NAMES.into_iter().find(|known| *known == name);
    known.ok_or_else(|| {
        Failure::other(Explanation::new(
            "This is no setting of the window's.",
            "The window has three settings, and the console keeps its own notes to itself.",
            "Nothing was read or changed.",
        ))
    })
}
