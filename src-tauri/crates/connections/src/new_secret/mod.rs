//! *Rotate secret*: a second secret beside the first, connection by connection, and a way back.
//!
//! Both secrets are sealed from the moment in which there are two until the person says that the
//! change is over; they change places in one transaction (`Store::exchange_secrets`). `change.rs`
//! says how far a change is, `enter.rs` takes the second secret, `key.rs` has OPA make one,
//! `switch.rs` puts it to use, `end.rs` ends the change one way or the other.

mod change;
mod end;
mod enter;
mod key;
mod switch;
