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

/// A page of the admin part.
pub(crate) fn with_navigation(title: &str, body: &str) -> String {
    let navigation = "<nav aria-label=\"Admin\"><a href=\"/admin\">Applications</a>\
                      <a href=\"/admin/users\">People</a>\
                      <a href=\"/admin/privileged-access\">Privileged Access</a>\
                      <a href=\"/admin/knobs\">Knobs</a><a href=\"/admin/faults\">Faults</a>\
                      <a href=\"/admin/ledger\">Ledger</a></nav>";
    document(
        title,
        &format!("{navigation}<main><h1>{}</h1>{body}</main>", escape(title)),
    )
}

/// A form that is one button. `about` tells a screen reader which of the many.
pub(crate) fn button(action: &str, word: &str, about: &str, fields: &[(&str, &str)]) -> String {
    let fields: String = fields
        .iter()
        .map(|(name, value)| {
            format!(
                "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                escape(name),
                escape(value)
            )
        })
        .collect();
    format!(
        "<form class=\"line\" method=\"post\" action=\"{}\">{fields}\
         <button type=\"submit\" class=\"plain\" aria-label=\"{}\">{}</button></form>",
        escape(action),
        escape(&format!("{word} {about}")),
        escape(word)
    )
}

/// A form with one text field.
pub(crate) fn field(action: &str, label: &str, name: &str, value: &str, word: &str) -> String {
    let id = format!("{}-{name}", action.rsplit('/').next().unwrap_or_default());
    format!(
        "<form class=\"line\" method=\"post\" action=\"{}\"><label for=\"{id}\">{}</label>\
         <input id=\"{id}\" name=\"{name}\" value=\"{}\"><button type=\"submit\">{}</button></form>",
        escape(action),
        escape(label),
        escape(value),
        escape(word)
    )
}

/// A form with a choice.
pub(crate) fn choice(
    action: &str,
    label: &str,
    name: &str,
    options: &[&str],
    chosen: &str,
    word: &str,
) -> String {
    let id = format!("{}-{name}", action.replace('/', "-"));
    let options: String = options
        .iter()
        .map(|option| {
            let mark = if *option == chosen { " selected" } else { "" };
            format!("<option{mark}>{}</option>", escape(option))
        })
        .collect();
    format!(
        "<form class=\"line\" method=\"post\" action=\"{}\"><label for=\"{}\">{}</label>\
         <select id=\"{}\" name=\"{name}\">{options}</select><button type=\"submit\">{}</button></form>",
        escape(action),
        escape(&id),
        escape(label),
        escape(&id),
        escape(word)
    )
}

/// A table.
pub(crate) fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
    let head: String = heads
        .iter()
        .map(|head| format!("<th scope=\"col\">{}</th>", escape(head)))
        .collect();
    let body: String = rows
        .iter()
        .map(|row| {
            let cells: String = row.iter().map(|cell| format!("<td>{cell}</td>")).collect();
            format!("<tr>{cells}</tr>")
        })
        .collect();
    format!(
        "<table><caption class=\"hint\">{}</caption><thead><tr>{head}</tr></thead>\
         <tbody>{body}</tbody></table>",
        escape(caption)
    )
}
