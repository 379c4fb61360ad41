//! From each room's errors to the one shape that the window knows.
//!
//! A code is chosen by what the error *is*; its words come from the room that found it.

use authorization::{AppTokenError, ClientFault, RefreshError, ServiceTokenError, SignInError};
use catalogue::{Connector, FieldKind};
use domain::{Connection, Explanation, OpaBaseUrl, OrgHost, Refusal, ScopeSet, Status};
use jiff::Timestamp;
use store::{OpenError, StoreError};
use vault::VaultError;

use crate::form;
use crate::views::{Failure, FailureCode};

/// A room's error, for the window.
pub(crate) trait IntoFailure {
    fn into_failure(self) -> Failure;
}

impl IntoFailure for OpenError {
    fn into_failure(self) -> Failure {
        let code = if self.is_of_the_file() {
            FailureCode::DataUnusable
        } else {
            FailureCode::Other
        };
        Failure::coded(code, self.explain())
    }
}

impl IntoFailure for StoreError {
    fn into_failure(self) -> Failure {
        let code = match self {
            Self::Gone => FailureCode::Gone,
            Self::Unreadable { .. } => FailureCode::DataUnusable,
            _ => FailureCode::Other,
        };
        Failure::coded(code, self.explain())
    }
}

impl IntoFailure for VaultError {
    fn into_failure(self) -> Failure {
        let code = match self {
            Self::Locked => FailureCode::VaultLocked,
            _ => FailureCode::CredentialsRejected,
        };
        Failure::coded(code, self.explain())
    }
}

/// What the server said, folded below the sentence.
pub(crate) fn with_refusal(failure: Failure, refusal: &Refusal) -> Failure {
    Failure {
        request_id: refusal.request_id.clone(),
        detail: Some(format!("{}: {}", refusal.code, refusal.summary)),
        refusal: Some(Box::new(refusal.clone())),
        ..failure
    }
}

/// A sign-in that did not succeed: back to the form, beside the field that it is about.
pub(crate) fn sign_in_failure(
    error: &SignInError,
    domain: &OrgHost,
    connector: &Connector,
    requested: &ScopeSet,
) -> Failure {
    let explanation = error.explain(domain);
    match error {
        SignInError::UnknownScope(refusal) => {
            unknown_scope(explanation, refusal, connector, requested)
        }
        SignInError::InvalidClient {
            fault: ClientFault::Id,
            refusal,
        } => with_refusal(
            Failure::field(form::id_field(connector), explanation),
            refusal,
        ),
        SignInError::TimedOut { .. } => Failure::coded(FailureCode::NobodyCame, explanation),
        SignInError::InvalidClient { refusal, .. } => with_refusal(
            Failure::field(form::secret_field(connector), explanation),
            refusal,
        ),
        SignInError::DpopRequired => Failure::coded(FailureCode::DpopRequired, explanation),
        SignInError::PushRequired(refusal) => with_refusal(
            Failure::coded(FailureCode::PushRequired, explanation),
            refusal,
        ),
        SignInError::NotAssigned(refusal)
        | SignInError::RedirectUriUnknown { refusal, .. }
        | SignInError::AccessDenied(refusal)
        | SignInError::NothingGranted(refusal)
        | SignInError::GrantTypeOff(refusal)
        | SignInError::Pkce(refusal)
        | SignInError::CodeRefused(refusal)
        | SignInError::Refused(refusal) => with_refusal(Failure::other(explanation), refusal),
        _ => Failure::other(explanation),
    }
}

/// Okta names no scope. The optional families are those that an org may not know.
fn unknown_scope(
    explanation: Explanation,
    refusal: &Refusal,
    connector: &Connector,
    requested: &ScopeSet,
) -> Failure {
    let extras = connector.extra_scopes(requested).to_wire();
    let failure = Failure::coded(FailureCode::UnknownScope, explanation);
    Failure {
        detail: Some(extras),
        field: Some("scopes".into()),
        ..with_refusal(failure, refusal)
    }
}

/// A service app that was given no token from the form: beside the field that it is about.
pub(crate) fn app_form_failure(
    error: &AppTokenError,
    domain: &OrgHost,
    connector: &Connector,
    requested: &ScopeSet,
) -> Failure {
    let explanation = error.explain(domain);
    match error {
        AppTokenError::UnknownScope(refusal) => {
            unknown_scope(explanation, refusal, connector, requested)
        }
        AppTokenError::KeyRejected(refusal) => {
            let of_id = refusal.summary.contains("issuer claim");
            let field = if of_id {
                form::id_field(connector)
            } else {
                form::secret_field(connector)
            };
            with_refusal(Failure::field(field, explanation), refusal)
        }
        AppTokenError::NothingGranted(refusal) | AppTokenError::Refused { refusal, .. } => {
            with_refusal(Failure::other(explanation), refusal)
        }
        AppTokenError::DpopRequired => Failure::coded(FailureCode::DpopRequired, explanation),
        _ => Failure::other(explanation),
    }
}

