//! Realms: an org without Okta Identity Governance has none, and says so with a 401.

use serde_json::{Map, Value, json};

use super::filter::Operator;
use super::pages;
use crate::authorization_server::bearer::{Desk, Power, admit};
use crate::clock::written;
use crate::http::{Answer, Call, done, ok};
use crate::ids;
use crate::refusal::Refusal;
use crate::state::Realm;

/// `GET /api/v1/realms`. The usual limit is 200, and 10 when there is a `search`.
pub(crate) fn list(call: &Call) -> Answer {
    let desk = enter(call, "okta.realms.read", Power::SeeOrg)?;
    let search = pages::search(call)?;
    let limit = pages::limit(call, if search.is_some() { 10 } else { 200 }, 200)?;
    if let Some(search) = &search {
        let contains = |property: &(&str, Option<Operator>)| property.1 == Some(Operator::Contains);
        let elsewhere = search.properties().into_iter().filter(contains);
        if elsewhere
            .into_iter()
            .any(|(property, _)| property != "profile.name")
        {
            return Err(Refusal::search("'co' is only supported on profile.name."));
        }
    }
    let lag = desk.state.behaviour.search_lag_seconds;
    let mut found: Vec<_> = desk
        .state
        .realms
        .iter()
        .filter(|realm| search.is_none() || pages::is_indexed(call, lag, realm.created))
        .map(|realm| shown(&call.org.base, realm))
        .collect();
    if let Some(search) = &search {
        found.retain(|realm| search.fits(realm));
        pages::sort(call, &mut found);
    }
    pages::positions(call, limit, "guo", found, || {
        Refusal::search("Invalid cursor.")
    })
}

/// `GET /api/v1/realms/{id}`.
pub(crate) fn read(call: &Call) -> Answer {
    let desk = enter(call, "okta.realms.read", Power::SeeOrg)?;
    let realm = desk
        .state
        .realms
        .by_id(call.at("realm"))
        .ok_or_else(|| missing(call))?;
    Ok(ok(&shown(&call.org.base, realm)))
}

/// `POST /api/v1/realms`.
pub(crate) fn create(call: &Call) -> Answer {
    let mut desk = enter(call, "okta.realms.manage", Power::Manage)?;
    let profile = profile(&desk, &call.json()?, None)?;
    let now = call.org.clock.now();
    let id = ids::fresh("guo");
    let realm = Realm {
        id: id.clone(),
        is_default: false,
        profile,
        created: now,
        last_updated: now,
    };
    let answer = shown(&call.org.base, &realm);
    desk.state.realms.put(&id, realm);
    Ok(ok(&answer))
}

/// `PUT /api/v1/realms/{id}`: what is not sent is gone.
pub(crate) fn replace(call: &Call) -> Answer {
    let mut desk = enter(call, "okta.realms.manage", Power::Manage)?;
    let id = call.at("realm");
    if desk.state.realms.by_id(id).is_none() {
        return Err(missing(call));
    }
    let profile = profile(&desk, &call.json()?, Some(id))?;
    let now = call.org.clock.now();
    let realm = desk
        .state
        .realms
        .by_id_mut(id)
        .ok_or_else(|| missing(call))?;
    realm.profile = profile;
    realm.last_updated = now;
    Ok(ok(&shown(&call.org.base, realm)))
}

/// `DELETE /api/v1/realms/{id}`: only when nobody is in it.
pub(crate) fn delete(call: &Call) -> Answer {
    let mut desk = enter(call, "okta.realms.manage", Power::Manage)?;
    let id = call.at("realm");
    let realm = desk.state.realms.by_id(id).ok_or_else(|| missing(call))?;
    if realm.is_default {
        return Err(Refusal::validation(
            "realm",
            &["The default realm cannot be deleted."],
        ));
    }
    if desk.state.users.iter().any(|user| user.realm_id == id) {
        let cause = "The realm has users. Move them to another realm first.";
        return Err(Refusal::validation("realm", &[cause]));
    }
    desk.state.realms.take(id);
    Ok(done())
}

/// Lets a call in when the org has realms at all.
pub(crate) fn enter<'a>(call: &'a Call, scope: &str, power: Power) -> Result<Desk<'a>, Refusal> {
    let desk = admit(call, scope, power)?;
    if desk.state.org.governance {
        Ok(desk)
    } else {
        Err(Refusal::feature_off())
    }
}

fn profile(
    desk: &Desk<'_>,
    body: &Value,
    own: Option<&str>,
) -> Result<Map<String, Value>, Refusal> {
    let name = body["profile"]["name"].as_str().unwrap_or_default().trim();
    if name.is_empty() {
        return Err(Refusal::validation(
            "profile",
            &["name: The field cannot be left blank"],
        ));
    }
    let taken = desk.state.realms.iter().any(|realm| {
        Some(realm.id.as_str()) != own
            && realm.profile["name"]
                .as_str()
                .is_some_and(|n| n.eq_ignore_ascii_case(name))
    });
    if taken {
        let cause = "name: An object with this field already exists in the current organization";
        return Err(Refusal::validation("name", &[cause]));
    }
    let mut profile = Map::new();
    profile.insert("name".to_owned(), json!(name));
    match &body["profile"]["realmType"] {
        Value::Null => {}
        kind if *kind == "PARTNER" || *kind == "DEFAULT" => {
            profile.insert("realmType".to_owned(), kind.clone());
        }
        _ => {
            let cause = "realmType: must be one of PARTNER, DEFAULT";
            return Err(Refusal::validation("profile", &[cause]));
        }
    }
    if let Some(domains) = body["profile"]["domains"].as_array() {
        let wrong = |domain: &Value| {
            domain
                .as_str()
                .is_none_or(|d| d.contains(|c| "!$%^&()=*+,:;<>'[]|/?\\`".contains(c)))
        };
        if domains.iter().any(wrong) {
            return Err(Refusal::validation("profile", &["domains: invalid domain"]));
        }
        if !domains.is_empty() {
            profile.insert("domains".to_owned(), json!(domains));
        }
    }
    Ok(profile)
}

fn shown(base: &str, realm: &Realm) -> Value {
    json!({
        "id": realm.id, "created": written(realm.created),
        "lastUpdated": written(realm.last_updated), "isDefault": realm.is_default,
        "profile": realm.profile,
        "_links": {
            "self": {
                "rel": "self", "href": format!("{base}/api/v1/realms/{}", realm.id), "method": "GET",
            },
        },
    })
}

fn missing(call: &Call) -> Refusal {
    Refusal::missing(call.at("realm"), "Realm")
}
