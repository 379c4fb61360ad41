//! What the user was promised.

#![cfg(test)]

mod architecture;
mod bad_input;
mod clients;
mod connect;
mod delete;
mod manage;
mod reauthorize;
mod renewal;
mod run_action;
mod run_refused;
mod run_rules;
mod secrets;
mod storage;
mod stranger;
mod test_connection;
