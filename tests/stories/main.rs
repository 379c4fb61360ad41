//! What the user was promised.

#![cfg(test)]

mod architecture;
mod bad_input;
mod connect;
mod delete;
mod manage;
mod reauthorize;
mod renewal;
mod run_action;
mod run_refused;
mod run_rules;
mod scenario_files;
mod scenario_refused;
mod scenario_runs;
mod scenario_sessions;
mod scenarios;
mod secrets;
mod sessions;
mod storage;
mod stranger;
mod test_connection;
