//! A list, read page by page: the first record, the first 200, or all of it, to the screen and to
//! a file.
//!
//! A reading is started and followed (`start`), each in a task of its own (`reading`) that asks
//! page after page (`pages`, `fetch`) and hands them on to be taken in (`taking`, `taker`): taken apart
//! (`page`), put into columns (`columns`), written (`export`, `csv`) and shown (`progress`). What
//! is left is closed and summed up as one run (`closing`, `summary`). Nothing here grows with the
//! list.

mod cards;
mod closing;
mod columns;
mod csv;
mod export;
mod fetch;
mod listings;
mod page;
mod pages;
mod progress;
mod reading;
mod start;
mod summary;
mod taker;
mod taking;

pub(crate) use csv::lines as csv_lines;
pub(crate) use listings::Listings;
