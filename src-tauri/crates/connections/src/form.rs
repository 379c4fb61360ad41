//! The wizard's form, parsed: what comes out is true, what does not come out says which field.

use std::collections::BTreeMap;

use catalogue::{Connector, FieldKind, Grant};
use domain::{
    ClientKind, Connection, ConnectionId, Environment, Explanation, KeyId, Nickname, OrgKind,
    Place, PublicKey, Requirement, Requirements, Scope, ScopeSet, Settings, Status, TeamName,
};

use crate::address::{base_url_failure, domain_failure};
use crate::rooms::Rooms;
use crate::views::{AppChoice, AppKind, ConnectRequest, Failure, FailureCode};

/// The longest description, in characters.
const MAX_DESCRIPTION: usize = 2_000;

/// Reads the form into a connection that is not authorized yet. The secret is not touched; `key`
/// is the public half of the pair that was made, or is kept, for a service app.
pub(crate) fn parse(
    rooms: &Rooms,
    connector: &Connector,
    request: &ConnectRequest,
    key: Option<PublicKey>,
) -> Result<Connection, Failure> {
    let form = Form { connector, request };
    let nickname_field = form.id(FieldKind::Nickname);
    let nickname = Nickname::parse(form.value(FieldKind::Nickname))
        .map_err(|problem| Failure::field(nickname_field, problem.explain()))?;
    let description = form.value(FieldKind::Description).trim().to_owned();
    let length = description.chars().count();
    if length > MAX_DESCRIPTION {
        return Err(Failure::field(
            form.id(FieldKind::Description),
            Explanation::new(
                format!("The description has {length} characters."),
                format!("{MAX_DESCRIPTION} is the most that the list keeps."),
                "Shorten it.",
            ),
        ));
    }
    let settings = match connector.grant {
        Grant::AuthorizationCode { .. } => org_settings(rooms, &form, key)?,
        Grant::ServiceToken { .. } => team_settings(rooms, &form)?,
    };
    Ok(Connection {
        id: ConnectionId::new(),
        connector: connector.id.clone(),
        nickname,
        description,
        place: parse_place(request.folder.as_deref()),
        starred: false,
        environment: Environment::of(&settings),
        settings,
        authorization: None,
        status: Status::NotAuthorized,
        created_at: rooms.now(),
        last_tested_at: None,
    })
}

/// The field that holds the connector's secret.
pub(crate) fn secret_field(connector: &Connector) -> &str {
    field_id(connector, FieldKind::Secret)
}

/// The field that holds the client's or the key's ID.
pub(crate) fn id_field(connector: &Connector) -> &str {
    match connector.grant {
        Grant::AuthorizationCode { .. } => field_id(connector, FieldKind::ClientId),
        Grant::ServiceToken { .. } => field_id(connector, FieldKind::OpaKeyId),
    }
}

/// A folder's name, or org level where it is empty.
pub(crate) fn parse_place(folder: Option<&str>) -> Place {
    match folder.map(str::trim) {
        None | Some("") => Place::Org,
        Some(name) => Place::Folder {
            name: name.to_owned(),
        },
    }
}

/// A client ID as Okta makes them: visible, without blanks or the braces of a placeholder.
pub(crate) fn parse_client_id(field: &str, typed: &str) -> Result<String, Failure> {
    let typed = typed.trim();
    let fits = (1..=100).contains(&typed.len())
        && typed
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b));
    if fits {
        return Ok(typed.to_owned());
    }
    Err(Failure::field(
        field,
        Explanation::new(
            if typed.is_empty() {
                "The client ID is empty."
            } else {
                "This is not a client ID."
            },
            "Okta makes client IDs of letters and digits, such as 0oa1gjh63g214q0Hq0g4.",
            "Copy it from the app's page in the Admin Console.",
        ),
    ))
}

/// The scopes to ask for, each one that the connector knows and the app may have.
pub(crate) fn parse_scopes(
    connector: &Connector,
    client: &ClientKind,
    asked: &[String],
) -> Result<ScopeSet, Failure> {
    let mut scopes = Vec::new();
    for text in asked {
        let scope = Scope::parse(text).ok_or_else(|| {
            Failure::field(
                "scopes",
                Explanation::new(
                    format!("{text:?} is no scope."),
                    "A scope is one word of visible characters.",
                    "Choose from the list.",
                ),
            )
        })?;
        scopes.push(scope);
    }
    let scopes: ScopeSet = scopes.into_iter().collect();
    connector
        .validate_scopes(&scopes)
        .map_err(|problem| Failure::field("scopes", problem.explain()))?;
    let of_people: ScopeSet = scopes
        .iter()
        .filter(|scope| !scope.is_okta_api())
        .cloned()
        .collect();
    if matches!(client, ClientKind::ServiceApp { .. }) && !of_people.is_empty() {
        return Err(Failure::field(
            "scopes",
            Explanation::new(
                format!(
                    "A service app cannot ask for {}.",
                    of_people.to_wire().replace(' ', ", ")
                ),
                "They are about whoever signs in, and nobody does.",
                "Ask for okta scopes only.",
            ),
        ));
    }
    Ok(scopes)
}

