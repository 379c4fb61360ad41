use secrecy::ExposeSecret;

use super::*;

const STATE: &str = "bFgT5pPMs3bXyXy1vZQ0m2oR0aTn8k1z";

const END: &str = "Yv0gQe1nTtU2b9xkq3Zr8A";

fn door() -> Door {
    Door::new(17815, STATE, END)
}

fn real() -> String {
    format!("/authorization-code/callback?code=abc&state={STATE}")
}

fn judged(request: &str) -> Verdict {
    door().judge(request.as_bytes()).expect("a whole head")
}

fn get(target: &str, headers: &str) -> Verdict {
    judged(&format!("GET {target} HTTP/1.1\r\n{headers}\r\n"))
}

const HOST: &str = "Host: 127.0.0.1:17815\r\n";

#[track_caller]
fn refused(verdict: &Verdict, what: &str) {
    assert!(matches!(verdict, Verdict::Refused), "{what}");
}

#[test]
fn the_browser_that_comes_back_is_let_in() {
    let browser = "Host: 127.0.0.1:17815\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html\r\n\
                   Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n\
                   Sec-Fetch-Site: cross-site\r\n";
    let Verdict::Answer(answer) = get(&real(), browser) else {
        panic!("refused")
    };
    assert_eq!(answer.code.unwrap().expose_secret(), "abc");
    assert_eq!(answer.issuer, None);
}

#[test]
fn an_error_counts_only_with_the_right_state() {
    let path = "/authorization-code/callback?error=access_denied&error_description=No%0a.";
    refused(&get(path, HOST), "no state");
    refused(&get(&format!("{path}&state=x"), HOST), "another state");
    let Verdict::Answer(answer) = get(&format!("{path}&state={STATE}"), HOST) else {
        panic!("refused")
    };
    let refusal = answer.code.unwrap_err();
    assert_eq!(
        (refusal.code.as_str(), refusal.summary.as_str()),
        ("access_denied", "No.")
    );
}

#[test]
fn a_name_that_points_here_is_not_this_host() {
    for host in [
        "localhost:17815",
        "localhost",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:80",
        "127.0.0.1:017815",
        "127.0.0.1.:17815",
        "127.0.0.1:17815.",
        "127.1:17815",
        "127.0.0.2:17815",
        "0.0.0.0:17815",
        "[::1]:17815",
        "[::ffff:127.0.0.1]:17815",
        "2130706433:17815",
        "0x7f.0.0.1:17815",
        "0177.0.0.1:17815",
        "evil.dev",
        "evil.dev:17815",
        "127.0.0.1.evil.dev:17815",
        "evil.dev@127.0.0.1:17815",
        "127.0.0.1:17815@evil.dev",
        "127.0.0.1:17815/",
        "127.0.0.1:17815,evil.dev",
        "127.0.0.1:17815 evil.dev",
        "http://127.0.0.1:17815",
        "127.0.0.1:17816",
        "127.0.0.1:117815",
        "127.0.0.1 :17815",
        "127.0.0.1:17815?",
        "127.0.0.1:17815#",
        "acme.okta.com",
        "",
        "*",
        "127.0.0.1%3a17815",
        "127。0。0。1:17815",
        "LOCALHOST:17815",
        "ip6-localhost:17815",
        "127.0.0.1:1781",
        "127.0.0.1:178155",
        "-127.0.0.1:17815",
    ] {
        refused(&get(&real(), &format!("Host: {host}\r\n")), host);
    }
    refused(&get(&real(), ""), "no host");
    refused(&get(&real(), &format!("{HOST}{HOST}")), "two hosts");
    refused(
        &get(&real(), &format!("{HOST}Host: evil.dev\r\n")),
        "a second host",
    );
    let absolute = format!("http://127.0.0.1:17815{}", real());
    refused(&get(&absolute, HOST), "absolute form");
}

#[test]
fn only_a_get_without_a_body_is_looked_at() {
    for method in [
        "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "CONNECT", "get", "PRI",
    ] {
        refused(
            &judged(&format!("{method} {} HTTP/1.1\r\n{HOST}\r\n", real())),
            method,
        );
    }
    for body in [
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 0\r\nContent-Length: 5\r\n",
    ] {
        refused(&get(&real(), &format!("{HOST}{body}")), body);
    }
}

