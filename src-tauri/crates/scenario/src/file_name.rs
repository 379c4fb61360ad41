//! The names of scenario files: the same on every system, and never a path.

const LONGEST: usize = 60;

/// Names that mean a device on Windows, whatever follows them.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The name of a file for a scenario of this name, without the ending.
pub fn id_for(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
        if id.len() == LONGEST {
            break;
        }
    }
    let id = id.trim_end_matches('-');
    if is_id(id) {
        id.to_owned()
    } else {
        format!("scenario-{id}").trim_end_matches('-').to_owned()
    }
}

/// Whether a text is such a name: lower case, digits, hyphens between them.
pub fn is_id(text: &str) -> bool {
    let letters = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let device = DEVICES.iter().any(|device| {
        let rest = text.strip_prefix(device);
        rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    });
    // Room for a number at its end, where two scenarios come by one name.
    !text.is_empty()
        && text.len() <= LONGEST + 10
        && letters
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !device
}
