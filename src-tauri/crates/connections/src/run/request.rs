//! From a template and inputs to a request. Pure: it has no host and no token yet.

use catalogue::{Action, InputKind, Method, RequestTemplate, Value as Part};
use domain::{Connection, Explanation};
use http::{HeaderName, HeaderValue, Request, Uri, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::inputs::Inputs;
use super::redact::Redactor;
use super::secret_names::is_secret;
use crate::live_token::LiveToken;
use crate::views::{Failure, RequestView};

/// All but the unreserved characters of RFC 3986 §2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// Nobody reads more of a body than this, and a window is slow to draw it.
const SHOWN: usize = 200_000;
/// What stands in the place of a secret.
pub(crate) const MASK: &str = "••••••";

/// How a connection's token is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Bearer,
    /// With a proof beside it, made for each try.
    Dpop,
}

impl Scheme {
    pub(crate) fn of(connection: &Connection) -> Self {
        let authorization = connection.authorization.as_ref();
        match authorization.and_then(|a| a.bound_to.as_ref()) {
            Some(_) => Self::Dpop,
            None => Self::Bearer,
        }
    }

    /// As the token itself has it: a renewal may have bound it since the connection was read.
    pub(crate) fn of_token(token: &LiveToken) -> Self {
        match &token.key {
            Some(_) => Self::Dpop,
            None => Self::Bearer,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::Dpop => "DPoP",
        }
    }
}

/// A request, but for host and token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prepared {
    pub(crate) method: Method,
    /// Path and query, from the root of the host.
    pub(crate) target: String,
    /// Beyond those that every request has.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Value>,
    /// Where in the body secrets stand: the members on the way, and the input's id.
    pub(crate) secrets: Vec<(Vec<String>, String)>,
}

impl Prepared {
    /// The request of a template. `prefix` is where the template's root is.
    pub(crate) fn of(
        template: &RequestTemplate,
        prefix: &str,
        action: &Action,
        inputs: &Inputs,
    ) -> Result<Self, Failure> {
        let mut target = prefix.to_owned();
        for segment in &template.path {
            let text = filled(segment, inputs).unwrap_or_default();
            // A URL that has `..` in it, escaped or not, means another path.
            if let Part::Input(id) = segment
                && matches!(text.as_str(), "" | "." | "..")
            {
                return Err(no_segment(id));
            }
            target.push('/');
            target.push_str(&escape(&text));
        }
        let query = template.query.iter().filter_map(|part| {
            let text = filled(&part.value, inputs)?;
            Some((part.name.clone(), text))
        });
        target.push_str(&written(query));
        let writes = !matches!(template.method, Method::Get | Method::Delete);
        Ok(Self {
            method: template.method,
            target,
            headers: preferences(template.method, action, inputs),
            body: writes.then(|| body(action, inputs)).flatten(),
            secrets: if writes {
                secrets(action, inputs)
            } else {
                Vec::new()
            },
        })
    }

    /// A GET. `prefix` is where the root is.
    pub(crate) fn get(prefix: &str, segments: &[&str], query: &[(&str, &str)]) -> Self {
        let below = segments
            .iter()
            .flat_map(|segment| ["/".to_owned(), escape(segment)]);
        let path: String = [prefix.to_owned()].into_iter().chain(below).collect();
        let query = query
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Self {
            method: Method::Get,
            target: path + &written(query),
            headers: Vec::new(),
            body: None,
            secrets: Vec::new(),
        }
    }

    /// A GET of a path and query that are written already.
    pub(crate) fn read(target: String) -> Self {
        Self {
            target,
            ..Self::get("", &[], &[])
        }
    }

