//! The real window against the practice org: everything that a person does, found by what she
//! reads on it. Run by `cargo xtask test`; a name, or part of one, runs only the tests so called.

mod accessibility;
mod action_page;
mod actions;
mod clients;
mod confirmation;
mod doctor;
mod every_action;
mod exports;
mod guard_rails;
mod hardening;
mod harness;
mod health;
mod health_page;
mod history;
mod hostile_text;
mod instances;
mod leaks;
mod list;
mod listings;
mod lists_of_many;
mod main_job;
mod place;
mod reauthorize;
mod reauthorize_many;
mod refusals;
mod restore;
mod scenarios;
mod scopes;
mod sessions;
mod storage;
mod suggestions;
mod way_out;
mod wizard;

use std::process::ExitCode;

use harness::Harness;

#[tokio::main]
async fn main() -> ExitCode {
    let mut harness = Harness::begin();
    main_job::tell(&mut harness).await;
    wizard::tell(&mut harness).await;
    clients::tell(&mut harness).await;
    reauthorize::tell(&mut harness).await;
    reauthorize_many::tell(&mut harness).await;
    list::tell(&mut harness).await;
    lists_of_many::tell(&mut harness).await;
    actions::tell(&mut harness).await;
    every_action::tell(&mut harness).await;
    refusals::tell(&mut harness).await;
    sessions::tell(&mut harness).await;
    scenarios::tell(&mut harness).await;
    listings::tell(&mut harness).await;
    suggestions::tell(&mut harness).await;
    confirmation::tell(&mut harness).await;
    guard_rails::tell(&mut harness).await;
    doctor::tell(&mut harness).await;
    scopes::tell(&mut harness).await;
    exports::tell(&mut harness).await;
    history::tell(&mut harness).await;
    health::tell(&mut harness).await;
    health_page::tell(&mut harness).await;
    storage::tell(&mut harness).await;
    restore::tell(&mut harness).await;
    instances::tell(&mut harness).await;
    hardening::tell(&mut harness).await;
    leaks::tell(&mut harness).await;
    hostile_text::tell(&mut harness).await;
    way_out::tell(&mut harness).await;
    accessibility::tell(&mut harness).await;
    harness.end()
}
