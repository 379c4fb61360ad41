//! What the store promises, on a real disk.

mod backups;
mod disk;
mod fixture;
mod opening;
mod processes;
mod renewal;
mod rows;
mod used_actions;
