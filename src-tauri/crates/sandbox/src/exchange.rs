//! Requests and answers word for word, for whoever asked to listen. Nobody does by default: bodies
//! hold secrets, and a long soak would fill the memory.

/// One request and its answer.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// The path, as it was sent.
    pub path: String,
    /// The query, as it was sent.
    pub query: Option<String>,
    /// What was sent.
    pub body: Vec<u8>,
    /// The status of the answer.
    pub status: u16,
    /// What was answered.
    pub answer: Vec<u8>,
}
