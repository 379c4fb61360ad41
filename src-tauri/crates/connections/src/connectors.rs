//! The catalogue, as the picker and the wizard show it.

use std::collections::BTreeMap;

use catalogue::{Action, Connector, FieldKind as CatalogueField, Grant};
use domain::{Connection, TeamName};

use crate::Console;
use crate::form;
use crate::list::effect_view;
use crate::run::{granted, predict};
use crate::views::{
    ActionLine, AppKind, ConnectorView, Failure, FieldKind, FieldView, GrantView, PresetView,
    RoleView, ScopeView, SetupLink, SetupStep,
};

impl Console {
    /// Every connector, in the order of the picker.
    pub fn list_connectors(&self) -> Vec<ConnectorView> {
        self.rooms
            .catalogue
            .connectors()
            .iter()
            .map(connector_view)
            .collect()
    }

    /// *Before you begin*, with links as far as what is typed so far tells where they lead.
    /// `values` is the form, by field id, half filled as it may be; `app` is the kind of app.
    pub fn setup_sheet(
        &self,
        connector: &str,
        values: &BTreeMap<String, String>,
        app: AppKind,
    ) -> Result<Vec<SetupStep>, Failure> {
        let rooms = &self.rooms;
        let connector = rooms.connector(connector)?;
        let typed = |kind: CatalogueField| {
            let field = connector.field(kind)?;
            values
                .get(&field.id)
                .map(|value| value.trim())
                .filter(|value| !value.is_empty())
        };
        let org = typed(CatalogueField::OktaDomain).and_then(|text| rooms.parse_domain(text).ok());
        let base_url =
            typed(CatalogueField::OpaBaseUrl).and_then(|text| rooms.parse_base_url(text).ok());
        let team = typed(CatalogueField::OpaTeam).and_then(|text| TeamName::parse(text).ok());
        let opa = base_url.as_ref().map(|url| (url, team.as_ref()));
        let client_id =
            typed(CatalogueField::ClientId).filter(|text| form::parse_client_id("", text).is_ok());
        let steps = connector.setup(
            org.as_ref(),
            opa,
            client_id,
            kind_of_step(app),
            &rooms.redirect_uris(),
        );
        Ok(steps
            .into_iter()
            .map(|step| SetupStep {
                text: step.text,
                link: step.link.map(|link| {
                    rooms.offered.add(link.url.as_str());
                    SetupLink {
                        label: link.label,
                        url: link.url.to_string(),
                    }
                }),
                copy: step.copy,
            })
            .collect())
    }
}

fn kind_of_step(app: AppKind) -> catalogue::AppKind {
    match app {
        AppKind::WebApp => catalogue::AppKind::WebApp,
        AppKind::NativeApp => catalogue::AppKind::NativeApp,
        AppKind::ServiceApp => catalogue::AppKind::ServiceApp,
    }
}

fn connector_view(connector: &Connector) -> ConnectorView {
    ConnectorView {
        id: connector.id.as_str().to_owned(),
        name: connector.name.clone(),
        about: connector.about.clone(),
        fields: connector
            .fields
            .iter()
            .map(|field| FieldView {
                id: field.id.clone(),
                label: field.label.clone(),
                kind: field_kind(field.kind),
                help: field.help.clone(),
                example: field.example.clone(),
                required: field.required,
            })
            .collect(),
        grant: grant_view(&connector.grant),
        actions: connector
            .actions
            .iter()
            .map(|action| action_line(connector, action, None))
            .collect(),
    }
}

fn field_kind(kind: CatalogueField) -> FieldKind {
    match kind {
        CatalogueField::Nickname => FieldKind::Nickname,
        CatalogueField::Description => FieldKind::Description,
        CatalogueField::OktaDomain => FieldKind::OktaDomain,
        CatalogueField::OpaBaseUrl => FieldKind::OpaBaseUrl,
        CatalogueField::OpaTeam | CatalogueField::OpaKeyId | CatalogueField::ClientId => {
            FieldKind::Text
        }
        CatalogueField::Secret => FieldKind::Secret,
    }
}

fn grant_view(grant: &Grant) -> GrantView {
    match grant {
        Grant::AuthorizationCode { presets, scopes } => GrantView::AuthorizationCode {
            presets: presets
                .iter()
                .map(|preset| PresetView {
                    id: preset.id.clone(),
                    name: preset.name.clone(),
                    about: preset.about.clone(),
                    scopes: preset.scopes.iter().map(ToString::to_string).collect(),
                })
                .collect(),
            scopes: scopes
                .iter()
                .map(|entry| ScopeView {
                    name: entry.name.to_string(),
                    automatic: entry.automatic,
                    essential: entry.essential,
                    default: entry.default,
                    about: entry.about.clone(),
                    cost: entry.cost.clone(),
                })
                .collect(),
        },
        Grant::ServiceToken { roles } => GrantView::ServiceToken {
            roles: roles
                .iter()
                .map(|role| RoleView {
                    id: role.id.clone(),
                    name: role.name.clone(),
                    about: role.about.clone(),
                    asked: role.asked,
                })
                .collect(),
        },
    }
}

/// One action; for a connection, also what it lacks and whether it can run.
pub(crate) fn action_line(
    connector: &Connector,
    action: &Action,
    connection: Option<&Connection>,
) -> ActionLine {
    let scopes: Vec<String> = action
        .needs
        .scopes
        .iter()
        .map(ToString::to_string)
        .collect();
    let signed_in = connection.filter(|connection| connection.authorization.is_some());
    let missing = signed_in.map(granted).map_or_else(Vec::new, |granted| {
        scopes
            .iter()
            .filter(|scope| !granted.covers(scope))
            .cloned()
            .collect()
    });
    ActionLine {
        id: action.id.clone(),
        name: action.name.clone(),
        family: action.family.clone(),
        effect: effect_view(action.effect),
        roles: action.needs.roles.clone(),
        scopes,
        missing,
        prediction: connection.map(|connection| predict(action, connector, connection)),
    }
}
