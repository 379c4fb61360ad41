//! The use cases: what the console can do.

pub mod views;
