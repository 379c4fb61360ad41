//! Faults: answers that are wrong on purpose, lost answers, cut connections.

/// An answer that is wrong on purpose.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fault of its own, and any of them go together"
)]
pub struct FaultSpec {
    /// Requests whose path begins so.
    pub path_prefix: String,
    /// Only requests with this method.
    pub method: Option<String>,
    /// The status to answer with.
    pub status: u16,
    /// The body to answer with.
    pub body: String,
    /// Headers to answer with.
    pub headers: Vec<(String, String)>,
    /// So many requests that fit are left alone first.
    pub after: u32,
    /// For how many requests.
    pub times: u32,
    /// Cut the connection instead of answering.
    pub drop_connection: bool,
    /// Break off in the middle of the body.
    pub cut_off: bool,
    /// Carry the request out first: what the server did is done, and the client hears wrong.
    pub after_handling: bool,
    /// Without the headers that the org puts on every answer, rate limits among them.
    pub bare: bool,
}

impl Default for FaultSpec {
    fn default() -> Self {
        Self {
            path_prefix: "/".to_owned(),
            method: None,
            status: 500,
            body: String::new(),
            headers: Vec::new(),
            after: 0,
            times: 1,
            drop_connection: false,
            cut_off: false,
            after_handling: false,
            bare: false,
        }
    }
}

impl FaultSpec {
    /// The next request to these paths is answered with this status and body.
    pub fn answer(path_prefix: &str, status: u16, body: &str) -> Self {
        let (path_prefix, body) = (path_prefix.to_owned(), body.to_owned());
        Self {
            path_prefix,
            status,
            body,
            ..Self::default()
        }
    }

    /// The next request to these paths is carried out, and its answer never arrives.
    pub fn lost_answer(path_prefix: &str) -> Self {
        let path_prefix = path_prefix.to_owned();
        Self {
            path_prefix,
            drop_connection: true,
            after_handling: true,
            ..Self::default()
        }
    }
}
