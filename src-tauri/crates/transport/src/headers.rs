//! Single headers of an answer.

use http::Response;
use http::header::DATE;
use jiff::Timestamp;

/// `X-Okta-Request-Id`, which Okta's support asks for; `None` unless it looks like one.
pub fn request_id<B>(response: &Response<B>) -> Option<String> {
    let id = response.headers().get("x-okta-request-id")?.to_str().ok()?;
    let visible = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    ((1..=128).contains(&id.len()) && id.bytes().all(visible)).then(|| id.to_owned())
}

/// `Date` (RFC 9110 §6.6.1): the server's own idea of now.
pub fn server_date<B>(response: &Response<B>) -> Option<Timestamp> {
    let date = response.headers().get(DATE)?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::parse(date).ok()?;
    Some(date.timestamp())
}

/// A header that is one whole number.
pub(crate) fn number<B>(response: &Response<B>, name: &str) -> Option<i64> {
    let mut values = response.headers().get_all(name).iter();
    let value = values.next()?.to_str().ok()?.trim().parse().ok()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> Response<()> {
        Response::builder().header(name, value).body(()).unwrap()
    }

    #[test]
    fn the_request_id_is_read_and_nothing_else_is_taken_for_one() {
        assert_eq!(
            request_id(&with("X-Okta-Request-Id", "reqab12_-Z")).as_deref(),
            Some("reqab12_-Z")
        );
        assert_eq!(request_id(&with("X-Okta-Request-Id", "<b>hello</b>")), None);
        assert_eq!(request_id(&with("X-Other", "req1")), None);
    }

    #[test]
    fn the_date_of_the_server_is_read_as_http_writes_it() {
        let date = server_date(&with("Date", "Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(date, Some("1994-11-06T08:49:37Z".parse().unwrap()));
        assert_eq!(server_date(&with("Date", "yesterday")), None);
    }
}
