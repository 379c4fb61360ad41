//! OPA makes the second key itself: `POST …/service_users/{user}/keys` tells it once, and lets the
//! older ones expire. It is sealed before anything else happens.

use domain::{Connection, Explanation, KeyId, Settings};
use http::{Method, Request, Response};
use secrecy::SecretString;
use serde::Deserialize;
use transport::{BodyLimit, Origin};

use super::change::Party;
use super::enter::under_way;
use crate::Console;
use crate::confirmation::Question;
use crate::explain::{IntoFailure, with_refusal};
use crate::list::address_of;
use crate::live_token::{LiveToken, Need};
use crate::rooms::Rooms;
use crate::said::said;
use crate::views::{Failure, FailureCode, SecretChangeView};

/// What OPA answers: the one time that it tells the key.
#[derive(Deserialize)]
struct NewKey {
    id: String,
    secret: SecretString,
}

impl Console {
    /// Has OPA make a new key for the service user of a connection, seals it for every connection
    /// that uses the old one, and switches them over. The role *Resource Admin* is needed.
    pub async fn rotate_service_key(&self, connection: &str) -> Result<SecretChangeView, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let of = rooms.connection(connection).await?;
        let parties = rooms.parties(&of).await?;
        if parties.iter().any(|party| party.other.is_some()) {
            return Err(under_way());
        }
        let service_user = service_user(&of)?;
        rooms.require_armed(&of)?;
        rooms.agree_to_new_key(&of, &service_user, &parties).await?;
        let token = self.live_token(&of, Need::Live).await?;

        // Noted before it is sent: if the answer is lost, the next one who looks is told.
        rooms.note_cut_short(&of, &rooms.now().to_string()).await?;
        let (key_id, key) = rooms.new_key(&of, &service_user, &token).await?;
        rooms.keep_beside(&parties, &key, Some(&key_id)).await?;
        rooms.note_cut_short(&of, "").await?;

        for Party { connection, .. } in &parties {
            self.switch_secret(&connection.id.to_string()).await?;
        }
        self.secret_change(connection).await
    }
}

impl Rooms {
    /// Sends it once.
    async fn new_key(
        &self,
        of: &Connection,
        service_user: &str,
        token: &LiveToken,
    ) -> Result<(KeyId, SecretString), Failure> {
        let Settings::Team { base_url, team, .. } = &of.settings else {
            return Err(no_team(of));
        };
        let url = base_url.team_url(team, &["service_users", service_user, "keys"]);
        let mut request = Request::new(Vec::new());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.path().parse().unwrap_or_default();
        let sent = self
            .send_with(&Origin::from(base_url), request, token, BodyLimit::Token)
            .await;
        let answer = match sent {
            Ok(answer) => answer,
            Err(error) => {
                if !error.request_was_sent() {
                    self.note_cut_short(of, "").await?;
                }
                return Err(Failure::other(error.explain(of.settings.host())));
            }
        };
        if answer.status().is_client_error() {
            // Refused for certain: nothing was made.
            self.note_cut_short(of, "").await?;
            return Err(refused(&answer, service_user));
        }
        let read = serde_json::from_slice::<NewKey>(answer.body()).ok();
        let key = read.and_then(|key| Some((KeyId::parse(&key.id).ok()?, key.secret)));
        key.ok_or_else(|| refused(&answer, service_user))
    }

    async fn agree_to_new_key(
        &self,
        of: &Connection,
        service_user: &str,
        parties: &[Party],
    ) -> Result<(), Failure> {
        let names: Vec<_> = parties
            .iter()
            .map(|party| party.connection.nickname.as_str())
            .collect();
        let question = Question {
            title: "Rotate the API key?".into(),
            loses:
                "Okta Privileged Access makes a new key and lets the older ones expire. Whatever \
                    else uses them must be given the new one."
                    .into(),
            targets: vec![
                ("Service user".into(), service_user.to_owned()),
                ("Switched here".into(), names.join(", ")),
            ],
            org: address_of(&of.settings),
            connection: of.nickname.to_string(),
            typed: None,
            button: "Rotate the key".into(),
        };
        match self.confirmation.confirm(question).await {
            Some(_) => Ok(()),
            None => Err(Failure::coded(
                FailureCode::Cancelled,
                Explanation::new(
                    "The key stays as it is.",
                    "Rotating it was not confirmed.",
                    "Confirm it in the window that asks when you are sure.",
                ),
            )),
        }
    }

    /// That a rotation was sent whose answer was not kept.
    pub(super) async fn cut_short(&self, of: &Connection) -> Result<Option<Explanation>, Failure> {
        let noted = self
            .store
            .setting(&setting(of))
            .await
            .map_err(IntoFailure::into_failure)?;
        let at = noted.filter(|text| !text.is_empty());
        Ok(at.map(|at| {
            Explanation::new(
                format!("A rotation was sent at {at}, and its answer did not arrive."),
                "Okta Privileged Access may have made a key that nobody knows, and may let the one in \
                 use expire.",
                "Test the connection. If it is refused, make a key in the OPA Console and reauthorize \
                 with it; else rotate once more.",
            )
        }))
    }

    async fn note_cut_short(&self, of: &Connection, at: &str) -> Result<(), Failure> {
        self.store
            .set_setting(&setting(of), at)
            .await
            .map_err(IntoFailure::into_failure)
    }
}

fn setting(of: &Connection) -> String {
    format!("key_rotation_sent {}", of.id)
}

/// Whose key it is: the connection's own, as OPA named it at the sign-in.
fn service_user(of: &Connection) -> Result<String, Failure> {
    match (&of.settings, &of.authorization) {
        (Settings::Team { .. }, Some(authorization)) => Ok(authorization.identity.username.clone()),
        _ => Err(no_team(of)),
    }
}

fn no_team(of: &Connection) -> Failure {
    Failure::other(Explanation::new(
        format!(
            "“{}” has no key that can be rotated from here.",
            of.nickname
        ),
        "Only a service user of Okta Privileged Access that was signed in to has one.",
        "Enter a second client secret instead.",
    ))
}

fn refused(answer: &Response<Vec<u8>>, service_user: &str) -> Failure {
    let refusal = said(answer).refusal;
    let explanation = match answer.status().as_u16() {
        403 => Explanation::new(
            format!("{service_user} may not rotate its own key."),
            "That needs the role Resource Admin, which it does not hold.",
            "Ask a PAM admin for the role; or make the key in the OPA Console, and reauthorize with it.",
        ),
        status => Explanation::new(
            "Okta Privileged Access did not make a new key.",
            format!("It answered with status {status}: {}", refusal.summary),
            "Make the key in the OPA Console, and reauthorize with it.",
        ),
    };
    with_refusal(Failure::other(explanation), &refusal)
}
