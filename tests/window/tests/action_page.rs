//! The page of one action: what is typed into its form, and what it shows afterwards.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use catalogue::{Action, Catalogue, Connector, Effect, Input, InputKind};
use serde::Deserialize;
use stories::window::{Page, until};

use crate::place::Place;

/// What stands under *Answer*.
#[derive(Debug, Deserialize)]
pub(crate) struct Answered {
    /// *Done*, *Refused* or *Outcome unknown*.
    pub(crate) outcome: String,
    /// What happened, where it is not done.
    pub(crate) refusal: Option<String>,
    /// The buttons that a refusal offers.
    pub(crate) buttons: Vec<String>,
    /// Labels and what stands beside them.
    fields: Vec<(String, String)>,
    columns: Vec<String>,
    /// The first record of a list.
    first: Vec<String>,
}

impl Answered {
    /// What is shown of each declared output, by its id.
    pub(crate) fn outputs(&self, action: &Action) -> BTreeMap<String, String> {
        let columns = self.columns.iter().cloned().zip(self.first.iter().cloned());
        let shown: BTreeMap<String, String> = self.fields.iter().cloned().chain(columns).collect();
        let outputs = action.outputs.iter();
        outputs
            .filter_map(|output| Some((output.id.clone(), shown.get(&output.label)?.clone())))
            .collect()
    }
}

/// Reads the answer, unless it is the one that was marked as read.
const ANSWER: &str = r"
    const section = document.querySelector('section[aria-labelledby=answer]:not([data-read])');
    if (!section) return null;
    const text = (element) => element.textContent.trim();
    const all = (selector) => [...section.querySelectorAll(selector)];
    const panel = '[role=tabpanel] ';
    return {
      outcome: text(section.querySelector('h2 span')),
      refusal: all('#refusal').map(text)[0] ?? null,
      buttons: all('[role=group] button').map(text),
      fields: all(panel + 'dl dt').map((term) => {
        const value = term.nextElementSibling.querySelector('span');
        return [text(term), value ? text(value) : ''];
      }),
      columns: all(panel + 'th').map(text),
      first: [...(section.querySelector(panel + 'tr[aria-rowindex] td')?.parentElement.children ?? [])].map(text),
    };";

const MARK_AS_READ: &str =
    "document.querySelector('section[aria-labelledby=answer]')?.setAttribute('data-read', '');";

/// The pages of one connection's actions, which is open.
pub(crate) struct ActionPage<'a> {
    place: &'a Place,
    connector: &'a Connector,
    page: Page,
}

impl<'a> ActionPage<'a> {
    pub(crate) fn of(place: &'a Place, catalogue: &'a Catalogue, connector: &str) -> Result<Self> {
        let found = catalogue
            .connectors()
            .iter()
            .find(|one| one.id.as_str() == connector);
        Ok(Self {
            place,
            connector: found.with_context(|| format!("no connector {connector}"))?,
            page: place.page(),
        })
    }

