//! A script in the page finds no way out of it: to another page, into a frame or a window, to a
//! program that opens addresses; and nobody looks in from outside.

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use stories::window::{Desktop, Keyring, Page, Running, console, mini_browser, until};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, no_script_leaves_the_page_or_brings_another_into_it);
    test!(harness, two_hundred_hostile_addresses_open_nothing);
    test!(harness, no_inspector_listens_whatever_the_environment_says);
}

/// Tries every way to every address, one after the other. Arguments: addresses; gives the ways that
/// were tried.
const LEAVE: &str = "
    const [addresses] = arguments;
    const done = arguments[arguments.length - 1];
    window.here = true;
    const wait = () => new Promise((next) => setTimeout(next, 12));
    const html = '<script>parent.ran = true; top.ran = true;</script>';
    const blob = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
    const put = (tag, given) => {
      const element = Object.assign(document.createElement(tag), given);
      for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
      document.body.append(element);
      return element;
    };
    const ways = [
      (to) => { location.href = to; },
      (to) => { location.assign(to); },
      (to) => { location.replace(to); },
      (to) => { window.open(to); },
      (to) => { window.open(to, '_self'); },
      (to) => { window.open(to, 'other', 'noopener'); },
      (to) => put('a', { href: to }).click(),
      (to) => put('a', { href: to, target: '_blank', rel: 'opener' }).click(),
      (to) => put('form', { action: to, method: 'post' }).submit(),
      (to) => put('form', { action: to, target: '_blank' }).submit(),
      (to) => put('meta', { 'http-equiv': 'refresh', content: `0;url=${to}` }),
      (to) => put('iframe', { src: to }),
      (to) => put('iframe', { srcdoc: `${html}<a href='${to}'>x</a>` }),
      (to) => put('object', { data: to }),
      (to) => put('embed', { src: to }),
      (to) => put('base', { href: to }),
      (to) => put('link', { rel: 'prefetch', href: to }),
      (to) => put('img', { src: to }),
      (to) => fetch(to).catch(() => undefined),
      (to) => navigator.sendBeacon(to),
      (to) => new WebSocket(to.replace(/^https?/, 'ws')),
      (to) => new Worker(to),
    ];
    (async () => {
      let tried = 0;
      for (const to of [...addresses, blob, `javascript:window.ran=true`, `data:text/html,${html}`]) {
        for (const way of ways) {
          const before = document.body.children.length;
          try { way(to); } catch { /* Refused at once. */ }
          tried += 1;
          await wait();
          while (document.body.children.length > before) document.body.lastElementChild.remove();
        }
      }
      await new Promise((next) => setTimeout(next, 500));
      return tried;
    })().then(done, (error) => done(String(error)));";

async fn no_script_leaves_the_page_or_brings_another_into_it() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let page = place.page();
    page.find("button", "New Connection").await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    let before = page.address().await?;
    let addresses = [
        &format!("http://127.0.0.1:{port}/"),
        &format!("http://localhost:{port}/"),
        "https://app.evil.com/",
        "https://acme.okta.com/",
        "tauri://localhost.evil.example/",
        "tauri://evil/",
        "ipc://localhost/list_connections",
        "asset://localhost/etc/passwd",
        "file:///etc/passwd",
        "about:blank",
        "view-source:tauri://localhost/",
    ];
    let tried = page.run_to_its_end(LEAVE, vec![json!(addresses)]).await?;
    ensure!(tried.as_u64() > Some(300), "{tried}");

    ensure!(page.address().await? == before, "the page is another one");
    ensure!(
        page.run("return window.here === true;").await? == true,
        "it was loaded anew"
    );
    ensure!(
        page.run("return window.ran === undefined;").await? == true,
        "a script has run"
    );
    ensure!(place.app.windows().await? == 1, "a window was opened");
    let mut asked = Vec::new();
    while let Ok((mut stream, _)) = listener.accept() {
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        let mut head = vec![0; 1024];
        let read = stream.read(&mut head).unwrap_or(0);
        asked.push(String::from_utf8_lossy(&head[..read]).into_owned());
    }
    // The engine connects ahead of a navigation, before it asks whether it may; nothing is said.
    asked.retain(|said| !said.is_empty());
    ensure!(asked.is_empty(), "somebody was asked: {asked:#?}");
    // The page works as before.
    page.click("button", "New Connection").await?;
    page.find("button", "Okta Privileged Access").await?;
    place.app.close().await
}

