//! What may be done to a user in which status.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::user_writes::{note, set_status};
use super::{user_json, users};
use crate::authorization_server::bearer::{Power, admit};
use crate::http::{Answer, Call, done, empty, ok};
use crate::ids;
use crate::refusal::Refusal;
use crate::seed::UserStatus::{
    self, Active, Deprovisioned, LockedOut, PasswordExpired, Provisioned, Recovery, Staged,
    Suspended,
};

/// `POST /api/v1/users/{id}/lifecycle/{operation}`.
pub(crate) fn user(call: &Call) -> Answer {
    let operation = call.at("operation");
    let power = match operation {
        "activate" | "deactivate" | "reactivate" | "suspend" | "unsuspend" => Power::Manage,
        "unlock"
        | "reset_password"
        | "expire_password"
        | "reset_factors"
        | "expire_password_with_temp_password" => Power::HelpPeople,
        _ => return Ok(empty(StatusCode::NOT_FOUND)),
    };
    let mut desk = admit(call, "okta.users.manage", power)?;
    let user = users::found(call, &desk)?;
    let (id, before) = (user.id.clone(), user.status);
    let has_password = user.password_changed.is_some();
    let (after, answer) = step(call, operation, before, has_password)?;
    if after != before {
        set_status(call, &mut desk.state, &id, after);
    }
    let event = format!("user.lifecycle.{operation}");
    note(
        call,
        &mut desk,
        &event,
        &format!("Okta user: {operation}"),
        &id,
    );
    match answer {
        Reply::Body(body) => Ok(ok(&body)),
        Reply::User => {
            let user = desk
                .state
                .users
                .by_id(&id)
                .ok_or_else(|| Refusal::missing(&id, "User"))?;
            Ok(ok(&user_json::alone(&desk.state, &call.org.base, user)))
        }
    }
}

enum Reply {
    Body(Value),
    User,
}

fn step(
    call: &Call,
    operation: &str,
    status: UserStatus,
    has_password: bool,
) -> Result<(UserStatus, Reply), Refusal> {
    let base = &call.org.base;
    let nothing = || Reply::Body(json!({}));
    let token = ids::secret(20);
    let activation = || json!({ "activationUrl": format!("{base}/tokens/{token}/verify"), "activationToken": token });
    let silent = call.query.is("sendEmail", "false");
    match (operation, status) {
        ("activate", Staged | Deprovisioned) => {
            let after = if has_password { Active } else { Provisioned };
            Ok((
                after,
                if silent {
                    Reply::Body(activation())
                } else {
                    nothing()
                },
            ))
        }
        ("activate", _) => Err(Refusal::okta(
            403,
            "E0000016",
            "Activation failed because the user is already active",
        )),
        // `sendEmail` is false here unless it is asked for.
        ("reactivate", Provisioned | Recovery) => {
            let mailed = call.query.is("sendEmail", "true");
            Ok((
                status,
                if mailed {
                    nothing()
                } else {
                    Reply::Body(activation())
                },
            ))
        }
        ("deactivate", Deprovisioned) => Err(Refusal::validation(
            "user",
            &["User is already deactivated."],
        )),
        ("deactivate", _) => Ok((Deprovisioned, nothing())),
        ("suspend", Active) => Ok((Suspended, nothing())),
        ("suspend", _) => Err(Refusal::okta(
            400,
            "E0000001",
            "Api validation failed: Cannot suspend a user that is not active",
        )),
        ("unsuspend", Suspended) | ("unlock", LockedOut) => Ok((Active, nothing())),
        ("unsuspend", _) => Err(Refusal::okta(
            400,
            "E0000001",
            "Api validation failed: Cannot unsuspend a user that is not suspended",
        )),
        ("unlock", _) => Err(Refusal::okta(
            403,
            "E0000032",
            "Unlock is not allowed for this user.",
        )),
        ("reset_password", Active | PasswordExpired | Recovery | LockedOut | Provisioned) => {
            let url =
                json!({ "resetPasswordUrl": format!("{base}/signin/reset-password/{token}") });
            Ok((Recovery, if silent { Reply::Body(url) } else { nothing() }))
        }
        ("expire_password", Active | PasswordExpired) => Ok((PasswordExpired, Reply::User)),
        ("expire_password_with_temp_password", Active | PasswordExpired) => Ok((
            PasswordExpired,
            Reply::Body(json!({ "tempPassword": ids::secret(8) })),
        )),
        ("reset_factors", Active | PasswordExpired | LockedOut) => Ok((status, nothing())),
        _ => Err(Refusal::okta(
            403,
            "E0000038",
            "This operation is not allowed in the user's current status.",
        )),
    }
}

/// `DELETE /api/v1/users/{id}/sessions?oauthTokens=true`.
pub(crate) fn clear_sessions(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.users.manage", Power::HelpPeople)?;
    let id = users::found(call, &desk)?.id.clone();
    desk.state
        .tickets
        .sessions
        .retain(|_, session| session.user != id);
    if call.query.is("oauthTokens", "true") {
        desk.state
            .tickets
            .end_where(|_, user| user == Some(id.as_str()));
    }
    note(
        call,
        &mut desk,
        "user.session.clear",
        "Clear user session",
        &id,
    );
    Ok(done())
}
