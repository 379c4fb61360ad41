//! *History*: what was run, without its secrets.
//!
//! `remember` writes down every run of the console; `kept` says what of it; `cut` keeps it short;
//! `list` reads it again; `retention` lets go of what is old; `export` writes it to a file.

mod cut;
mod export;
mod kept;
mod list;
mod remember;
mod retention;

pub(crate) use retention::Tidying;
