//! The Scenarios page: what there is, and how it is saved, copied and deleted.

use std::collections::BTreeMap;

use domain::Explanation;
use scenario::{LARGEST, Problem, Scenario, bundled, family, id_for, is_id};

use super::check::against_catalogue;
use super::draft::{draft_of, read_draft};
use super::hand_over::hand_over;
use crate::Console;
use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::views::{Failure, FailureCode, ScenarioDraft, ScenarioRow, ScenarioView};

const NOT_SAVED: &str = "The scenario was not saved.";

/// One scenario, as it was found.
pub(crate) struct Kept {
    pub(crate) id: String,
    pub(crate) bundled: bool,
    pub(crate) text: String,
    /// What it says, or why it cannot be read.
    pub(crate) scenario: Result<Scenario, Problem>,
}

impl Console {
    /// Every scenario: those that came with the program first, then by name.
    pub async fn list_scenarios(&self) -> Result<Vec<ScenarioRow>, Failure> {
        let last_runs = self.rooms.last_runs().await?;
        let mut all = self.rooms.kept_scenarios()?;
        all.sort_by_key(|kept| (!kept.bundled, kept.name().to_lowercase(), kept.id.clone()));
        let rows = all.into_iter().map(|kept| {
            let last = last_runs.get(&kept.id);
            let scenario = kept.scenario.as_ref().ok();
            ScenarioRow {
                name: kept.name().to_owned(),
                about: scenario.map(|s| s.about.clone()).unwrap_or_default(),
                bundled: kept.bundled,
                steps: scenario.map_or(0, |scenario| scenario.steps.len()),
                connectors: scenario.map_or_else(Vec::new, |s| self.rooms.connector_names(s)),
                last_run_at: last.map(|last| last.at.to_string()),
                last_outcome: last.map(|last| last.outcome.clone()),
                run: self.rooms.runs.of(&kept.id),
                problem: kept.scenario.as_ref().err().map(Problem::sentence),
                id: kept.id,
            }
        });
        Ok(rows.collect())
    }

    /// One scenario, with the form that it is run with. One that cannot be read has its text.
    pub async fn scenario(&self, id: &str) -> Result<ScenarioView, Failure> {
        let kept = self.rooms.kept_scenario(id)?;
        let (draft, form, problem) = match &kept.scenario {
            Ok(scenario) => {
                let form = self.rooms.scenario_form(scenario).await?;
                (draft_of(scenario), form, None)
            }
            Err(problem) => {
                let empty = draft_of(&Scenario::default());
                (
                    empty,
                    Vec::new(),
                    Some(in_text(problem, "This scenario cannot be read.")),
                )
            }
        };
        Ok(ScenarioView {
            run: self.rooms.runs.of(&kept.id),
            id: kept.id,
            bundled: kept.bundled,
            text: kept.text,
            draft,
            form,
            problem,
        })
    }

    /// Saves what was edited; without an id, as a new one. What does not fit is refused beside what
    /// it is about: see [`Problem::beside`].
    pub async fn save_scenario(
        &self,
        id: Option<String>,
        draft: ScenarioDraft,
    ) -> Result<ScenarioView, Failure> {
        let rooms = &self.rooms;
        if let Some(id) = &id {
            rooms.own_scenario(id)?;
        }
        let scenario = read_draft(draft).map_err(|problem| beside(&problem))?;
        let scenario = rooms.stamped(scenario);
        let id = id.map_or_else(|| rooms.new_id(&scenario.name), Ok)?;
        rooms.require_fit(&id, &scenario, beside)?;
        let text = scenario.write();
        Scenario::read(&text).map_err(|problem| beside(&problem))?;
        rooms.put_scenario(&id, &text)?;
        self.scenario(&id).await
    }

    /// Saves a text as it was typed, comments and all. What does not fit is refused beside `text`,
    /// with line and column.
    pub async fn save_scenario_text(&self, id: &str, text: &str) -> Result<ScenarioView, Failure> {
        let rooms = &self.rooms;
        rooms.own_scenario(id)?;
        let scenario = Scenario::read(text).map_err(|problem| unsaved_text(&problem))?;
        rooms.require_fit(id, &scenario, unsaved_text)?;
        rooms.put_scenario(id, text)?;
        self.scenario(id).await
    }