    pub(crate) fn action(&self, id: &str) -> Result<&'a Action> {
        let action = self.connector.action(id);
        action.with_context(|| format!("no action {id}"))
    }

    /// The ids of all actions.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.connector
            .actions
            .iter()
            .map(|action| action.id.as_str())
    }

    /// From the connection's page to the action's.
    pub(crate) async fn open(&self, action: &Action) -> Result<()> {
        let page = &self.page;
        // Two families may have an action of one name.
        page.fill(
            "Filter actions",
            &format!("{} {}", action.family, action.name),
        )
        .await?;
        page.click("button", &format!("Run {}", action.name))
            .await?;
        page.find("heading", &action.name).await.map(drop)
    }

    /// From the action's page to the connection's.
    pub(crate) async fn leave(&self, nickname: &str) -> Result<()> {
        self.page.click("button", nickname).await?;
        self.page
            .find("searchbox", "Filter actions")
            .await
            .map(drop)
    }

    /// Types all of these, and empties what an earlier run left in the form.
    pub(crate) async fn fill(
        &self,
        action: &Action,
        inputs: &BTreeMap<String, String>,
        again: bool,
    ) -> Result<()> {
        let option = inputs.get("option").map(String::as_str);
        // What is chosen decides what else is asked.
        let chosen = action.inputs.iter().filter(|input| input.id == "option");
        let others = action.inputs.iter().filter(|input| input.id != "option");
        for input in chosen.chain(others) {
            if !input.is_asked(option) {
                continue;
            }
            let filled = match inputs.get(&input.id) {
                Some(text) => self.fill_one(input, text).await,
                None if again && input.default.is_none() => self.empty(input).await,
                None => Ok(()),
            };
            filled.with_context(|| format!("{}, {}", action.id, input.id))?;
        }
        Ok(())
    }

    async fn fill_one(&self, input: &Input, text: &str) -> Result<()> {
        let (page, label) = (&self.page, input.label.as_str());
        match input.kind {
            InputKind::Boolean => {
                let shown = if text == "true" { "Yes" } else { "No" };
                page.select(label, shown).await
            }
            InputKind::Choice => {
                let choice = input.choices.iter().find(|choice| choice.value == *text);
                let choice = choice.with_context(|| format!("no choice {text}"))?;
                // The kind of a session is chosen by tabs, as in the guide.
                if page.has("tab", &choice.label).await? {
                    page.click("tab", &choice.label).await
                } else {
                    page.select(label, &choice.label).await
                }
            }
            InputKind::SecretPairs => self.fill_pairs(text).await,
            InputKind::Connection => page.select(label, text).await,
            _ => page.fill(label, text).await,
        }
    }

    async fn empty(&self, input: &Input) -> Result<()> {
        match input.kind {
            InputKind::Boolean | InputKind::Choice => {
                self.page.select(&input.label, "Not sent").await
            }
            // Secrets are not kept in a form that was left.
            InputKind::Secret | InputKind::SecretPairs => Ok(()),
            _ => self.page.empty(&input.label).await,
        }
    }

    /// Names and values, given as a JSON object.
    async fn fill_pairs(&self, json: &str) -> Result<()> {
        let page = &self.page;
        let pairs: BTreeMap<String, String> = serde_json::from_str(json)?;
        for (nth, (name, value)) in (1..).zip(&pairs) {
            if nth > 1 {
                page.click("button", "Add another").await?;
            }
            page.fill(&format!("Name {nth}"), name).await?;
            page.fill(&format!("Value {nth}"), value).await?;
        }
        Ok(())
    }

    /// Runs it, says yes where that is asked, and waits for the answer.
    pub(crate) async fn run(
        &self,
        action: &Action,
        inputs: &BTreeMap<String, String>,
    ) -> Result<Answered> {
        self.has_read().await?;
        self.page.click("button", "Run").await?;
        let by_hand = inputs
            .get("request_type")
            .is_some_and(|method| method != "GET");
        let asks = match action.effect {
            Effect::Destructive => true,
            Effect::ByRequest => by_hand,
            Effect::Read | Effect::Write => false,
        };
        if asks {
            self.confirm().await?;
        }
        self.answer().await
    }

    /// From now on only another answer counts.
    pub(crate) async fn has_read(&self) -> Result<()> {
        self.page.run(MARK_AS_READ).await.map(drop)
    }

    /// Does what the confirmation asks, in its own window.
    async fn confirm(&self) -> Result<()> {
        let confirmation = self.place.app.confirmation().await?;
        let page = confirmation.page();
        page.find("button", "Cancel").await?;
        let asked = "const text = (selector) => document.querySelector(selector)?.textContent ?? '';\
             return [text('label[for=name]'), text('#whole'), text('button[type=submit]')];";
        let asked = page.run(asked).await?;
        let [field, name, button] = serde_json::from_value::<[String; 3]>(asked)?;
        if !field.is_empty() {
            page.fill(&field, &name).await?;
        }
        confirmation.press(&button).await
    }

    /// Waits for an answer that was not read yet.
    pub(crate) async fn answer(&self) -> Result<Answered> {
        let page = &self.page;
        let answered = until("an answer", async || {
            let answer = page.run(ANSWER).await?;
            Ok((!answer.is_null()).then_some(answer))
        })
        .await;
        let answered = match answered {
            Ok(answered) => answered,
            Err(error) => return Err(error.context(page.text().await?)),
        };
        Ok(serde_json::from_value(answered)?)
    }
}
