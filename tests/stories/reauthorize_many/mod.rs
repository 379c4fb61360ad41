//! *Reauthorize many*.

mod handed_over;
mod interrupted;
mod refused;
mod thirty;
mod wrong_account;
