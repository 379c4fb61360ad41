//! As `connections/src/locks.rs`, with the checker's mutex: each taking of it is a place at which
//! another may go on. The turn's waiting is an `await`, which is such a place too.

use std::sync::PoisonError;

pub(crate) use shuttle::sync::Mutex;
use shuttle::sync::MutexGuard;

pub(crate) type Turn = tokio::sync::Mutex<()>;
pub(crate) type Held = tokio::sync::OwnedMutexGuard<()>;

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
