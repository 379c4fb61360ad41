//! *Before you begin*: what must be so in Okta first, with the page where it is done.

use domain::{OpaBaseUrl, OrgHost, TeamName};
use serde::Deserialize;
use url::Url;

use crate::{Connector, Grant};

/// Which kind of app a step is for, as the Admin Console has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppKind {
    /// *Web Application*.
    WebApp,
    /// *Native Application*.
    NativeApp,
    /// *API Services*.
    ServiceApp,
}

/// One step, as the folder has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The kinds of app that it is for; none for all of them.
    pub only: Vec<AppKind>,
    /// What to do, in our words.
    pub text: String,
    /// Where.
    pub link: Option<Link>,
    /// What to carry there.
    pub copy: Option<Copy>,
}

/// A page of the Admin Console or the OPA Console.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it says on the link.
    pub label: String,
    /// Its path from the root, with `{client_id}` or `{team}` where the page is of one app or team.
    pub path: String,
    /// The page for as long as that app or team is not known.
    pub otherwise: Option<Box<Link>>,
}

/// What to carry to the page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Copy {
    /// Every redirect URI that a sign-in may come back to.
    RedirectUris,
    /// The scopes of *Use default scopes* that an admin must grant by hand.
    ScopesToGrant,
    /// This.
    Text(String),
}

/// One step, with what is known of the org filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupStep {
    /// What to do.
    pub text: String,
    /// Where, once that is known.
    pub link: Option<SetupLink>,
    /// Values to copy, one by one.
    pub copy: Vec<String>,
}

/// A page that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupLink {
    /// What it says on the link.
    pub label: String,
    /// Where it leads.
    pub url: Url,
}

/// What is known of the other end while the form is being filled.
#[derive(Debug, Clone, Copy)]
struct Known<'a> {
    org: Option<&'a OrgHost>,
    opa: Option<(&'a OpaBaseUrl, Option<&'a TeamName>)>,
    client_id: Option<&'a str>,
}

impl Connector {
    /// The steps, with links for as much as is known: of the org (its Admin Console; none can be
    /// told for a custom domain), of the team, and of the app. Only those for this kind of app.
    pub fn setup(
        &self,
        org: Option<&OrgHost>,
        opa: Option<(&OpaBaseUrl, Option<&TeamName>)>,
        client_id: Option<&str>,
        app: AppKind,
        redirect_uris: &[String],
    ) -> Vec<SetupStep> {
        let known = Known {
            org,
            opa,
            client_id,
        };
        let steps = self.before_you_begin.iter();
        let steps = steps.filter(|step| step.only.is_empty() || step.only.contains(&app));
        let filled = steps.map(|step| SetupStep {
            text: step.text.clone(),
            link: step.link.as_ref().and_then(|link| known.page(link)),
            copy: match &step.copy {
                None => Vec::new(),
                Some(Copy::Text(text)) => vec![text.clone()],
                Some(Copy::RedirectUris) => redirect_uris.to_vec(),
                Some(Copy::ScopesToGrant) => self.scopes_to_grant(),
            },
        });
        filled.collect()
    }

    /// The page where scopes are granted to the app; the page of all apps while it is not known
    /// which, and none for a custom domain.
    pub fn scopes_page(&self, org: &OrgHost, client_id: &str) -> Option<SetupLink> {
        let known = Known {
            org: Some(org),
            opa: None,
            client_id: Some(client_id),
        };
        let granting = |step: &&Step| step.copy == Some(Copy::ScopesToGrant);
        let step = self.before_you_begin.iter().find(granting)?;
        known.page(step.link.as_ref()?)
    }

    fn scopes_to_grant(&self) -> Vec<String> {
        match &self.grant {
            Grant::ServiceToken { .. } => Vec::new(),
            Grant::AuthorizationCode { scopes, .. } => {
                let asked = scopes
                    .iter()
                    .filter(|entry| entry.default && !entry.automatic);
                asked.map(|entry| entry.name.to_string()).collect()
            }
        }
    }
}

impl Known<'_> {
    /// The page itself, or the one that stands in for it.
    fn page(&self, link: &Link) -> Option<SetupLink> {
        let otherwise = || self.page(link.otherwise.as_ref()?);
        self.very_page(link).or_else(otherwise)
    }

    fn very_page(&self, link: &Link) -> Option<SetupLink> {
        let (path, fragment) = match link.path.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (link.path.as_str(), None),
        };
        let path = self.fill(path)?;
        let mut url = match (self.org, self.opa) {
            (Some(org), _) => org.admin_console(&path)?,
            (None, Some((base, _))) => Url::parse(&format!("{}{path}", base.origin())).ok()?,
            (None, None) => return None,
        };
        url.set_fragment(fragment);
        Some(SetupLink {
            label: link.label.clone(),
            url,
        })
    }

    /// A page of one app or team leads nowhere until that is known, or while what was typed
    /// could not be an ID: it must not bend the path.
    fn fill(&self, path: &str) -> Option<String> {
        let mut path = path.to_owned();
        if path.contains("{client_id}") {
            let typed = self.client_id.map(str::trim);
            let id = typed
                .filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric()))?;
            path = path.replace("{client_id}", id);
        }
        if path.contains("{team}") {
            let (_, team) = self.opa?;
            path = path.replace("{team}", team?.as_str());
        }
        Some(path)
    }
}
