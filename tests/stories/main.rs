//! What the user was promised.

#![cfg(test)]

mod architecture;
mod bad_forms;
mod bad_input;
mod candidates;
mod clients;
mod confirmation;
mod connect;
mod delete;
mod every_action;
mod exports;
mod guard_rails;
mod history;
mod history_export;
mod history_kept;
mod history_secrets;
mod listing;
mod listing_ends;
mod listing_files;
mod loopback;
mod manage;
mod prediction;
mod reauthorize;
mod relying_party;
mod renewal;
mod renewal_crowd;
mod run_action;
mod run_bad_input;
mod run_refused;
mod run_rules;
mod scenario_files;
mod scenario_refused;
mod scenario_runs;
mod scenario_seen;
mod scenario_sessions;
mod scenarios;
mod scopes;
mod secrets;
mod sessions;
mod storage;
mod stranger;
mod test_connection;
mod vault_secrets;