    /// The request, ready for a token.
    pub(crate) fn to_http(&self) -> Result<Request<Vec<u8>>, Failure> {
        let uri: Uri = self.target.parse().map_err(|_| unsendable())?;
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = uri;
        *request.method_mut() = self.method.as_str().parse().map_err(|_| unsendable())?;
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::ACCEPT, json.clone());
        for (name, value) in &self.headers {
            let name: HeaderName = name.parse().map_err(|_| unsendable())?;
            let value = HeaderValue::from_str(value).map_err(|_| unsendable())?;
            request.headers_mut().insert(name, value);
        }
        if let Some(body) = &self.body {
            *request.body_mut() = body.to_string().into_bytes();
            request.headers_mut().insert(header::CONTENT_TYPE, json);
        }
        Ok(request)
    }

    /// The request as it is shown and kept: the token, its proof and every secret masked, those
    /// that were typed by hand too.
    pub(crate) fn view(&self, host: &str, scheme: Scheme) -> RequestView {
        let redactor = Redactor::default();
        let authorization = format!("{} {MASK}", scheme.as_str());
        let mut headers = vec![("Authorization".to_owned(), authorization)];
        if scheme == Scheme::Dpop {
            headers.push(("DPoP".to_owned(), MASK.to_owned()));
        }
        headers.push(("Accept".to_owned(), "application/json".to_owned()));
        if self.body.is_some() {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        headers.extend(self.headers.iter().map(|(name, value)| {
            let value = if is_secret(name) {
                MASK.to_owned()
            } else {
                redactor.text(value)
            };
            (name.clone(), value)
        }));
        let body = self.body.as_ref().map(|_| {
            let body = self.masked(|_| MASK.to_owned());
            format!("{:#}", redactor.answer(&body))
        });
        RequestView {
            method: self.method.as_str().to_owned(),
            url: redactor.text(&format!("{host}{}", self.target)),
            headers,
            body: body.map(beginning),
        }
    }

    /// The body with something else in the place of each secret, by its input's id.
    pub(crate) fn masked(&self, instead: impl Fn(&str) -> String) -> Value {
        let mut body = self.body.clone().unwrap_or_default();
        for (place, input) in &self.secrets {
            let pointer: String = place.iter().flat_map(|name| ["/", name]).collect();
            if let Some(secret) = body.pointer_mut(&pointer) {
                *secret = Value::from(instead(input));
            }
        }
        body
    }

    /// Whether sending it twice could do something twice.
    pub(crate) fn writes(&self) -> bool {
        self.method != Method::Get
    }
}

/// As much of a body as can be looked at; the whole of it is sent.
fn beginning(mut text: String) -> String {
    if text.len() > SHOWN {
        let tenths = text.len() / (1024 * 1024 / 10);
        text.truncate(text.floor_char_boundary(SHOWN));
        let (whole, tenths) = (tenths / 10, tenths % 10);
        return format!("{text}\n… this is the beginning of {whole}.{tenths} MB.");
    }
    text
}

/// `?a=b&c=d`, or nothing.
pub(crate) fn written(pairs: impl Iterator<Item = (String, String)>) -> String {
    let pairs: Vec<String> = pairs
        .map(|(name, text)| format!("{}={}", escape(&name), escape(&text)))
        .collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    }
}

