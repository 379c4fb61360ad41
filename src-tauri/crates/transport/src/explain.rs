//! What a person reads when nothing came back.

use domain::Explanation;

use crate::{Phase, TransportError};

/// What a network that looks into traffic is told by.
const UNKNOWN: &str = "A TLS-inspecting proxy, as company networks have them, shows its own \
                       certificate in the place of Okta's.";

impl TransportError {
    /// What happened, why, and what to do. `host` is what was asked.
    pub fn explain(&self, host: &str) -> Explanation {
        let not_reached = format!("{host} could not be reached.");
        let not_usable = format!("The answer of {host} was not used.");
        match self {
            Self::WrongOrigin => Explanation::new(
                "The request was not sent.",
                format!(
                    "It is addressed to another server than {host}, and a token of one org is sent to no other."
                ),
                "Use a path on this org, such as /api/v1/users.",
            ),
            Self::Unsendable => Explanation::new(
                "The request was not sent.",
                "Its address or one of its headers holds characters that HTTP cannot carry.",
                "Check what was typed for line breaks and control characters.",
            ),
            Self::NoTrustStore { reason } => Explanation::new(
                not_reached,
                format!("The certificate store of this computer cannot be read: {reason}."),
                "Install the system's certificates (on Debian: ca-certificates) and try again.",
            ),
            Self::Offline => Explanation::new(
                not_reached,
                "This computer has no way out to the network.",
                "Connect to the network or the VPN and try again; nothing was lost.",
            ),
            Self::NameNotFound => Explanation::new(
                not_reached,
                "No address is known under this name.",
                "Check the spelling of the domain, and whether a VPN is needed to look it up.",
            ),
            Self::PrivateAddress => Explanation::new(
                format!("{host} was not contacted."),
                "The name leads to an address of a private network, where no Okta org is. \
                 A name server that answers so may want to catch your client secret.",
                "Check the domain, and the name server or VPN that answers for it.",
            ),
            Self::ConnectionRefused => Explanation::new(
                not_reached,
                "There is a computer at this address, and nothing on it accepts the connection.",
                "Check the domain; for an org on this computer, start it first.",
            ),
            Self::Tls { reason } => Explanation::new(
                format!("The secure connection to {host} was refused."),
                format!("The certificate that was shown cannot be trusted: {reason}."),
                "Check the computer's date and time, and the domain.",
            ),
            Self::UnknownAuthority { issuer } => Explanation::new(
                format!("The secure connection to {host} was refused."),
                issuer.as_ref().map_or_else(
                    || UNKNOWN.to_owned(),
                    |issuer| {
                        format!(
                            "The certificate was issued by “{issuer}”, whom this computer does not \
                             trust. {UNKNOWN}"
                        )
                    },
                ),
                "On a company network, ask for that certificate authority to be installed in the \
                 operating system's store, then restart the console. Anywhere else do not go on: \
                 somebody may be listening.",
            ),
            Self::NotConnected { reason } => Explanation::new(
                not_reached,
                format!("No connection came about: {reason}."),
                "Check the network and the system's proxy settings, then try again.",
            ),
            Self::TimedOut { phase } => Explanation::new(
                format!("{host} did not answer in time."),
                match phase {
                    Phase::Connecting => "No connection came about within 5 seconds.",
                    Phase::Waiting => "The request was sent, and no answer began in time.",
                    Phase::Reading => "The answer began, and did not end in time.",
                },
                "Check the network and try again.",
            ),
            Self::Redirected { location_host } => Explanation::new(
                not_usable,
                location_host.as_ref().map_or_else(
                    || {
                        "It redirects to another page, and secrets are not sent after it."
                            .to_owned()
                    },
                    |other| format!("It redirects to {other}, and secrets are not sent after it."),
                ),
                "Check the domain: it must be the org's own, not a page that leads to it.",
            ),
            Self::TooLarge { limit } => Explanation::new(
                not_usable,
                format!("It is larger than the {limit} bytes that such an answer may have."),
                "Check the domain; something else than Okta may answer there.",
            ),
            Self::Encoded => Explanation::new(
                not_usable,
                "It is compressed in a way that was not asked for.",
                "Check the domain and the proxy; something between may change what Okta says.",
            ),
            Self::CutOff => Explanation::new(
                not_usable,
                "The connection broke off before the answer was complete.",
                "Try again; if it was a change, look first whether it was made.",
            ),
        }
    }
}
