//! What the stories are told with: a practice org, an empty store, a real vault, and a person.

pub mod actions;
pub mod bus;
pub mod canaries;
pub mod certificates;
pub mod many;
pub mod memory;
pub mod person;
pub mod process;
pub mod story;
pub mod trust;
#[cfg(feature = "window")]
pub mod window;
