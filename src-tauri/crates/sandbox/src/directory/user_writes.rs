//! Creating, changing and deleting users: POST changes what is sent, PUT empties what is not,
//! and the first DELETE only deactivates.

use serde_json::{Map, Value, json};

use super::{log, schemas, user_json, users};
use crate::authorization_server::bearer::{Desk, Power, admit};
use crate::http::{Answer, Call, done, ok};
use crate::ids;
use crate::refusal::Refusal;
use crate::seed::UserStatus;
use crate::state::{GroupKind, State, User};

/// `POST /api/v1/users?activate=`: 200, not 201. Active only with credentials.
pub(crate) fn create(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.users.manage", Power::Manage)?;
    let body = call.json()?;
    let Some(profile) = body["profile"].as_object() else {
        return Err(Refusal::validation(
            "profile",
            &["profile: The field cannot be left blank"],
        ));
    };
    let profile = whole(profile);
    check(&desk.state, &profile, None)?;
    let realm_id = realm(&desk.state, &body, &profile)?;
    let groups = groups(&desk.state, &body)?;
    let activate = !call.query.is("activate", "false");
    let credentials = &body["credentials"];
    let password = password(credentials)?;
    let federated = call.query.is("provider", "true") || !credentials["provider"].is_null();
    let has_credentials = password.is_some() || federated;
    let status = match (activate, has_credentials) {
        (false, _) => UserStatus::Staged,
        (true, true) if call.query.is("nextLogin", "changePassword") => UserStatus::PasswordExpired,
        (true, true) => UserStatus::Active,
        (true, false) => UserStatus::Provisioned,
    };
    let now = call.org.clock.now();
    let question = credentials["recovery_question"]["question"]
        .as_str()
        .map(str::to_owned);
    let provider = Some(credentials["provider"].clone()).filter(|provider| !provider.is_null());
    let user = User {
        id: ids::fresh("00u"),
        status,
        created: now,
        activated: activate.then_some(now),
        status_changed: activate.then_some(now),
        last_login: None,
        last_updated: now,
        password_changed: password.as_ref().map(|_| now),
        password,
        recovery_question: question,
        provider,
        realm_id,
        profile,
        role: None,
        indexed: Some(Value::Null),
    };
    let shown = user_json::alone(&desk.state, &call.org.base, &user);
    for group in desk.state.groups.iter_mut() {
        if group.kind == GroupKind::BuiltIn || groups.contains(&group.id) {
            group.members.insert(user.id.clone());
        }
    }
    let id = user.id.clone();
    desk.state.users.put(&id, user);
    note(
        call,
        &mut desk,
        "user.lifecycle.create",
        "Create Okta user",
        &id,
    );
    Ok(ok(&shown))
}

/// `POST /api/v1/users/{id}`: only what is sent changes.
pub(crate) fn update(call: &Call) -> Answer {
    change(call, |before, sent| {
        let mut profile = before.clone();
        profile.extend(sent.clone());
        profile
    })
}

/// `PUT /api/v1/users/{id}`: what is not sent becomes null.
pub(crate) fn replace(call: &Call) -> Answer {
    change(call, |before, sent| {
        let mut profile: Map<_, _> = before
            .keys()
            .map(|name| (name.clone(), Value::Null))
            .collect();
        profile.extend(sent.clone());
        profile
    })
}

/// `DELETE /api/v1/users/{id}`: 204 twice. The first time she is deactivated, the second deleted.
pub(crate) fn delete(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.users.manage", Power::Manage)?;
    let user = users::found(call, &desk)?;
    let (id, status) = (user.id.clone(), user.status);
    if status == UserStatus::Deprovisioned {
        note(
            call,
            &mut desk,
            "user.lifecycle.delete.initiated",
            "Delete Okta user",
            &id,
        );
        desk.state.users.take(&id);
        for group in desk.state.groups.iter_mut() {
            group.members.remove(&id);
        }
        for device in desk.state.devices.iter_mut() {
            device.users.remove(&id);
        }
        for app in desk.state.apps.iter_mut() {
            app.assigned.remove(&id);
        }
        desk.state
            .tickets
            .end_where(|_, user| user == Some(id.as_str()));
    } else {
        set_status(call, &mut desk.state, &id, UserStatus::Deprovisioned);
        note(
            call,
            &mut desk,
            "user.lifecycle.deactivate",
            "Deactivate Okta user",
            &id,
        );
    }
    Ok(done())
}

