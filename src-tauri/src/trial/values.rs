//! Arguments for commands: of the right shape and about things that exist, or of any shape at all.

use std::collections::BTreeMap;

use catalogue::Catalogue;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Map, Value, json};

use super::shapes;
use super::types::Shape;

/// What is typed wherever a secret is asked for.
pub(super) const TYPED: &str = "C4nary-typed-as-a-secret-0001";

/// These take a tenth of a second and more, or end what the others are called for: one in so many.
const SELDOM: [(&str, u32); 20] = [
    ("start_sandbox", u32::MAX),
    ("make_key", 150),
    ("unlock_with_passphrase", 150),
    ("start_over_with_new_key", 400),
    ("lock", 400),
    ("use_session_only", 150),
    ("retry_keyring", 20),
    ("delete_connection", 100),
    ("delete_all_runs", 40),
    ("begin_connect", 20),
    ("begin_reauthorize", 20),
    ("queue_connections", 20),
    ("run_doctor", 20),
    ("diagnostics", 20),
    ("follow_health", 20),
    ("follow_queue", 20),
    ("follow_listing", 20),
    ("follow_scenario", 20),
    ("start_scenario", 10),
    ("test_connection", 5),
];

/// Texts that are trouble somewhere.
const TROUBLE: [&str; 22] = [
    "",
    " ",
    "\u{0}",
    "\u{202e}gpj",
    "a\u{200b}b",
    "../../../etc/passwd",
    "..\\..\\x",
    "' OR 1=1 --",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "{{7*7}}",
    "${x}",
    "%00%0d%0a",
    "\r\nHost: evil.example",
    "https://acme.okta.com.evil.example",
    "127.0.0.1:1",
    "null",
    "-1",
    "9223372036854775808",
    "2026-02-30T25:61:61Z",
    "𝕬😀\u{301}\u{301}",
];

/// Makes them up.
pub(super) struct Values {
    chance: StdRng,
    commands: Vec<(String, Vec<(String, Shape)>)>,
    known: BTreeMap<&'static str, Vec<String>>,
    /// Of each connection's connector: actions, and what they ask for.
    actions: Vec<Vec<(String, Vec<String>)>>,
    called: BTreeMap<String, u64>,
}

impl Values {
    pub(super) fn begin(number: u64, connections: Vec<String>) -> Self {
        let catalogue = Catalogue::builtin().expect("it is read");
        let actions = || {
            let connectors = catalogue.connectors().iter();
            connectors.flat_map(|connector| &connector.actions)
        };
        let connectors = catalogue.connectors().iter();
        let things = [
            "Empty Realm",
            "dana.admin@sandbox.example",
            "svc-workflows@sandbox.example",
            "Everyone",
            "Contractors",
            "ACTIVE",
            "true",
            "10",
            "DELETE",
            "POST",
            "/api/v1/users",
            "/api/v1/groups",
            "{\"profile\":{\"name\":\"x\"}}",
            "session",
        ];
        let known = BTreeMap::from([
            ("connection", connections),
            (
                "action",
                actions().map(|action| action.id.clone()).collect(),
            ),
            (
                "connector",
                connectors.map(|one| one.id.to_string()).collect(),
            ),
            (
                "input",
                actions()
                    .flat_map(|action| &action.inputs)
                    .map(|input| input.id.clone())
                    .collect(),
            ),
            ("thing", things.map(str::to_owned).into()),
        ]);
        let actions = super::place::CONNECTORS.map(|id| {
            let connectors = catalogue.connectors().iter();
            let of = connectors.filter(|one| one.id.as_str() == id);
            of.flat_map(|one| &one.actions)
                .map(|action| {
                    let asked = action.inputs.iter().filter(|input| input.required);
                    (
                        action.id.clone(),
                        asked.map(|input| input.id.clone()).collect(),
                    )
                })
                .collect()
        });
        Self {
            chance: StdRng::seed_from_u64(number),
            commands: shapes::commands().into_iter().collect(),
            known,
            actions: actions.into(),
            called: BTreeMap::new(),
        }
    }

    /// A command and what it is given.
    pub(super) fn next(&mut self) -> (String, Value) {
        if self.chance.gen_ratio(1, 8) {
            return self.run();
        }
        let (command, given) = loop {
            let one = self
                .commands
                .choose(&mut self.chance)
                .expect("there are some");
            let seldom = SELDOM.iter().find(|(name, _)| *name == one.0);
            let one_in = seldom.map_or(1, |(_, one_in)| *one_in);
            // All of them once.
            if !self.called.contains_key(&one.0) || self.chance.gen_ratio(1, one_in) {
                break one.clone();
            }
        };
        *self.called.entry(command.clone()).or_default() += 1;
        let mut all = Map::new();
        for (name, shape) in given {
            // A setting's value is none of the secrets that are called so.
            let about = if name == "value" { "thing" } else { &name };
            let value = self.value(about, &shape, 0);
            all.insert(name, value);
        }
        let mut all = Value::Object(all);
        if self.chance.gen_bool(0.4) {
            for _ in 0..self.chance.gen_range(1..4) {
                self.spoil(&mut all);
            }
        }
        (command, all)
    }

