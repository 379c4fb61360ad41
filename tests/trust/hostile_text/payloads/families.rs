//! The families.

use std::fmt::Write as _;

use super::Payload;
use super::written::{BROKEN, DRAWINGS, LOADING, SCRIPTS, STRINGS, STYLES, TEMPLATES};

/// Numbers the payloads, so that each does something of its own.
struct Writer {
    port: u16,
    number: usize,
    family: &'static str,
    leads: bool,
    written: Vec<Payload>,
}

impl Writer {
    fn of(family: &'static str, port: u16) -> Self {
        Self {
            port,
            number: 0,
            family,
            leads: false,
            written: Vec::new(),
        }
    }

    /// What a script does that has come to run: one of the traps hears it.
    fn action(&self) -> String {
        let Self { port, number, .. } = self;
        match number % 5 {
            0 => format!("trip({number})"),
            1 => format!("alert({number})"),
            2 => format!("fetch(`http://127.0.0.1:{port}/{number}`)"),
            3 => "__TAURI_INTERNALS__.invoke(`trap`)".to_owned(),
            _ => format!("new/**/Image().src=`http://127.0.0.1:{port}/{number}`"),
        }
    }

    /// `§` is what a script does, `¶` an address of somebody else's.
    fn write(&mut self, template: &str) {
        self.number += 1;
        let address = format!("http://127.0.0.1:{}/{}", self.port, self.number);
        let text = template.replace('§', &self.action()).replace('¶', &address);
        self.written.push(Payload {
            family: self.family,
            text,
            leads: self.leads,
        });
    }

    fn all(mut self, templates: &[&str]) -> Vec<Payload> {
        for template in templates {
            self.write(template);
        }
        self.written
    }
}

const EVENTS: [&str; 12] = [
    "<img src=x onerror=§>",
    "<svg onload=§>",
    "<body onload=§>",
    "<input autofocus onfocus=§>",
    "<details open ontoggle=§>",
    "<video src=x onerror=§></video>",
    "<audio src=x onerror=§></audio>",
    "<marquee onstart=§>",
    "<select autofocus onfocus=§></select>",
    "<textarea autofocus onfocus=§></textarea>",
    "<object data=x onerror=§></object>",
    "<x tabindex=1 autofocus onfocusin=§>",
];

const BASES: [&str; 5] = [
    "<img src=x onerror=§>",
    "<svg onload=§>",
    "<script>§</script>",
    "<iframe srcdoc='<script>parent.§</script>'></iframe>",
    "<a href=javascript:§>x</a>",
];

/// All but the misleading ones, a list each.
pub(super) fn others(port: u16) -> Vec<Vec<Payload>> {
    vec![
        events(port),
        encodings(port),
        contexts(port),
        Writer::of("script", port).all(SCRIPTS),
        Writer::of("svg and MathML", port).all(DRAWINGS),
        addresses(port),
        Writer::of("template", port).all(TEMPLATES),
        Writer::of("broken markup", port).all(BROKEN),
        Writer::of("style", port).all(STYLES),
        Writer::of("loading", port).all(LOADING),
        Writer::of("string", port).all(STRINGS),
    ]
}

/// Elements and events, in the ways in which attributes can be written.
fn events(port: u16) -> Vec<Payload> {
    let mut writer = Writer::of("event", port);
    for event in EVENTS {
        writer.write(event);
        writer.write(&event.replace("=§", "=\"§\""));
        writer.write(&event.replace("=§", "='§'"));
        writer.write(&event.replace(' ', "/"));
        writer.write(&event.replace(' ', "\n\t"));
        writer.write(&event.replacen(" on", " oN", 1));
        writer.write(&event.replace("=§", " = §"));
    }
    writer.written
}

fn in_percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut written, byte| {
        let _ = write!(written, "%{byte:02X}");
        written
    })
}

