//! Which path is answered by whom. A path may hold `{names}`, each standing for one segment.

use axum::http::Method;
use axum::response::Response;

use crate::http::{self, Answer, Call};
use crate::refusal::Refusal;
use crate::{admin, authorization_server, directory, privileged_access};

/// One line of the table.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) template: &'static str,
    pub(crate) answer: fn(&Call) -> Answer,
}

/// A line of the table: `on(Method::GET, "/api/v1/users/{id}", users::read)`.
pub(crate) const fn on(
    method: Method,
    template: &'static str,
    answer: fn(&Call) -> Answer,
) -> Route {
    Route {
        method,
        template,
        answer,
    }
}

/// Finds who answers, and lets him. The first line that fits is taken.
pub(crate) fn dispatch(mut call: Call) -> Response {
    let tables = [
        authorization_server::ROUTES,
        directory::ROUTES,
        privileged_access::ROUTES,
        admin::ROUTES,
    ];
    let mut known_path = false;
    for route in tables.into_iter().flatten() {
        let Some(places) = fits(route.template, &call.path) else {
            continue;
        };
        known_path = true;
        if route.method == call.method {
            call.places = places;
            return (route.answer)(&call).unwrap_or_else(Refusal::into_response);
        }
    }
    nobody(&call, known_path).into_response()
}

fn nobody(call: &Call, known_path: bool) -> Refusal {
    if call.path.starts_with("/v1/") {
        return privileged_access::not_found("the requested path does not exist");
    }
    if known_path {
        let summary = "The endpoint does not support the provided HTTP method";
        return Refusal::okta(405, "E0000022", summary);
    }
    Refusal::okta(404, "E0000008", "The requested path was not found")
}

fn fits(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut segments = path.split('/');
    let mut places = Vec::new();
    for wanted in template.split('/') {
        let found = segments.next()?;
        match wanted
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(_) if found.is_empty() => return None,
            Some(name) => places.push((name, http::decoded(found))),
            None if wanted == found => {}
            None => return None,
        }
    }
    segments.next().is_none().then_some(places)
}
