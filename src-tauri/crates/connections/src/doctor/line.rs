//! One line of a report.

use catalogue::SetupLink;
use domain::Explanation;

/// What is known of one thing that must be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Pass,
    Fail,
    /// Nobody who was asked could say.
    CannotTell,
}

/// One thing that must be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// For tests and for the window, in which a line keeps its place.
    pub(crate) id: &'static str,
    /// As it stands on the screen.
    pub(crate) name: String,
    pub(crate) verdict: Verdict,
    /// What was found, why, and what mends it; the last two are empty where all is well.
    pub(crate) found: Explanation,
    /// Where it is mended.
    pub(crate) page: Option<SetupLink>,
}

impl Line {
    pub(crate) fn pass(id: &'static str, name: &str, what: impl Into<String>) -> Self {
        Self::with(id, name, Verdict::Pass, Explanation::new(what, "", ""))
    }

    pub(crate) fn fail(id: &'static str, name: &str, found: Explanation) -> Self {
        Self::with(id, name, Verdict::Fail, found)
    }

    pub(crate) fn cannot_tell(id: &'static str, name: &str, found: Explanation) -> Self {
        Self::with(id, name, Verdict::CannotTell, found)
    }

    /// The page, for a line that does not pass: what is well needs no visit.
    pub(crate) fn at(self, page: Option<SetupLink>) -> Self {
        let page = page.filter(|_| self.verdict != Verdict::Pass);
        Self { page, ..self }
    }

    fn with(id: &'static str, name: &str, verdict: Verdict, found: Explanation) -> Self {
        Self {
            id,
            name: name.to_owned(),
            verdict,
            found,
            page: None,
        }
    }
}