fn change(
    call: &Call,
    merge: impl FnOnce(&Map<String, Value>, &Map<String, Value>) -> Map<String, Value>,
) -> Answer {
    let mut desk = admit(call, "okta.users.manage", Power::Manage)?;
    let body = call.json()?;
    let user = users::found(call, &desk)?;
    if user.status == UserStatus::Deprovisioned {
        let cause = "User is deactivated, therefore we cannot update.";
        return Err(Refusal::validation("user", &[cause]));
    }
    let before = user_json::in_list(&desk.state, &call.org.base, user);
    let id = user.id.clone();
    let empty = Map::new();
    let sent = body["profile"].as_object().unwrap_or(&empty);
    let profile = merge(&user.profile, sent);
    check(&desk.state, &profile, Some(&id))?;
    let realm_id = match &body["realmId"] {
        Value::Null => user.realm_id.clone(),
        _ => realm(&desk.state, &body, &profile)?,
    };
    let password = password(&body["credentials"])?;
    let now = call.org.clock.now();
    let user = desk
        .state
        .users
        .by_id_mut(&id)
        .ok_or_else(|| Refusal::missing(&id, "User"))?;
    user.indexed = Some(before);
    user.profile = profile;
    user.realm_id = realm_id;
    user.last_updated = now;
    if password.is_some() {
        user.password = password;
        user.password_changed = Some(now);
    }
    note(
        call,
        &mut desk,
        "user.account.update_profile",
        "Update user profile for Okta",
        &id,
    );
    let user = desk
        .state
        .users
        .by_id(&id)
        .ok_or_else(|| Refusal::missing(&id, "User"))?;
    Ok(ok(&user_json::alone(&desk.state, &call.org.base, user)))
}

/// Moves a user to a status and does what goes with it.
pub(crate) fn set_status(call: &Call, state: &mut State, id: &str, status: UserStatus) {
    let now = call.org.clock.now();
    let before = state
        .users
        .by_id(id)
        .map(|user| user_json::in_list(state, &call.org.base, user));
    if let Some(user) = state.users.by_id_mut(id) {
        user.indexed = before;
        user.status = status;
        user.status_changed = Some(now);
        user.last_updated = now;
        if matches!(status, UserStatus::Active | UserStatus::Provisioned) {
            user.activated = user.activated.or(Some(now));
        }
    }
    if status == UserStatus::Deprovisioned {
        state
            .tickets
            .sessions
            .retain(|_, session| session.user != id);
        state.tickets.end_where(|_, user| user == Some(id));
        for app in state.apps.iter_mut() {
            app.assigned.remove(id);
        }
    }
}

/// Writes a change of a user to the system log.
pub(crate) fn note(call: &Call, desk: &mut Desk<'_>, event: &str, message: &str, user: &str) {
    let login = desk.state.login(user);
    let actor = desk.token.user.clone();
    log::record(
        &call.org,
        &mut desk.state,
        &log::Line {
            event,
            message,
            actor: actor.as_deref(),
            result: "SUCCESS",
            reason: None,
            target: Some(("User", user, &login)),
        },
    );
}

/// A profile has its base properties, also the ones nobody filled in.
fn whole(sent: &Map<String, Value>) -> Map<String, Value> {
    let mut profile = Map::new();
    for name in ["firstName", "lastName", "mobilePhone", "secondEmail"] {
        profile.insert(name.to_owned(), Value::Null);
    }
    profile.extend(sent.clone());
    profile
}

