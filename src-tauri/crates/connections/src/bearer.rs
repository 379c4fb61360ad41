//! Requests that carry an access token, to the connection's own host only.

use http::{Request, Response, header};
use jiff::Timestamp;
use transport::{BodyLimit, Origin, TransportError};

use crate::live_token::LiveToken;
use crate::rooms::Rooms;
use crate::said::said;

/// Puts the token into a request that goes to `origin`: as a bearer, or with a fresh proof where
/// it is bound to a key (`DPoP`). A proof is good for one try, so call it anew for each.
pub(crate) fn authorize(
    request: &mut Request<Vec<u8>>,
    origin: &Origin,
    token: &LiveToken,
    now: Timestamp,
) {
    authorization::present(request, origin, &token.value, token.key.as_ref(), now);
}

/// Whether a fresh token could help: not where a feature is missing or a proof is not believed.
pub(crate) fn is_dead_token(response: &Response<Vec<u8>>) -> bool {
    response.status() == 401
        && said(response).refusal.code != "E0000015"
        && !is_refused_proof(response)
}

/// Whether it is the proof that was refused, and neither the token nor what was asked. Okta calls
/// a dead token that is bound `DPoP error="invalid_token"`, which is none of these.
pub(crate) fn is_refused_proof(response: &Response<Vec<u8>>) -> bool {
    let challenge = transport::www_authenticate(response);
    let error = challenge.and_then(|challenge| challenge.error);
    match error.as_deref() {
        Some("invalid_dpop_proof" | "use_dpop_nonce") => true,
        // A bound token that was shown as a bearer, or without its proof.
        Some("invalid_request") => said(response).refusal.summary.contains("DPoP"),
        _ => false,
    }
}

impl Rooms {
    /// Sends a request with the token. It is sent again only where the server wanted nothing but
    /// a nonce in the proof: that is said before anything is done. It is not sent while the org's
    /// refusal of its like still holds; that refusal is given again.
    pub(crate) async fn send_with(
        &self,
        origin: &Origin,
        request: Request<Vec<u8>>,
        token: &LiveToken,
        limit: BodyLimit,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        if let Some(refusal) = self.holds.refusal(origin, &request, self.now()) {
            return Ok(refusal);
        }
        let ask = || {
            let mut signed = request.clone();
            authorize(&mut signed, origin, token, self.now());
            self.transport.send(origin, signed, limit)
        };
        let mut answer = ask().await?;
        if authorization::wants_nonce(&answer, origin, token.key.as_ref()) {
            answer = ask().await?;
        }
        self.holds.note(origin, &request, &answer, self.now());
        Ok(answer)
    }

    /// A GET with the token.
    pub(crate) async fn get_with(
        &self,
        origin: &Origin,
        path: &str,
        token: &LiveToken,
        limit: BodyLimit,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = path.parse().unwrap_or_default();
        let json = header::HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::ACCEPT, json);
        self.send_with(origin, request, token, limit).await
    }

    /// [`Rooms::get_with`], read as JSON; `None` where nothing of use came back.
    pub(crate) async fn json_with<T: serde::de::DeserializeOwned>(
        &self,
        origin: &Origin,
        path: &str,
        token: &LiveToken,
    ) -> Option<T> {
        let answer = self.get_with(origin, path, token, BodyLimit::Page).await;
        let answer = answer
            .ok()
            .filter(|response| response.status().is_success())?;
        serde_json::from_slice(answer.body()).ok()
    }
}
