//! What an ID, a login or a name stands for. It is looked up before a write, and what is searched
//! for is read again by its ID: an index lags behind.

use catalogue::{InputKind, Value as Part};
use serde_json::Value;

use super::cards;
use super::expression::equals;
use super::inputs::{Inputs, asked};
use super::joined::Way;
use super::request::Prepared;
use super::sending::{Errand, Stop};

/// A kind of thing that is addressed by its ID and known by other names.
struct Kind {
    noun: &'static str,
    collection: &'static [&'static str],
    scope: &'static str,
    /// How its IDs begin.
    prefix: &'static str,
    /// What it may be searched by; empty where the ID is all.
    names: &'static [&'static str],
}

/// What was found.
pub(crate) struct Record {
    /// Which input it was found for.
    pub(crate) input: String,
    /// As the server keeps it.
    pub(crate) json: Value,
    /// In words: name, ID, status.
    pub(crate) words: String,
}

impl Record {
    /// Its status, where such things have one.
    pub(crate) fn status(&self) -> Option<&str> {
        self.json["status"].as_str()
    }
}

impl Errand<'_> {
    /// Looks up what the action is about and puts IDs in the place of names. A read needs none of
    /// it where an ID was typed; a kind whose scope was not granted is taken as typed.
    pub(crate) async fn look_up(
        &mut self,
        way: Way<'_>,
        inputs: &mut Inputs,
    ) -> Result<Vec<Record>, Stop> {
        let mut records = Vec::new();
        let action = self.action;
        for input in asked(action) {
            let (Some(kind), Some(typed)) = (kind(input.kind), inputs.text(&input.id)) else {
                continue;
            };
            let in_path = way.template().is_some_and(|template| {
                let input = Part::Input(input.id.clone());
                template.path.contains(&input)
            });
            let writes = way
                .template()
                .is_some_and(|template| template.method != catalogue::Method::Get);
            let needed = writes
                || matches!(way, Way::Found(_))
                || !kind.is_id(&typed) && !kind.names.is_empty();
            if !needed || !self.is_granted(kind.scope) && !matches!(way, Way::Found(_)) {
                continue;
            }
            let record = self.find(kind, &typed).await?;
            let id = record["id"].as_str().unwrap_or(&typed).to_owned();
            let words = described(kind, &record, &id);
            self.matched.push(matched(kind, &record, &typed, &words));
            inputs.replace(&input.id, &id);
            let found = Record {
                input: input.id.clone(),
                json: record,
                words,
            };
            if in_path {
                records.push(found);
            }
        }
        Ok(records)
    }

    async fn find(&mut self, kind: &Kind, typed: &str) -> Result<Value, Stop> {
        // A login with a slash cannot stand in a path, not even escaped.
        let direct = !typed.contains('/') && (kind.names.is_empty() || kind.direct(typed));
        if direct {
            let call = by_id(kind, typed);
            if kind.names.is_empty() {
                let answer = self.send(&call).await?;
                return self.json(answer);
            }
            let answer = self.ask(&call).await?;
            if answer.status() != 404 {
                return self.json(answer);
            }
        }
        let expression: Vec<String> = kind.names.iter().map(|name| equals(name, typed)).collect();
        let query = [
            ("search", expression.join(" or ")),
            ("limit", "2".to_owned()),
        ];
        let query = query.each_ref().map(|(name, text)| (*name, text.as_str()));
        let search = Prepared::get(kind.collection, &query);
        let answer = self.ask(&search).await?;
        let found = self.json(answer)?;
        let found = found.as_array().map_or(&[][..], Vec::as_slice);
        match found {
            [one] => {
                let id = one["id"].as_str().unwrap_or_default().to_owned();
                let answer = self.ask(&by_id(kind, &id)).await?;
                self.json(answer)
            }
            [] => Err(Stop::refused(cards::nothing_found(
                kind.noun,
                typed,
                &self.asked(&search),
            ))),
            _ => Err(Stop::refused(cards::several_found(kind.noun, typed))),
        }
    }
}

