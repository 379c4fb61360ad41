//! What ends a list before its end, beyond what ends any run. Pure.

use std::io::{Error, ErrorKind};
use std::path::Path;

use transport::LinkProblem;

use crate::run::cards::card;
use crate::views::RefusalView;

/// The next page is not asked for.
pub(super) fn next_page(problem: &LinkProblem, host: &str) -> RefusalView {
    let why = match problem {
        LinkProblem::OtherOrigin => {
            format!("It is on another server than {host}, and a token goes to its own host only.")
        }
        LinkProblem::Unreadable => "What the server names as its address is none.".to_owned(),
    };
    card(
        "notOkta",
        "The list goes on at a place that is not asked.",
        why,
        "What was read until there is kept. Check the domain, and what stands between here and the server.",
    )
}

/// A next page that was read before.
pub(super) fn circle() -> RefusalView {
    card(
        "other",
        "The list goes round in a circle.",
        "The server named a page as the next one that it had given before; reading on would never end.",
        "What was read until there is kept. Run it again; if it happens again, ask for smaller pages.",
    )
}

/// JSON, and no list.
pub(super) fn one_thing() -> RefusalView {
    card(
        "other",
        "This answer is no list.",
        "It is JSON, but neither an array nor an object with a list in it.",
        "Choose “One answer” as the result set to see it.",
    )
}

/// The file takes no more.
pub(super) fn not_written(error: &Error, path: &Path, records: u32) -> RefusalView {
    let kept = match records {
        0 => "Nothing was written yet.".to_owned(),
        1 => "The first record is in the file, which is whole.".to_owned(),
        more => format!("The first {more} records are in the file, which is whole."),
    };
    let (what, fix) = if matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
    ) {
        (
            format!("There is no room for more of {}.", named(path)),
            "Make room on the disk or pick another one, and run it again.",
        )
    } else {
        (
            format!("{} cannot be written any more.", named(path)),
            "Check the disk and who may write there, or pick another place, and run it again.",
        )
    };
    card(
        "notWritten",
        what,
        format!("{kept} The system says: {error}."),
        fix,
    )
}

/// The file is written and does not get its name.
pub(super) fn not_named(error: &Error, path: &Path, other: &Path) -> RefusalView {
    card(
        "notWritten",
        format!("The list is written, and not as {}.", named(path)),
        format!("It could not take that name: {error}."),
        format!("It is kept as {}.", other.display()),
    )
}

/// The program itself failed. A panic's message may hold what it was working on.
pub(super) fn unforeseen() -> RefusalView {
    card(
        "other",
        "A page could not be taken in.",
        "Something unforeseen happened inside the program.",
        "Run it again; if it happens again, ask for smaller pages.",
    )
}

fn named(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
