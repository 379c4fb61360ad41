//! *From here*: what is left out, and what of it the steps that follow would miss. Pure.

use domain::Explanation;
use scenario::{Deed, Scenario, Source};

use super::runs::Brought;
use crate::views::Failure;

/// Refuses to begin with `from` where a step that follows needs what neither this run nor the one
/// before brings. What cleans up is left out instead, when it comes to it.
pub(super) fn can_begin(scenario: &Scenario, from: &str, earlier: &Brought) -> Result<(), Failure> {
    let refused = |why: String, fix: String| {
        let what = format!("“{}” was not started.", scenario.name);
        Err(Failure::other(Explanation::new(what, why, fix)))
    };
    let Some(first) = scenario.steps.iter().position(|step| step.id == from) else {
        return refused(
            format!("It has no step “{from}” to begin with."),
            "Pick one of its own steps; those of a child begin with the child.".to_owned(),
        );
    };
    let (before, after) = scenario.steps.split_at(first);
    let left_out = |id: &str| {
        let mut before = before.iter();
        before.any(|step| step.id == id && !matches!(step.deed, Deed::Connect { .. }))
    };
    for step in after.iter().filter(|step| !step.always) {
        for source in step.sources() {
            let Source::Step { step: of, output } = source else {
                continue;
            };
            let known = earlier
                .get(of)
                .is_some_and(|brought| brought.contains_key(output));
            if left_out(of) && !known {
                return refused(
                    format!(
                        "“{}” needs “{output}” of “{of}”, which lies before “{from}” and was not run before with the same inputs.",
                        step.id
                    ),
                    format!("Begin with “{of}” or earlier."),
                );
            }
        }
    }
    Ok(())
}
