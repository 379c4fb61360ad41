//! A page, as a person meets it: by roles and visible labels, never by the page's inner names.

use std::time::Duration;

use anyhow::{Context, Error, Result, bail};
use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::wd::TimeoutConfiguration;
use serde_json::{Value, json};

use super::until;

const FIND: &str = include_str!("find.js");

/// The key under which `WebDriver` names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A page of the console or of the browser.
#[derive(Debug, Clone)]
pub struct Page(Client);

/// Keys that are no letters.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// One down.
    Down,
    /// One up.
    Up,
    /// To the next control.
    Tab,
    /// F2.
    F2,
    /// Delete.
    Delete,
    /// To the last.
    End,
}

impl Key {
    fn code(self) -> char {
        match self {
            Self::Enter => '\u{e007}',
            Self::Escape => '\u{e00c}',
            Self::Down => '\u{e015}',
            Self::Up => '\u{e013}',
            Self::Tab => '\u{e004}',
            Self::F2 => '\u{e032}',
            Self::Delete => '\u{e017}',
            Self::End => '\u{e010}',
        }
    }
}

impl Page {
    pub(super) fn of(client: Client) -> Self {
        Self(client)
    }

    /// The control with this role and name, as soon as it can be used.
    pub async fn find(&self, role: &str, name: &str) -> Result<Element> {
        self.find_as(role, name, false).await
    }

    /// As [`Page::find`]; the name may go on after `name`.
    pub async fn find_beginning(&self, role: &str, name: &str) -> Result<Element> {
        self.find_as(role, name, true).await
    }

    async fn find_as(&self, role: &str, name: &str, may_go_on: bool) -> Result<Element> {
        let what = format!("the {role} “{name}”");
        match until(&what, async || self.look(role, name, may_go_on).await).await {
            Ok(element) => Ok(element),
            Err(error) => Err(self.with_the_page(error).await),
        }
    }

    async fn look(&self, role: &str, name: &str, may_go_on: bool) -> Result<Option<Element>> {
        let arguments = vec![json!(role), json!(name), json!(may_go_on)];
        let found = self.0.execute(FIND, arguments).await?;
        let Some(id) = found.get(ELEMENT).and_then(Value::as_str) else {
            return Ok(None);
        };
        Ok(Some(Element::from_element_id(
            self.0.clone(),
            id.to_owned().into(),
        )))
    }

    /// Whether it is there now.
    pub async fn has(&self, role: &str, name: &str) -> Result<bool> {
        Ok(self.look(role, name, false).await?.is_some())
    }

    /// Waits until it is not there any more.
    pub async fn gone(&self, role: &str, name: &str) -> Result<()> {
        until(&format!("the {role} “{name}” to go"), async || {
            Ok(self.look(role, name, false).await?.is_none().then_some(()))
        })
        .await
    }

