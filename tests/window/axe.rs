//! Accessibility, examined by axe-core in the real page.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use super::Page;

/// Something that keeps people out.
#[derive(Debug, Deserialize)]
pub struct Fault {
    /// The rule.
    pub id: String,
    /// What the rule asks for.
    pub help: String,
    /// Where it is broken, and how.
    pub nodes: Vec<Value>,
}

impl Page {
    /// Examines the page as it is now.
    pub async fn examine(&self, workspace: &Path) -> Result<Vec<Fault>> {
        if self.run("return typeof axe;").await? != "object" {
            let file = workspace.join("ui/node_modules/axe-core/axe.min.js");
            let axe = fs::read_to_string(&file)
                .with_context(|| format!("{} is missing: npm ci", file.display()))?;
            self.run(&axe).await?;
        }
        let examine = "const done = arguments[arguments.length - 1];\
             axe.run(document, { resultTypes: ['violations'] })\
               .then(({ violations }) => done({ violations: violations.map(\
                  ({ id, help, nodes }) => ({ id, help, nodes: nodes.map(\
                     ({ target, failureSummary }) => ({ target, failureSummary })) })) }))\
               .catch((error) => done({ error: String(error) }));";
        let result = self.run_to_its_end(examine, Vec::new()).await?;
        let violations = result
            .get("violations")
            .with_context(|| format!("axe could not examine the page: {result}"))?;
        Ok(serde_json::from_value(violations.clone())?)
    }
}
