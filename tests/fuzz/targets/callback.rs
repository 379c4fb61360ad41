//! What anybody sends to the loopback port.

use authorization::parsers::{Callback, callback};
use percent_encoding::percent_decode;
use secrecy::ExposeSecret as _;

const PORT: u16 = 17815;
const HOST: &[u8] = b"127.0.0.1:17815";
const STATE: &str = "bFgT5pPMs3bXyXy1vZQ0m2oR0aTn8k1z";
const END: &str = "Yv0gQe1nTtU2b9xkq3Zr8A";
const PATH: &[u8] = b"/authorization-code/callback?";

fn judge(received: &[u8]) -> Option<Callback> {
    callback(PORT, STATE, END, received)
}

/// An answer has our host once, our path, our state and a code that is not empty; and what was
/// judged once is judged so whatever follows.
pub(super) fn check(data: &[u8]) {
    let judged = judge(data);
    match &judged {
        None => {
            for at in [data.len() / 2, data.len().saturating_sub(1)] {
                assert!(
                    judge(&data[..at]).is_none(),
                    "a part is judged and the whole is not"
                );
            }
        }
        Some(Callback::Refused) => {}
        Some(Callback::LastPage) => {
            let target = is_the_browsers(data);
            let path = format!("/done/{END}");
            let other = format!("/failed/{END}");
            assert!(target == path.as_bytes() || target == other.as_bytes());
        }
        Some(Callback::Answer { code, .. }) => {
            let query = is_the_browsers(data).strip_prefix(PATH).expect("our path");
            let values = |name: &str| -> Vec<Vec<u8>> {
                let pairs = query.split(|&b| b == b'&').map(pair);
                pairs
                    .filter(|(key, _)| key == name.as_bytes())
                    .map(|(_, value)| value)
                    .collect()
            };
            assert_eq!(values("state"), [STATE.as_bytes()]);
            match code {
                Ok(code) => {
                    // EXPOSE: made up here, and compared.
                    let code = code.expose_secret();
                    assert!(!code.is_empty());
                    let [said] = &values("code")[..] else {
                        panic!("one code")
                    };
                    assert_eq!(String::from_utf8_lossy(said), code);
                }
                Err(refusal) => assert!(refusal.code.chars().count() <= 300),
            }
        }
    }
    if let Some(judged) = judged {
        let more = [data, b"x\r\n\r\nGET / HTTP/1.1\r\n\r\n"].concat();
        let again = judge(&more).expect("it was complete before");
        assert_eq!(
            kind(&judged),
            kind(&again),
            "what follows a head changes its meaning"
        );
    }
}

fn kind(judged: &Callback) -> u8 {
    match judged {
        Callback::Answer { code: Ok(_), .. } => 0,
        Callback::Answer { .. } => 1,
        Callback::LastPage => 2,
        Callback::Refused => 3,
    }
}

/// The target of a request that can be none but the browser's, read again by hand.
fn is_the_browsers(data: &[u8]) -> &[u8] {
    let mut lines = data.split(|&b| b == b'\n').map(<[u8]>::trim_ascii_end);
    let first = lines
        .by_ref()
        .find(|line| !line.is_empty())
        .expect("a request line");
    let mut words = first.split(|&b| b == b' ').filter(|word| !word.is_empty());
    assert_eq!(words.next(), Some(&b"GET"[..]), "the method");
    let target = words.next().expect("a target");
    assert!(
        words
            .next()
            .is_some_and(|version| version.starts_with(b"HTTP/1."))
    );
    let mut hosts = 0;
    for line in lines.take_while(|line| !line.is_empty()) {
        let Some(colon) = line.iter().position(|&b| b == b':') else {
            panic!("a header without a name");
        };
        let (name, value) = (
            line[..colon].to_ascii_lowercase(),
            line[colon + 1..].trim_ascii(),
        );
        match name.as_slice() {
            b"host" => {
                assert_eq!(value, HOST);
                hosts += 1;
            }
            b"transfer-encoding" => panic!("a body"),
            b"content-length" => assert_eq!(value, b"0"),
            b"sec-fetch-mode" => assert_eq!(value, b"navigate"),
            b"sec-fetch-dest" => assert_eq!(value, b"document"),
            _ => {}
        }
    }
    assert_eq!(hosts, 1, "one host");
    target
}

/// `application/x-www-form-urlencoded`, one pair.
fn pair(text: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let equals = text.iter().position(|&b| b == b'=').unwrap_or(text.len());
    let (name, value) = text.split_at(equals);
    let decoded = |part: &[u8]| {
        let spaced: Vec<u8> = part
            .iter()
            .map(|&b| if b == b'+' { b' ' } else { b })
            .collect();
        percent_decode(&spaced).collect()
    };
    (
        decoded(name),
        decoded(value.strip_prefix(b"=").unwrap_or_default()),
    )
}

/// The cases of the judge's own tests.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let real = format!("/authorization-code/callback?code=abc&state={STATE}");
    let host = "Host: 127.0.0.1:17815\r\n";
    let fetch = "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    let error = format!(
        "/authorization-code/callback?error=access_denied&error_description=No%0a.&state={STATE}"
    );
    let mut all = vec![
        (real.clone(), format!("{host}{fetch}")),
        (error, host.to_owned()),
        (
            format!("{real}&iss=https%3A%2F%2Facme.okta.com"),
            host.to_owned(),
        ),
        (format!("/done/{END}"), host.to_owned()),
        (format!("/failed/{END}"), host.to_owned()),
        (real.replace("code=abc", "code="), host.to_owned()),
    ];
    for host in [
        "localhost:17815",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:17815.",
        "[::1]:17815",
        "evil.dev",
        "evil.dev@127.0.0.1:17815",
        "127.0.0.1:17815,evil.dev",
        "127.0.0.1 :17815",
    ] {
        all.push((real.clone(), format!("Host: {host}\r\n")));
    }
    for headers in [
        "Content-Length: 5\r\n",
        "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Host: 127.0.0.1:17815\r\n",
        "Sec-Fetch-Mode: cors\r\n",
        "Sec-Fetch-Dest: iframe\r\n",
        " folded\r\n",
        "X: \u{e9}\r\n",
    ] {
        all.push((real.clone(), format!("{host}{headers}")));
    }
    for extra in [
        "&state=x",
        "&cod%65=def",
        "&x=1&x=2",
        "&error=a",
        "&iss=a&iss=b",
    ] {
        all.push((format!("{real}{extra}"), host.to_owned()));
    }
    for target in [
        "/",
        "//authorization-code/callback",
        "/authorization-code%2fcallback",
        "http://127.0.0.1:17815/authorization-code/callback",
        "*",
    ] {
        all.push((format!("{target}?code=abc&state={STATE}"), host.to_owned()));
    }
    let mut seeds: Vec<Vec<u8>> = all
        .into_iter()
        .map(|(target, headers)| format!("GET {target} HTTP/1.1\r\n{headers}\r\n").into_bytes())
        .collect();
    seeds.push(format!("POST {real} HTTP/1.1\r\n{host}\r\n").into_bytes());
    seeds.push(format!("\r\n\nGET {real} HTTP/1.0\n{host}\n").into_bytes());
    seeds.push(format!("GET {real} HTTP/1.1\r\n{host}{}\r\n", "X: y\r\n".repeat(70)).into_bytes());
    seeds.extend(super::bytes([
        "\0\0\0\0",
        "\u{16}\u{3}\u{1}",
        "GET / HTTP/9.9\r\n\r\n",
        "SSH-2.0-x\r\n",
    ]));
    seeds
}
