//! One connector, made of what is written in its folder.

use std::collections::BTreeMap;

use domain::ConnectorId;

use crate::vocabulary::Vocabulary;
use crate::written::{
    WrittenAction, WrittenAnswer, WrittenConnector, WrittenFamily, WrittenKind, WrittenProbe,
};
use crate::{
    Action, Answer, CatalogueError, Connector, Needs, Probe, ProbeCall, RequestTemplate, check,
};

include!(concat!(env!("OUT_DIR"), "/folders.rs"));

/// The text of one folder, as `build.rs` found it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Folder {
    pub(crate) name: &'static str,
    pub(crate) connector: &'static str,
    pub(crate) answers: &'static str,
    /// The cards of Okta Workflows' connector of this kind, where it has one.
    pub(crate) workflows: Option<&'static str>,
    /// File name and text.
    pub(crate) actions: &'static [(&'static str, &'static str)],
}

impl Folder {
    pub(crate) fn read(&self) -> Result<Connector, CatalogueError> {
        let written: WrittenConnector = self.parse("connector.toml", self.connector)?;
        let answers: BTreeMap<String, WrittenAnswer> = self.parse("answers.toml", self.answers)?;
        let mut actions = Vec::new();
        for (file, text) in self.actions {
            let family: WrittenFamily = self.parse(file, text)?;
            for action in family.actions {
                actions.push(self.action(&family.family, action, &answers)?);
            }
        }

        let mut connector = Connector {
            grant: written
                .grant
                .read(self.name, &Vocabulary::read()?, &actions)?,
            id: ConnectorId::new(written.id),
            name: written.name,
            about: written.about,
            version: written.version,
            identity_engine_only: written.identity_engine_only,
            fields: written.fields,
            before_you_begin: Vec::new(),
            actions,
            probe: self.probe(written.probe)?,
            workflows: self
                .workflows
                .map(|text| self.parse("workflows.toml", text))
                .transpose()?,
        };
        for step in written.before_you_begin {
            connector.before_you_begin.extend(step.read()?);
        }
        check::connector(self.name, &connector)?;
        Ok(connector)
    }

    fn parse<T: serde::de::DeserializeOwned>(
        &self,
        file: &str,
        text: &str,
    ) -> Result<T, CatalogueError> {
        toml::from_str(text).map_err(|source| CatalogueError::Unreadable {
            connector: self.name.to_owned(),
            file: file.to_owned(),
            source: Box::new(source),
        })
    }

    fn action(
        &self,
        family: &str,
        written: WrittenAction,
        answers: &BTreeMap<String, WrittenAnswer>,
    ) -> Result<Action, CatalogueError> {
        let answer = match written.answer {
            None => Answer::Status,
            Some(WrittenKind::Record(kind)) => Answer::Record(kind),
            Some(WrittenKind::List(kind)) => Answer::List(kind),
        };
        let outputs = match answer.kind() {
            None => Vec::new(),
            Some(kind) => {
                let declared = answers.get(kind);
                let declared = declared.ok_or_else(|| CatalogueError::Undeclared {
                    connector: self.name.to_owned(),
                    whose: written.id.clone(),
                    what: "answer",
                    name: kind.to_owned(),
                })?;
                declared.fields.clone()
            }
        };
        let template = |text: &String| self.template(&written.id, text);
        Ok(Action {
            request: written.request.as_ref().map(template).transpose()?,
            calls: written
                .calls
                .iter()
                .map(template)
                .collect::<Result<_, _>>()?,
            id: written.id,
            name: written.name,
            family: family.to_owned(),
            about: written.about,
            effect: written.effect,
            needs: Needs {
                scopes: written.scopes,
                roles: written.roles,
                states: written.states,
            },
            inputs: written.inputs,
            answer,
            outputs,
            body: written.body,
            target: written.target,
            keep: written.keep,
        })
    }

    fn probe(&self, written: Vec<WrittenProbe>) -> Result<Probe, CatalogueError> {
        let calls = written.into_iter().map(|call| {
            self.template("probe", &format!("GET {}", call.get))?;
            Ok(ProbeCall {
                path: call.get,
                needs: call.needs,
                of_person: call.of_person,
            })
        });
        Ok(Probe {
            calls: calls.collect::<Result<_, _>>()?,
        })
    }

    fn template(&self, whose: &str, written: &str) -> Result<RequestTemplate, CatalogueError> {
        RequestTemplate::parse(written).map_err(|source| CatalogueError::Request {
            connector: self.name.to_owned(),
            whose: whose.to_owned(),
            written: written.to_owned(),
            source,
        })
    }
}
