//! What the user was promised.

#![cfg(test)]

mod architecture;
mod bad_input;
mod connect;
mod delete;
mod exports;
mod manage;
mod reauthorize;
mod renewal;
mod run_action;
mod run_refused;
mod run_rules;
mod scopes;
mod secrets;
mod storage;
mod stranger;
mod test_connection;
