//! The token endpoint, as one client talks to it: each try is signed anew.

use std::future::Future;
use std::pin::Pin;

use http::{Request, Response};
use oauth2::AsyncHttpClient;
use transport::BodyLimit;

use crate::dpop::Place;
use crate::server::Server;
use crate::{Client, ServerError};

pub(crate) const TOKEN: &str = "/oauth2/v1/token";

pub(crate) struct TokenEndpoint<'a> {
    server: &'a Server<'a>,
    client: &'a Client,
}

impl<'a> TokenEndpoint<'a> {
    pub(crate) fn new(server: &'a Server<'a>, client: &'a Client) -> Self {
        Self { server, client }
    }

    /// Sends what `build` makes, with a proof where the client's tokens are bound to a key. Where
    /// the server only wants a nonce that it has just named (RFC 9449 §8), nothing was done, and
    /// a second request is built and sent.
    pub(crate) async fn send(
        &self,
        build: impl Fn() -> Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, ServerError> {
        match self.attempt(build()).await {
            Err(ServerError::Refused { refusal, .. })
                if refusal.code == "use_dpop_nonce" && self.client.dpop.is_some() =>
            {
                self.attempt(build()).await
            }
            other => other,
        }
    }

    async fn attempt(
        &self,
        mut request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, ServerError> {
        let Some(key) = &self.client.dpop else {
            return self.server.send(request, BodyLimit::Token).await;
        };
        let (origin, place) = (self.server.origin(), Place::TokenEndpoint);
        key.prove(&mut request, origin, place, None, self.server.now());
        let answer = self.server.send(request, BodyLimit::Token).await;
        key.heed(origin, place, &self.server.headers());
        answer
    }
}

/// So that `oauth2` sends its token requests through here.
impl<'c> AsyncHttpClient<'c> for TokenEndpoint<'_> {
    type Error = ServerError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, ServerError>> + Send + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(move || request.clone()))
    }
}
