//! The person's own browser: `BROWSER`, else what the platform opens pages with.

use std::io;

use authorization::{AuthorizeUrl, Browser};

/// Opens pages outside this program.
pub(crate) struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, url: &AuthorizeUrl) -> io::Result<()> {
        open(url.as_str())
    }
}

/// Opens a page. `BROWSER` may hold arguments, `%s` and several programs.
///
/// Only web pages: anything else would start whatever program is registered for it.
pub(crate) fn open(url: &str) -> io::Result<()> {
    if !url.starts_with("https://") && !url.starts_with("http://127.0.0.1:") {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a web page",
        ));
    }
    webbrowser::open(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_web_page_is_handed_to_the_system() {
        for url in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "smb://host/share",
            "http://evil",
        ] {
            assert_eq!(
                open(url).unwrap_err().kind(),
                io::ErrorKind::InvalidInput,
                "{url}"
            );
        }
    }
}
