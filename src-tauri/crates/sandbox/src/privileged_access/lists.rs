//! OPA's lists: always `{"list": […]}`, and a `link` header on some of them only.

use axum::response::Response;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::http::{Call, ok, with};

/// The whole list, as endpoints without pages give it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a list is made to be answered"
)]
pub(crate) fn whole(items: Vec<Value>) -> Response {
    ok(&json!({ "list": items }))
}

/// A page, by `offset` (the id that the page before ended with), `count`, `descending`, `prev`.
pub(crate) fn paged(call: &Call, mut items: Vec<Value>) -> Response {
    if let Some(contains) = call.query.get("contains").map(str::to_lowercase) {
        items.retain(|item| name(item).to_lowercase().contains(&contains));
    }
    if let Some(start) = call.query.get("starts_with").map(str::to_lowercase) {
        items.retain(|item| name(item).to_lowercase().starts_with(&start));
    }
    if let Some(id) = call.query.get("id") {
        items.retain(|item| item["id"] == id);
    }
    if let Some(status) = call.query.get("status") {
        let wanted: Vec<_> = status.split(',').collect();
        items.retain(|item| item["status"].as_str().is_some_and(|s| wanted.contains(&s)));
    }
    if call.query.is("descending", "true") {
        items.reverse();
    }
    let count = call.query.get("count").and_then(|count| count.parse().ok());
    let count = count.unwrap_or(200_usize).clamp(1, 1000);
    let at = call
        .query
        .get("offset")
        .and_then(|offset| items.iter().position(|item| item["id"] == offset));
    let backwards = call.query.is("prev", "true");
    let start = match (at, backwards) {
        (None, _) => 0,
        (Some(at), false) => at + 1,
        (Some(at), true) => at.saturating_sub(count),
    };
    let end = match (at, backwards) {
        (Some(at), true) => at,
        _ => start.saturating_add(count).min(items.len()),
    };
    let next = (end < items.len() && end > start).then(|| items[end - 1]["id"].clone());
    let prev = (start > 0 && end > start).then(|| items[start]["id"].clone());
    let mut response = whole(items.drain(start..end).collect());
    for (id, rel) in [(next, "next"), (prev, "prev")] {
        if let Some(id) = id.as_ref().and_then(Value::as_str) {
            let href = link(call, id, count, rel == "prev");
            response = with(response, "link", &format!("<{href}>; rel=\"{rel}\""));
        }
    }
    response
}

fn link(call: &Call, offset: &str, count: usize, prev: bool) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("count", &count.to_string());
    query.append_pair("offset", offset);
    if prev {
        query.append_pair("prev", "true");
    }
    for (key, value) in &call.query.0 {
        if !["count", "offset", "prev"].contains(&key.as_str()) {
            query.append_pair(key, value);
        }
    }
    format!("{}{}?{}", call.org.base, call.path, query.finish())
}

fn name(item: &Value) -> &str {
    item["name"]
        .as_str()
        .or(item["hostname"].as_str())
        .unwrap_or_default()
}
