//! Which small read brings the suggestions of a kind. Pure.

use std::collections::BTreeMap;

use crate::run::expression::equals;
use crate::run::request::Prepared;
use crate::views::Suggested;

/// Nothing else is asked for before so many letters are there: an org has few realms and many
/// users.
pub(crate) fn letters(of: Suggested) -> u32 {
    match of {
        Suggested::User | Suggested::TeamUser | Suggested::VaultSecret => 2,
        Suggested::Group => 1,
        _ => 0,
    }
}

/// Whether it is a team's, and no org's.
pub(super) fn is_of_team(of: Suggested) -> bool {
    !matches!(
        of,
        Suggested::User
            | Suggested::Group
            | Suggested::GroupRule
            | Suggested::Realm
            | Suggested::RealmAssignment
            | Suggested::Device
            | Suggested::Session
    )
}

/// The server has no search for these: what it lists is sifted here.
pub(super) fn is_sifted_here(of: Suggested) -> bool {
    of == Suggested::RealmAssignment
}

/// Any of these roles may list them.
pub(super) fn roles(of: Suggested) -> &'static [&'static str] {
    match of {
        Suggested::TeamUser => &["pam_admin", "resource_admin", "security_admin"],
        Suggested::ServiceUser | Suggested::TeamGroup => &[
            "pam_admin",
            "resource_admin",
            "security_admin",
            "delegated_resource_admin",
        ],
        Suggested::ResourceGroup | Suggested::Project => {
            &["resource_admin", "delegated_resource_admin"]
        }
        Suggested::SecurityPolicy => &["security_admin"],
        Suggested::SudoBundle => &[
            "resource_admin",
            "security_admin",
            "delegated_security_admin",
        ],
        Suggested::SecretFolder | Suggested::VaultSecret => &["end_user"],
        _ => &[],
    }
}

/// The read itself, or what must be filled in first.
pub(super) fn of(
    of: Suggested,
    prefix: &str,
    text: &str,
    beside: &BTreeMap<Suggested, String>,
) -> Result<Prepared, &'static str> {
    let get = |segments: &[&str], query: &[(&str, &str)]| {
        let query: Vec<(&str, &str)> = query
            .iter()
            .copied()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        Prepared::get(prefix, segments, &query)
    };
    let filled = |of: Suggested| {
        let text = beside.get(&of).map(|text| text.trim())?;
        // Dots lead to another path than they say.
        (!matches!(text, "" | "." | "..")).then_some(text)
    };
    let contains = [("contains", text), ("count", "10")];
    Ok(match of {
        Suggested::User => get(
            &["api", "v1", "users"],
            &[("search", &people(text)), ("limit", "10")],
        ),
        Suggested::Group => get(
            &["api", "v1", "groups"],
            &[("search", &named(text, "profile.name")), ("limit", "10")],
        ),
        Suggested::Realm => get(
            &["api", "v1", "realms"],
            &[("search", &named(text, "profile.name")), ("limit", "10")],
        ),
        Suggested::Device => get(
            &["api", "v1", "devices"],
            &[("search", &devices(text)), ("limit", "10")],
        ),
        Suggested::GroupRule => get(
            &["api", "v1", "groups", "rules"],
            &[("search", text), ("limit", "10")],
        ),
        Suggested::RealmAssignment => get(&["api", "v1", "realm-assignments"], &[("limit", "200")]),
        Suggested::TeamUser => get(&["users"], &contains),
        Suggested::ServiceUser => get(&["service_users"], &contains),
        Suggested::TeamGroup => get(&["groups"], &contains),
        Suggested::ResourceGroup => get(&["resource_groups"], &contains[..1]),
        Suggested::Project => {
            let group = filled(Suggested::ResourceGroup);
            let group =
                group.ok_or("Fill in the resource group first: projects are looked for in it.")?;
            get(&["resource_groups", group, "projects"], &contains[..1])
        }
        Suggested::SecurityPolicy => get(&["security_policy"], &contains),
        Suggested::SudoBundle => get(&["sudo_command_bundles"], &contains),
        Suggested::SecretFolder | Suggested::VaultSecret => {
            let place = (filled(Suggested::ResourceGroup), filled(Suggested::Project));
            match place {
                (Some(group), Some(project)) if text.is_empty() => get(
                    &[
                        "resource_groups",
                        group,
                        "projects",
                        project,
                        "secret_folders",
                    ],
                    &[],
                ),
                _ => {
                    let folder = filled(Suggested::SecretFolder)
                        .filter(|_| of == Suggested::VaultSecret)
                        .unwrap_or_default();
                    // Those of other projects are left out here.
                    let query = [
                        ("search", text),
                        ("parent_folder_id", folder),
                        ("count", "50"),
                    ];
                    get(&["secrets"], &query)
                }
            }
        }
        Suggested::Session => return Err(""),
    })
}

