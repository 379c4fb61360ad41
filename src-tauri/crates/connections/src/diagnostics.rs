//! *Diagnostics*: what this program runs on, and the way from here to each org.
//!
//! The report that goes to somebody else names no org, no user and no folder of one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::Settings;
use http::Request;
use jiff::SignedDuration;
use transport::{BodyLimit, Origin};

use crate::Console;
use crate::doctor::{Line, Way, way_lines};
use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::views::{DiagnosticsView, FactGroup, Failure, KeeperView, OrgWay, StorageView};

/// What only the shell can tell.
#[derive(Debug, Clone)]
pub struct Machine {
    /// The operating system, with its version.
    pub system: String,
    /// What draws the window, with its version.
    pub web_view: String,
    /// The person's own folder, which is written as `~`.
    pub home: Option<PathBuf>,
}

/// One host that connections lead to.
struct Far {
    address: String,
    origin: Origin,
    /// What answers there without a token.
    path: &'static str,
    /// What it is called where its name must not stand.
    alias: String,
}

impl Console {
    /// What the page shows. With `reach` each org is contacted once, without credentials.
    pub async fn diagnostics(
        &self,
        machine: Machine,
        reach: bool,
    ) -> Result<DiagnosticsView, Failure> {
        let rooms = &self.rooms;
        let groups = vec![
            FactGroup::new(
                "Program",
                [
                    ("Version", rooms.version.clone()),
                    ("System", machine.system.clone()),
                    ("Web view", machine.web_view.clone()),
                ],
            ),
            rooms.kept_here(machine.home.as_deref()).await?,
            network(),
        ];
        let mut orgs = Vec::new();
        let mut redacted = Vec::new();
        for far in rooms.far().await? {
            let way = rooms.see_way(&far, reach).await;
            let told = |host: &str| -> Vec<Line> {
                let lines = way_lines(&way, host).into_iter();
                lines
                    .filter(|line| line.id != "rate" && (reach || line.id == "proxy"))
                    .collect()
            };
            redacted.push((far.alias.clone(), told(&far.alias)));
            let lines = told(&far.address).into_iter();
            orgs.push(OrgWay {
                lines: lines.map(|line| rooms.line_view(line)).collect(),
                address: far.address,
            });
        }
        Ok(DiagnosticsView {
            text: text(&groups, &redacted),
            groups,
            orgs,
        })
    }
}

impl Rooms {
    async fn kept_here(&self, home: Option<&Path>) -> Result<FactGroup, Failure> {
        let connections = self.store.connections().await;
        let connections = connections.map_err(IntoFailure::into_failure)?.len();
        let key = match self.storage_view().await? {
            StorageView::Open { keeper } => match keeper {
                KeeperView::Keyring { name } => name,
                KeeperView::Passphrase => "Sealed with a passphrase".into(),
                KeeperView::SessionOnly => "For this session only".into(),
            },
            StorageView::Locked { explanation, .. } => format!("Locked: {}", explanation.what),
        };
        Ok(FactGroup::new(
            "On this computer",
            [
                ("Data folder", short(&self.data_dir, home)),
                ("Database", megabytes(self.store.bytes_on_disk())),
                ("Connections", connections.to_string()),
                ("Secrets", key),
            ],
        ))
    }

    /// Each host once, in the order of the list.
    async fn far(&self) -> Result<Vec<Far>, Failure> {
        let connections = self.store.connections().await;
        let connections = connections.map_err(IntoFailure::into_failure)?;
        let mut hosts: BTreeMap<String, Far> = BTreeMap::new();
        for connection in &connections {
            let number = hosts.len() + 1;
            let host = connection.settings.host().to_owned();
            hosts.entry(host.clone()).or_insert_with(|| {
                let (origin, path, kind) = match &connection.settings {
                    Settings::Org { domain, .. } => (
                        Origin::from(domain),
                        "/.well-known/okta-organization",
                        "org",
                    ),
                    Settings::Team { base_url, .. } => (Origin::from(base_url), "/", "team"),
                };
                Far {
                    alias: format!("{kind} {number}"),
                    address: host,
                    origin,
                    path,
                }
            });
        }
        Ok(hosts.into_values().collect())
    }

    /// The way as it is known, or as one request without credentials shows it.
    async fn see_way(&self, far: &Far, reach: bool) -> Way {
        if !reach {
            return self.way(&far.origin, None);
        }
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = http::Uri::from_static(far.path);
        let answer = self
            .transport
            .ask_where(&far.origin, request, BodyLimit::Metadata)
            .await;
        let theirs = answer.as_ref().ok().and_then(transport::server_date);
        Way {
            ahead: theirs.map(|theirs| {
                SignedDuration::from_secs(self.now().as_second() - theirs.as_second())
            }),
            ..self.way(&far.origin, answer.err())
        }
    }
}

fn network() -> FactGroup {
    let proxies = transport::proxy_variables();
    let proxies = if proxies.is_empty() {
        "The operating system's".to_owned()
    } else {
        format!("{} in the environment", proxies.join(", "))
    };
    let trusted = transport::trust_variables();
    let trusted = if trusted.is_empty() {
        "The operating system's".to_owned()
    } else {
        let named = trusted.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        format!("{} in the environment", named.join(", "))
    };
    FactGroup::new(
        "Network",
        [
            ("Proxy settings", proxies),
            ("Trusted certificates", trusted),
            ("Certificate checks", "Always on".to_owned()),
        ],
    )
}

/// `~/…` where the folder is the person's own: her login need not stand in a report.
fn short(folder: &Path, home: Option<&Path>) -> String {
    let below = home.and_then(|home| folder.strip_prefix(home).ok());
    match below {
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => folder.display().to_string(),
    }
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

fn text(groups: &[FactGroup], orgs: &[(String, Vec<Line>)]) -> String {
    let mut told = vec!["Diagnostics of Connections Console".to_owned()];
    for group in groups {
        told.push(String::new());
        told.push(group.title.clone());
        let facts = group.facts.iter();
        told.extend(facts.map(|(label, value)| format!("  {label}: {value}")));
    }
    for (alias, lines) in orgs {
        told.push(String::new());
        told.push(format!("Way to {alias}"));
        for line in lines {
            told.push(format!("  {}: {}", line.name, line.found.what));
            told.extend((!line.found.why.is_empty()).then(|| format!("    {}", line.found.why)));
        }
    }
    told.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_the_person_is_written_without_her_name() {
        let home = Path::new("/people/dana");
        let data = Path::new("/people/dana/.local/share/connections-console");
        assert_eq!(
            short(data, Some(home)),
            "~/.local/share/connections-console"
        );
        assert_eq!(short(Path::new("/srv/data"), Some(home)), "/srv/data");
        assert_eq!(short(data, None), data.display().to_string());
    }

    #[test]
    fn sizes_are_told_in_tenths_of_a_megabyte() {
        assert_eq!(megabytes(0), "0.0 MB");
        assert_eq!(megabytes(1), "0.1 MB");
        assert_eq!(megabytes(12_345_678), "12.4 MB");
    }
}
