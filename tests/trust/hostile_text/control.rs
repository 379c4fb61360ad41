//! The control: the same texts put into the page as markup must be caught, or catching nothing would
//! mean nothing.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use super::page::Place;
use crate::trust::figure::Figure;
use crate::window::Desktop;

/// Puts each text into the page as a careless page would, a moment apart, and takes it away again.
const PLANT: &str = "
    const [texts] = arguments;
    const done = arguments[arguments.length - 1];
    const wait = (ms) => new Promise((next) => setTimeout(next, ms));
    (async () => {
      let caught = 0;
      for (const text of texts) {
        const before = sprung();
        const box = document.createElement('div');
        document.body.append(box);
        box.innerHTML = text;
        const link = document.createElement('a');
        link.setAttribute('href', text);
        if (/^[\\s\\u0000-\\u001f]*javascript:/i.test(text)) box.append(link);
        for (const script of box.querySelectorAll('script')) {
          const again = document.createElement('script');
          again.textContent = script.textContent;
          box.append(again);
        }
        await wait(8);
        box.remove();
        if (sprung() > before) caught += 1;
      }
      await wait(500);
      return caught;
    })().then(done, (error) => done(String(error)));
    function sprung() {
      const { runs, network, calls, nodes, handlers, addresses, refused } = window.traps;
      return refused + [runs, network, calls, nodes, handlers, addresses].reduce((sum, { length }) => sum + length, 0);
    }";

/// What the traps caught of texts that were planted.
#[derive(Debug)]
pub(super) struct Control {
    caught: u64,
    sprung: Vec<(&'static str, u64)>,
    refused: u64,
}

/// Plants them all in a console of its own.
pub(super) async fn plant(program: &Path, desktop: &Desktop, texts: usize) -> Result<Control> {
    let place = Place::open(program, desktop, texts).await?;
    let all: Vec<&str> = place.texts().iter().map(|text| &*text.text).collect();
    let caught = place.page().run_to_its_end(PLANT, vec![json!(all)]).await?;
    let control = Control {
        caught: caught.as_u64().unwrap_or_default(),
        sprung: place.sprung().await?,
        refused: place.refused().await?,
    };
    place.close().await?;
    Ok(control)
}

impl Control {
    /// Half of the texts must be caught; without the policy scripts must run, load and call, and with
    /// it it must have refused them.
    pub(super) fn figures(&self, guarded: bool, texts: usize, begun: Instant) -> Vec<Figure> {
        let how = super::how(guarded);
        let texts = texts as u64;
        let mut figures = vec![Figure::at_least(
            &format!("planted as markup, caught by a trap, {how}"),
            texts / 2,
            self.caught,
            texts,
            begun,
        )];
        let of = |name| {
            let found = self.sprung.iter().find(|(trap, _)| *trap == name);
            found.map_or(0, |(_, count)| *count)
        };
        if guarded {
            let what = format!("planted as markup, refused by the policy, {how}");
            figures.push(Figure::at_least(&what, 1, self.refused, texts, begun));
            let what = format!("planted as markup, scripts run, {how}");
            figures.push(Figure::never(&what, of("scripts run"), texts, begun));
        } else {
            for trap in ["scripts run", "requests to the network", "calls to Rust"] {
                let what = format!("planted as markup, {trap}, {how}");
                figures.push(Figure::at_least(&what, 1, of(trap), texts, begun));
            }
        }
        figures
    }
}
