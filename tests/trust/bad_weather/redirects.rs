//! Every endpoint that the console speaks to answers with every redirect; the server that they all
//! point to hears nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, ensure};
use connections::views::DoctorFor;
use jiff::SignedDuration;
use sandbox::FaultSpec;
use tokio::net::TcpListener;

use crate::story::{DANA, Story};
use crate::trust::desk::told;

const CODES: [u16; 5] = [301, 302, 303, 307, 308];

/// What makes the console speak to an endpoint.
#[derive(Debug, Clone, Copy)]
enum By {
    SigningIn,
    PushedSignIn,
    Renewing,
    Reading,
    Writing,
    Deleting,
    Examining,
    SigningInToOpa,
    ReadingOfOpa,
}

const ENDPOINTS: [(&str, By); 14] = [
    ("/.well-known/okta-organization", By::SigningIn),
    ("/.well-known/openid-configuration", By::SigningIn),
    ("/oauth2/v1/token", By::SigningIn),
    ("/oauth2/v1/keys", By::SigningIn),
    ("/oauth2/v1/introspect", By::SigningIn),
    ("/api/v1/users", By::SigningIn),
    ("/oauth2/v1/par", By::PushedSignIn),
    ("/oauth2/v1/token", By::Renewing),
    ("/api/v1/users", By::Reading),
    ("/api/v1/groups", By::Writing),
    ("/oauth2/v1/revoke", By::Deleting),
    ("/oauth2/v1/authorize", By::Examining),
    ("/v1/teams/", By::SigningInToOpa),
    ("/v1/teams/", By::ReadingOfOpa),
];

/// How many redirects there were, and how often somebody came to where they point.
pub(super) async fn run(tell: &mut impl FnMut(&str)) -> Result<(u64, u64)> {
    let (elsewhere, came) = elsewhere().await?;
    let mut redirected = 0;
    for (path, by) in ENDPOINTS {
        for code in CODES {
            match one(path, by, code, elsewhere).await {
                Ok(()) => redirected += 1,
                Err(fault) => tell(&format!("FAILED {path}, {by:?}, {code}: {fault:#}")),
            }
        }
    }
    Ok((redirected, came.load(Ordering::SeqCst)))
}

/// How many there are to be.
pub(super) fn due() -> u64 {
    (ENDPOINTS.len() * CODES.len()) as u64
}

async fn elsewhere() -> Result<(SocketAddr, Arc<AtomicU64>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let came = Arc::new(AtomicU64::new(0));
    let counting = Arc::clone(&came);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counting.fetch_add(1, Ordering::SeqCst);
        }
    });
    Ok((address, came))
}

async fn one(path: &str, by: By, code: u16, elsewhere: SocketAddr) -> Result<()> {
    let story = Story::begin().await;
    let fault = FaultSpec {
        headers: vec![("location".into(), format!("http://{elsewhere}{path}"))],
        times: 3,
        ..FaultSpec::answer(path, code, "")
    };
    let connector = match by {
        By::SigningInToOpa | By::ReadingOfOpa => "okta_privileged_access",
        _ => "okta",
    };
    let form = story.form(connector, "Redirected");
    let client = form.values.get("client_id").cloned().unwrap_or_default();
    if let By::PushedSignIn = by {
        story.org.set_require_par(&client, true);
    }
    match by {
        By::SigningIn | By::PushedSignIn | By::SigningInToOpa => {
            story.org.fail_next(fault);
            if let Ok(review) = story.sign_in(form).await {
                let _saved = story.console.save_connection(&review.attempt, false).await;
            }
        }
        By::Examining => {
            story.org.fail_next(fault);
            let request = DoctorFor::Form { request: form };
            let _report = story.console.run_doctor(request).await;
        }
        By::Renewing | By::Reading | By::Writing | By::Deleting | By::ReadingOfOpa => {
            let id = story.connect(connector, "Redirected").await.row.id;
            if let By::Renewing = by {
                story.later(SignedDuration::from_hours(2));
            }
            story.org.fail_next(fault);
            match by {
                By::Reading => drop(story.run(&id, "read_user", &[("user", DANA)]).await),
                By::Writing => drop(story.run(&id, "create_group", &[("name", "New")]).await),
                By::Deleting => drop(story.console.delete_connection(&id).await),
                _ => drop(story.console.test_connection(&id).await.map_err(told)?),
            }
        }
    }
    let answered = story.org.requests(path);
    let redirected = format!(" {code}");
    ensure!(
        answered
            .iter()
            .any(|request| request.ends_with(&redirected)),
        "it was not asked: {answered:?}"
    );
    Ok(())
}
