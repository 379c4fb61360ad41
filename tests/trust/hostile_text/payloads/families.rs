//! The families.

use super::Payload;

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
        let text = template
            .replace('§', &self.action())
            .replace('¶', &address);
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

/// The same five, written so that a reader of markup, of addresses or of scripts would decode them.
fn encodings(port: u16) -> Vec<Payload> {
    type Encode = fn(char) -> String;
    const ENCODINGS: [Encode; 11] = [
        |c| format!("&#{};", u32::from(c)),
        |c| format!("&#x{:X}", u32::from(c)),
        |c| format!("&#{:07};", u32::from(c)),
        |c| c.to_string().bytes().map(|b| format!("%{b:02X}")).collect(),
        |c| c.to_string().bytes().map(|b| format!("%25{b:02x}")).collect(),
        |c| format!("\\u{:04x}", u32::from(c)),
        |c| format!("\\x{:02x}", u32::from(c)),
        |c| format!("\\u{{{:x}}}", u32::from(c)),
        // Full width: some servers fold it back.
        |c| match c {
            '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).map_or(c, |wide| wide).to_string(),
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
        "\">", "'>", "`>", "</textarea>", "</title>", "</style>", "</script>", "-->", "]]>",
        "</option></select>", "</bdi></td></tr></table>", "\" autofocus x=\"", "</noscript>",
        "</template>", "</svg>", "*/",
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
        "javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", "\u{1}javascript:",
        " javascript:", "javascript&colon;", "javascript:%0a", "javascript://x%0d%0a",
        "&#106;avascript:", "feed:javascript:", "view-source:javascript:", "vbscript:",
        "livescript:", "jar:javascript:",
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

const SCRIPTS: &[&str] = &[
    "<script>§</script>",
    "<SCRIPT>§</SCRIPT>",
    "<script >§</script >",
    "<script/x>§</script>",
    "<script\n>§</script\n>",
    "<script src=¶></script>",
    "<script src='¶' async></script>",
    "<script type=module>§</script>",
    "<script type=module src=¶></script>",
    "<script>/*<!--*/§/*-->*/</script>",
    "<<script>§//<</script>",
    "<scr<script>ipt>§</scr</script>ipt>",
    "<script>§",
    "<script src=data:text/javascript,§></script>",
    "<script src=//127.0.0.1/§></script>",
    "<script defer>§</script>",
    "<script nonce=1>§</script>",
    "<script nomodule>§</script>",
    "<script language=javascript>§</script>",
    "<script type=text/javascript>§</script>",
    "<script charset=utf-7>+ADw-§</script>",
    "<script>eval(`§`)</script>",
    "<script>setTimeout(`§`)</script>",
    "<script>import(`¶`)</script>",
    "<script>new Worker(`¶`)</script>",
    "<script>navigator.sendBeacon(`¶`)</script>",
    "<script>new WebSocket(`ws://127.0.0.1/`);§</script>",
    "<script>open(`¶`)</script>",
    "<script>document.write(`<img src=¶>`)</script>",
    "<script>top.location=`¶`</script>",
    "\u{0}<script>§</script>",
    "<script\u{0}>§</script>",
    "<script>\u{2028}§</script>",
];

const DRAWINGS: &[&str] = &[
    "<svg><script>§</script></svg>",
    "<svg><script href=¶ /></svg>",
    "<svg><script xlink:href=data:,§ /></svg>",
    "<svg><animate onbegin=§ attributeName=x dur=1s>",
    "<svg><animate attributeName=href values=javascript:§ /><a><text>x</text></a></svg>",
    "<svg><set attributeName=onmouseover to=§>",
    "<svg><set onbegin=§ attributeName=x>",
    "<svg><animatetransform onbegin=§ attributeName=transform>",
    "<svg><a xlink:href=javascript:§><text y=9>x</text></a></svg>",
    "<svg><a href=javascript:§><circle r=9 /></a></svg>",
    "<svg><image href=x onerror=§>",
    "<svg><image href=¶>",
    "<svg><use href=data:image/svg+xml,§#x />",
    "<svg><use xlink:href=¶#x />",
    "<svg><foreignObject><iframe srcdoc='<script>parent.§</script>'></iframe></foreignObject></svg>",
    "<svg><foreignObject><img src=x onerror=§></foreignObject></svg>",
    "<svg><style>@import '¶'</style></svg>",
    "<svg><desc><img src=x onerror=§></desc></svg>",
    "<svg><title><img src=x onerror=§></title></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg' onload='§'/>",
    "<svg/onload=§//",
    "<svg><g onload=§></g></svg>",
    "<svg><handler xmlns:ev='http://www.w3.org/2001/xml-events' ev:event=load>§</handler></svg>",
    "<svg><feImage href=¶ /></svg>",
    "<svg><mpath onbegin=§>",
    "<math><mtext><img src=x onerror=§></mtext></math>",
    "<math href=javascript:§>x</math>",
    "<math><maction actiontype=statusline xlink:href=javascript:§>x</maction></math>",
    "<math><mi xlink:href=javascript:§>x</mi></math>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=§></annotation-xml></math>",
    "<math><mglyph src=x onerror=§>",
    "<math><mtext><table><mglyph><style><img src=x onerror=§>",
    "<math><style><img src=x onerror=§></style></math>",
    "<?xml version='1.0'?><svg onload=§>",
    "<!DOCTYPE x [<!ENTITY e '§'>]><svg onload=&e;>",
];

const TEMPLATES: &[&str] = &[
    "{{§}}",
    "{{constructor.constructor(`§`)()}}",
    "{{$on.constructor(`§`)()}}",
    "{{this.constructor.constructor(`§`)()}}",
    "{{_c.constructor(`§`)()}}",
    "{{{§}}}",
    "{{{<img src=x onerror=§>}}}",
    "{@html `<img src=x onerror=§>`}",
    "{@html '<svg onload=§>'}",
    "{@debug §}",
    "{#if §}x{/if}",
    "{#each [§] as x}{x}{/each}",
    "{#await §}{/await}",
    "{§}",
    "${§}",
    "`${§}`",
    "#{§}",
    "<%= § %>",
    "<% § %>",
    "[[§]]",
    "[[${§}]]",
    "*{§}",
    "@{§}",
    "{% § %}",
    "{%raw%}<img src=x onerror=§>{%endraw%}",
    "<div v-html=\"'<img src=x onerror=§>'\"></div>",
    "<div ng-app ng-csp>{{$eval.constructor(`§`)()}}</div>",
    "<div x-data x-init=§></div>",
    "<div x-html='§'></div>",
    "<div hx-on:load=§ hx-get=¶></div>",
    "<div data-bind='html: §'></div>",
    "<div onclick={§} on:click={§}></div>",
    "<svelte:window on:load={§} />",
    "<svelte:head><script>§</script></svelte:head>",
    "<svelte:element this='script'>§</svelte:element>",
    "{\"__html\":\"<img src=x onerror=§>\"}",
    "__proto__[innerHTML]=<img src=x onerror=§>",
    "constructor.prototype.innerHTML=<img/src/onerror=§>",
];

const BROKEN: &[&str] = &[
    "<img src=x onerror=§ ",
    "<img src=x onerror=§//",
    "<img src=\"x\" onerror=§ \"",
    "<img src='x`onerror=§",
    "<img \"\"\"><script>§</script>\">",
    "<img src=`x`onerror=§>",
    "<a\u{8}href=javascript:§>x",
    "<<img src=x onerror=§>>",
    "<\u{0}img src=x onerror=§>",
    "<img\u{0}src=x\u{0}onerror=§>",
    "<im<b>g src=x onerror=§>",
    "<!--<img src=x onerror=§>",
    "<!--><img src=x onerror=§>-->",
    "<!--[if gte IE 4]><script>§</script><![endif]-->",
    "<!--!><img src=x onerror=§>",
    "<![CDATA[<img src=x onerror=§>]]>",
    "<noscript><p title='</noscript><img src=x onerror=§>'>",
    "<title><p title='</title><img src=x onerror=§>'>",
    "<style><p title='</style><img src=x onerror=§>'>",
    "<textarea><p title='</textarea><img src=x onerror=§>'>",
    "<xmp><p title='</xmp><img src=x onerror=§>'>",
    "<listing>&lt;img src=x onerror=§&gt;</listing>",
    "<plaintext><img src=x onerror=§>",
    "<template><img src=x onerror=§></template>",
    "<template shadowrootmode=open><img src=x onerror=§></template>",
    "<table><td><svg><p><img src=x onerror=§>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=§>",
    "<svg></p><style><a title='</style><img src=x onerror=§>'>",
    "<b><p><svg><style></b><img src=x onerror=§>",
    "<select><noembed></select><img src=x onerror=§>",
    "<option><style></option></select><img src=x onerror=§></style>",
    "<dialog open onclose=§><form method=dialog><button autofocus>",
    "<isindex action=javascript:§ type=image>",
    "<keygen autofocus onfocus=§>",
    "<bgsound src=javascript:§>",
    "<x onclick=§ contenteditable autofocus>x",
    "<img src=x:x onerror=§ alt=",
    "</p onmouseover=§>x",
    "<%00img src=x onerror=§>",
];

const STYLES: &[&str] = &[
    "<style>@import '¶';</style>",
    "<style>@import url(¶)</style>",
    "<style>body{background:url(¶)}</style>",
    "<style>*{content:url(¶)}</style>",
    "<style>@font-face{font-family:x;src:url(¶)}*{font-family:x}</style>",
    "<style>@keyframes x{}</style><b style=animation-name:x onanimationstart=§>",
    "<style>input[value^=a]{background:url(¶)}</style>",
    "<style>*{cursor:url(¶),auto}</style>",
    "<style>:root{--x:url(¶);background:var(--x)}</style>",
    "<style onload=§></style>",
    "<b style='background:url(¶)'>x</b>",
    "<b style=\"background-image:url('¶')\">x</b>",
    "<b style='width:expression(§)'>x</b>",
    "<b style='behavior:url(¶)'>x</b>",
    "<b style='-moz-binding:url(¶)'>x</b>",
    "<b style='position:fixed;inset:0;z-index:99999;background:red'>x</b>",
    "<b style='transition:color 1s' ontransitionend=§ tabindex=1 autofocus>x</b>",
    "<link rel=stylesheet href=¶>",
    "<link rel=stylesheet href=data:text/css,*{background:url(¶)}>",
    "<link rel=import href=¶>",
    "}body{background:url(¶)}/*",
    "</style><style>*{background:url(¶)}",
    "expression(§)",
    "url(¶)",
    "url(javascript:§)",
    "red;background:url(¶)",
    "x:y;}*{list-style:url(¶)}",
    "<b class='x' style=color:red;list-style:url(¶)>",
];

const LOADING: &[&str] = &[
    "<meta http-equiv=refresh content='0;url=¶'>",
    "<meta http-equiv=refresh content='0;url=javascript:§'>",
    "<meta http-equiv=refresh content='0;url=data:text/html,<script>§</script>'>",
    "<meta http-equiv=content-security-policy content=''>",
    "<base href=¶/>",
    "<base target=_blank href=¶/b/>",
    "<form action=¶><input type=submit autofocus>",
    "<form action=javascript:§><input type=submit>",
    "<button formaction=javascript:§ autofocus>x",
    "<input type=image src=¶ formaction=¶>",
    "<iframe src=¶></iframe>",
    "<iframe src=javascript:parent.§></iframe>",
    "<iframe src=data:text/html,<script>parent.§</script>></iframe>",
    "<iframe srcdoc='<img src=x onerror=parent.§>'></iframe>",
    "<iframe src=tauri://localhost/ onload=§></iframe>",
    "<iframe src=about:blank onload=§></iframe>",
    "<iframe name=§ src=confirm.html></iframe>",
    "<frameset onload=§><frame src=¶></frameset>",
    "<object data=¶></object>",
    "<object data=javascript:§></object>",
    "<object data='data:text/html,<script>§</script>'></object>",
    "<embed src=¶>",
    "<embed src=javascript:§>",
    "<applet code=¶></applet>",
    "<img src=¶>",
    "<img srcset='¶ 1x'>",
    "<picture><source srcset=¶><img src=x></picture>",
    "<video poster=¶></video>",
    "<video><source src=¶ onerror=§></video>",
    "<audio autoplay src=¶>",
    "<track src=¶ default onload=§>",
    "<a href=¶ target=_blank ping=¶>x</a>",
    "<a href=¶ download>x</a>",
    "<area href=javascript:§ shape=default>",
    "<map name=x><area href=¶></map><img usemap=#x src=x>",
    "<link rel=prefetch href=¶>",
    "<link rel=preload as=script href=¶>",
    "<link rel=modulepreload href=¶>",
    "<link rel=dns-prefetch href=//x.127.0.0.1.example>",
    "<link rel=icon href=¶>",
    "<link rel=manifest href=¶>",
    "<portal src=¶></portal>",
];

const STRINGS: &[&str] = &[
    "';§//",
    "\";§//",
    "`;§//",
    "\\';§//",
    "\\\";§//",
    "'-§-'",
    "\"-§-\"",
    "'+§+'",
    "'};§;{'",
    "\"});§;({\"",
    "</script><script>§</script>",
    "\u{2028}§//",
    "\u{2029}§//",
    "\r\n§//",
    "');§;('",
    "*/§/*",
    "--></script><svg onload=§>",
    "\u{feff}<img src=x onerror=§>",
    "(()=>{§})()",
    "[].constructor.constructor(`§`)()",
    "=HYPERLINK(\"¶\")",
    "=cmd|' /C §'!A0",
    "$(§)",
    "; § #",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "' OR 1=1; DROP TABLE connections; --",
    "\" UNION SELECT sealed FROM secrets --",
    "%s%s%n%x{0}{}",
    "null",
    "[object Object]",
    "__proto__",
    "</title><svg/onload=§>",
    "<img src=x onerror=\\u0061lert(1)>",
    "\u{1b}]8;;¶\u{7}x\u{1b}]8;;\u{7}",
    "\u{1b}[2J\u{1b}[31m§",
    "&lt;script&gt;§&lt;/script&gt;",
    "&amp;lt;img src=x onerror=§&amp;gt;",
];

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
            "Соntractors", "Contraсtors", "Ⅽontractors", "\u{feff}Contractors",
            "Con\u{200b}tractors", "admin\u{301}", "Z\u{335}\u{336}\u{337}algo",
            "Contractors\u{a0}", "Contractors\u{3164}", "Contractors\u{ad}",
            "Con\u{34f}tractors", "Contractors\u{180e}", "\u{2800}Contractors",
            "Contractors\u{e0041}\u{e0042}", "Contractors\u{fe0f}", "Contractors\u{200d}",
            "Contractors\u{200c}", "acme.okta.com\u{2044}evil", "acme․okta․com",
            "Con\u{2060}tractors", "\u{5d0}\u{5d1}\u{5d2} Contractors 123",
            "\u{627}\u{644} (Contractors)", "Contractors\u{2028}Everyone",
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