/// A beginning of a login, an e-mail or a name, or a whole ID; of two words, one of each name.
fn people(text: &str) -> String {
    let begins = |member: &str, text: &str| equals(member, text).replacen(" eq ", " sw ", 1);
    let mut ways = vec![
        begins("profile.login", text),
        begins("profile.email", text),
        begins("profile.firstName", text),
        begins("profile.lastName", text),
    ];
    if let Some((first, last)) = text.split_once(char::is_whitespace) {
        ways.push(format!(
            "({} and {})",
            begins("profile.firstName", first),
            begins("profile.lastName", last.trim_start())
        ));
    }
    if is_id(text) {
        ways.push(equals("id", text));
    }
    ways.join(" or ")
}

/// A part of a name, or a whole ID; all, where nothing is typed.
fn named(text: &str, member: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let part = equals(member, text).replacen(" eq ", " co ", 1);
    if is_id(text) {
        format!("{part} or {}", equals("id", text))
    } else {
        part
    }
}

fn devices(text: &str) -> String {
    let by_name = named(text, "profile.displayName");
    if text.is_empty() {
        return by_name;
    }
    let serial = equals("profile.serialNumber", text).replacen(" eq ", " co ", 1);
    format!("{by_name} or {serial}")
}

fn is_id(text: &str) -> bool {
    text.len() == 20 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(kind: Suggested, text: &str, beside: &[(Suggested, &str)]) -> Option<String> {
        let beside = beside
            .iter()
            .map(|(kind, text)| (*kind, (*text).to_owned()));
        let call = of(kind, "/v1/teams/t", text, &beside.collect()).ok()?;
        Some(call.target)
    }

    #[test]
    fn what_is_typed_cannot_break_out_of_the_search() {
        let search = people(r#"a" or status pr \"#);
        assert!(
            search.starts_with(r#"profile.login sw "a\" or status pr \\""#),
            "{search}"
        );
        assert!(
            people("Ada Lov")
                .contains(r#"(profile.firstName sw "Ada" and profile.lastName sw "Lov")"#)
        );
        assert!(people("00u1abcdefghijKLMNOP").ends_with(r#"id eq "00u1abcdefghijKLMNOP""#));
    }

    #[test]
    fn a_project_is_looked_for_in_its_resource_group_only() {
        let within = |group| {
            target(
                Suggested::Project,
                "li nux",
                &[(Suggested::ResourceGroup, group)],
            )
        };
        assert_eq!(
            within("a/b").unwrap(),
            "/v1/teams/t/resource_groups/a%2Fb/projects?contains=li%20nux"
        );
        assert_eq!(within(".."), None);
        assert_eq!(within(" "), None);
    }

    #[test]
    fn an_empty_input_lists_what_there_are_few_of() {
        assert_eq!(
            target(Suggested::Realm, "", &[]).unwrap(),
            "/v1/teams/t/api/v1/realms?limit=10"
        );
        let place = [(Suggested::ResourceGroup, "g"), (Suggested::Project, "p")];
        assert_eq!(
            target(Suggested::SecretFolder, "", &place).unwrap(),
            "/v1/teams/t/resource_groups/g/projects/p/secret_folders"
        );
    }
}
