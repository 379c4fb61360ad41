//! In a company: a proxy that everything goes through, and a certificate authority of its own.
//!
//! The environment of a process cannot be changed from within, so each story runs itself again
//! behind the network that it has put up. The practice org answers there as `acme.okta.com`, and
//! nowhere else: what reaches it came through the proxy.

mod network;

use std::collections::BTreeMap;

use connections::Machine;
use connections::views::{
    AppChoice, ConnectRequest, DoctorFor, DoctorLine, DoctorReport, NewSecret, VerdictView,
};
use domain::{Clock, LoopbackOrgs, StoppedClock, SystemClock};
use network::{INSPECTOR, Network, ORG};
use stories::person::Person;
use stories::story::{DANA, PASSWORD, SERVICE_ACCOUNT, Story};
use tempfile::TempDir;
use vault::MemoryKeyring;

/// Where the person behind the network finds what to type.
const CLIENT: &str = "STORY_CLIENT_ID";
const SECRET: &str = "STORY_CLIENT_SECRET";
const PORT: &str = "STORY_PORT";
const PROXY: &str = "STORY_PROXY";

#[expect(
    clippy::disallowed_methods,
    reason = "this test starts itself as the program behind the proxy, and tells it so"
)]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The console on a computer of that network.
struct Desk {
    console: connections::Console,
    _folder: TempDir,
}

async fn desk() -> Desk {
    transport::install_crypto();
    let folder = TempDir::new().unwrap();
    let person = Person::new(SERVICE_ACCOUNT, PASSWORD, |_| ());
    let clock = StoppedClock::at(SystemClock.now());
    let port = told(PORT).unwrap().parse().unwrap();
    let console = stories::story::open(
        folder.path(),
        &MemoryKeyring::default(),
        &person,
        &clock,
        LoopbackOrgs::Refused,
        &[port],
    )
    .await
    .unwrap();
    Desk {
        console,
        _folder: folder,
    }
}

fn form() -> ConnectRequest {
    let values = [
        ("nickname", "Behind".to_owned()),
        ("domain", ORG.to_owned()),
        ("client_id", told(CLIENT).unwrap()),
    ];
    let values: BTreeMap<_, _> = values.map(|(id, text)| (id.to_owned(), text)).into();
    ConnectRequest {
        connector: "okta".into(),
        values,
        app: AppChoice::default(),
        secret: NewSecret::Typed {
            value: told(SECRET).unwrap().into(),
        },
        scopes: ["openid", "offline_access", "okta.users.read"]
            .map(str::to_owned)
            .to_vec(),
        actions: Vec::new(),
        folder: None,
        custom_domain_confirmed: false,
    }
}

async fn examined(desk: &Desk) -> DoctorReport {
    let patient = DoctorFor::Form { request: form() };
    desk.console.run_doctor(patient).await.unwrap()
}

fn line<'a>(report: &'a DoctorReport, id: &str) -> &'a DoctorLine {
    report.lines.iter().find(|line| line.id == id).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_through_the_proxy_and_by_the_companys_certificates() {
    const THIS: &str =
        "company_network::everything_goes_through_the_proxy_and_by_the_companys_certificates";
    if told(CLIENT).is_some() {
        return work_behind_the_network().await;
    }
    let network = Network::begin().await;
    network.run_behind(THIS, network.authority()).await;

    let asked = network.asked();
    assert!(!asked.is_empty());
    assert!(
        asked.iter().all(|to| *to == format!("{ORG}:443")),
        "{asked:?}"
    );
    for path in [
        "/.well-known/okta-organization",
        "/.well-known/openid-configuration",
        "/oauth2/v1/authorize",
        "/oauth2/v1/token",
        "/oauth2/v1/keys",
        "/oauth2/v1/introspect",
        "/api/v1/users",
    ] {
        assert!(!network.org().requests(path).is_empty(), "{path}");
    }
}

async fn work_behind_the_network() {
    let desk = desk().await;
    let console = &desk.console;
    let report = examined(&desk).await;
    let proxy = told(PROXY).unwrap();
    assert!(
        line(&report, "proxy").found.what.contains(&proxy),
        "{}",
        report.text
    );
    let authority = line(&report, "authority");
    assert_eq!(authority.verdict, VerdictView::Pass, "{}", report.text);
    assert!(authority.found.what.contains(INSPECTOR), "{}", report.text);
    assert!(authority.found.why.contains("TLS-inspecting proxy"));
    assert_eq!(
        line(&report, "redirect").verdict,
        VerdictView::Pass,
        "{}",
        report.text
    );

    let step = console.begin_connect(form()).await.unwrap();
    let connections::views::ConnectStep::SignIn { sign_in } = step else {
        panic!("a sign-in");
    };
    let review = console.finish_sign_in(&sign_in.attempt).await.unwrap();
    assert_eq!(review.org.address, ORG);
    let saved = console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(saved.row.status.state, "active");
    let id = saved.row.id;
    let read = Story::filled(&id, "read_user", &[("user", DANA)]);
    assert_eq!(console.run_action(read).await.unwrap().outcome, "done");
    let again = DoctorFor::Connection { connection: id };
    let report = console.run_doctor(again).await.unwrap();
    let failing = report
        .lines
        .iter()
        .filter(|line| line.verdict == VerdictView::Fail);
    assert_eq!(failing.count(), 0, "{}", report.text);

    let machine = Machine {
        system: "x".into(),
        web_view: "y".into(),
        home: None,
    };
    let view = console.diagnostics(machine, true).await.unwrap();
    assert!(view.text.contains(INSPECTOR), "{}", view.text);
    assert!(view.text.contains("HTTPS_PROXY") && view.text.contains("SSL_CERT_FILE"));
    assert!(!view.text.contains("acme"), "{}", view.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inspecting_proxy_that_this_computer_does_not_trust_is_named_and_gets_nothing() {
    const THIS: &str = "company_network::an_inspecting_proxy_that_this_computer_does_not_trust_is_named_and_gets_nothing";
    if told(CLIENT).is_some() {
        let desk = desk().await;
        let report = examined(&desk).await;
        let line = line(&report, "authority");
        assert_eq!(line.verdict, VerdictView::Fail, "{}", report.text);
        assert!(line.found.why.contains(INSPECTOR), "{}", line.found.why);
        assert!(
            line.found.why.contains("TLS-inspecting proxy"),
            "{}",
            line.found.why
        );
        let failure = desk.console.begin_connect(form()).await.unwrap_err();
        assert!(failure.why.contains(INSPECTOR), "{failure:?}");
        return;
    }
    let network = Network::begin().await;
    network.run_behind(THIS, network.another_authority()).await;
    assert!(!network.asked().is_empty(), "it was tried");
    assert!(network.org().requests("/").is_empty(), "nothing arrived");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_does_not_let_the_org_through_is_named() {
    const THIS: &str = "company_network::a_proxy_that_does_not_let_the_org_through_is_named";
    if told(CLIENT).is_some() {
        let desk = desk().await;
        let report = examined(&desk).await;
        let line = line(&report, "proxy");
        assert_eq!(line.verdict, VerdictView::Fail, "{}", report.text);
        assert!(
            line.found.what.contains(&told(PROXY).unwrap()),
            "{}",
            line.found.what
        );
        return;
    }
    let network = Network::begin().await;
    network.refuses_everybody();
    network.run_behind(THIS, network.authority()).await;
    assert!(network.org().requests("/").is_empty(), "nothing arrived");
}
