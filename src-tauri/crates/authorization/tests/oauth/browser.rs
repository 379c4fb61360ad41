//! A browser of few words: it goes where it is sent, one request per connection.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn location(&self) -> Option<&str> {
        self.header("location")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Goes to `url` and on until nobody sends it further; all pages that it saw.
pub(crate) async fn walk(url: &str) -> Vec<Page> {
    let mut url = Url::parse(url).unwrap();
    let mut pages = Vec::new();
    loop {
        let page = get(&url).await;
        let next = page.location().map(|location| url.join(location).unwrap());
        pages.push(page);
        let Some(next) = next else {
            let last = pages.last().unwrap();
            assert_eq!(last.status, 200, "the walk ends nowhere: {}", last.head);
            return pages;
        };
        url = next;
    }
}

pub(crate) async fn get(url: &Url) -> Page {
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request =
        format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
    let answer = raw(authority, request.as_bytes()).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    Page {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// Sends these very bytes and reads what comes until the other side closes.
pub(crate) async fn raw(authority: &str, bytes: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(authority).await?;
    stream.write_all(bytes).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
