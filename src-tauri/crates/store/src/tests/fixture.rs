//! Connections, secrets and stores to test with.

use std::collections::BTreeMap;
use std::path::Path;

use domain::{
    Authorization, ClientKind, Connection, ConnectionId, ConnectorId, Environment, Identity,
    InstanceDetails, LoopbackOrgs, Nickname, OrgDetails, OrgHost, Pipeline, Place, PublicKey,
    Requirement, Requirements, ScopeSet, Sealed, SecretField, Settings, Status,
};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::{RunContents, RunRow, SessionRow, Store};

/// A store in a folder of its own. The folder goes with the value.
pub(super) async fn fresh() -> (Store, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    (store, folder)
}

pub(super) async fn open(dir: &Path) -> Store {
    Store::open(dir, "0.1.0").await.unwrap()
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn nickname(text: &str) -> Nickname {
    Nickname::parse(text).unwrap()
}

/// One that has been signed in and tested: every column holds something.
pub(super) fn connection(name: &str) -> Connection {
    let scopes = |text| ScopeSet::from_wire(text);
    Connection {
        id: ConnectionId::new(),
        connector: ConnectorId::new("okta_realms"),
        nickname: nickname(name),
        description: "For the \"night shift\" – Ünïts; DROP TABLE connections".into(),
        place: Place::Folder {
            name: "Team A/B".into(),
        },
        starred: true,
        environment: Environment::Preview,
        settings: Settings::Org {
            domain: OrgHost::parse("acme.oktapreview.com", LoopbackOrgs::Refused).unwrap(),
            client_id: "0oa1".into(),
            client: ClientKind::ServiceApp {
                key: PublicKey {
                    thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs".into(),
                    jwk: r#"{"kty":"EC"}"#.into(),
                },
            },
            requirements: Requirements {
                dpop: Requirement::Found {
                    at: at("2026-11-02T08:00:00Z"),
                },
                pushed: Requirement::Told,
            },
            requested: scopes("openid offline_access okta.users.read okta.realms.read"),
        },
        authorization: Some(Authorization {
            at: at("2026-11-02T08:00:00Z"),
            identity: Identity {
                subject: "00u1".into(),
                username: "ada@example.com".into(),
                name: Some("Ada".into()),
            },
            granted: scopes("openid offline_access okta.users.read"),
            reauthorize_by: Some(at("2027-01-31T08:00:00Z")),
            reauthorize_by_measured: true,
            instance: Some(InstanceDetails::Org(OrgDetails {
                id: "00o1".into(),
                cell: Some("op3".into()),
                pipeline: Pipeline::IdentityEngine,
                url: "https://acme.oktapreview.com".into(),
            })),
            bound_to: Some("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I".into()),
        }),
        status: Status::ActiveWithMissingScopes {
            checked_at: at("2026-11-02T08:00:01.123456789Z"),
            missing: scopes("okta.realms.read"),
        },
        created_at: at("2026-11-02T08:00:00.5Z"),
        last_tested_at: Some(at("2026-11-02T08:00:01Z")),
    }
}

/// One of which nothing is known yet.
pub(super) fn bare(name: &str) -> Connection {
    Connection {
        description: String::new(),
        place: Place::Org,
        starred: false,
        authorization: None,
        status: Status::NotAuthorized,
        last_tested_at: None,
        ..connection(name)
    }
}

pub(super) fn sealed(field: SecretField, generation: u64) -> Sealed {
    Sealed {
        field,
        generation,
        bytes: format!("sealed {} of generation {generation}", field.as_str()).into_bytes(),
    }
}

/// What an OAuth connection keeps.
pub(super) fn secrets(generation: u64) -> Vec<Sealed> {
    vec![
        sealed(SecretField::ClientSecret, 0),
        sealed(SecretField::AccessToken, generation),
        sealed(SecretField::RefreshToken, generation),
    ]
}

pub(super) fn session(generation: u64) -> SessionRow {
    SessionRow {
        generation,
        access_expires_at: at("2026-11-02T09:00:00Z"),
        refreshed_at: at("2026-11-02T08:00:00Z"),
        intent: None,
    }
}

/// A run that was done, with something in every column.
pub(super) fn run(id: &str, began_at: &str) -> (RunRow, RunContents) {
    let row = RunRow {
        id: id.into(),
        began_at: at(began_at),
        duration_ms: 214,
        connection: "c1".into(),
        nickname: "Prod".into(),
        address: "acme.okta.com".into(),
        connector: "okta".into(),
        identity: Some("ada@example.com".into()),
        action: "lookup_user".into(),
        action_name: "Lookup user".into(),
        effect: "read".into(),
        outcome: "done".into(),
        refusal: None,
        status: Some(200),
        request_id: Some("Zk3f0a2b".into()),
        asked_by: Some(("Onboard a user".into(), "look".into())),
    };
    let contents = RunContents {
        inputs: "{\"user\":\"ada\"}".into(),
        requests: "[]".into(),
        answer: format!("{{\"of\":\"{id}\"}}"),
    };
    (row, contents)
}

/// Every file under a folder with its bytes.
pub(super) fn bytes_under(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(bytes_under(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            files.insert(path.display().to_string(), bytes);
        }
    }
    files
}
