//! The locks that `single_flight` is compiled over; a model checker has others.

pub(crate) use std::sync::Mutex;

pub(crate) use crate::rooms::locked;

/// One at a time, in the order in which they came.
pub(crate) type Turn = tokio::sync::Mutex<()>;
/// A turn, until it is dropped.
pub(crate) type Held = tokio::sync::OwnedMutexGuard<()>;
