//! What an ID, a login or a name stands for. It is looked up before a write, and what is searched
//! for is read again by its ID: an index lags behind.

use catalogue::{Action, Value as Part};
use serde_json::Value;

use super::cards;
use super::inputs::Inputs;
use super::joined::Way;
use super::kinds::{Kind, kind_of, name_of};
use super::request::no_segment;
use super::sending::{Errand, Stop};

/// What was found.
pub(crate) struct Record {
    /// Which input it was found for.
    pub(crate) input: String,
    /// Whether the action's own path names it: then its state decides.
    pub(crate) in_path: bool,
    /// Of what kind.
    pub(crate) kind: &'static Kind,
    /// As the server keeps it.
    pub(crate) json: Value,
    /// In words: name, ID, status.
    pub(crate) words: String,
    /// What was typed, and what of the record it is.
    pub(crate) matched: String,
}

impl Record {
    /// Its status, where such things have one.
    pub(crate) fn status(&self) -> Option<&str> {
        self.json["status"].as_str()
    }
}

/// Whether there is anything among the inputs that could be looked up.
pub(crate) fn names_anything(action: &Action, inputs: &Inputs) -> bool {
    let mut named = action.inputs.iter();
    named.any(|input| kind_of(input.kind).is_some() && inputs.get(&input.id).is_some())
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
        for input in &action.inputs {
            let (Some(kind), Some(typed)) = (kind_of(input.kind), inputs.text(&input.id)) else {
                continue;
            };
            let own = way.template();
            let in_path = own.is_some_and(|own| own.path.contains(&Part::Input(input.id.clone())));
            let writes = own.is_some_and(|own| own.method != catalogue::Method::Get);
            let found = matches!(way, Way::Found(_));
            let granted = kind.scope.is_none_or(|scope| self.is_granted(scope));
            let needed = found || granted && (writes || kind.is_looked_up(&typed));
            if !needed {
                continue;
            }
            // Dots lead to another path than they say.
            if matches!(typed.as_str(), "." | "..") {
                return Err(no_segment(&input.id).into());
            }
            let json = self.find(kind, &typed).await?;
            let key = json[kind.key].as_str().unwrap_or(&typed).to_owned();
            let words = described(kind, &json, &key);
            let matched = matched(kind, &json, &typed, &words);
            self.matched.push(matched.clone());
            inputs.replace(&input.id, &key);
            records.push(Record {
                input: input.id.clone(),
                in_path,
                kind,
                json,
                words,
                matched,
            });
        }
        Ok(records)
    }

    async fn find(&mut self, kind: &Kind, typed: &str) -> Result<Value, Stop> {
        let prefix = self.prefix.clone();
        if kind.is_direct(typed) {
            let call = kind.by_key(&prefix, typed);
            if kind.names.is_empty() {
                let answer = self.send(&call).await?;
                return self.json(answer);
            }
            let answer = self.ask(&call).await?;
            if answer.status() != 404 {
                return self.json(answer);
            }
        }
        let search = kind.by_name(&prefix, typed);
        let answer = self.ask(&search).await?;
        let found = self.json(answer)?;
        let found = found.as_array().map_or(&[][..], Vec::as_slice);
        match found {
            [one] => {
                let key = one[kind.key].as_str().unwrap_or_default();
                let answer = self.ask(&kind.by_key(&prefix, key)).await?;
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

fn described(kind: &Kind, record: &Value, key: &str) -> String {
    let name = name_of(record).map_or(kind.noun, |(_, name)| name);
    let status = record["status"].as_str();
    let more: Vec<&str> = [Some(key).filter(|key| *key != name), status]
        .into_iter()
        .flatten()
        .collect();
    if more.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({})", more.join(", "))
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
