//! What is written in a connector's folder, key by key. A key that is not here is refused.

use std::collections::BTreeMap;

use domain::Scope;
use serde::Deserialize;

use crate::vocabulary::Vocabulary;
use crate::{AppKind, CatalogueError, Copy, Effect, Field, Input, Link, Output, Role, Step};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenConnector {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) version: u32,
    #[serde(default)]
    pub(crate) identity_engine_only: bool,
    pub(crate) fields: Vec<Field>,
    pub(crate) grant: WrittenGrant,
    pub(crate) before_you_begin: Vec<WrittenStep>,
    pub(crate) probe: Vec<WrittenProbe>,
}

/// `connector.toml`'s second tab.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum WrittenGrant {
    AuthorizationCode {
        presets: Vec<WrittenPreset>,
        /// Okta's own list, in its order.
        scopes: Vec<Scope>,
        /// The starred ones among them.
        automatic: Vec<Scope>,
        #[serde(default)]
        essential: Vec<Scope>,
        /// Beyond Okta's list.
        #[serde(default)]
        extra: Vec<Scope>,
    },
    ServiceToken {
        roles: Vec<Role>,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenPreset {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) about: String,
    /// None: all of Okta's list.
    pub(crate) scopes: Option<Vec<Scope>>,
}

/// One step, or the name of steps that several connectors share.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum WrittenStep {
    Shared {
        shared: Shared,
    },
    Own {
        #[serde(default)]
        only: Vec<AppKind>,
        text: String,
        link: Option<Link>,
        copy: Option<Copy>,
    },
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shared {
    App,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenProbe {
    pub(crate) get: String,
    #[serde(default)]
    pub(crate) needs: Vec<Scope>,
    #[serde(default)]
    pub(crate) of_person: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenAnswer {
    pub(crate) fields: Vec<Output>,
}

/// One file of `actions/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenFamily {
    pub(crate) family: String,
    pub(crate) actions: Vec<WrittenAction>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenAction {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) effect: Effect,
    #[serde(default)]
    pub(crate) scopes: Vec<Scope>,
    #[serde(default)]
    pub(crate) roles: Vec<String>,
    #[serde(default)]
    pub(crate) states: Vec<String>,
    #[serde(default)]
    pub(crate) inputs: Vec<Input>,
    pub(crate) answer: Option<WrittenKind>,
    pub(crate) request: Option<String>,
    #[serde(default)]
    pub(crate) calls: Vec<String>,
    #[serde(default)]
    pub(crate) body: BTreeMap<String, String>,
    pub(crate) target: Option<String>,
    #[serde(default)]
    pub(crate) keep: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WrittenKind {
    Record(String),
    List(String),
}

impl WrittenStep {
    /// The step itself, or all that it stands for.
    pub(crate) fn read(self) -> Result<Vec<Step>, CatalogueError> {
        match self {
            Self::Own {
                only,
                text,
                link,
                copy,
            } => Ok(vec![Step {
                only,
                text,
                link,
                copy,
            }]),
            Self::Shared {
                shared: Shared::App,
            } => {
                let steps = Vocabulary::app_steps()?.into_iter().map(Self::read);
                Ok(steps.collect::<Result<Vec<_>, _>>()?.concat())
            }
        }
    }
}
