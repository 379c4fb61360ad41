//! *Scenarios*: steps in order, kept as files and run here.
//!
//! The Scenarios page reads and writes them (`shelf`, `files`, `draft`, `form`). A run is looked at
//! whole before anything is sent (`plan`), goes on whether or not a window looks at it (`runs`,
//! `play`), and takes each step (`step`) through [`Console::run`](crate::Console), as by hand: what
//! destroys is confirmed there too.

mod card;
mod check;
mod child;
mod draft;
mod files;
mod form;
mod from;
mod given;
mod hand_over;
mod judge;
mod last_run;
mod outputs;
mod plan;
mod play;
mod report;
mod runs;
mod shelf;
mod start;
mod step;
mod trimmed;
mod usage;

pub(crate) use runs::Runs;
