//! What every request passes before and after its handler: request id, latency, faults,
//! rate limits, the ledger and the headers that Okta puts on everything.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use http_body::Frame;

use crate::clock::http_date;
use crate::exchange::Exchange;
use crate::fault::FaultSpec;
use crate::http::{self, Call, Params};
use crate::ledger::Event;
use crate::refusal::Refusal;
use crate::routes;
use crate::state::{Shared, Window};
use crate::wire::Scissors;
use crate::{ids, privileged_access};

/// The largest body that is read.
const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// Whether the request was meant for another host: a page in the browser whose name was made to
/// lead here (DNS rebinding) must not reach the admin page.
fn misdirected(org: &Shared, call: Option<&Call>) -> bool {
    let host = call.and_then(|call| call.headers.get(axum::http::header::HOST));
    let host = host.and_then(|host| host.to_str().ok());
    let own = org.base.split_once("://").map_or("", |(_, own)| own);
    host.is_some_and(|host| host != own)
}

/// Answers one request.
pub(crate) async fn receive(
    State(org): State<Shared>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    let request_id = ids::secret(32).to_lowercase();
    let (parts, body) = request.into_parts();
    let raw_query = parts.uri.query().map(str::to_owned);
    let call = to_bytes(body, LARGEST_BODY).await.map(|body| Call {
        org: org.clone(),
        method: parts.method.clone(),
        path: parts.uri.path().to_owned(),
        query: Params::parse(raw_query.as_deref().unwrap_or_default()),
        headers: parts.headers,
        body: body.to_vec(),
        places: Vec::new(),
    });

    if misdirected(&org, call.as_ref().ok()) {
        return http::empty(StatusCode::MISDIRECTED_REQUEST);
    }
    let latency = org.state().latency_ms;
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }

    let listened = org.state().heard.is_some();
    let sent = call.as_ref().ok().filter(|_| listened);
    let sent = sent.map(|call| call.body.clone());
    let path = parts.uri.path();
    let fault = next_fault(&org, parts.method.as_str(), path);
    let (limit, limited) = count(&org, path);
    let mut response = match (call, &fault, limited) {
        (Err(_), _, _) => http::empty(StatusCode::PAYLOAD_TOO_LARGE),
        (Ok(_), Some(fault), _) if !fault.after_handling => faulty(fault),
        (Ok(_), _, Some(limited)) => limited,
        (Ok(call), Some(fault), None) => {
            let carried_out = routes::dispatch(call);
            if fault.drop_connection {
                carried_out
            } else {
                faulty(fault)
            }
        }
        (Ok(call), None, None) => routes::dispatch(call),
    };

    let cut = fault.as_ref().is_some_and(|fault| fault.drop_connection);
    let status = if cut { 0 } else { response.status().as_u16() };
    let method = parts.method.to_string();
    let event = Event::Request {
        method,
        path: path.to_owned(),
        query: raw_query,
        status,
        request_id: request_id.clone(),
    };
    if !path.starts_with("/admin") {
        org.note(&mut org.state(), event);
    }
    if fault.as_ref().is_none_or(|fault| !fault.bare) {
        finish(&mut response, &org, &request_id, limit);
    }
    let whole = fault.is_none_or(|fault| !fault.cut_off);
    if let Some(body) = sent.filter(|_| whole) {
        response = overheard(&org, parts.method.as_str(), &parts.uri, body, response).await;
    }
    if cut {
        scissors.cut();
    }
    response
}

/// Keeps the exchange, and gives the answer back as it was.
async fn overheard(
    org: &Shared,
    method: &str,
    uri: &Uri,
    body: Vec<u8>,
    response: Response,
) -> Response {
    let (head, answer) = response.into_parts();
    let answer = to_bytes(answer, usize::MAX).await.unwrap_or_default();
    let exchange = Exchange {
        method: method.to_owned(),
        path: uri.path().to_owned(),
        query: uri.query().map(str::to_owned),
        body,
        status: head.status.as_u16(),
        answer: answer.to_vec(),
    };
    if let Some(heard) = &mut org.state().heard {
        heard.push(exchange);
    }
    Response::from_parts(head, Body::from(answer))
}

