//! Whoever asks for what must be fetched waits for the one who is fetching it.
//!
//! Knows no token, no time and no network, and takes its locks from beside it: the long proofs
//! compile this very file over the locks of a model checker (`tests/trust/single_flight`).

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;

use super::locks::{Held, Mutex, Turn, locked};

/// What was fetched last under each key, and one turn per key to fetch it.
pub(crate) struct SingleFlight<K, V> {
    landed: Mutex<HashMap<K, V>>,
    turns: Mutex<HashMap<K, Arc<Turn>>>,
}

impl<K, V> Default for SingleFlight<K, V> {
    fn default() -> Self {
        Self {
            landed: Mutex::new(HashMap::new()),
            turns: Mutex::new(HashMap::new()),
        }
    }
}

impl<K: Copy + Eq + Hash, V: Clone> SingleFlight<K, V> {
    /// Waits until nobody is fetching this, and keeps others from it while it is held.
    pub(crate) async fn hold(&self, key: K) -> Held {
        let turn = Arc::clone(locked(&self.turns).entry(key).or_default());
        turn.lock_owned().await
    }

    /// What was fetched, if it will do.
    pub(crate) fn landed(&self, key: K, will_do: impl Fn(&V) -> bool) -> Option<V> {
        let landed = locked(&self.landed);
        landed.get(&key).filter(|value| will_do(value)).cloned()
    }

    /// What was fetched meanwhile, if it will do; else `fetch` runs, alone, and what it brings is
    /// there before the next one looks.
    pub(crate) async fn fetch<E>(
        &self,
        key: K,
        will_do: impl Fn(&V) -> bool,
        fetch: impl Future<Output = Result<V, E>>,
    ) -> Result<V, E> {
        let _turn = self.hold(key).await;
        if let Some(value) = self.landed(key, will_do) {
            return Ok(value);
        }
        let value = fetch.await?;
        locked(&self.landed).insert(key, value.clone());
        Ok(value)
    }

    /// The next one who asks fetches it anew.
    pub(crate) fn forget(&self, key: K) {
        locked(&self.landed).remove(&key);
    }

    /// As [`SingleFlight::forget`], for all.
    pub(crate) fn forget_all(&self) {
        locked(&self.landed).clear();
    }

    /// Waits for everything that is being fetched.
    pub(crate) async fn settle(&self) {
        let turns: Vec<_> = locked(&self.turns).values().cloned().collect();
        for turn in turns {
            drop(turn.lock_owned().await);
        }
        self.forget_all();
    }
}
