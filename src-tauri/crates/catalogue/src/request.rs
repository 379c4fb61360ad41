//! `GET /api/v1/users?limit={limit}`: a path, never a host.

/// What one call is made of. Values fill whole segments and whole query values, so that nothing
/// that is typed can change the shape of a path or of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTemplate {
    /// The method.
    pub method: Method,
    /// The segments of the path, in order.
    pub path: Vec<Segment>,
    /// The query; a pair whose input is empty is left out.
    pub query: Vec<QueryPart>,
    written: String,
}

/// A method of HTTP (RFC 9110 §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or acts.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Deletes.
    Delete,
}

/// One segment of a path.
pub type Segment = Value;

/// One pair of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryPart {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// Text that is always so, or what an input brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// As it stands.
    Fixed(String),
    /// The input with this id, escaped where it is put in.
    Input(String),
}

/// Why a text is no template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestProblem {
    /// It does not begin with a method and a space.
    #[error("it begins with GET, POST, PUT, PATCH or DELETE and one space")]
    Method,
    /// It could lead to another host, or above its own root.
    #[error("it names a path from the root: no host, no empty segment, no dots")]
    Path,
    /// A brace stands where none can be filled.
    #[error("an {{input}} fills a whole segment or a whole query value")]
    Brace,
    /// A query pair without a name or a value.
    #[error("each query pair has a name and a value")]
    Query,
}

impl RequestTemplate {
    /// Reads `METHOD /path/{input}?name={input}`.
    pub fn parse(written: &str) -> Result<Self, RequestProblem> {
        let (method, target) = written.split_once(' ').ok_or(RequestProblem::Method)?;
        let method = Method::parse(method).ok_or(RequestProblem::Method)?;
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, query.split('&').map(pair).collect::<Result<_, _>>()?),
            None => (target, Vec::new()),
        };
        let path = path.strip_prefix('/').ok_or(RequestProblem::Path)?;
        let path = path.split('/').map(segment).collect::<Result<_, _>>()?;
        Ok(Self {
            method,
            path,
            query,
            written: written.to_owned(),
        })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The ids of the inputs that it names, in order.
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        let query = self.query.iter().map(|part| &part.value);
        self.path
            .iter()
            .chain(query)
            .filter_map(|value| match value {
                Value::Input(id) => Some(id.as_str()),
                Value::Fixed(_) => None,
            })
    }
}

impl Method {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "GET" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "PATCH" => Self::Patch,
            "DELETE" => Self::Delete,
            _ => return None,
        })
    }

    /// As it goes on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

fn segment(written: &str) -> Result<Segment, RequestProblem> {
    match value(written)? {
        Value::Fixed(text) if text.is_empty() || text.chars().all(|c| c == '.') => {
            Err(RequestProblem::Path)
        }
        Value::Fixed(text) if !text.bytes().all(is_plain) => Err(RequestProblem::Path),
        filled => Ok(filled),
    }
}

fn pair(written: &str) -> Result<QueryPart, RequestProblem> {
    let (name, text) = written.split_once('=').ok_or(RequestProblem::Query)?;
    if name.is_empty() || text.is_empty() || !name.bytes().all(is_plain) {
        return Err(RequestProblem::Query);
    }
    Ok(QueryPart {
        name: name.to_owned(),
        value: value(text)?,
    })
}

fn value(written: &str) -> Result<Value, RequestProblem> {
    let inner = written
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let text = inner.unwrap_or(written);
    match inner {
        _ if text.contains(['{', '}']) => Err(RequestProblem::Brace),
        Some("") => Err(RequestProblem::Brace),
        Some(id) => Ok(Value::Input(id.to_owned())),
        None => Ok(Value::Fixed(written.to_owned())),
    }
}

/// Letters, digits and what Okta's paths have between them; no `:`, `@`, `\`, `%` or `#`.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}
