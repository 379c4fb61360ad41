//! Why a request to the org brought nothing of use.

use domain::{Explanation, Refusal};
use jiff::Timestamp;
use transport::TransportError;

use crate::clock;

/// What may happen to any request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServerError {
    /// No answer came back, or none that may be used.
    #[error("no answer came back")]
    Transport(#[source] TransportError),
    /// 429: the request was counted and not carried out, whatever its body says.
    #[error("the server is busy until {retry_at}")]
    Busy {
        /// When to ask again, by the local clock.
        retry_at: Timestamp,
    },
    /// The server understood and refused.
    #[error("the server answered {status}: {}", refusal.code)]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it said.
        refusal: Refusal,
    },
    /// The server refused for the time that a proof or an assertion bears, and the two clocks do
    /// not agree.
    #[error("this computer's clock is off by {by_seconds} seconds")]
    ClockOff {
        /// Positive when this computer is ahead.
        by_seconds: i64,
        /// What it said.
        refusal: Refusal,
    },
    /// The server agreed, and what it sent cannot be read.
    #[error("the answer cannot be read")]
    Unreadable,
}

impl ServerError {
    /// What happened, why, and what to do. `host` is what was asked.
    pub fn explain(&self, host: &str) -> Explanation {
        match self {
            Self::Transport(error) => error.explain(host),
            Self::Busy { retry_at } => busy(host, *retry_at),
            Self::Refused { status, refusal } => refused(host, *status, refusal),
            Self::ClockOff { by_seconds, .. } => clock::explain(*by_seconds),
            Self::Unreadable => unreadable(host),
        }
    }
}

impl From<TransportError> for ServerError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

pub(crate) fn busy(host: &str, retry_at: Timestamp) -> Explanation {
    Explanation::new(
        format!("{host} is busy."),
        "Its rate limit for such requests is used up.",
        format!("Try again after {}.", retry_at.strftime("%H:%M:%S UTC")),
    )
}

pub(crate) fn refused(host: &str, status: u16, refusal: &Refusal) -> Explanation {
    let fix = if status >= 500 {
        "The fault is at the server. Try again in a minute; nothing was lost."
    } else {
        "Check the app's settings in the Admin Console; its System Log has the whole story."
    };
    Explanation::new(format!("{host} refused."), said(refusal), fix)
}

pub(crate) fn unreadable(host: &str) -> Explanation {
    Explanation::new(
        format!("The answer of {host} was not understood."),
        "It is not what an Okta org answers.",
        "Check the domain; a proxy or a sign-in page may answer in the org's place.",
    )
}

/// The server's own words as a sentence.
pub(crate) fn said(refusal: &Refusal) -> String {
    let Refusal {
        code,
        summary,
        request_id,
    } = refusal;
    let id = request_id
        .as_ref()
        .map_or(String::new(), |id| format!(" (request {id})"));
    if summary.is_empty() {
        format!("It answered {code}{id}.")
    } else {
        format!("It answered {code}{id}: {summary}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_server_is_not_looked_for_in_the_apps_settings() {
        let fix = |status: u16| {
            let refusal = Refusal {
                code: format!("HTTP {status}"),
                summary: String::new(),
                request_id: None,
            };
            let told = ServerError::Refused { status, refusal }.explain("acme.okta.com");
            assert_eq!(told.why, format!("It answered HTTP {status}."));
            told.fix
        };
        assert!(fix(499).contains("settings"));
        assert!(fix(500).contains("at the server"));
        assert!(fix(503).contains("at the server"));
    }
}
