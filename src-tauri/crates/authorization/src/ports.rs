//! The ports that the browser may return to.

use domain::Explanation;
use tokio::net::TcpListener;

use crate::port_owner::owner;

/// The ports whose redirect URIs the admin registers. Okta compares redirect URIs with the port
/// (it does not follow RFC 8252 §7.3), so they cannot be chosen on the day. All are below the
/// ranges that systems hand out by themselves.
pub const REDIRECT_PORTS: [u16; 4] = [17815, 21817, 26819, 31823];

pub(crate) const CALLBACK_PATH: &str = "/authorization-code/callback";

/// The redirect URI of a port, exactly as it must be registered.
pub fn redirect_uri(port: u16) -> String {
    format!("http://127.0.0.1:{port}{CALLBACK_PATH}")
}

/// A port that somebody else holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusyPort {
    /// Which.
    pub port: u16,
    /// By whom, such as `node (pid 4312)`, where the system would tell.
    pub owner: Option<String>,
}

/// The first of `ports` that is free, already bound, and those that were not.
///
/// It is bound to 127.0.0.1 and nothing else, and stays bound: a port that is found free and
/// bound later can be taken in between.
pub(crate) async fn bind(ports: &[u16]) -> (Option<TcpListener>, Vec<BusyPort>) {
    let mut busy = Vec::new();
    for &port in ports {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(listener) => return (Some(listener), busy),
            Err(_) => busy.push(BusyPort {
                port,
                owner: owner(port),
            }),
        }
    }
    (None, busy)
}

pub(crate) fn explain_taken(busy: &[BusyPort]) -> Explanation {
    let named: Vec<String> = busy
        .iter()
        .map(|BusyPort { port, owner }| match owner {
            Some(owner) => format!("{port} by {owner}"),
            None => port.to_string(),
        })
        .collect();
    Explanation::new(
        "The sign-in was not started.",
        format!(
            "Okta answers to one of the registered ports only, and all are in use: {}.",
            named.join(", ")
        ),
        "Close one of these programs, then try again. What you typed is kept.",
    )
}