impl Kind {
    fn is_id(&self, typed: &str) -> bool {
        typed.len() == 20
            && typed.starts_with(self.prefix)
            && typed.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }

    /// Users are read by their login as well.
    fn direct(&self, typed: &str) -> bool {
        self.noun == "user" || self.is_id(typed)
    }
}

fn by_id(kind: &Kind, id: &str) -> Prepared {
    let segments: Vec<&str> = kind.collection.iter().copied().chain([id]).collect();
    Prepared::get(&segments, &[])
}

/// The GET that a lookup would begin with, for the preview.
pub(crate) fn first_call(kind_of: InputKind, typed: &str) -> Option<(Prepared, &'static str)> {
    let kind = kind(kind_of)?;
    if kind.names.is_empty() || kind.direct(typed) && !typed.contains('/') {
        return Some((by_id(kind, typed), kind.scope));
    }
    let expression: Vec<String> = kind.names.iter().map(|name| equals(name, typed)).collect();
    let query = expression.join(" or ");
    let query = [("search", query.as_str()), ("limit", "2")];
    Some((Prepared::get(kind.collection, &query), kind.scope))
}

/// Whether a read with this input looks something up first.
pub(crate) fn is_looked_up(kind_of: InputKind, typed: &str) -> bool {
    kind(kind_of).is_some_and(|kind| !kind.is_id(typed) && !kind.names.is_empty())
}

fn described(kind: &Kind, record: &Value, id: &str) -> String {
    let text = |place: &str| record.pointer(place).and_then(Value::as_str);
    let name = [
        "/profile/login",
        "/profile/name",
        "/profile/displayName",
        "/name",
    ]
    .into_iter()
    .find_map(text)
    .unwrap_or(kind.noun);
    match text("/status") {
        Some(status) => format!("{name} ({id}, {status})"),
        None => format!("{name} ({id})"),
    }
}

fn matched(kind: &Kind, record: &Value, typed: &str, words: &str) -> String {
    let is = |place: &str| {
        let text = record.pointer(place).and_then(Value::as_str);
        text.is_some_and(|text| text.eq_ignore_ascii_case(typed))
    };
    let what = if is("/id") {
        "ID"
    } else if is("/profile/login") {
        "login"
    } else if is("/profile/email") {
        "e-mail"
    } else {
        "name"
    };
    format!("“{typed}” is the {what} of the {} {words}.", kind.noun)
}

fn kind(of: InputKind) -> Option<&'static Kind> {
    Some(match of {
        InputKind::User => &Kind {
            noun: "user",
            collection: &["api", "v1", "users"],
            scope: "okta.users.read",
            prefix: "00u",
            names: &["profile.login", "profile.email"],
        },
        InputKind::Group => &Kind {
            noun: "group",
            collection: &["api", "v1", "groups"],
            scope: "okta.groups.read",
            prefix: "00g",
            names: &["profile.name"],
        },
        InputKind::Realm => &Kind {
            noun: "realm",
            collection: &["api", "v1", "realms"],
            scope: "okta.realms.read",
            prefix: "guo",
            names: &["profile.name"],
        },
        InputKind::Device => &Kind {
            noun: "device",
            collection: &["api", "v1", "devices"],
            scope: "okta.devices.read",
            prefix: "guo",
            names: &[],
        },
        InputKind::GroupRule => &Kind {
            noun: "group rule",
            collection: &["api", "v1", "groups", "rules"],
            scope: "okta.groups.read",
            prefix: "0pr",
            names: &[],
        },
        InputKind::RealmAssignment => &Kind {
            noun: "realm assignment",
            collection: &["api", "v1", "realm-assignments"],
            scope: "okta.realmAssignments.read",
            prefix: "rul",
            names: &[],
        },
        _ => return None,
    })
}
