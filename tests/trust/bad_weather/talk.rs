//! Behind TLS: requests are passed to the org one by one, and what it answers is passed back, or
//! lied about.

use std::io;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::weather::{Chance, Fault, Hit, Place, Sky};

/// Until the console hangs up, or a lie has to end with it.
pub(super) async fn talk(
    mut console: impl AsyncRead + AsyncWrite + Unpin,
    org: SocketAddr,
    sky: &Sky,
) -> io::Result<()> {
    loop {
        let request = read(&mut console).await?;
        let hit = sky.strikes(Place::Inside);
        sky.counts();
        let Some(hit) = hit else {
            console.write_all(&ask(org, &request).await?).await?;
            console.flush().await?;
            continue;
        };
        sky.harms();
        // An org that errs or lies may have done what it was asked to.
        let heard = hit.chance.heads(30);
        let answer = if heard || !is_made_up(hit.fault) {
            ask(org, &request).await?
        } else {
            Vec::new()
        };
        let (told, goes_on) = lie(hit, answer);
        console.write_all(&told).await?;
        console.flush().await?;
        if !goes_on {
            // Without the farewell that TLS asks for.
            return Ok(());
        }
    }
}

/// Whether the answer is the liar's own.
fn is_made_up(fault: Fault) -> bool {
    matches!(
        fault,
        Fault::ServerErrors | Fault::Redirect | Fault::Bomb | Fault::HugeHead
    )
}

/// What is told in the place of `answer`, and whether the connection stays.
fn lie(hit: Hit, answer: Vec<u8>) -> (Vec<u8>, bool) {
    let Hit { fault, chance } = hit;
    match fault {
        Fault::Twice => ([answer.clone(), answer].concat(), true),
        Fault::Truncate => {
            let (head, body) = apart(&answer);
            let head = without(&head, "content-length");
            let half = &body[..body.len() / 2];
            let told = [head.as_bytes(), b"Connection: close\r\n\r\n", half].concat();
            (told, false)
        }
        Fault::WrongLength => {
            let (head, body) = apart(&answer);
            let head = without(&head, "content-length");
            let by = 1 + chance.below(20, 31);
            let wrong = if chance.heads(32) {
                body.len() + by
            } else {
                body.len().saturating_sub(by)
            };
            let length = format!("Content-Length: {wrong}\r\n\r\n");
            // Too much was promised: nothing more comes. Too little: the rest comes uncalled for.
            let goes_on = wrong <= body.len();
            (
                [head.as_bytes(), length.as_bytes(), &body].concat(),
                goes_on,
            )
        }
        Fault::HugeHead => (huge_head(chance), true),
        Fault::Bomb => (bomb(), true),
        Fault::Redirect => {
            let status = [301, 302, 303, 307, 308][chance.below(5, 33)];
            let to = [
                "https://evil.dev/",
                "https://acme.okta.com.evil.dev/",
                "//evil.dev/",
            ];
            let to = to[chance.below(3, 34)];
            let told =
                format!("HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
            (told.into_bytes(), true)
        }
        _ => {
            let status = [500, 502, 503, 504][chance.below(4, 35)];
            let body = "<html>Bad Gateway</html>";
            let length = body.len();
            let told = format!(
                "HTTP/1.1 {status} Error\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n{body}"
            );
            (told.into_bytes(), true)
        }
    }
}

/// More than half a megabyte in one header, or a thousand headers.
fn huge_head(chance: Chance) -> Vec<u8> {
    let mut told = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n".to_vec();
    if chance.heads(36) {
        told.extend_from_slice(format!("X-Long: {}\r\n", "x".repeat(600_000)).as_bytes());
    } else {
        for number in 0..1_000 {
            told.extend_from_slice(format!("X-Many-{number}: x\r\n").as_bytes());
        }
    }
    told.extend_from_slice(b"\r\n{}");
    told
}

/// Sixteen megabytes of nothing, a thousandfold folded.
fn bomb() -> Vec<u8> {
    static BOMB: OnceLock<Vec<u8>> = OnceLock::new();
    BOMB.get_or_init(fold).clone()
}

fn fold() -> Vec<u8> {
    let mut folded = GzEncoder::new(Vec::new(), Compression::fast());
    let nothing = vec![b' '; 1 << 20];
    for _ in 0..16 {
        folded.write_all(&nothing).expect("memory takes it");
    }
    let body = folded.finish().expect("memory takes it");
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), &body].concat()
}

/// One request, whole.
async fn read(console: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    loop {
        if let Some(end) = end_of_head(&request) {
            let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| {
                let length = line.strip_prefix("content-length:")?;
                length.trim().parse::<usize>().ok()
            });
            if request.len() >= end + length.unwrap_or(0) {
                return Ok(request);
            }
        }
        match console.read(&mut piece).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            length => request.extend_from_slice(&piece[..length]),
        }
    }
}

/// Asks the org over a connection of its own: the answer, its length told.
async fn ask(org: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(org).await?;
    let line = request
        .windows(2)
        .position(|two| two == b"\r\n")
        .unwrap_or(0)
        + 2;
    let asked = [&request[..line], b"Connection: close\r\n", &request[line..]].concat();
    stream.write_all(&asked).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let (head, body) = apart(&answer);
    Ok([without(&head, "connection").as_bytes(), b"\r\n", &body].concat())
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let at = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(at + 4)
}

/// The head, its last line ended, and the body.
fn apart(answer: &[u8]) -> (String, Vec<u8>) {
    let end = end_of_head(answer).unwrap_or(answer.len());
    let head = String::from_utf8_lossy(&answer[..end.saturating_sub(2)]).into_owned();
    (head, answer[end..].to_vec())
}

/// The head without these headers.
fn without(head: &str, name: &str) -> String {
    let other = |line: &&str| {
        let own = line.split_once(':').map_or("", |(own, _)| own);
        !own.eq_ignore_ascii_case(name)
    };
    head.split_inclusive("\r\n").filter(other).collect()
}