    /// An action of the connection's own connector, every input filled in: what would be sent.
    fn run(&mut self) -> (String, Value) {
        let at = self.chance.gen_range(0..self.actions.len());
        let (action, inputs) = self.actions[at]
            .choose(&mut self.chance)
            .expect("it has some")
            .clone();
        let inputs: Map<String, Value> = inputs
            .into_iter()
            .map(|id| (id, self.one_of("thing").into()))
            .collect();
        let connection = &self.known["connection"][at];
        let request = json!({ "connection": connection, "action": action, "inputs": inputs });
        *self.called.entry("run_action".to_owned()).or_default() += 1;
        ("run_action".to_owned(), json!({ "request": request }))
    }

    /// Adds what was called to a sum.
    pub(super) fn planted(self, sum: &mut BTreeMap<String, u64>) {
        for (command, times) in self.called {
            *sum.entry(command).or_default() += times;
        }
    }

    fn value(&mut self, name: &str, shape: &Shape, depth: u32) -> Value {
        match shape {
            Shape::Null => Value::Null,
            Shape::Truth => self.chance.gen_bool(0.5).into(),
            Shape::Number => self.number(),
            Shape::Text => self.text(name).into(),
            Shape::Literal(text) => text.clone().into(),
            Shape::List(one) => {
                let most = if depth > 3 { 2 } else { 4 };
                let length = self.chance.gen_range(0..most);
                (0..length)
                    .map(|_| self.value(name, one, depth + 1))
                    .collect()
            }
            Shape::Tuple(all) => all
                .iter()
                .map(|one| self.value(name, one, depth + 1))
                .collect(),
            Shape::Map(one) => {
                let length = self.chance.gen_range(0..5);
                let all = (0..length).map(|_| {
                    let key = if self.chance.gen_bool(0.9) {
                        self.one_of("input")
                    } else {
                        self.text("")
                    };
                    (key, self.value("thing", one, depth + 1))
                });
                Value::Object(all.collect())
            }
            Shape::Object(members) => {
                let members = members.iter();
                let all =
                    members.map(|(name, shape)| (name.clone(), self.value(name, shape, depth + 1)));
                Value::Object(all.collect())
            }
            Shape::OneOf(shapes) => {
                let one = shapes
                    .choose(&mut self.chance)
                    .expect("there are some")
                    .clone();
                self.value(name, &one, depth + 1)
            }
        }
    }

    fn number(&mut self) -> Value {
        match self.chance.gen_range(0..5) {
            0 => 0.into(),
            1 => 1.into(),
            2 => u32::MAX.into(),
            _ => self.chance.gen_range(0..5_000).into(),
        }
    }

    fn one_of(&mut self, what: &str) -> String {
        let known = &self.known[what];
        known.choose(&mut self.chance).cloned().unwrap_or_default()
    }

    /// Mostly something that exists.
    fn text(&mut self, name: &str) -> String {
        if matches!(name, "secret" | "value" | "passphrase") {
            return TYPED.to_owned();
        }
        if self.chance.gen_bool(0.15) {
            return (*TROUBLE.choose(&mut self.chance).expect("there are some")).to_owned();
        }
        if self.chance.gen_bool(0.02) {
            return "x".repeat(self.chance.gen_range(1..40_000));
        }
        match name {
            "id" | "connection" | "connections" => self.one_of("connection"),
            "action" | "actions" => self.one_of("action"),
            "connector" => self.one_of("connector"),
            "name" => "theme".to_owned(),
            "environment" => {
                let all = ["production", "preview", "sandbox", "", "staging"];
                (*all.choose(&mut self.chance).expect("there are some")).to_owned()
            }
            _ => self.one_of("thing"),
        }
    }

    /// Makes one place of it something else.
    fn spoil(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) if !members.is_empty() && self.chance.gen_bool(0.8) => {
                let names: Vec<String> = members.keys().cloned().collect();
                let name = names.choose(&mut self.chance).expect("it has some").clone();
                match self.chance.gen_range(0..8) {
                    0 => drop(members.remove(&name)),
                    1 => drop(members.insert("__proto__".to_owned(), self.anything())),
                    _ => {
                        if let Some(inside) = members.get_mut(&name) {
                            self.spoil(inside);
                        }
                    }
                }
            }
            Value::Array(all) if !all.is_empty() && self.chance.gen_bool(0.7) => {
                let at = self.chance.gen_range(0..all.len());
                self.spoil(&mut all[at]);
            }
            _ => *value = self.anything(),
        }
    }

    fn anything(&mut self) -> Value {
        match self.chance.gen_range(0..12) {
            0 => Value::Null,
            1 => true.into(),
            2 => (-1).into(),
            3 => json!(1.5e300),
            4 => u64::MAX.into(),
            5 => json!([]),
            6 => json!({}),
            7 => json!([[[[[[null]]]]]]),
            8 => (0..100).fold(Value::Null, |inside, _| json!({ "a": [inside] })),
            9 => "y".repeat(100_000).into(),
            10 => json!({ "kind": "typed", "is": "action", "from": "text" }),
            _ => (*TROUBLE.choose(&mut self.chance).expect("there are some")).into(),
        }
    }
}
