//! The system log: sign-ins, grants and changes, read by polling.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::filter::Filter;
use super::pages;
use crate::authorization_server::bearer::{Power, admit};
use crate::clock::written;
use crate::http::{Answer, Call};
use crate::ids;
use crate::refusal::Refusal;
use crate::state::{Org, State};

/// What is written down.
pub(crate) struct Line<'a> {
    pub(crate) event: &'a str,
    pub(crate) message: &'a str,
    /// A user id.
    pub(crate) actor: Option<&'a str>,
    pub(crate) result: &'a str,
    pub(crate) reason: Option<&'a str>,
    /// Type, id and name.
    pub(crate) target: Option<(&'a str, &'a str, &'a str)>,
}

/// Writes a line.
pub(crate) fn record(org: &Org, state: &mut State, line: &Line<'_>) {
    let actor = line.actor.and_then(|id| state.users.by_id(id));
    let actor = actor.map_or_else(
        || json!({ "id": "system", "type": "SystemPrincipal", "alternateId": "system@okta.com", "displayName": "Okta System", "detailEntry": null }),
        |user| {
            let name = |part: &str| user.profile[part].as_str().unwrap_or_default().to_owned();
            json!({
                "id": user.id, "type": "User", "alternateId": user.login(),
                "displayName": format!("{} {}", name("firstName"), name("lastName")),
                "detailEntry": null,
            })
        },
    );
    let target = line.target.map(|(kind, id, name)| {
        json!([{ "id": id, "type": kind, "alternateId": name, "displayName": name, "detailEntry": null }])
    });
    let entry = json!({
        "uuid": ids::fresh_uuid(), "published": written(org.clock.now()), "version": "0",
        "severity": if line.result == "SUCCESS" { "INFO" } else { "WARN" },
        "eventType": line.event, "displayMessage": line.message, "actor": actor,
        "outcome": { "result": line.result, "reason": line.reason }, "target": target,
        "client": { "ipAddress": "127.0.0.1", "zone": "null", "device": "Computer" },
        "authenticationContext": { "authenticationStep": 0, "externalSessionId": "unknown" },
        "transaction": { "type": "WEB", "id": ids::secret(20), "detail": {} },
        "request": { "ipChain": [{ "ip": "127.0.0.1", "version": "V4" }] },
        "debugContext": { "debugData": {} },
    });
    state.log.push(entry);
}

/// `GET /api/v1/logs`. Without `until`, and oldest first, there is always a next page: the one
/// that has not happened yet.
pub(crate) fn list(call: &Call) -> Answer {
    let desk = admit(call, "okta.logs.read", Power::SeeOrg)?;
    let limit = pages::limit(call, 100, 1000)?;
    let parsed = call.query.get("filter").map(Filter::parse).transpose();
    let wanted = parsed.map_err(|cause| Refusal::validation("filter", &[&cause]))?;
    let q = call.query.get("q").map(str::to_lowercase);
    let since = moment(call, "since")?;
    let until = moment(call, "until")?;
    let descending = call.query.is("sortOrder", "DESCENDING");
    let fits = |entry: &Value| {
        let at = entry["published"]
            .as_str()
            .and_then(|at| at.parse::<Timestamp>().ok());
        wanted.as_ref().is_none_or(|wanted| wanted.fits(entry))
            && q.as_ref()
                .is_none_or(|q| entry.to_string().to_lowercase().contains(q))
            && since.is_none_or(|since| at >= Some(since))
            && until.is_none_or(|until| at < Some(until))
    };
    let mut places: Vec<usize> = (0..desk.state.log.len()).collect();
    if descending {
        places.reverse();
    }
    let after = match call.query.get("after") {
        None => None,
        Some(after) => {
            Some(pages::place("lg", after).ok_or_else(|| Refusal::search("Invalid cursor."))?)
        }
    };
    // A cursor counts from 1, so that 0 stands for "before everything".
    let ahead = |place: usize| match after {
        None => true,
        Some(last) if descending => (place as u64) + 1 < last,
        Some(last) => (place as u64) + 1 > last,
    };
    let candidates = places.into_iter().filter(|place| ahead(*place));
    let mut found: Vec<usize> = candidates
        .filter(|place| fits(&desk.state.log[*place]))
        .take(limit + 1)
        .collect();
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found
        .last()
        .map(|place| *place as u64 + 1)
        .or(after)
        .unwrap_or_default();
    let polling = !descending && until.is_none();
    let next = (more || polling).then(|| pages::cursor("lg", last));
    let entries = found
        .into_iter()
        .map(|place| desk.state.log[place].clone())
        .collect();
    Ok(pages::answer(call, limit, entries, next.as_deref()))
}

fn moment(call: &Call, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = call.query.get(name) else {
        return Ok(None);
    };
    let cause = format!("{name}: The date format in your query is not recognized.");
    let parsed = text.parse().map(Some);
    parsed.map_err(|_| Refusal::validation(name, &[&cause]))
}