#[test]
fn what_a_page_fetches_is_not_a_person_coming_back() {
    for fetched in [
        "Sec-Fetch-Mode: cors",
        "Sec-Fetch-Mode: no-cors",
        "Sec-Fetch-Mode: same-origin",
        "Sec-Fetch-Mode: websocket",
        "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Mode: cors",
        "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe",
        "Sec-Fetch-Dest: image",
    ] {
        refused(&get(&real(), &format!("{HOST}{fetched}\r\n")), fetched);
    }
}

#[test]
fn only_the_exact_path_is_the_callback() {
    for path in [
        "/",
        "/callback",
        "/authorization-code/callback/",
        "/authorization-code//callback",
        "//authorization-code/callback",
        "/Authorization-Code/Callback",
        "/authorization-code",
        "/./authorization-code/callback",
        "/x/../authorization-code/callback",
        "/authorization-code/callback;x",
        "/authorization-code%2fcallback",
        "/authorization-code/callback%00",
        "/authorization-code/callback.html",
    ] {
        refused(&get(&format!("{path}?code=abc&state={STATE}"), HOST), path);
    }
    for guessed in ["/done", "/done/", "/failed", "/done/Yv0gQe1nTtU2b9xkq3Zr8B"] {
        refused(&get(guessed, HOST), guessed);
    }
    refused(&get(&format!("/done/{END}?x"), HOST), "a page with a query");
    assert!(matches!(get(&format!("/done/{END}"), HOST), Verdict::Done));
    assert!(matches!(
        get(&format!("/failed/{END}"), HOST),
        Verdict::Failed
    ));
}

#[test]
fn a_state_that_is_not_ours_is_refused_whatever_else_is_right() {
    let mut others = vec![
        String::new(),
        STATE[1..].to_owned(),
        format!("{STATE}A"),
        STATE.to_lowercase(),
        format!("%20{STATE}"),
        format!("{STATE}%00"),
        STATE.replace('b', "c"),
    ];
    others.push("A".repeat(STATE.len()));
    for state in others {
        let target = format!("/authorization-code/callback?code=abc&state={state}");
        refused(&get(&target, HOST), &state);
    }
    refused(
        &get("/authorization-code/callback?code=abc", HOST),
        "missing state",
    );
    refused(&get("/authorization-code/callback", HOST), "nothing");
    let other_case = format!("/authorization-code/callback?code=abc&State={STATE}");
    refused(&get(&other_case, HOST), "a parameter in another case");
}

#[test]
fn a_doubled_parameter_is_refused() {
    for extra in [
        format!("&state={STATE}"),
        "&code=def".into(),
        "&state=x".into(),
        "&cod%65=def".into(),
        "&error=a&error=b".into(),
        "&iss=a&iss=b".into(),
        "&x=1&x=2".into(),
    ] {
        refused(&get(&format!("{}{extra}", real()), HOST), &extra);
    }
}

#[test]
fn a_state_alone_ends_nothing() {
    let path = "/authorization-code/callback";
    refused(&get(&format!("{path}?state={STATE}"), HOST), "no code");
    refused(
        &get(&format!("{path}?state={STATE}&code="), HOST),
        "an empty code",
    );
}

#[test]
fn what_is_no_http_is_refused_and_what_is_cut_short_is_waited_for() {
    for garbage in [
        "\0\0\0\0",
        "\u{16}\u{3}\u{1}\u{2}",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "SSH-2.0-x\r\n",
    ] {
        refused(&judged(garbage), garbage);
    }
    let folded = format!("GET {} HTTP/1.1\r\n{HOST} folded\r\n\r\n", real());
    refused(&judged(&folded), "a folded header");
    let many = "X: y\r\n".repeat(100);
    refused(&get(&real(), &format!("{HOST}{many}")), "a hundred headers");

    let whole = format!("GET {} HTTP/1.1\r\n{HOST}\r\n", real());
    for end in 0..whole.len() {
        assert!(door().judge(&whole.as_bytes()[..end]).is_none(), "{end}");
    }
}
