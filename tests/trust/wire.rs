//! A browser of few words: it goes where it is sent, one request per connection.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::{Position, Url};

/// What came back.
#[derive(Debug, Clone)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// What follows them.
    pub body: String,
}

impl Page {
    /// Where it sends the browser on to.
    pub fn location(&self) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("location").then_some(value)
        })
    }
}

/// Goes to `url` and on until nobody sends it further; the last page.
pub async fn walk(url: &str) -> std::io::Result<Page> {
    let mut url = Url::parse(url).map_err(std::io::Error::other)?;
    loop {
        let page = go(&url).await?;
        let Some(next) = page.location() else {
            return Ok(page);
        };
        url = url.join(next).map_err(std::io::Error::other)?;
    }
}

/// Goes to one page and follows nothing.
pub async fn go(url: &Url) -> std::io::Result<Page> {
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let authority = &url[Position::BeforeHost..Position::AfterPort];
    let request =
        format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
    let answer = say(authority, request.as_bytes()).await?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
    Ok(Page {
        status: status.ok_or_else(|| std::io::Error::other("no status line came back"))?,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// Sends these very bytes and reads what comes until the other side closes.
pub async fn say(authority: &str, bytes: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(authority).await?;
    stream.write_all(bytes).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
