//! The real window, driven as a person would: a virtual display, a session bus with a real
//! keyring, the program itself, and a real browser for the sign-in.
//!
//! Each real thing is started here, once, on folders of its own, and only what was started is
//! ended.

mod app;
mod axe;
mod browser;
mod confirmation;
mod desktop;
mod dialog;
mod display;
mod driver;
mod frame;
mod main_job;
mod memory;
#[expect(
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the methods are the interface's, and a macro hands on all that they are given"
)]
mod notifications;
mod page;
mod pictures;
mod programs;
mod seed;
mod wait;

pub use crate::bus::{Bus, Keyring};
pub use crate::process::{Running, unprivileged};
pub use app::{App, Start};
pub use axe::Fault;
pub use browser::{Browser, mini_browser};
pub use confirmation::Confirmation;
pub use desktop::Desktop;
pub use dialog::Dialog;
pub use display::Display;
pub use main_job::{CONNECTORS, Connector, DANA, MainJob, PASSWORD, SERVICE_ACCOUNT};
pub use memory::Program;
pub use notifications::{Notifications, Shown};
pub use page::{Key, Page};
pub use pictures::{Pictures, Theme};
pub use programs::console;
pub use seed::{seed, seed_one};
pub use wait::{PATIENCE, until};
