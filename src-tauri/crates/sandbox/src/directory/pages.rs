//! Lists in pages: `limit`, an opaque `after`, and `link` headers on lines of their own.

use axum::response::Response;
use jiff::Timestamp;
use serde_json::Value;
use url::form_urlencoded;

use super::filter::{self, Filter};
use crate::http::{Call, ok, with};
use crate::refusal::Refusal;

/// `limit` between 1 and `most`; `usual` when there is none.
pub(crate) fn limit(call: &Call, usual: usize, most: usize) -> Result<usize, Refusal> {
    let Some(text) = call.query.get("limit") else {
        return Ok(usual);
    };
    let wrong = || Refusal::validation("limit", &["limit: The value is not a number"]);
    let limit: i64 = text.parse().map_err(|_| wrong())?;
    match usize::try_from(limit) {
        Ok(0) | Err(_) => Err(Refusal::validation(
            "limit",
            &["limit: must be greater than 0"],
        )),
        Ok(limit) => Ok(limit.min(most)),
    }
}

/// Whether the index of `search` knows a record that was created then: it learns of it late.
pub(crate) fn is_indexed(call: &Call, lag_seconds: i64, created: Timestamp) -> bool {
    call.org.clock.seconds() - created.as_second() >= lag_seconds
}

/// Where a list goes on: a place by its number, written so that nobody is tempted to count.
pub(crate) fn cursor(prefix: &str, place: u64) -> String {
    format!("{prefix}{:017x}", place.wrapping_mul(0x0001_0000_01b3))
}

/// The place that a cursor stands for.
pub(crate) fn place(prefix: &str, cursor: &str) -> Option<u64> {
    let number = u64::from_str_radix(cursor.strip_prefix(prefix)?, 16).ok()?;
    (number % 0x0001_0000_01b3 == 0).then_some(number / 0x0001_0000_01b3)
}

/// The page with its `link` lines: always `self`, and `next` when there is more.
pub(crate) fn answer(call: &Call, limit: usize, items: Vec<Value>, next: Option<&str>) -> Response {
    linked(call, limit, ok(&Value::Array(items)), next)
}

/// The `link` lines of a page.
pub(crate) fn linked(call: &Call, limit: usize, page: Response, next: Option<&str>) -> Response {
    let own = link(call, limit, call.query.get("after"));
    let response = with(page, "link", &format!("<{own}>; rel=\"self\""));
    match next {
        None => response,
        Some(after) => {
            let next = link(call, limit, Some(after));
            with(response, "link", &format!("<{next}>; rel=\"next\""))
        }
    }
}

fn link(call: &Call, limit: usize, after: Option<&str>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(after) = after {
        query.append_pair("after", after);
    }
    query.append_pair("limit", &limit.to_string());
    for (key, value) in &call.query.0 {
        if key != "after" && key != "limit" {
            query.append_pair(key, value);
        }
    }
    format!("{}{}?{}", call.org.base, call.path, query.finish())
}

/// The `search` of a request, parsed.
pub(crate) fn search(call: &Call) -> Result<Option<Filter>, Refusal> {
    let parsed = call.query.get("search").map(Filter::parse).transpose();
    parsed.map_err(|cause| Refusal::search(&cause))
}

/// `sortBy` and `sortOrder`, which count with `search` only. Equal things stay as they were.
pub(crate) fn sort(call: &Call, items: &mut [Value]) {
    let Some(by) = call.query.get("sortBy") else {
        return;
    };
    let descending = call
        .query
        .get("sortOrder")
        .is_some_and(|o| o.eq_ignore_ascii_case("desc"));
    items.sort_by(|one, other| {
        let order = filter::order(filter::at(one, by), filter::at(other, by));
        let order = order.unwrap_or(std::cmp::Ordering::Equal);
        if descending { order.reverse() } else { order }
    });
}

/// One page out of a list that is known as a whole, by position.
pub(crate) fn positions(
    call: &Call,
    limit: usize,
    prefix: &str,
    mut items: Vec<Value>,
    wrong_cursor: fn() -> Refusal,
) -> Result<Response, Refusal> {
    let start = match call.query.get("after") {
        None => 0,
        Some(after) => place(prefix, after).ok_or_else(wrong_cursor)?,
    };
    let start = usize::try_from(start)
        .unwrap_or(usize::MAX)
        .min(items.len());
    let end = start.saturating_add(limit).min(items.len());
    let next = (end < items.len()).then(|| cursor(prefix, end as u64));
    let page = items.drain(start..end).collect();
    Ok(answer(call, limit, page, next.as_deref()))
}
