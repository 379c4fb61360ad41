//! What knocks at the loopback port and is not the browser.

use std::time::Duration;

use authorization::SignIn;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use url::Url;

use crate::browser::{self, raw};
use crate::issuer::Issuer;
use crate::story::{SCOPES, begin, request};

fn authority(sign_in: &SignIn) -> String {
    let url = Url::parse(sign_in.redirect_uri()).unwrap();
    format!("127.0.0.1:{}", url.port().unwrap())
}

/// Where the org sends the browser: the callback with code and state.
async fn answer(sign_in: &SignIn) -> Url {
    let authorize = Url::parse(sign_in.authorize_url().as_str()).unwrap();
    Url::parse(browser::get(&authorize).await.location().unwrap()).unwrap()
}

#[tokio::test]
async fn after_ten_thousand_hostile_requests_the_real_one_succeeds() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let here = authority(&sign_in);
    let url = sign_in.authorize_url().as_str().to_owned();
    let refused = sign_in.refused_requests();
    let waiting = tokio::spawn(sign_in.wait());

    let hostile = [
        format!(
            "GET /authorization-code/callback?code=x&state=forged HTTP/1.1\r\nHost: {here}\r\n\r\n"
        ),
        format!(
            "GET /authorization-code/callback?error=access_denied HTTP/1.1\r\nHost: {here}\r\n\r\n"
        ),
        "GET /authorization-code/callback HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(),
        format!(
            "POST /authorization-code/callback HTTP/1.1\r\nHost: {here}\r\nContent-Length: 0\r\n\r\n"
        ),
        format!("GET /favicon.ico HTTP/1.1\r\nHost: {here}\r\n\r\n"),
        "\0\0\0\0\0\0".to_owned(),
    ];
    let mut attackers = tokio::task::JoinSet::new();
    for attacker in 0..8 {
        let (here, hostile) = (here.clone(), hostile.clone());
        attackers.spawn(async move {
            for request in hostile.iter().cycle().skip(attacker).take(1250) {
                // The listener may hang up on it: that is its right.
                let _refused = raw(&here, request.as_bytes()).await;
            }
        });
    }
    attackers.join_all().await;
    assert!(refused.count() >= 9_000, "{}", refused.count());

    browser::walk(&url).await;
    assert!(waiting.await.unwrap().is_ok());
    assert_eq!(issuer.seen().token.len(), 1);
}

#[tokio::test]
async fn connections_that_say_nothing_do_not_keep_the_browser_out() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let here = authority(&sign_in);
    let url = sign_in.authorize_url().as_str().to_owned();
    let refused = sign_in.refused_requests();
    let waiting = tokio::spawn(sign_in.wait());

    let mut silent = Vec::new();
    for _ in 0..100 {
        let mut stream = TcpStream::connect(&here).await.unwrap();
        // Some have been hung up on already, to make room for the next.
        let _hung_up = stream.write_all(b"GET /authorization-code/callback?").await;
        silent.push(stream);
    }
    browser::walk(&url).await;
    // They came before the browser, so all but the last sixty-four have made room by now.
    assert!(refused.count() >= 36, "{}", refused.count());
    assert!(waiting.await.unwrap().is_ok());
}

#[tokio::test]
async fn a_head_without_end_is_cut_off() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let here = authority(&sign_in);
    let refused = sign_in.refused_requests();
    let url = sign_in.authorize_url().as_str().to_owned();
    let waiting = tokio::spawn(sign_in.wait());

    let mut stream = TcpStream::connect(&here).await.unwrap();
    let endless = format!(
        "GET / HTTP/1.1\r\nHost: {here}\r\nX: {}",
        "x".repeat(1_000_000)
    );
    let _cut_off = stream.write_all(endless.as_bytes()).await;
    while refused.count() == 0 {
        tokio::task::yield_now().await;
    }
    browser::walk(&url).await;
    assert!(waiting.await.unwrap().is_ok());
}

/// Browsers send the cookies of everything else that ever listened on this computer.
#[tokio::test]
async fn a_browser_with_eight_thousand_bytes_of_headers_in_two_pieces_is_let_in() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let here = authority(&sign_in);
    let answer = answer(&sign_in).await;
    let waiting = tokio::spawn(sign_in.wait());

    let target = &answer[url::Position::BeforePath..];
    let begun = format!("GET {target} HTTP/1.1\r\nHost: {here}\r\nCookie: ");
    let cookies = "c".repeat(8192 - begun.len() - "\r\n\r\n".len());
    let request = format!("{begun}{cookies}\r\n\r\n");
    let page = raw(&here, request.as_bytes()).await.unwrap();
    assert!(page.starts_with("HTTP/1.1 303 "), "{page}");
    let on = page
        .lines()
        .find_map(|line| line.strip_prefix("Location: "));
    browser::get(&answer.join(on.unwrap()).unwrap()).await;
    assert!(waiting.await.unwrap().is_ok());
}