/// The form as it was filled in, by field id; the secret is left out.
pub(crate) fn values(connector: &Connector, connection: &Connection) -> BTreeMap<String, String> {
    let text = |kind: FieldKind| match (kind, &connection.settings) {
        (FieldKind::Nickname, _) => Some(connection.nickname.to_string()),
        (FieldKind::Description, _) => Some(connection.description.clone()),
        (FieldKind::OktaDomain, Settings::Org { domain, .. }) => {
            Some(if domain.kind() == OrgKind::Loopback {
                domain.issuer()
            } else {
                domain.to_string()
            })
        }
        (FieldKind::ClientId, Settings::Org { client_id, .. }) => Some(client_id.clone()),
        (FieldKind::OpaBaseUrl, Settings::Team { base_url, .. }) => Some(base_url.origin()),
        (FieldKind::OpaTeam, Settings::Team { team, .. }) => Some(team.as_str().to_owned()),
        (FieldKind::OpaKeyId, Settings::Team { key_id, .. }) => Some(key_id.as_str().to_owned()),
        _ => None,
    };
    let filled = connector.fields.iter();
    filled
        .filter_map(|field| Some((field.id.clone(), text(field.kind)?)))
        .collect()
}

struct Form<'a> {
    connector: &'a Connector,
    request: &'a ConnectRequest,
}

impl Form<'_> {
    fn id(&self, kind: FieldKind) -> &str {
        field_id(self.connector, kind)
    }

    fn value(&self, kind: FieldKind) -> &str {
        self.request
            .values
            .get(self.id(kind))
            .map_or("", String::as_str)
    }
}

fn field_id(connector: &Connector, kind: FieldKind) -> &str {
    connector.field(kind).map_or("", |field| &field.id)
}

fn org_settings(
    rooms: &Rooms,
    form: &Form<'_>,
    key: Option<PublicKey>,
) -> Result<Settings, Failure> {
    let field = form.id(FieldKind::OktaDomain);
    let domain = rooms
        .parse_domain(form.value(FieldKind::OktaDomain))
        .map_err(|problem| domain_failure(field, problem))?;
    if domain.kind() == OrgKind::Custom && !form.request.custom_domain_confirmed {
        return Err(Failure {
            field: Some(field.to_owned()),
            ..Failure::coded(
                FailureCode::ConfirmCustomDomain,
                Explanation::new(
                    format!("{domain} is not a name of Okta's."),
                    "It may be your company's custom domain. Whoever owns it will receive your \
                     client secret.",
                    "Confirm that it is your company's, or use the name that ends with okta.com: \
                     it works as well.",
                ),
            )
        });
    }
    let client_id = parse_client_id(
        form.id(FieldKind::ClientId),
        form.value(FieldKind::ClientId),
    )?;
    let AppChoice { kind, dpop, pushed } = form.request.app;
    let client = match kind {
        AppKind::WebApp => ClientKind::WebApp,
        AppKind::NativeApp => ClientKind::NativeApp,
        AppKind::ServiceApp => ClientKind::ServiceApp {
            key: key.ok_or_else(|| no_key(form.connector))?,
        },
    };
    let requested = parse_scopes(form.connector, &client, &form.request.scopes)?;
    Ok(Settings::Org {
        domain,
        client_id,
        client,
        requirements: Requirements {
            dpop: Requirement::told(dpop),
            // Only what a browser carries can be pushed.
            pushed: Requirement::told(pushed && kind != AppKind::ServiceApp),
        },
        requested,
    })
}

/// A service app proves itself with a key, and there is none yet.
pub(crate) fn no_key(connector: &Connector) -> Failure {
    Failure::field(
        secret_field(connector),
        Explanation::new(
            "There is no key pair yet.",
            "A service app proves itself with a key, whose public half is registered in the app.",
            "Make a key pair, add its public key to the app, then press Create.",
        ),
    )
}

fn team_settings(rooms: &Rooms, form: &Form<'_>) -> Result<Settings, Failure> {
    let team = TeamName::parse(form.value(FieldKind::OpaTeam))
        .map_err(|problem| Failure::field(form.id(FieldKind::OpaTeam), problem.explain()))?;
    let key_id = KeyId::parse(form.value(FieldKind::OpaKeyId))
        .map_err(|problem| Failure::field(form.id(FieldKind::OpaKeyId), problem.explain()))?;
    let base_url = rooms
        .parse_base_url(form.value(FieldKind::OpaBaseUrl))
        .map_err(|problem| base_url_failure(form.id(FieldKind::OpaBaseUrl), problem))?;
    Ok(Settings::Team {
        base_url,
        team,
        key_id,
    })
}