/// The same five, written so that a reader of markup, of addresses or of scripts would decode them.
fn encodings(port: u16) -> Vec<Payload> {
    type Encode = fn(char) -> String;
    const ENCODINGS: [Encode; 11] = [
        |c| format!("&#{};", u32::from(c)),
        |c| format!("&#x{:X}", u32::from(c)),
        |c| format!("&#{:07};", u32::from(c)),
        |c| in_percent(&c.to_string()),
        |c| in_percent(&c.to_string()).replace('%', "%25"),
        |c| format!("\\u{:04x}", u32::from(c)),
        |c| format!("\\x{:02x}", u32::from(c)),
        |c| format!("\\u{{{:x}}}", u32::from(c)),
        // Full width: some servers fold it back.
        |c| match c {
            '!'..='~' => char::from_u32(u32::from(c) + 0xfee0)
                .map_or(c, |wide| wide)
                .to_string(),
            _ => c.to_string(),
        },
        |c| match c {
            '<' => "+ADw-".to_owned(),
            '>' => "+AD4-".to_owned(),
            _ => c.to_string(),
        },
        |c| match c {
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            _ => c.to_string(),
        },
    ];
    let mut writer = Writer::of("encoded", port);
    for encode in ENCODINGS {
        for base in BASES {
            writer.number += 1;
            let plain = base.replace('§', &writer.action());
            let text = plain.chars().map(encode).collect();
            writer.written.push(Payload {
                family: writer.family,
                text,
                leads: false,
            });
        }
    }
    writer.written
}

/// Out of wherever a text may have been put.
fn contexts(port: u16) -> Vec<Payload> {
    let mut writer = Writer::of("breaking out", port);
    for out in [
        "\">",
        "'>",
        "`>",
        "</textarea>",
        "</title>",
        "</style>",
        "</script>",
        "-->",
        "]]>",
        "</option></select>",
        "</bdi></td></tr></table>",
        "\" autofocus x=\"",
        "</noscript>",
        "</template>",
        "</svg>",
        "*/",
    ] {
        for base in &BASES[..4] {
            writer.write(&format!("{out}{base}"));
        }
    }
    writer.written
}

/// Where a text is taken for an address.
fn addresses(port: u16) -> Vec<Payload> {
    let mut writer = Writer::of("address", port);
    writer.leads = true;
    for scheme in [
        "javascript:",
        "JaVaScRiPt:",
        "java\tscript:",
        "java\nscript:",
        "\u{1}javascript:",
        " javascript:",
        "javascript&colon;",
        "javascript:%0a",
        "javascript://x%0d%0a",
        "&#106;avascript:",
        "feed:javascript:",
        "view-source:javascript:",
        "vbscript:",
        "livescript:",
        "jar:javascript:",
    ] {
        writer.write(&format!("{scheme}§"));
        writer.write(&format!("{scheme}void(§)//"));
    }
    writer.all(&[
        "data:text/html,<script>§</script>",
        "data:text/html;base64,PHNjcmlwdD50cmlwKDEpPC9zY3JpcHQ+",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='§'/>",
        "data:application/javascript,§",
        "blob:tauri://localhost/§",
        "//127.0.0.1/§",
        "¶/plain",
        "https://app.evil.com/?§",
        "file:///etc/passwd#§",
        "tauri://localhost/confirm.html?§",
        "ipc://localhost/trap?§",
        "asset://localhost/etc/passwd#§",
        "about:blank#§",
        "smb://127.0.0.1/share/§",
    ])
}

/// Letters that hide, that turn the order of others around, or that look like others.
pub(super) fn misleading() -> Vec<Payload> {
    const TURNS: [char; 9] = [
        '\u{202e}', '\u{202d}', '\u{202b}', '\u{202a}', '\u{2067}', '\u{2066}', '\u{2068}',
        '\u{200f}', '\u{200e}',
    ];
    let mut texts: Vec<String> = TURNS
        .into_iter()
        .flat_map(|c| {
            [
                format!("{c}Contractors"),
                format!("Contr{c}actors"),
                format!("Contractors{c}"),
                format!("Everyone {c}(gpj.tset) delete"),
            ]
        })
        .collect();
    texts.extend(
        [
            "Соntractors",
            "Contraсtors",
            "Ⅽontractors",
            "\u{feff}Contractors",
            "Con\u{200b}tractors",
            "admin\u{301}",
            "Z\u{335}\u{336}\u{337}algo",
            "Contractors\u{a0}",
            "Contractors\u{3164}",
            "Contractors\u{ad}",
            "Con\u{34f}tractors",
            "Contractors\u{180e}",
            "\u{2800}Contractors",
            "Contractors\u{e0041}\u{e0042}",
            "Contractors\u{fe0f}",
            "Contractors\u{200d}",
            "Contractors\u{200c}",
            "acme.okta.com\u{2044}evil",
            "acme․okta․com",
            "Con\u{2060}tractors",
            "\u{5d0}\u{5d1}\u{5d2} Contractors 123",
            "\u{627}\u{644} (Contractors)",
            "Contractors\u{2028}Everyone",
            "Contractors\u{85}Everyone",
        ]
        .map(str::to_owned),
    );
    let hostile = |text| Payload {
        family: "misleading",
        text,
        leads: false,
    };
    texts.into_iter().map(hostile).collect()
}
