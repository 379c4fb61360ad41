//! *Reauthorize*: sign in again for a connection that exists.
//!
//! Unless changed, the earlier request is repeated as it was (Okta Workflows: reauthorizing
//! inherits the scopes of the previous authorization); what is granted is decided anew.

use domain::{ClientKind, Connection, Explanation, KeyId, PublicKey, Settings};

use crate::Console;
use crate::attempts::Purpose;
use crate::form;
use crate::views::{ConnectStep, Failure, NewSecret, ReauthorizeRequest};

impl Console {
    /// Opens the browser for a connection that exists; the key of a team or of a service app is
    /// tried at once.
    pub async fn begin_reauthorize(
        &self,
        request: ReauthorizeRequest,
    ) -> Result<ConnectStep, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let before = rooms.connection(&request.connection).await?;
        rooms.require_allowed_host(&before)?;
        let connector = rooms.connector(before.connector.as_str())?;
        let key = rooms.public_key_of(&request.secret).await?;
        let settings = changed(connector, &before, &request, key)?;
        let secret = rooms
            .resolve_secret(connector, &settings, request.secret)
            .await?;
        let hint = before
            .authorization
            .as_ref()
            .map(|a| a.identity.username.clone());
        let hint = hint.filter(|_| !request.choose_user);
        let used = rooms.used(&before).await?;
        let purpose = Purpose::Reauthorize {
            before,
            settings,
            used,
        };
        rooms
            .begin(connector, purpose, secret, hint, request.choose_user)
            .await
    }
}

fn changed(
    connector: &catalogue::Connector,
    before: &Connection,
    request: &ReauthorizeRequest,
    key: Option<PublicKey>,
) -> Result<Settings, Failure> {
    let field = form::id_field(connector);
    match before.settings.clone() {
        Settings::Org {
            domain,
            client_id,
            client,
            requirements,
            requested,
        } => {
            let client = match (&request.secret, client, key) {
                // A service app stays one, with another key if one was made.
                (_, ClientKind::ServiceApp { .. }, Some(key)) => ClientKind::ServiceApp { key },
                (_, ClientKind::ServiceApp { .. }, None) => return Err(form::no_key(connector)),
                (NewSecret::None, ..) => ClientKind::NativeApp,
                (NewSecret::Typed { .. } | NewSecret::Practice, ..) => ClientKind::WebApp,
                (NewSecret::SameAs { .. } | NewSecret::Key { .. }, client, _) => client,
            };
            Ok(Settings::Org {
                domain,
                client_id: match &request.client_id {
                    Some(typed) => form::parse_client_id(field, typed)?,
                    None => client_id,
                },
                requested: match &request.scopes {
                    Some(asked) => form::parse_scopes(connector, &client, asked)?,
                    None => requested,
                },
                client,
                requirements,
            })
        }
        Settings::Team {
            base_url,
            team,
            key_id,
        } => Ok(Settings::Team {
            base_url,
            team,
            key_id: match &request.client_id {
                Some(typed) => KeyId::parse(typed)
                    .map_err(|problem| Failure::field(field, problem.explain()))?,
                None => key_id,
            },
        }),
    }
}

impl crate::rooms::Rooms {
    /// A connection to an org on this computer is used only while such orgs are allowed.
    pub(crate) fn require_allowed_host(&self, connection: &Connection) -> Result<(), Failure> {
        let host = connection.settings.host();
        let allowed = self.loopback_for(host) == domain::LoopbackOrgs::Allowed;
        if allowed || !connection.settings.is_loopback() {
            return Ok(());
        }
        Err(Failure::other(Explanation::new(
            format!(
                "“{}” leads to {host}, on this computer.",
                connection.nickname
            ),
            "Orgs on this computer are for practice, and none is running there now.",
            "Start the practice org from the Connections page, or set \
             CONNECTIONS_CONSOLE_LOOPBACK_ORGS=1 before starting the console.",
        )))
    }
}