    /// A copy under another name, to be changed.
    pub async fn copy_scenario(&self, id: &str) -> Result<ScenarioView, Failure> {
        let scenario = self.rooms.readable_scenario(id)?;
        let id = self.rooms.add_scenario(scenario, None)?;
        self.scenario(&id).await
    }

    /// Removes the file.
    pub async fn delete_scenario(&self, id: &str) -> Result<(), Failure> {
        self.rooms.own_scenario(id)?;
        let removed = self.rooms.store.remove_scenario(id);
        removed.map_err(IntoFailure::into_failure)?;
        self.rooms.forget_last_run(id).await
    }
}

impl Kept {
    /// Its name; of one that cannot be read, that of its file.
    pub(crate) fn name(&self) -> &str {
        self.scenario
            .as_ref()
            .map_or(&self.id, |scenario| &scenario.name)
    }
}

impl Rooms {
    /// Every scenario that there is, readable or not.
    pub(crate) fn kept_scenarios(&self) -> Result<Vec<Kept>, Failure> {
        let mut all: Vec<Kept> = bundled()
            .into_iter()
            .map(|(id, text)| Kept {
                id: id.to_owned(),
                bundled: true,
                text: text.to_owned(),
                scenario: Scenario::read(text),
            })
            .collect();
        let files = self.store.scenario_files(LARGEST);
        for file in files.map_err(IntoFailure::into_failure)? {
            let rename = "Rename the file in the folder scenarios.";
            let hides = all.iter().any(|kept| kept.id == file.id);
            let scenario = if hides {
                let why = "A scenario that came with the program has the name of this file.";
                Err(Problem::new(why, rename))
            } else if is_id(&file.id) {
                let text = file.text.as_deref();
                text.map_err(|why| Problem::new(why, "Put a text of that scenario in its place."))
                    .and_then(Scenario::read)
            } else {
                let why = "The file's name is not made of lower case, digits and hyphens.";
                Err(Problem::new(why, rename))
            };
            all.push(Kept {
                // With its ending it is no id that anything can be kept under.
                id: if hides {
                    format!("{}.toml", file.id)
                } else {
                    file.id
                },
                bundled: false,
                text: file.text.unwrap_or_default(),
                scenario,
            });
        }
        Ok(all)
    }

    /// One of them.
    pub(crate) fn kept_scenario(&self, id: &str) -> Result<Kept, Failure> {
        let all = self.kept_scenarios()?;
        all.into_iter().find(|kept| kept.id == id).ok_or_else(|| {
            Failure::coded(
                FailureCode::Gone,
                Explanation::new(
                    "This scenario is not there any more.",
                    "Its file was deleted or renamed.",
                    "Go back to the list.",
                ),
            )
        })
    }

    /// One that can be read.
    pub(crate) fn readable_scenario(&self, id: &str) -> Result<Scenario, Failure> {
        let kept = self.kept_scenario(id)?;
        kept.scenario
            .map_err(|problem| in_text(&problem, &format!("The scenario “{id}” cannot be read.")))
    }

    /// All that can be read, by id.
    pub(crate) fn readable_scenarios(&self) -> Result<BTreeMap<String, Scenario>, Failure> {
        let mut all = BTreeMap::new();
        for kept in self.kept_scenarios()? {
            if let Ok(scenario) = kept.scenario {
                all.entry(kept.id).or_insert(scenario);
            }
        }
        Ok(all)
    }

    /// Writes a scenario that is new here, under a name and an id that nobody has; `text` is what
    /// it was read from, kept where the name stays.
    pub(crate) fn add_scenario(
        &self,
        scenario: Scenario,
        text: Option<&str>,
    ) -> Result<String, Failure> {
        let name = self.free_name(&scenario.name)?;
        let renamed = name != scenario.name;
        let scenario = Scenario { name, ..scenario };
        let id = self.new_id(&scenario.name)?;
        self.require_fit(&id, &scenario, beside)?;
        match text.filter(|_| !renamed) {
            Some(text) => self.put_scenario(&id, text)?,
            None => self.put_scenario(&id, &scenario.write())?,
        }
        Ok(id)
    }

