//! One hostile connection, and what may come of it.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is done on a connection.
#[derive(Debug)]
pub enum Knock {
    /// Says this, and reads to the end.
    Says(Vec<u8>),
    /// Says this, closes its half, and reads to the end.
    HangsUp(Vec<u8>),
    /// Says this, and stays for as long as it is let.
    Stays(Vec<u8>),
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// The connection was closed without a word.
    HungUp,
    /// These bytes came.
    Answered(Vec<u8>),
    /// It is still there, and is to be kept.
    Held(TcpStream),
}

impl Knock {
    pub(super) fn says(text: String) -> Self {
        Self::Says(text.into_bytes())
    }

    /// Does it. That the listener hangs up in the middle is its right; that nobody listens is told.
    pub async fn knock(self, authority: &str) -> std::io::Result<Outcome> {
        let mut stream = TcpStream::connect(authority).await?;
        let (bytes, stays) = match self {
            Self::Stays(bytes) => (bytes, true),
            Self::Says(bytes) => (bytes, false),
            Self::HangsUp(bytes) => {
                let _hung_up_on = stream.write_all(&bytes).await;
                let _hung_up_on = stream.shutdown().await;
                (Vec::new(), false)
            }
        };
        let _hung_up_on = stream.write_all(&bytes).await;
        if stays {
            return Ok(Outcome::Held(stream));
        }
        let mut answer = Vec::new();
        // A reset after the answer is one that was read: what arrived counts.
        let _reset = stream.read_to_end(&mut answer).await;
        Ok(if answer.is_empty() {
            Outcome::HungUp
        } else {
            Outcome::Answered(answer)
        })
    }
}