    /// Presses it.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        self.click_as(role, name, false).await
    }

    /// As [`Page::click`]; the name may go on after `name`.
    pub async fn click_beginning(&self, role: &str, name: &str) -> Result<()> {
        self.click_as(role, name, true).await
    }

    async fn click_as(&self, role: &str, name: &str, may_go_on: bool) -> Result<()> {
        self.find_as(role, name, may_go_on).await?;
        // A list that is drawn anew may take the element away between the look and the press.
        let mut refusal = None;
        let what = format!("the {role} “{name}” to take a press");
        let pressed = until(&what, async || {
            let Some(element) = self.look(role, name, may_go_on).await? else {
                return Ok(None);
            };
            refusal = element.click().await.err();
            if refusal.is_some() {
                self.scroll_to(&element).await?;
            }
            Ok(refusal.is_none().then_some(()))
        });
        match pressed.await {
            Ok(()) => Ok(()),
            Err(error) => {
                let refusal = refusal.map_or_else(String::new, |refusal| format!("{refusal:?}"));
                Err(self.with_the_page(error.context(refusal)).await)
            }
        }
    }

    /// Scrolls as a person does, to where nothing that stays in sight lies over it.
    async fn scroll_to(&self, element: &Element) -> Result<()> {
        let script = "arguments[0].scrollIntoView({ block: 'center' });";
        let element = serde_json::to_value(element)?;
        self.run_with(script, vec![element]).await.map(drop)
    }

    /// The error, with what was on the page at the time, in words and as a picture.
    async fn with_the_page(&self, error: Error) -> Error {
        let text = self.text().await.unwrap_or_default();
        let file = std::env::temp_dir().join("connections-console-failed.png");
        let kept = match self.picture().await {
            Ok(picture) => std::fs::write(&file, picture).is_ok(),
            Err(_) => false,
        };
        let seen = if kept {
            format!(" (seen in {})", file.display())
        } else {
            String::new()
        };
        error.context(format!("the page says{seen}:\n{text}"))
    }

    /// Types `text` in the place of whatever the field held. A field with suggestions is left
    /// afterwards, so that no list of them lies over what is pressed next.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        let (field, role) = self.field(label).await?;
        // A list of suggestions of the field before it may still lie over it.
        until(&format!("“{label}” to be cleared"), async || {
            self.scroll_to(&field).await?;
            Ok(field.clear().await.ok())
        })
        .await?;
        field
            .send_keys(text)
            .await
            .with_context(|| format!("typing into “{label}”"))?;
        if role == "combobox" {
            self.press(Key::Tab).await?;
        }
        Ok(())
    }

    /// Takes away whatever the field held.
    pub async fn empty(&self, label: &str) -> Result<()> {
        // The driver's own way of clearing a field is not heard by the page.
        const BACKSPACE: &str = " \u{e003}";
        self.fill(label, BACKSPACE).await
    }

    /// A field to type into, and what it is.
    async fn field(&self, label: &str) -> Result<(Element, &'static str)> {
        let what = format!("the field “{label}”");
        let found = until(&what, async || {
            for role in ["searchbox", "textbox", "combobox"] {
                if let Some(field) = self.look(role, label, false).await? {
                    return Ok(Some((field, role)));
                }
            }
            Ok(None)
        });
        match found.await {
            Ok(found) => Ok(found),
            Err(error) => Err(self.with_the_page(error).await),
        }
    }

    /// Types `text` into the combobox in the place of whatever it held.
    pub async fn fill_combobox(&self, label: &str, text: &str) -> Result<()> {
        let field = self.find("combobox", label).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Chooses from a list.
    pub async fn select(&self, label: &str, choice: &str) -> Result<()> {
        let list = self.find("combobox", label).await?;
        self.scroll_to(&list).await?;
        list.select_by_label(choice)
            .await
            .with_context(|| format!("choosing “{choice}”"))
    }

    /// What a field holds.
    pub async fn value(&self, label: &str) -> Result<String> {
        let (field, _) = self.field(label).await?;
        Ok(field.prop("value").await?.unwrap_or_default())
    }

    /// Presses a key, with whatever has the focus.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.type_keys(&key.code().to_string()).await
    }

    /// Types letters, with whatever has the focus.
    pub async fn type_keys(&self, text: &str) -> Result<()> {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            keys = keys
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        Ok(self.0.perform_actions(keys).await?)
    }

    /// Waits until the page says this.
    pub async fn says(&self, text: &str) -> Result<()> {
        let what = format!("the page to say “{text}”");
        let said = until(&what, async || {
            Ok(self.text().await?.contains(text).then_some(()))
        });
        match said.await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.with_the_page(error).await),
        }
    }

    /// Everything that can be read on the page, white space put in order.
    pub async fn text(&self) -> Result<String> {
        let text = self.run("return document.body.innerText;").await?;
        let words: Vec<&str> = text
            .as_str()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        Ok(words.join(" "))
    }

    /// Loads it anew.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.0.refresh().await?)
    }

    /// Where it is.
    pub async fn address(&self) -> Result<String> {
        Ok(self.0.current_url().await?.to_string())
    }

    /// Its title.
    pub async fn title(&self) -> Result<String> {
        Ok(self.0.title().await?)
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Result<Value> {
        self.run_with(script, Vec::new()).await
    }

    /// Runs a script in the page with arguments.
    pub async fn run_with(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.0.execute(script, arguments).await?)
    }

    /// Runs a script that calls its last argument when it is done.
    pub async fn run_to_its_end(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.0.execute_async(script, arguments).await?)
    }

    /// How long a script may take.
    pub async fn may_take(&self, time: Duration) -> Result<()> {
        let times = TimeoutConfiguration::new(Some(time), None, None);
        Ok(self.0.update_timeouts(times).await?)
    }

    /// A picture of what is painted now. Two frames pass first: the one that is on its way, and
    /// the one with what the page looks like by now.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        let two_frames = "const done = arguments[arguments.length - 1];\
             requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";
        self.run_to_its_end(two_frames, Vec::new()).await?;
        let picture = self.0.screenshot().await?;
        if picture.is_empty() {
            bail!("the picture is empty");
        }
        Ok(picture)
    }
}
