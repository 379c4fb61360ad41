//! What knocks at the loopback port: each class is one way of being hostile.

use super::knock::Knock;

/// Where the listener is and what the browser will bring.
#[derive(Debug, Clone)]
pub struct Target {
    /// `127.0.0.1:PORT`.
    pub authority: String,
    /// The callback's path and query as the browser will send it: code and state are right.
    pub real: String,
    /// The state in it.
    pub state: String,
}

/// A way of being hostile; the number varies what is said.
pub type Class = (&'static str, fn(&Target, usize) -> Knock);

/// All of them.
pub const CLASSES: [Class; 45] = [
    // A page of another name that points to this address, or a request that was bent on its way.
    ("a name that points here", |t, n| {
        let names = [
            "localhost",
            "evil.dev",
            "127.0.0.1.evil.dev",
            "ip6-localhost",
        ];
        get(
            &t.real,
            &format!("Host: {}:{}\r\n", pick(&names, n), t.port()),
        )
    }),
    ("this address in another spelling", |t, n| {
        let spelt = [
            "127.1",
            "0177.0.0.1",
            "0x7f.0.0.1",
            "2130706433",
            "[::1]",
            "127.0.0.1.",
        ];
        get(
            &t.real,
            &format!("Host: {}:{}\r\n", pick(&spelt, n), t.port()),
        )
    }),
    ("another port in Host", |t, n| {
        get(&t.real, &format!("Host: 127.0.0.1:{}\r\n", n % 1000))
    }),
    ("no Host", |t, _| get(&t.real, "")),
    ("two Hosts", |t, _| {
        get(&t.real, &format!("{0}{0}", t.host()))
    }),
    ("Host with a user", |t, _| {
        get(&t.real, &format!("Host: evil.dev@{}\r\n", t.authority))
    }),
    ("X-Forwarded-Host beside a wrong one", |t, _| {
        get(
            &t.real,
            &format!("Host: evil.dev\r\nX-Forwarded-Host: {}\r\n", t.authority),
        )
    }),
    ("absolute form", |t, _| {
        get(&format!("http://{}{}", t.authority, t.real), &t.host())
    }),
    ("absolute form of another site", |t, _| {
        get(&format!("http://evil.dev{}", t.real), &t.host())
    }),
    // A state that is not ours.
    ("a guessed state", |t, n| {
        t.get(&format!(
            "/authorization-code/callback?code=x&state=guess{n}"
        ))
    }),
    ("no state", |t, n| {
        t.get(&format!("/authorization-code/callback?code=code-{n}"))
    }),
    ("an empty state", |t, _| {
        t.get("/authorization-code/callback?code=x&state=")
    }),
    ("the state but for its last letter", |t, _| {
        t.get(&t.real[..t.real.len() - 1])
    }),
    ("the state and one letter more", |t, _| {
        t.get(&format!("{}A", t.real))
    }),
    ("the state in capitals", |t, _| {
        t.get(&t.real.replace(&t.state, &t.state.to_uppercase()))
    }),
    ("an error without the state", |t, n| {
        t.get(&format!(
            "/authorization-code/callback?error=access_denied&error_description={n}"
        ))
    }),
    ("an error with a guessed state", |t, n| {
        t.get(&format!(
            "/authorization-code/callback?error=server_error&state={n}"
        ))
    }),
    // The right state in what is no answer.
    ("the state twice", |t, _| {
        t.get(&format!("{}&state=x", t.real))
    }),
    ("a second code", |t, n| {
        t.get(&format!("{}&code=stolen-{n}", t.real))
    }),
    ("a second code by percent tricks", |t, _| {
        t.get(&format!("{}&%63ode=stolen", t.real))
    }),
    ("the state without a code", |t, _| {
        t.get(&format!("/authorization-code/callback?state={}", t.state))
    }),
    ("the answer with a NUL after the path", |t, _| {
        t.get(&t.real.replace("callback?", "callback%00?"))
    }),
    ("a raw NUL", |t, _| {
        t.get(&t.real.replace("callback?", "callback\0?"))
    }),
    // Another path that a careless server makes the same.
    ("two slashes", |t, _| t.get(&format!("/{}", t.real))),
    ("dots in the path", |t, _| {
        t.get(&format!("/x/..{}", t.real))
    }),
    ("an encoded slash", |t, _| {
        t.get(&t.real.replace("/callback", "%2Fcallback"))
    }),
    ("a path in capitals", |t, _| {
        t.get(&t.real.replace("/callback", "/Callback"))
    }),
    ("the page at the end", |t, n| {
        t.get(pick(&["/done", "/failed"], n))
    }),
    ("a semicolon in the path", |t, _| {
        t.get(&t.real.replace("callback?", "callback;x?"))
    }),
    // Another method, or a body.
    ("POST", |t, n| {
        Knock::says(format!(
            "POST {} HTTP/1.1\r\n{}Content-Length: 4\r\n\r\nn{:03}",
            t.real,
            t.host(),
            n % 1000
        ))
    }),
    ("HEAD, OPTIONS, PUT, TRACE", |t, n| {
        t.method(pick(&["HEAD", "OPTIONS", "PUT", "TRACE"], n))
    }),
    ("CONNECT", |t, _| {
        Knock::says(format!("CONNECT evil.dev:443 HTTP/1.1\r\n{}\r\n", t.host()))
    }),
    ("a chunked body", |t, _| {
        get_then(
            t,
            "Transfer-Encoding: chunked\r\n",
            "5\r\nhello\r\n0\r\n\r\n",
        )
    }),
    ("a length and chunks", |t, _| {
        get_then(
            t,
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "0\r\n\r\nGET",
        )
    }),
    // What a page of another origin makes a browser do.
    ("another origin's fetch", |t, n| {
        let mode = pick(&["cors", "no-cors", "websocket"], n);
        get(
            &t.real,
            &format!(
                "{}Origin: https://evil.dev\r\nSec-Fetch-Mode: {mode}\r\nSec-Fetch-Site: cross-site\r\n",
                t.host()
            ),
        )
    }),
    ("another origin's frame or image", |t, n| {
        let to = pick(&["iframe", "image", "script", "object"], n);
        get(
            &t.real,
            &format!(
                "{}Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: {to}\r\n",
                t.host()
            ),
        )
    }),
    // What is no HTTP, or too much of it.
    ("the HTTP/2 preface", |_, _| {
        Knock::says("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into())
    }),
    ("a TLS hello", |_, n| {
        Knock::Says(vec![
            0x16,
            3,
            1,
            0,
            u8::try_from(n % 200).unwrap_or(1),
            1,
            0,
            0,
            0,
            0,
        ])
    }),
    ("folded and split headers", |t, _| {
        get(&t.real, &format!("{} folded\r\nX\r\n: y\r\n", t.host()))
    }),
    ("a huge head", |t, n| {
        get(
            &t.real,
            &format!("X: {}\r\n{}", "x".repeat(9_000 + (n % 50_000)), t.host()),
        )
    }),
    ("a thousand headers", |t, _| {
        get(
            &t.real,
            &format!("{}{}", "X: y\r\n".repeat(1_000), t.host()),
        )
    }),
    ("pipelined requests", |t, _| {
        let forged = format!("GET /?x HTTP/1.1\r\n{}\r\n", t.host());
        Knock::says(format!(
            "{forged}GET {} HTTP/1.1\r\n{}\r\n",
            t.real,
            t.host()
        ))
    }),
    // What takes up room or time.
    ("half a head, and closed", |t, n| {
        Knock::HangsUp(t.half_a_head(n))
    }),
    ("half a head, and silence", |t, n| {
        Knock::Stays(t.half_a_head(n))
    }),
    ("a connection that says nothing", |_, _| {
        Knock::Stays(Vec::new())
    }),
];

impl Target {
    fn port(&self) -> &str {
        self.authority.rsplit(':').next().unwrap_or_default()
    }

    fn host(&self) -> String {
        format!("Host: {}\r\n", self.authority)
    }

    fn get(&self, target: &str) -> Knock {
        get(target, &self.host())
    }

    fn method(&self, method: &str) -> Knock {
        Knock::says(format!(
            "{method} {} HTTP/1.1\r\n{}\r\n",
            self.real,
            self.host()
        ))
    }

    /// Cut anywhere in the first line, so that the state is never whole.
    fn half_a_head(&self, n: usize) -> Vec<u8> {
        let line = format!("GET {}", self.real);
        let length = 1 + n % (line.len() - 2);
        line.as_bytes()[..length].to_vec()
    }
}

fn get(target: &str, headers: &str) -> Knock {
    Knock::says(format!("GET {target} HTTP/1.1\r\n{headers}\r\n"))
}

fn get_then(target: &Target, headers: &str, body: &str) -> Knock {
    let real = &target.real;
    Knock::says(format!(
        "GET {real} HTTP/1.1\r\n{}{headers}\r\n{body}",
        target.host()
    ))
}

fn pick<'a>(from: &[&'a str], n: usize) -> &'a str {
    from[n % from.len()]
}
