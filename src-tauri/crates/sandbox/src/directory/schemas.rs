//! What a user's profile consists of.

use serde_json::{Map, Value, json};

use crate::authorization_server::bearer::{Power, admit};
use crate::http::{Answer, Call, ok};
use crate::ids::stable;
use crate::refusal::Refusal;

/// Name, title, longest value, required.
type Property = (&'static str, &'static str, Option<u32>, bool);

/// The base properties of a user profile.
pub(crate) fn properties() -> &'static [Property] {
    &[
        ("login", "Username", Some(100), true),
        ("firstName", "First name", Some(50), true),
        ("lastName", "Last name", Some(50), true),
        ("email", "Primary email", Some(100), true),
        ("middleName", "Middle name", None, false),
        ("honorificPrefix", "Honorific prefix", None, false),
        ("honorificSuffix", "Honorific suffix", None, false),
        ("title", "Title", None, false),
        ("displayName", "Display name", None, false),
        ("nickName", "Nickname", None, false),
        ("profileUrl", "Profile Url", None, false),
        ("secondEmail", "Secondary email", Some(100), false),
        ("mobilePhone", "Mobile phone", Some(100), false),
        ("primaryPhone", "Primary phone", Some(100), false),
        ("streetAddress", "Street address", None, false),
        ("city", "City", None, false),
        ("state", "State", None, false),
        ("zipCode", "Zip code", None, false),
        ("countryCode", "Country code", Some(2), false),
        ("postalAddress", "Postal Address", None, false),
        ("preferredLanguage", "Preferred language", None, false),
        ("locale", "Locale", None, false),
        ("timezone", "Time zone", None, false),
        ("userType", "User type", None, false),
        ("employeeNumber", "Employee number", None, false),
        ("costCenter", "Cost center", None, false),
        ("organization", "Organization", None, false),
        ("division", "Division", None, false),
        ("department", "Department", None, false),
        ("managerId", "ManagerId", None, false),
        ("manager", "Manager", None, false),
    ]
}

/// `GET /api/v1/meta/schemas/user/{default | id}`.
pub(crate) fn user_schema(call: &Call) -> Answer {
    drop(admit(call, "okta.schemas.read", Power::SeeOrg)?);
    let id = stable("osc", "default");
    let asked = call.at("schema");
    if asked != "default" && asked != id {
        return Err(Refusal::missing(asked, "UserSchema"));
    }
    let mut base = Map::new();
    for (name, title, longest, required) in properties() {
        let mut property = json!({
            "title": title, "type": "string", "mutability": "READ_WRITE", "scope": "NONE",
            "permissions": [{ "principal": "SELF", "action": "READ_WRITE" }],
            "master": { "type": "PROFILE_MASTER" },
        });
        if let Some(longest) = longest {
            property["maxLength"] = json!(longest);
        }
        if *required {
            property["required"] = json!(true);
            property["minLength"] = json!(if name.ends_with("Name") { 1 } else { 5 });
        }
        base.insert((*name).to_owned(), property);
    }
    let required: Vec<_> = properties().iter().filter(|p| p.3).map(|p| p.0).collect();
    let at = format!("{}/api/v1/meta/schemas/user/{id}", call.org.base);
    Ok(ok(&json!({
        "id": at, "$schema": "http://json-schema.org/draft-04/schema#", "name": "user",
        "title": "User", "description": "Okta user profile template with default permission settings",
        "lastUpdated": "2025-01-06T08:00:00.000Z", "created": "2025-01-06T08:00:00.000Z",
        "definitions": {
            "custom": { "id": "#custom", "type": "object", "properties": {}, "required": [] },
            "base": { "id": "#base", "type": "object", "properties": base, "required": required },
        },
        "type": "object",
        "properties": { "profile": { "allOf": [{ "$ref": "#/definitions/custom" }, { "$ref": "#/definitions/base" }] } },
        "_links": { "self": { "rel": "self", "href": at, "method": "GET" } },
    })))
}

/// `GET /api/v1/meta/types/user`.
pub(crate) fn user_types(call: &Call) -> Answer {
    drop(admit(call, "okta.userTypes.read", Power::SeeOrg)?);
    Ok(ok(&json!([default_type(call)])))
}

/// `GET /api/v1/meta/types/user/{default | id}`.
pub(crate) fn user_type(call: &Call) -> Answer {
    drop(admit(call, "okta.userTypes.read", Power::SeeOrg)?);
    match call.at("type") {
        id if id == "default" || id == stable("oty", "default") => Ok(ok(&default_type(call))),
        id => Err(Refusal::missing(id, "UserType")),
    }
}

fn default_type(call: &Call) -> Value {
    let base = &call.org.base;
    let id = stable("oty", "default");
    json!({
        "id": id, "name": "user", "displayName": "User", "default": true,
        "description": "Okta user profile template with default permission settings",
        "created": "2025-01-06T08:00:00.000Z", "createdBy": stable("00u", "system"),
        "lastUpdated": "2025-01-06T08:00:00.000Z", "lastUpdatedBy": stable("00u", "system"),
        "_links": {
            "self": { "rel": "self", "href": format!("{base}/api/v1/meta/types/user/{id}"), "method": "GET" },
            "schema": { "rel": "schema", "href": format!("{base}/api/v1/meta/schemas/user/{}", stable("osc", "default")), "method": "GET" },
        },
    })
}
