//! One page on its way: its head is told as soon as it is there, and its body comes in the
//! meantime.

use http::{Request, Response};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use transport::{BodyLimit, Origin, Transport, TransportError};

/// A request that was sent. Dropping it gives the answer up.
pub(super) struct Fetch {
    head: oneshot::Receiver<Result<Response<()>, TransportError>>,
    /// One task, which ends with this.
    answer: JoinSet<Result<Response<Vec<u8>>, TransportError>>,
}

impl Fetch {
    pub(super) fn begin(transport: &Transport, origin: &Origin, request: Request<Vec<u8>>) -> Self {
        let (tell, head) = oneshot::channel();
        let (transport, origin) = (transport.clone(), origin.clone());
        let mut answer = JoinSet::new();
        answer.spawn(async move {
            let arriving = transport.begin(&origin, request, BodyLimit::Page).await;
            let told = arriving.as_ref().map(|half| half.head().clone());
            // Whoever asked may be gone by now.
            let _told = tell.send(told.map_err(TransportError::clone));
            arriving?.whole().await
        });
        Self { head, answer }
    }

    /// The head, as soon as it is there. Once.
    pub(super) async fn head(&mut self) -> Result<Response<()>, TransportError> {
        (&mut self.head)
            .await
            .unwrap_or(Err(TransportError::CutOff))
    }

    /// The whole answer.
    pub(super) async fn whole(mut self) -> Result<Response<Vec<u8>>, TransportError> {
        match self.answer.join_next().await {
            Some(Ok(answer)) => answer,
            Some(Err(_)) | None => Err(TransportError::CutOff),
        }
    }
}
