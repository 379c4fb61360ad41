//! Hostile text in the window, in short; `cargo xtask trust --only hostile-text` tells the whole.

use anyhow::{Result, ensure};
use stories::trust::hostile_text;

use crate::harness::{Harness, test};

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        no_text_that_the_window_shows_runs_loads_calls_or_becomes_an_element
    );
    test!(
        harness,
        a_name_that_hides_or_turns_letters_is_written_out_before_it_is_lost
    );
}

async fn no_text_that_the_window_shows_runs_loads_calls_or_becomes_an_element() -> Result<()> {
    let figures = hostile_text::measure(40, &["on", "off"], |_| {}).await;
    ensure!(figures.iter().all(|figure| figure.met), "{figures:#?}");
    Ok(())
}

async fn a_name_that_hides_or_turns_letters_is_written_out_before_it_is_lost() -> Result<()> {
    let figure = hostile_text::misleading(12, |_| {}).await;
    ensure!(figure.met, "{figure:#?}");
    Ok(())
}
