//! Exports are read, and files that only look like one are refused in words.

mod hostile;
mod shapes;

use crate::{Export, read};

pub(crate) const JOINERS: &str = include_str!("../samples/joiners.folder");
pub(crate) const LEAVER: &str = include_str!("../samples/leaver.flow");

/// `module:key` of every card, flow by flow.
fn cards(export: &Export) -> Vec<Vec<String>> {
    let flow = |flow: &crate::Flow| {
        let cards = flow.cards.iter();
        cards
            .map(|card| format!("{}:{}", card.module, card.key))
            .collect()
    };
    export.flows.iter().map(flow).collect()
}

fn read_text(text: &str) -> Result<Export, crate::Unreadable> {
    read(text.as_bytes())
}
