//! What a record is called, and what tells it from others of that name. Pure.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::views::{CandidateView, Suggested};

/// A suggestion, made of a record; none where it lacks what an input would hold.
pub(super) fn of(of: Suggested, record: &Value) -> Option<CandidateView> {
    let text = |place: &str| record.pointer(place).and_then(Value::as_str);
    let joined = |parts: &[Option<&str>]| -> String {
        let there = parts.iter().flatten().filter(|part| !part.is_empty());
        there.copied().collect::<Vec<_>>().join(" · ")
    };
    let id = text("/id").unwrap_or_default();
    let (value, label, detail) = match of {
        Suggested::User => {
            let name = [text("/profile/firstName"), text("/profile/lastName")];
            let name: Vec<&str> = name.into_iter().flatten().collect();
            let login = text("/profile/login").unwrap_or(id);
            let email = text("/profile/email").filter(|email| *email != login);
            let label = if name.is_empty() {
                login.to_owned()
            } else {
                name.join(" ")
            };
            (id, label, joined(&[Some(login), email]))
        }
        Suggested::Group => (
            id,
            text("/profile/name").unwrap_or(id).to_owned(),
            joined(&[text("/profile/description"), group_type(text("/type"))]),
        ),
        Suggested::Realm => (
            id,
            text("/profile/name").unwrap_or(id).to_owned(),
            joined(&[
                text("/profile/realmType"),
                record["isDefault"]
                    .as_bool()
                    .filter(|own| *own)
                    .map(|_| "default"),
            ]),
        ),
        Suggested::Device => (
            id,
            text("/profile/displayName").unwrap_or(id).to_owned(),
            joined(&[
                text("/profile/platform"),
                text("/profile/model"),
                text("/profile/serialNumber"),
            ]),
        ),
        Suggested::TeamUser => (
            text("/name").unwrap_or_default(),
            text("/details/full_name")
                .or(text("/name"))
                .unwrap_or_default()
                .to_owned(),
            joined(&[text("/name"), text("/details/email")]),
        ),
        // These are named in a path by their name.
        Suggested::ServiceUser | Suggested::TeamGroup => {
            let name = text("/name").unwrap_or_default();
            (name, name.to_owned(), String::new())
        }
        Suggested::SecretFolder | Suggested::VaultSecret => {
            let path = record["path"].as_array();
            let above: Vec<&str> = path
                .into_iter()
                .flatten()
                .filter_map(|folder| folder["name"].as_str())
                .collect();
            (
                id,
                text("/name").unwrap_or(id).to_owned(),
                joined(&[Some(above.join(" / ").as_str()), text("/project/name")]),
            )
        }
        _ => (
            id,
            text("/name").unwrap_or(id).to_owned(),
            joined(&[text("/description")]),
        ),
    };
    let active = record["active"].as_bool();
    let active = active.map(|active| if active { "ACTIVE" } else { "INACTIVE" });
    (!value.is_empty()).then(|| CandidateView {
        value: value.to_owned(),
        label,
        detail,
        status: text("/status").or(active).map(str::to_owned),
    })
}

/// Whether a record is of the kind, and of the project, that is wanted: folders and secrets come
/// in one list.
pub(super) fn belongs(of: Suggested, record: &Value, beside: &BTreeMap<Suggested, String>) -> bool {
    let is_folder = || {
        let kind = record["type"].as_str().unwrap_or_default();
        kind.contains("folder")
    };
    let wanted = match of {
        Suggested::SecretFolder => is_folder(),
        Suggested::VaultSecret => !is_folder(),
        _ => return true,
    };
    let project = record["project"]["id"].as_str();
    let here = beside
        .get(&Suggested::Project)
        .map(|project| project.trim());
    let here = here.filter(|here| !here.is_empty());
    wanted && here.is_none_or(|here| project.is_none_or(|project| project == here))
}

/// Whether a suggestion has the text in it.
pub(super) fn holds(one: &CandidateView, text: &str) -> bool {
    let text = text.to_lowercase();
    let parts = [&one.value, &one.label, &one.detail];
    parts.iter().any(|part| part.to_lowercase().contains(&text))
}

fn group_type(of: Option<&str>) -> Option<&'static str> {
    match of? {
        "APP_GROUP" => Some("app group"),
        "BUILT_IN" => Some("built in"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_user_is_told_by_name_login_and_status() {
        let record = json!({
            "id": "00u1", "status": "SUSPENDED",
            "profile": { "firstName": "Sven", "lastName": "S", "login": "sven", "email": "s@x.dev" },
        });
        let one = of(Suggested::User, &record).unwrap();
        assert_eq!((one.value.as_str(), one.label.as_str()), ("00u1", "Sven S"));
        assert_eq!(one.detail, "sven · s@x.dev");
        assert_eq!(one.status.as_deref(), Some("SUSPENDED"));
    }

    #[test]
    fn what_a_team_names_by_its_name_is_filled_in_by_its_name() {
        let record = json!({ "id": "u-u-i-d", "name": "svc-backup", "status": "ACTIVE" });
        assert_eq!(
            of(Suggested::ServiceUser, &record).unwrap().value,
            "svc-backup"
        );
        assert_eq!(of(Suggested::SudoBundle, &record).unwrap().value, "u-u-i-d");
    }

    #[test]
    fn folders_and_secrets_of_other_projects_are_left_out() {
        let beside = BTreeMap::from([(Suggested::Project, "p1".to_owned())]);
        let one = |kind, project| json!({ "type": kind, "project": { "id": project } });
        let folder = one("secret_folder", "p1");
        assert!(belongs(Suggested::SecretFolder, &folder, &beside));
        assert!(!belongs(Suggested::VaultSecret, &folder, &beside));
        let secret = one("key_value_secret", "p2");
        assert!(!belongs(Suggested::VaultSecret, &secret, &beside));
        assert!(belongs(Suggested::VaultSecret, &secret, &BTreeMap::new()));
    }

    #[test]
    fn a_record_without_an_id_is_no_suggestion() {
        assert_eq!(
            of(Suggested::Group, &json!({ "profile": { "name": "x" } })),
            None
        );
    }
}
