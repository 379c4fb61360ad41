//! What several connectors say in the same words: the meaning of scopes, and the steps of making
//! an app in Okta. A connector may bring its own instead.

use std::collections::BTreeMap;

use domain::Scope;
use serde::Deserialize;

use crate::CatalogueError;
use crate::written::WrittenStep;

/// The shared words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vocabulary {
    standard: BTreeMap<String, Standard>,
    families: BTreeMap<String, String>,
}

/// A scope that is no API scope: those of OIDC Core §5.4 and §11, and Okta's own `groups`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Standard {
    about: String,
    cost: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Steps {
    app: Vec<WrittenStep>,
}

impl Vocabulary {
    pub(crate) fn read() -> Result<Self, CatalogueError> {
        parse("scopes.toml", include_str!("../vocabulary/scopes.toml"))
    }

    /// The steps that every connector shares whose app is a client of an org.
    pub(crate) fn app_steps() -> Result<Vec<WrittenStep>, CatalogueError> {
        let steps: Steps = parse("steps.toml", include_str!("../vocabulary/steps.toml"))?;
        Ok(steps.app)
    }

    /// What a scope is for; `None` for one that nobody has put into words.
    pub(crate) fn about(&self, scope: &Scope) -> Option<String> {
        if let Some(standard) = self.standard.get(scope.as_str()) {
            return Some(standard.about.clone());
        }
        let (family, verb) = scope.as_str().rsplit_once('.')?;
        let things = self.families.get(family)?;
        match verb {
            "read" => Some(format!("Reads {things}.")),
            "manage" => Some(format!("Reads and changes {things}.")),
            _ => None,
        }
    }

    /// What unticking a standard scope costs. What an API scope costs depends on the
    /// connector's actions.
    pub(crate) fn cost(&self, scope: &Scope) -> Option<&str> {
        self.standard
            .get(scope.as_str())
            .map(|standard| standard.cost.as_str())
    }
}

fn parse<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|source| CatalogueError::Unreadable {
        connector: "vocabulary".to_owned(),
        file: file.to_owned(),
        source: Box::new(source),
    })
}
