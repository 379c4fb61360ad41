//! The way to the other end: clock, proxy, certificate authority, rate limit.

use domain::Explanation;
use jiff::SignedDuration;
use transport::TransportError;

use super::evidence::Way;
use super::line::Line;

/// What an ID token may be off by. Proofs of possession (RFC 9449) may be five minutes old.
const TOLERATED: SignedDuration = SignedDuration::from_secs(120);

/// The lines that hold for any other end; `host` is its name.
pub(crate) fn way_lines(way: &Way, host: &str) -> Vec<Line> {
    vec![
        clock(way, host),
        proxy(way, host),
        authority(way, host),
        rate(way),
    ]
}

fn clock(way: &Way, host: &str) -> Line {
    let (id, name) = ("clock", "Clock");
    let Some(ahead) = way.ahead else {
        return Line::cannot_tell(id, name, nothing_came(host));
    };
    let seconds = ahead.as_secs();
    if ahead.abs() <= TOLERATED {
        let what = match seconds {
            -1..=1 => format!("This computer's clock agrees with that of {host}."),
            _ => format!(
                "This computer's clock is {} {} that of {host}, which is tolerated.",
                in_words(seconds),
                direction(seconds)
            ),
        };
        return Line::pass(id, name, what);
    }
    let found = Explanation::new(
        format!(
            "This computer's clock is {} {} that of {host}.",
            in_words(seconds),
            direction(seconds)
        ),
        "Sign-ins and proofs carry the time, and those of another time are refused.",
        "Set the date and time of this computer to automatic.",
    );
    Line::fail(id, name, found)
}

fn direction(seconds: i64) -> &'static str {
    if seconds > 0 { "ahead of" } else { "behind" }
}

fn in_words(seconds: i64) -> String {
    match seconds.unsigned_abs() {
        s @ 0..=119 => format!("{s} seconds"),
        s @ 120..=7199 => format!("{} minutes", (s + 30) / 60),
        s @ 7200..=172_799 => format!("{} hours", (s + 1800) / 3600),
        s => format!("{} days", (s + 43_200) / 86_400),
    }
}

fn proxy(way: &Way, host: &str) -> Line {
    let (id, name) = ("proxy", "Proxy");
    if way.near {
        return Line::pass(id, name, "On this computer, where no proxy is asked.");
    }
    match (&way.proxy, &way.blocked) {
        (Some(proxy), Some(error)) if is_the_proxys(error) => Line::fail(
            id,
            name,
            Explanation::new(
                format!("The proxy {proxy} did not let the request through."),
                error.explain(host).why,
                "Check the system's proxy settings, and whether the proxy allows this host; a \
                 proxy that asks for a password must have it in those settings.",
            ),
        ),
        (Some(proxy), _) => Line::pass(id, name, format!("Through {proxy}, as the system says.")),
        (None, Some(_)) => Line::cannot_tell(
            id,
            name,
            Explanation::new(
                "The system names no proxy for this host, and nothing came through.",
                "Many company networks let traffic out through a proxy only.",
                "Ask whether yours has one, and set it in the system's settings or in HTTPS_PROXY.",
            ),
        ),
        (None, None) => Line::pass(
            id,
            name,
            "Directly: the system names no proxy for this host.",
        ),
    }
}

/// With a proxy, it is the proxy that the connection is made to.
fn is_the_proxys(error: &TransportError) -> bool {
    matches!(
        error,
        TransportError::ConnectionRefused
            | TransportError::NotConnected { .. }
            | TransportError::NameNotFound
            | TransportError::TimedOut { .. }
    )
}

fn authority(way: &Way, host: &str) -> Line {
    let (id, name) = ("authority", "Certificate authority");
    if way.near {
        return Line::pass(
            id,
            name,
            "On this computer, where no certificate is needed.",
        );
    }
    if let Some(error @ (TransportError::UnknownAuthority { .. } | TransportError::Tls { .. })) =
        &way.blocked
    {
        return Line::fail(id, name, error.explain(host));
    }
    if let Some(error @ TransportError::NoTrustStore { .. }) = &way.blocked {
        return Line::fail(id, name, error.explain(host));
    }
    match &way.authority {
        Some(authority) if authority.public => Line::pass(
            id,
            name,
            format!("{}, which the public web trusts.", authority.name),
        ),
        Some(authority) => Line {
            found: Explanation::new(
                format!(
                    "{}, which this computer was told to trust and the public web does not.",
                    authority.name
                ),
                "A TLS-inspecting proxy stands in between: it reads what is sent, secrets and \
                 tokens included.",
                "",
            ),
            ..Line::pass(id, name, "")
        },
        None => Line::cannot_tell(id, name, nothing_came(host)),
    }
}

fn rate(way: &Way) -> Line {
    let (id, name) = ("rate", "Rate limit");
    let Some((path, rate)) = &way.rate else {
        return Line::cannot_tell(
            id,
            name,
            Explanation::new(
                "No answer told a rate limit.",
                "It comes with calls of the API, which need a sign-in; Privileged Access tells \
                 none before it is used up.",
                "",
            ),
        );
    };
    let Some((limit, remaining)) = rate.limit.zip(rate.remaining) else {
        return Line::cannot_tell(
            id,
            name,
            Explanation::new("The answer did not tell how much is left.", "", ""),
        );
    };
    if remaining == 0 {
        let found = Explanation::new(
            format!("{path}: none of {limit} requests is left in this minute."),
            "Others, or other connections, made many calls just now.",
            format!(
                "Wait until {}; if it happens often, raise the app's share under Reports › Rate \
                 Limits.",
                rate.reset_at.strftime("%H:%M:%S UTC")
            ),
        );
        return Line::fail(id, name, found);
    }
    Line::pass(
        id,
        name,
        format!("{path}: {remaining} of {limit} requests are left in this minute."),
    )
}

fn nothing_came(host: &str) -> Explanation {
    Explanation::new(format!("{host} did not answer, or was not asked."), "", "")
}
