//! What the store promises, on a real disk.

mod backups;
mod checks;
mod disk;
mod fixture;
mod opening;
mod processes;
mod queue;
mod renewal;
mod restoring;
mod rows;
mod runs;
mod runs_by_the_thousand;
mod scenarios;
mod used_actions;
