//! From the client's errors to ours. Kinds and types are looked at, never texts.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use crate::resolver::NameProblem;
use crate::{Phase, TransportError};

/// Reads what reqwest says of a request that brought no head, or of a body that broke off.
pub(crate) fn classify(error: &reqwest::Error, phase: Phase) -> TransportError {
    if error.is_builder() {
        return TransportError::Unsendable;
    }
    if error.is_connect() {
        return connecting(error);
    }
    if error.is_timeout() {
        return TransportError::TimedOut { phase };
    }
    TransportError::CutOff
}

fn connecting(error: &reqwest::Error) -> TransportError {
    if let Some(problem) = find::<NameProblem>(error) {
        return match problem {
            NameProblem::NotFound => TransportError::NameNotFound,
            NameProblem::Offline => TransportError::Offline,
            NameProblem::NotPublic => TransportError::PrivateAddress,
        };
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        if let rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) = tls {
            return TransportError::UnknownAuthority { issuer: None };
        }
        return TransportError::Tls {
            reason: tls.to_string(),
        };
    }
    if error.is_timeout() {
        return TransportError::TimedOut {
            phase: Phase::Connecting,
        };
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => TransportError::ConnectionRefused,
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown) => {
            TransportError::Offline
        }
        _ => TransportError::NotConnected {
            reason: innermost(error),
        },
    }
}

/// The first `T` among the causes. An `io::Error` hides what it wraps from `source`, so it is
/// asked for it.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        cause = match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}
