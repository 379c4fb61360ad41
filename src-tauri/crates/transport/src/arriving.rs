//! An answer whose head is there, and whose body is on its way.

use http::Response;
use http::header::CONTENT_ENCODING;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use crate::classify::classify;
use crate::{BodyLimit, Phase, TransportError};

/// Half of an answer. Dropping it gives the rest up.
#[derive(Debug)]
pub struct Arriving {
    head: Response<()>,
    rest: reqwest::Response,
    limit: BodyLimit,
    until: Instant,
    _turn: OwnedSemaphorePermit,
}

impl Arriving {
    pub(crate) fn new(
        mut answer: reqwest::Response,
        limit: BodyLimit,
        until: Instant,
        turn: OwnedSemaphorePermit,
    ) -> Result<Self, TransportError> {
        // What was asked for compressed has been unfolded, and the header with it.
        if answer
            .headers()
            .get(CONTENT_ENCODING)
            .is_some_and(|encoding| encoding != "identity")
        {
            return Err(TransportError::Encoded);
        }
        let mut head = Response::new(());
        *head.status_mut() = answer.status();
        std::mem::swap(head.headers_mut(), answer.headers_mut());
        Ok(Self {
            head,
            rest: answer,
            limit,
            until,
            _turn: turn,
        })
    }

    /// Status and headers.
    pub fn head(&self) -> &Response<()> {
        &self.head
    }

    /// Reads the body piece by piece and stops at the limit, whatever length was announced.
    pub async fn whole(self) -> Result<Response<Vec<u8>>, TransportError> {
        let Self {
            head, rest, limit, ..
        } = self;
        let body = timeout_at(self.until, read(rest, limit)).await;
        let body = body.unwrap_or(Err(TransportError::TimedOut {
            phase: Phase::Reading,
        }));
        body.map(|body| head.map(|()| body))
            .inspect_err(|error| tracing::debug!(%error, "not answered to the end"))
    }
}

async fn read(mut rest: reqwest::Response, limit: BodyLimit) -> Result<Vec<u8>, TransportError> {
    let mut body = Vec::new();
    while let Some(piece) = rest
        .chunk()
        .await
        .map_err(|error| classify(&error, Phase::Reading))?
    {
        if body.len() + piece.len() > limit.bytes() {
            return Err(TransportError::TooLarge {
                limit: limit.bytes(),
            });
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}
