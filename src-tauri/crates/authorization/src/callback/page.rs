//! What the browser is shown. Constant: nothing of a request is ever in it.

/// To a page without the code in its address, so that it does not stay in the history.
pub(super) fn sent_on(path: &str) -> String {
    format!(
        "HTTP/1.1 303 See Other\r\nLocation: {path}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
         Content-Length: 0\r\nConnection: close\r\n\r\n"
    )
}

const STYLE: &str = ":root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;\
                     margin:15vh auto 0;max-width:32rem;padding:0 1.5rem}h1{font-size:1.5rem}";
/// Of [`STYLE`]; a test compares.
const STYLE_HASH: &str = "sha256-ukXoGMMZq17yqmHf8nAU2rv/mquhe+AqiJw19d1+sq8=";

pub(super) fn done() -> String {
    page(
        "200 OK",
        "Sign-in arrived",
        "Return to Connections Console to see what was granted. You can close this page.",
    )
}

pub(super) fn failed() -> String {
    page(
        "200 OK",
        "Sign-in was not completed",
        "Return to Connections Console: it says why, and what to do. You can close this page.",
    )
}

pub(super) fn refused() -> String {
    page(
        "404 Not Found",
        "Nothing is here",
        "Connections Console waits at this address for one sign-in, and this is not it.",
    )
}

fn page(status: &str, title: &str, text: &str) -> String {
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} - Connections Console</title><style>{STYLE}</style>\
         <main><h1>{title}</h1><p>{text}</p></main></html>"
    );
    format!(
        "HTTP/1.1 {status}\r\n\
         Content-Type: text/html; charset=utf-8\r\n\
         Content-Length: {}\r\n\
         Content-Security-Policy: default-src 'none'; style-src '{STYLE_HASH}'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n\
         Referrer-Policy: no-referrer\r\n\
         Cache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\n\
         Cross-Origin-Opener-Policy: same-origin\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_allows_the_pages_own_style_and_nothing_else() {
        let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE));
        assert_eq!(STYLE_HASH, format!("sha256-{hash}"));
        assert!(!done().contains("<script"));
    }
}