/// Addresses that a program for addresses must never see.
fn hostile() -> Vec<String> {
    const BEGINNINGS: [&str; 20] = [
        "https://",
        "http://",
        "HTTPS://",
        "javascript:",
        "data:text/html,",
        "file:///",
        "smb://",
        "ms-msdt:/id ",
        "vbscript:",
        "tauri://",
        "ipc://",
        "asset://",
        "mailto:",
        "ssh://",
        "ftp://",
        "\\\\",
        "//",
        "steam://",
        "http:\\\\",
        "--",
    ];
    const ENDS: [&str; 10] = [
        "evil.example/",
        "127.0.0.1:1/",
        "acme.okta.com.evil.example/",
        "acme.okta.com@evil.example/",
        "-oProxyCommand=calc",
        "$(touch x)",
        "`id`",
        "%0d%0aX: y",
        "../../../bin/sh",
        "acme.okta.com/?next=javascript:alert(1)",
    ];
    let all = BEGINNINGS
        .iter()
        .flat_map(|beginning| ENDS.map(|end| format!("{beginning}{end}")));
    all.collect()
}

async fn call(page: &Page, command: &str, given: &Value) -> Result<Value> {
    let script = "
        const [command, given] = arguments;
        const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke(command, given)
          .then((answered) => done({ answered }), (refused) => done({ refused }));";
    page.run_to_its_end(script, vec![json!(command), given.clone()])
        .await
}

async fn two_hundred_hostile_addresses_open_nothing() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let page = place.page();
    page.find("button", "New Connection").await?;
    let sandbox = call(&page, "start_sandbox", &json!({})).await?;
    let offered = sandbox["answered"]["adminUrl"].as_str();
    let offered = offered.context("the practice org has a page")?.to_owned();
    let mut addresses = hostile();
    ensure!(addresses.len() == 200);
    // Those that look like the one that is offered.
    addresses.extend([
        format!("{offered}#"),
        format!("{offered}?"),
        format!(" {offered}"),
        format!("{offered}\n"),
        offered.to_uppercase(),
        offered.replace("127.0.0.1", "127.0.0.1.evil.example"),
        offered.replace("127.0.0.1", "127.0.0.1@evil.example"),
        offered.replace("http:", "javascript:"),
    ]);
    for address in &addresses {
        let said = call(&page, "open_page", &json!({ "url": address })).await?;
        ensure!(said["refused"].is_object(), "{address:?}: {said}");
    }
    // The first letter in the box is the one that was offered, so none was before it.
    let said = call(&page, "open_page", &json!({ "url": offered })).await?;
    ensure!(said["refused"].is_null(), "{said}");
    let opened = place.app.opened_page().await?;
    ensure!(opened == offered, "{opened} was opened");
    place.app.close().await
}

/// A port on which nobody listens.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Each opens the page of a program that does not mind to whoever knocks.
const INSPECTORS: [&str; 2] = ["WEBKIT_INSPECTOR_SERVER", "WEBKIT_INSPECTOR_HTTP_SERVER"];

async fn no_inspector_listens_whatever_the_environment_says() -> Result<()> {
    let desktop = Desktop::start(Keyring::Unlocked)?;
    for variable in INSPECTORS {
        let inspected = |program: &mut Command| -> Result<u16> {
            let port = free_port()?;
            program
                .envs(desktop.environment())
                .env_remove("TAURI_WEBVIEW_AUTOMATION")
                .env(variable, format!("127.0.0.1:{port}"))
                .stdin(Stdio::null())
                .stderr(Stdio::null());
            Ok(port)
        };
        let mut browser = Command::new(mini_browser()?);
        let open = inspected(&mut browser)?;
        let browser = Running::start(browser.arg("about:blank").stdout(Stdio::null()))?;
        until("the inspector of another program to listen", async || {
            Ok(listens(open).then_some(()))
        })
        .await?;
        drop(browser);

        let mut console = Command::new(console()?);
        let port = inspected(&mut console)?;
        let folder = desktop.dir().join(variable);
        console
            .env("CONNECTIONS_CONSOLE_DATA_DIR", folder)
            .env(
                "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
                "--remote-debugging-port=9222",
            )
            // It says when its page is shown.
            .env("CONNECTIONS_CONSOLE_BENCH", "1")
            .stdout(Stdio::piped());
        let mut running = Running::start(&mut console)?;
        let said = running.child().stdout.take().context("it was piped")?;
        let ready = tokio::task::spawn_blocking(move || {
            let lines = BufReader::new(said).lines().map_while(Result::ok);
            lines.into_iter().any(|line| line == "ready")
        });
        ensure!(ready.await?, "it ended before its page was shown");
        ensure!(
            !listens(port),
            "{variable}: somebody may look into the page"
        );
    }
    Ok(())
}