    /// Refuses what the catalogue, the other scenarios or the name forbid. `told` says where.
    fn require_fit(
        &self,
        id: &str,
        scenario: &Scenario,
        told: impl Fn(&Problem) -> Failure,
    ) -> Result<(), Failure> {
        let fits = against_catalogue(scenario, &self.catalogue);
        fits.map_err(|problem| told(&problem))?;
        let mut known = self.readable_scenarios()?;
        known.insert(id.to_owned(), scenario.clone());
        family(scenario, id, &known).map_err(|problem| told(&problem))?;
        for (step, child) in scenario.children() {
            if let Some(child) = known.get(child) {
                let fits = hand_over(scenario, step, child, &self.catalogue);
                fits.map_err(|problem| told(&problem))?;
            }
        }
        let key = scenario.name.to_lowercase();
        let taken = self.kept_scenarios()?.into_iter().any(|kept| {
            kept.id != id && kept.scenario.is_ok() && kept.name().to_lowercase() == key
        });
        if taken {
            return Err(told(&Problem::new(
                format!("There is already a scenario called “{}”.", scenario.name),
                "Choose another name.",
            )));
        }
        Ok(())
    }

    /// A scenario that may be changed: its file is there, and it did not come with the program.
    fn own_scenario(&self, id: &str) -> Result<(), Failure> {
        let kept = self.kept_scenario(id)?;
        if !kept.bundled && is_id(id) {
            return Ok(());
        }
        Err(Failure::other(Explanation::new(
            format!("“{}” cannot be changed here.", kept.name()),
            if kept.bundled {
                "It came with the program, and comes again with the next version."
            } else {
                "Its file has a name that the console does not write."
            },
            if kept.bundled {
                "Copy it, and change the copy."
            } else {
                "Rename the file in the folder scenarios, using lower case, digits and hyphens."
            },
        )))
    }

    fn put_scenario(&self, id: &str, text: &str) -> Result<(), Failure> {
        let written = self.store.put_scenario(id, text);
        written.map_err(IntoFailure::into_failure)
    }

    /// With the versions of the catalogue that it runs on now.
    fn stamped(&self, scenario: Scenario) -> Scenario {
        let versions = scenario.connectors().into_iter().filter_map(|connector| {
            let known = self.catalogue.connector(connector)?;
            Some((connector.to_owned(), known.version))
        });
        Scenario {
            catalogue: versions.collect(),
            ..scenario
        }
    }

    /// An id for a name, with a number where it is taken.
    fn new_id(&self, name: &str) -> Result<String, Failure> {
        let taken: Vec<String> = self
            .kept_scenarios()?
            .into_iter()
            .map(|kept| kept.id)
            .collect();
        Ok(numbered(&id_for(name), "-", |id| {
            taken.iter().any(|taken| taken == id)
        }))
    }

    /// A name, with a number where it is taken.
    fn free_name(&self, name: &str) -> Result<String, Failure> {
        let taken: Vec<String> = self
            .kept_scenarios()?
            .into_iter()
            .map(|kept| kept.name().to_lowercase())
            .collect();
        let is_taken = |name: &str| taken.contains(&name.to_lowercase());
        if !is_taken(name) {
            return Ok(name.to_owned());
        }
        // Room for the number.
        let short: String = name.chars().take(70).collect();
        Ok(numbered(short.trim_end(), " ", is_taken))
    }

    fn connector_names(&self, scenario: &Scenario) -> Vec<String> {
        let names = scenario.connectors().into_iter().map(|id| {
            let known = self.catalogue.connector(id);
            known
                .map_or(id, |connector| connector.name.as_str())
                .to_owned()
        });
        names.collect()
    }
}

/// The text itself, or with the first number from 2 on that makes it free.
fn numbered(text: &str, between: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbers = (2_u32..).map(|number| format!("{text}{between}{number}"));
    std::iter::once(text.to_owned())
        .chain(numbers)
        .find(|text| !taken(text))
        .unwrap_or_default()
}

/// A problem of what was edited, beside what it is about.
fn beside(problem: &Problem) -> Failure {
    Failure::field(&problem.beside, problem.explain(NOT_SAVED))
}

/// A problem of what was typed.
fn unsaved_text(problem: &Problem) -> Failure {
    in_text(problem, NOT_SAVED)
}

/// A problem of a text, with the place to go to.
pub(super) fn in_text(problem: &Problem, what: &str) -> Failure {
    Failure {
        at: problem.place,
        ..Failure::field("text", problem.explain(what))
    }
}