fn check(state: &State, profile: &Map<String, Value>, own: Option<&str>) -> Result<(), Refusal> {
    let text = |name: &str| {
        profile
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let mut causes = Vec::new();
    for name in ["login", "email", "firstName", "lastName"] {
        if text(name).is_empty() {
            causes.push(format!("{name}: The field cannot be left blank"));
        }
    }
    let login = text("login");
    if !login.is_empty() && !is_address(login) {
        causes.push("login: Username must be in the form of an email address".to_owned());
    }
    if !text("email").is_empty() && !is_address(text("email")) {
        causes.push("email: Does not match required pattern".to_owned());
    }
    for (name, longest) in [
        ("firstName", 50),
        ("lastName", 50),
        ("login", 100),
        ("email", 100),
    ] {
        if text(name).chars().count() > longest {
            causes.push(format!(
                "{name}: String is too long: maximum {longest} characters"
            ));
        }
    }
    let known = schemas::properties();
    for name in profile
        .keys()
        .filter(|name| !known.iter().any(|(known, ..)| known == name))
    {
        causes.push(format!(
            "The specified property '{name}' is not defined in the user schema."
        ));
    }
    let taken = state
        .users
        .iter()
        .any(|user| Some(user.id.as_str()) != own && user.login().eq_ignore_ascii_case(login));
    if taken {
        causes.push(
            "login: An object with this field already exists in the current organization"
                .to_owned(),
        );
    }
    if causes.is_empty() {
        return Ok(());
    }
    let what = causes[0].split(':').next().unwrap_or("profile").to_owned();
    let what = if what.contains(' ') {
        "profile".to_owned()
    } else {
        what
    };
    let summary = format!("Api validation failed: {what}");
    Err(Refusal::okta_because(400, "E0000001", &summary, &causes))
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    })
}

/// Where a user belongs; a realm with domains takes only people of those domains.
fn realm(state: &State, body: &Value, profile: &Map<String, Value>) -> Result<String, Refusal> {
    let default = state.realms.iter().find(|realm| realm.is_default);
    let Some(asked) = body["realmId"].as_str() else {
        return Ok(default.map(|realm| realm.id.clone()).unwrap_or_default());
    };
    if !state.org.governance {
        return Err(Refusal::feature_off());
    }
    let Some(realm) = state.realms.by_id(asked) else {
        return Err(Refusal::validation(
            "realmId",
            &["realmId: Invalid realm ID"],
        ));
    };
    let domains = realm.profile.get("domains").and_then(Value::as_array);
    let login = profile
        .get("login")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let host = login
        .split_once('@')
        .map(|(_, host)| host)
        .unwrap_or_default();
    if domains.is_some_and(|domains| !domains.iter().any(|domain| domain == host)) {
        let cause = "login: The domain is not allowed in this realm";
        return Err(Refusal::validation("login", &[cause]));
    }
    Ok(realm.id.clone())
}

fn groups(state: &State, body: &Value) -> Result<Vec<String>, Refusal> {
    let mut found = Vec::new();
    for id in body["groupIds"].as_array().into_iter().flatten() {
        let id = id.as_str().unwrap_or_default();
        match state.groups.by_id(id).map(|group| group.kind) {
            Some(GroupKind::Okta) => found.push(id.to_owned()),
            // Everyone, of all groups, may not be asked for: 501.
            Some(GroupKind::BuiltIn) => {
                return Err(Refusal::okta(501, "E0000060", "Unsupported operation."));
            }
            Some(GroupKind::App) | None => return Err(Refusal::missing(id, "UserGroup")),
        }
    }
    Ok(found)
}

fn password(credentials: &Value) -> Result<Option<String>, Refusal> {
    let value = match &credentials["password"] {
        Value::String(value) => value,
        password => match &password["value"] {
            Value::String(value) => value,
            _ if !password["hash"].is_null() => return Ok(Some(json!(password).to_string())),
            _ => return Ok(None),
        },
    };
    if value.chars().count() < 8 {
        let cause = "password: Password requirements were not met. Password requirements: at least \
                     8 characters.";
        return Err(Refusal::validation("password", &[cause]));
    }
    Ok(Some(value.clone()))
}