#[tokio::test]
async fn a_hundred_replays_of_the_answer_are_one_exchange() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let here = authority(&sign_in);
    let answer = answer(&sign_in).await;
    let waiting = tokio::spawn(sign_in.wait());

    let target = &answer[url::Position::BeforePath..];
    let request = format!("GET {target} HTTP/1.1\r\nHost: {here}\r\n\r\n");
    let mut replays = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (here, request) = (here.clone(), request.clone());
        replays.spawn(async move { raw(&here, request.as_bytes()).await });
    }
    let answers = replays.join_all().await;
    let let_in = answers
        .iter()
        .flatten()
        .filter(|answer| answer.contains(" 303 "));
    assert!(let_in.count() <= 1);
    // Nobody asks for the page; the sign-in succeeds all the same.
    assert!(waiting.await.unwrap().is_ok());
    assert_eq!(issuer.seen().token.len(), 1);
}

#[tokio::test]
async fn the_browser_ends_on_a_page_that_holds_no_code() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let url = sign_in.authorize_url().as_str().to_owned();
    let (signed_in, pages) = tokio::join!(sign_in.wait(), browser::walk(&url));
    signed_in.unwrap();

    let [_org, sent_on, done] = &pages[..] else {
        panic!("{} pages", pages.len())
    };
    assert_eq!(sent_on.status, 303);
    assert!(sent_on.location().unwrap().starts_with("/done/"));
    assert_eq!(sent_on.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(done.status, 200);
    assert!(done.body.contains("Return to Connections Console"));
    for (name, expected) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(done.header(name), Some(expected));
    }
    let policy = done.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"));
}

#[tokio::test]
async fn after_an_error_the_browser_ends_on_a_page_that_says_so() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.refuse_authorize = Some(("access_denied".into(), "<script>".into())));
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let url = sign_in.authorize_url().as_str().to_owned();
    let (signed_in, pages) = tokio::join!(sign_in.wait(), browser::walk(&url));
    assert!(signed_in.is_err());
    let last = pages.last().unwrap();
    assert!(last.body.contains("not completed") && !last.body.contains("<script"));
}

#[tokio::test]
async fn everything_else_is_shown_one_constant_page() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let here = authority(&sign_in);
    let waiting = tokio::spawn(sign_in.wait());
    let mut pages = Vec::new();
    for target in [
        "/",
        "/?<script>alert(1)</script>",
        "/%0d%0aSet-Cookie:x",
        "/authorization-code/callback?state=%3Cb%3E&code=x",
    ] {
        let request = format!("GET {target} HTTP/1.1\r\nHost: {here}\r\n\r\n");
        pages.push(raw(&here, request.as_bytes()).await.unwrap());
    }
    pages.dedup();
    assert_eq!(pages.len(), 1);
    assert!(pages[0].starts_with("HTTP/1.1 404 "));
    assert!(!pages[0].to_ascii_lowercase().contains("access-control"));
    waiting.abort();
}

#[tokio::test]
async fn a_browser_that_returns_after_cancel_finds_nobody() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let here = authority(&sign_in);
    let answer = answer(&sign_in).await;
    let waiting = tokio::spawn(sign_in.wait());
    assert!(TcpStream::connect(&here).await.is_ok());

    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    let refused = TcpStream::connect(&here).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    assert!(
        issuer.seen().token.is_empty(),
        "{answer} must not be exchanged"
    );
}

#[tokio::test]
async fn the_port_is_free_again_when_a_sign_in_has_ended() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let port = Url::parse(sign_in.redirect_uri()).unwrap().port().unwrap();
    let url = sign_in.authorize_url().as_str().to_owned();
    let (signed_in, _) = tokio::join!(sign_in.wait(), browser::walk(&url));
    signed_in.unwrap();

    let transport = transport::Transport::new().unwrap();
    let next = SignIn::begin(
        transport,
        crate::story::clock(),
        &[port],
        request(issuer.org(), SCOPES),
    )
    .await;
    assert!(next.is_ok());
}

#[tokio::test]
async fn nobody_but_this_computer_can_reach_the_port() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let port = Url::parse(sign_in.redirect_uri()).unwrap().port().unwrap();
    // Another address of the same computer: bound to all, it would answer here as well.
    let elsewhere = tokio::time::timeout(
        Duration::from_secs(5),
        TcpStream::connect(("127.0.0.2", port)),
    );
    assert!(!matches!(elsewhere.await, Ok(Ok(_))));
}
