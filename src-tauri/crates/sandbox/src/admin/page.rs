//! The frame of every page, sign-in and admin alike.

const STYLE: &str = include_str!("page.css");

/// A whole document.
pub(crate) fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{} · Practice org</title><style>{STYLE}</style></head><body>\
         <header role=\"banner\"><strong>Practice org</strong> on this computer. \
         Nothing here is a real Okta org, and nothing leaves this machine.</header>\
         {body}</body></html>",
        escape(title)
    )
}

/// Text that is safe between tags and in attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
