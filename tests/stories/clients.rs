//! The kinds of app that a connection may be of, each with and without proof of possession.

mod desk;
mod everywhere;
mod found_out;
mod kinds;
mod proofs;
mod service_app;
