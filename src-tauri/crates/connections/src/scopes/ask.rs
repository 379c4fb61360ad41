//! *Copy as a request for a super admin*: which app, what to grant, what to revoke, and why.

use domain::{ScopeSet, Settings};

use super::least::least;
use super::used::Used;
use crate::Console;
use crate::list::address_of;
use crate::views::{Failure, LeastScopes, ScopeRequestFor};

/// The app that scopes are granted to, as far as it is known.
struct App {
    org: String,
    client_id: String,
    page: Option<String>,
    connection: Option<String>,
    acts_as: Option<String>,
}

impl Console {
    /// The request as text, to be sent to whoever may grant scopes.
    pub async fn copy_scope_request(&self, wanted: ScopeRequestFor) -> Result<String, Failure> {
        let rooms = &self.rooms;
        match wanted {
            ScopeRequestFor::Connection { connection } => {
                let connection = rooms.connection(&connection).await?;
                let connector = rooms.connector(connection.connector.as_str())?;
                let used = rooms.used(&connection).await?;
                let Some(least) = rooms.least_for(connector, &connection, &used) else {
                    return Err(no_scopes());
                };
                let client_id = match &connection.settings {
                    Settings::Org { client_id, .. } => client_id.clone(),
                    Settings::Team { .. } => String::new(),
                };
                let authorization = connection.authorization.as_ref();
                let app = App {
                    org: address_of(&connection.settings),
                    client_id,
                    page: least.page.as_ref().map(|page| page.url.clone()),
                    connection: Some(connection.nickname.to_string()),
                    acts_as: authorization.map(|a| a.identity.username.clone()),
                };
                Ok(text(&app, &least))
            }
            ScopeRequestFor::Form {
                connector,
                values,
                actions,
                asked,
                app: kind,
            } => {
                let connector = rooms.connector(&connector)?;
                let used = Used::marked(connector, &actions)?;
                let asked = ScopeSet::from_wire(&asked.join(" "));
                let typed = |kind| {
                    let field = connector.field(kind);
                    let value = field.and_then(|field| values.get(&field.id));
                    value.map_or("", |value| value.trim())
                };
                let (domain, client_id) = (
                    typed(catalogue::FieldKind::OktaDomain),
                    typed(catalogue::FieldKind::ClientId),
                );
                let org = rooms.parse_domain(domain).ok();
                let page = org
                    .as_ref()
                    .and_then(|org| connector.scopes_page(org, client_id));
                let app = App {
                    org: org.map_or_else(|| domain.to_owned(), |org| org.to_string()),
                    client_id: client_id.to_owned(),
                    page: page.map(|page| page.url.to_string()),
                    connection: None,
                    acts_as: None,
                };
                let none = ScopeSet::default();
                let least = least(connector, &used, &asked, &none, kind.caller());
                Ok(text(&app, &least))
            }
        }
    }
}

fn no_scopes() -> Failure {
    Failure::other(domain::Explanation::new(
        "There is nothing to request.",
        "Okta Privileged Access has no scopes: the roles of the service user decide.",
        "Ask for a role in the OPA Console instead.",
    ))
}

fn text(app: &App, least: &LeastScopes) -> String {
    let mut lines = vec![
        "Request: Okta API scopes of an app".to_owned(),
        String::new(),
        format!("Org: {}", or(&app.org, "not known yet")),
        format!("App (client ID): {}", or(&app.client_id, "not known yet")),
    ];
    let more = [
        ("Connection", &app.connection),
        ("It acts as", &app.acts_as),
        ("Page", &app.page),
    ];
    for (label, value) in more {
        lines.extend(value.as_ref().map(|value| format!("{label}: {value}")));
    }
    lines.push(String::new());
    lines.push("On the app's Okta API Scopes tab, which only a super admin may change:".to_owned());

    section(
        &mut lines,
        "Grant",
        least.grant.iter().map(|name| {
            let scope = least.scopes.iter().find(|scope| scope.name == *name);
            scope.map_or_else(
                || name.clone(),
                |scope| why(name, &scope.about, &scope.needed_by),
            )
        }),
    );
    section(
        &mut lines,
        "Revoke, because nothing that is used needs it",
        least.revoke.iter().cloned(),
    );
    let kept = least
        .scopes
        .iter()
        .filter(|scope| !scope.automatic && scope.granted);
    section(
        &mut lines,
        "Leave as it is",
        kept.map(|scope| why(&scope.name, &scope.about, &scope.needed_by)),
    );
    let automatic = least.scopes.iter().filter(|scope| scope.automatic);
    let automatic: Vec<&str> = automatic.map(|scope| scope.name.as_str()).collect();
    if !automatic.is_empty() {
        lines.push(String::new());
        lines.push(format!("Granted by Okta itself: {}.", automatic.join(", ")));
    }
    if !least.open.is_empty() {
        lines.push(String::new());
        lines.push(format!(
            "Not counted: {}. What it needs depends on the endpoint that is called.",
            least.open.join(", ")
        ));
    }
    lines.push(String::new());
    lines.push(
        "Afterwards the connection is reauthorized, so that its token has just these.".to_owned(),
    );
    lines.join("\n")
}

fn section(lines: &mut Vec<String>, heading: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.map(|item| format!("- {item}")).collect();
    if !items.is_empty() {
        lines.push(String::new());
        lines.push(format!("{heading}:"));
        lines.extend(items);
    }
}

fn why(name: &str, about: &str, needed_by: &[String]) -> String {
    if needed_by.is_empty() {
        format!("{name} – {about} The authorization itself needs it.")
    } else {
        format!("{name} – {about} For: {}.", needed_by.join(", "))
    }
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}