fn next_fault(org: &Shared, method: &str, path: &str) -> Option<FaultSpec> {
    let mut state = org.state();
    let place = state.faults.iter().position(|fault| {
        path.starts_with(&fault.path_prefix)
            && fault.method.as_ref().is_none_or(|wanted| wanted == method)
    })?;
    if state.faults[place].after > 0 {
        state.faults[place].after -= 1;
        return None;
    }
    let fault = state.faults[place].clone();
    match fault.times {
        0 | 1 => drop(state.faults.remove(place)),
        _ => state.faults[place].times -= 1,
    }
    Some(fault)
}

fn faulty(fault: &FaultSpec) -> Response {
    let body = if fault.cut_off {
        Body::new(CutOff(Some(fault.body.clone().into())))
    } else {
        Body::from(fault.body.clone())
    };
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(fault.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &fault.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A body that breaks off where more was to come.
struct CutOff(Option<Bytes>);

impl HttpBody for CutOff {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let next = self.0.take().map(Frame::data);
        Poll::Ready(Some(next.ok_or_else(|| io::ErrorKind::BrokenPipe.into())))
    }
}

/// The bucket's limit and what is left of it, and the 429 when nothing was.
fn count(org: &Shared, path: &str) -> (Option<(u32, Window)>, Option<Response>) {
    // Key sets and metadata are not limited; the admin page is not Okta's.
    let free = ["/oauth2/v1/keys", "/.well-known/", "/admin"];
    if free.iter().any(|prefix| path.starts_with(prefix)) {
        return (None, None);
    }
    let now = org.clock.seconds();
    let mut state = org.state();
    let configured = state.behaviour.buckets.iter();
    let (bucket, limit) = configured
        .filter(|(bucket, _)| path.starts_with(bucket.as_str()))
        .max_by_key(|(bucket, _)| bucket.len())
        .map_or_else(
            || (family(path), state.behaviour.requests_per_minute),
            |(bucket, limit)| (bucket.clone(), *limit),
        );
    let window = state.windows.entry(bucket).or_default();
    if window.reset <= now || window.reset > now + 60 {
        *window = Window {
            used: 0,
            reset: (now.div_euclid(60) + 1) * 60,
        };
    }
    if window.used >= limit {
        let refusal = if path.starts_with("/v1/") {
            privileged_access::rate_limited(window.reset)
        } else {
            let summary = "API call exceeded rate limit due to too many requests.";
            Refusal::okta(429, "E0000047", summary)
        };
        return (Some((limit, *window)), Some(refusal.into_response()));
    }
    window.used += 1;
    (Some((limit, *window)), None)
}

/// `/api/v1/users/00u1/groups` counts against `/api/v1/users`.
fn family(path: &str) -> String {
    let depth = if path.starts_with("/v1/teams") { 4 } else { 3 };
    path.split('/')
        .take(depth + 1)
        .collect::<Vec<_>>()
        .join("/")
}

fn finish(response: &mut Response, org: &Shared, request_id: &str, limit: Option<(u32, Window)>) {
    let headers = response.headers_mut();
    let mut put = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers
                .entry(HeaderName::from_static(name))
                .or_insert(value);
        }
    };
    put("x-okta-request-id", request_id);
    put("date", &http_date(org.clock.now()));
    put("cache-control", "no-cache, no-store");
    if let Some((limit, window)) = limit {
        put("x-rate-limit-limit", &limit.to_string());
        put(
            "x-rate-limit-remaining",
            &limit.saturating_sub(window.used).to_string(),
        );
        put("x-rate-limit-reset", &window.reset.to_string());
    }
}
