//! What the user was promised.

#![cfg(test)]

mod architecture;
mod bad_input;
mod connect;
mod delete;
mod every_action;
mod manage;
mod reauthorize;
mod renewal;
mod run_action;
mod run_bad_input;
mod run_refused;
mod run_rules;
mod secrets;
mod storage;
mod stranger;
mod test_connection;
mod vault_secrets;