/// What is there in `base`, with all of `over` laid over it, member by member.
pub(crate) fn overlay(base: &mut Value, over: Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (name, value) in over {
                overlay(base.entry(name).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over,
    }
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn filled(part: &Part, inputs: &Inputs) -> Option<String> {
    match part {
        Part::Fixed(text) => Some(text.clone()),
        Part::Input(id) => inputs.text(id),
    }
}

/// RFC 7240, for each preference that is ticked. A call that only reads has none.
fn preferences(method: Method, action: &Action, inputs: &Inputs) -> Vec<(String, String)> {
    let ticked = action.inputs.iter().filter_map(|input| {
        let wanted = method != Method::Get && inputs.get(&input.id) == Some(&Value::Bool(true));
        input.prefer.clone().filter(|_| wanted)
    });
    ticked
        .map(|preference| ("Prefer".to_owned(), preference))
        .collect()
}

/// What the inputs bring, over what the action's body always has; `None` where that is nothing.
fn body(action: &Action, inputs: &Inputs) -> Option<Value> {
    let mut body = Value::Object(Map::new());
    let always = action
        .body
        .iter()
        .map(|(place, text)| (place.as_str(), Value::from(text.as_str())));
    let given = action
        .inputs
        .iter()
        .filter_map(|input| Some((input.body.as_deref()?, inputs.get(&input.id)?.clone())));
    // Whole objects first, so that a member that has an input of its own wins over them.
    let (whole, single): (Vec<_>, Vec<_>) = always
        .chain(given)
        .partition(|(_, value)| value.is_object());
    for (place, value) in whole.into_iter().chain(single) {
        let nested = place.rsplit('.').fold(value, |value, name| {
            Value::Object(Map::from_iter([(name.to_owned(), value)]))
        });
        overlay(&mut body, nested);
    }
    body.as_object()
        .is_some_and(|members| !members.is_empty())
        .then_some(body)
}

fn secrets(action: &Action, inputs: &Inputs) -> Vec<(Vec<String>, String)> {
    action
        .inputs
        .iter()
        .filter(|input| input.kind == InputKind::Secret && inputs.get(&input.id).is_some())
        .filter_map(|input| {
            let place = input.body.as_deref()?.split('.').map(str::to_owned);
            Some((place.collect(), input.id.clone()))
        })
        .collect()
}

/// Dots alone, where a name should stand.
pub(crate) fn no_segment(id: &str) -> Failure {
    Failure::field(
        id,
        Explanation::new(
            "This cannot stand in an address.",
            "Dots alone lead to another place than they say.",
            "Write an ID, or a name that is more than dots.",
        ),
    )
}

fn unsendable() -> Failure {
    Failure::other(transport::TransportError::Unsendable.explain("The org"))
}

#[cfg(test)]
mod tests {
    use catalogue::Catalogue;
    use serde_json::json;

    use super::*;

    fn prepared(action: &str, typed: &[(&str, &str)]) -> Result<Prepared, Failure> {
        let catalogue = Catalogue::builtin().unwrap();
        let action = catalogue
            .connector("okta")
            .unwrap()
            .action(action)
            .unwrap()
            .clone();
        let typed = typed
            .iter()
            .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
        let inputs = Inputs::read(&action, &typed.collect())?;
        let template = action.request.clone().unwrap();
        Prepared::of(&template, "", &action, &inputs)
    }

    #[test]
    fn nothing_that_is_typed_changes_the_shape_of_a_path() {
        let typed = [("user", "a/b?c#d&é ü%2e@x"), ("group", "00g/../x")];
        let target = prepared("add_user_to_group", &typed).unwrap().target;
        assert_eq!(
            target,
            "/api/v1/groups/00g%2F..%2Fx/users/a%2Fb%3Fc%23d%26%C3%A9%20%C3%BC%252e%40x"
        );
        for dots in [".", ".."] {
            let refused = prepared("add_user_to_group", &[("user", dots), ("group", "g")]);
            assert_eq!(refused.unwrap_err().field.as_deref(), Some("user"));
        }
    }

    #[test]
    fn a_body_has_what_was_filled_in_at_its_place() {
        let typed = [
            ("first_name", "Ada"),
            ("last_name", "L"),
            ("login", "ada@x.dev"),
            ("email", "ada@x.dev"),
            ("password", "S3cret!"),
            ("groups", "00g1\n 00g2 \n"),
        ];
        let request = prepared("create_user", &typed).unwrap();
        assert_eq!(request.target, "/api/v1/users?activate=true");
        assert_eq!(
            request.body,
            Some(json!({
                "profile": { "firstName": "Ada", "lastName": "L", "login": "ada@x.dev", "email": "ada@x.dev" },
                "credentials": { "password": { "value": "S3cret!" } },
                "groupIds": ["00g1", "00g2"],
            }))
        );
        let shown = request.view("https://acme.okta.com", Scheme::Bearer);
        assert!(!shown.body.unwrap().contains("S3cret!"));
        assert_eq!(shown.headers[0].1, format!("Bearer {MASK}"));
    }

    #[test]
    fn what_is_empty_is_left_out_of_the_query() {
        assert_eq!(
            prepared("search_group_rules", &[]).unwrap().target,
            "/api/v1/groups/rules?limit=50"
        );
    }
}