/// A service app that is given no token any more.
pub(crate) fn app_token_failure(
    error: &AppTokenError,
    connection: &Connection,
    domain: &OrgHost,
) -> Failure {
    let name = &connection.nickname;
    let Explanation { what, why, fix } = error.explain(domain);
    let named = Explanation::new(format!("“{name}” was given no token. {what}"), why, fix);
    match error {
        AppTokenError::KeyRejected(refusal) => with_refusal(
            Failure::coded(FailureCode::CredentialsRejected, named),
            refusal,
        ),
        AppTokenError::NothingGranted(refusal) => with_refusal(
            Failure::coded(FailureCode::NeedsReauthorization, named),
            refusal,
        ),
        AppTokenError::UnknownScope(refusal) | AppTokenError::Refused { refusal, .. } => {
            with_refusal(Failure::other(named), refusal)
        }
        _ => Failure::other(named),
    }
}

/// What a refused token request of a service app makes of the status.
pub(crate) fn app_token_status(error: &AppTokenError, before: Status, now: Timestamp) -> Status {
    match (error, before) {
        (AppTokenError::KeyRejected(_), before @ Status::CredentialsRejected { .. })
        | (AppTokenError::Busy { .. }, before) => before,
        (AppTokenError::KeyRejected(refusal), _) => Status::CredentialsRejected {
            since: now,
            refusal: refusal.clone(),
        },
        (AppTokenError::NothingGranted(refusal), before) => {
            before.grant_ended(now, refusal.clone())
        }
        (other, before) => before.unreachable(now, other.to_string()),
    }
}

/// A renewal that did not succeed.
pub(crate) fn refresh_failure(
    error: &RefreshError,
    connection: &Connection,
    domain: &OrgHost,
) -> Failure {
    let name = &connection.nickname;
    match error {
        RefreshError::GrantEnded(refusal) => with_refusal(
            Failure::coded(
                FailureCode::NeedsReauthorization,
                Explanation::new(
                    format!("“{name}” needs to be reauthorized."),
                    format!(
                        "Okta refused the refresh token: it expired, was revoked, or its user was \
                         deactivated or signed out everywhere. {}",
                        refusal.summary
                    ),
                    "Reauthorize it.",
                ),
            ),
            refusal,
        ),
        RefreshError::ClientRejected(refusal) => with_refusal(
            Failure::coded(
                FailureCode::CredentialsRejected,
                Explanation::new(
                    format!("Okta refuses the client of “{name}”."),
                    format!(
                        "The client secret was rotated or deactivated. {}",
                        refusal.summary
                    ),
                    "Reauthorize it with the new secret.",
                ),
            ),
            refusal,
        ),
        RefreshError::Refused(refusal) => {
            with_refusal(Failure::other(error.explain(domain)), refusal)
        }
        RefreshError::DpopRequired => Failure {
            refusal: Some(Box::new(Refusal {
                code: "invalid_dpop_proof".into(),
                summary: String::new(),
                request_id: None,
            })),
            ..Failure::other(error.explain(domain))
        },
        other => Failure::other(other.explain(domain)),
    }
}

/// An OPA key that did not give a token: beside the field that it is about.
pub(crate) fn service_token_failure(
    error: &ServiceTokenError,
    connector: &Connector,
    base_url: &OpaBaseUrl,
) -> Failure {
    let explanation = error.explain(base_url);
    let field = |kind: FieldKind| connector.field(kind).map_or("", |field| &field.id);
    match error {
        ServiceTokenError::KeyRejected(refusal) => with_refusal(
            Failure::field(field(FieldKind::Secret), explanation),
            refusal,
        ),
        ServiceTokenError::WrongTeam { .. } | ServiceTokenError::TeamNotFound(_) => {
            Failure::field(field(FieldKind::OpaTeam), explanation)
        }
        _ => Failure::other(explanation),
    }
}

/// As [`service_token_failure`], of a key that is kept: it gave a token once, so that a refusal
/// says that it was rotated or has expired, and not that it was mistyped.
pub(crate) fn kept_key_failure(
    error: &ServiceTokenError,
    connector: &Connector,
    base_url: &OpaBaseUrl,
    connection: &Connection,
) -> Failure {
    let ServiceTokenError::KeyRejected(refusal) = error else {
        return service_token_failure(error, connector, base_url);
    };
    let name = &connection.nickname;
    let rotated = Explanation::new(
        format!("The API key of “{name}” was rotated or has expired."),
        "It was accepted before, and Privileged Access refuses it now; the service user or the \
         key may also have been deleted.",
        "Create a new key for the service user, then reauthorize with it.",
    );
    with_refusal(
        Failure::coded(FailureCode::CredentialsRejected, rotated),
        refusal,
    )
}

/// What a refused key makes of the status.
pub(crate) fn service_token_status(
    error: &ServiceTokenError,
    before: Status,
    now: Timestamp,
) -> Status {
    match error {
        ServiceTokenError::KeyRejected(refusal) => {
            before.credentials_rejected(now, refusal.clone())
        }
        // Asked too often is no news of the connection.
        ServiceTokenError::Busy { .. } => before,
        other => before.unreachable(now, other.to_string()),
    }
}
