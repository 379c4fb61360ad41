//! The shell: the only room that knows Tauri. It opens the window and the rooms behind it,
//! passes each command on, and decides nothing.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod action_commands;
mod app_commands;
mod browser;
mod command_list;
mod commands;
mod confirm;
mod desk;
mod doctor_commands;
mod environment;
mod faults;
mod files;
mod hardening;
mod health_commands;
mod history;
mod instance;
mod listing_commands;
mod log_fields;
mod logs;
mod machine;
mod notices;
mod practice;
mod queue_commands;
mod quit;
mod readiness;
mod restore_commands;
mod rotation;
mod scenario_commands;
mod scope_commands;
mod secret_commands;
mod shell;
#[cfg(test)]
#[cfg(feature = "trial")]
mod trial;
mod window;

use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

use environment::{Asked, Environment};

const _: () = assert!(
    !connections::HAS_FAIL_POINTS,
    "this program may not be made to fail from outside; build it without `--all-features`"
);

/// Wipes what is given back, whoever held it: libraries copy what they are handed – a form, a
/// header, an answer's body – and let go of it as it is.
#[global_allocator]
static WIPED: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    if let Some(ended) = hardening::harden() {
        return ended;
    }
    transport::install_crypto();
    let environment = match Environment::read() {
        Ok(Asked::Run(environment)) => environment,
        Ok(Asked::Print(text)) => {
            println!("{text}");
            return ExitCode::SUCCESS;
        }
        Err(refusal) => {
            eprintln!("connections-console: {refusal}");
            return ExitCode::from(2);
        }
    };
    logs::keep(&environment.data_dir);
    faults::tell_without_contents();
    match shell::run(environment) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("connections-console: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}
