//! Key pairs that were made and are not used yet: the person is registering the public half.
//!
//! They live in memory only; a pair that no connection took is gone with the program.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use authorization::{SigningAlgorithm, SigningKey};
use domain::{Explanation, PublicKey};

use crate::Console;
use crate::rooms::locked;
use crate::views::{Failure, KeyKind, KeyView};

/// So many are remembered, the newest.
const MOST: usize = 16;

/// The pairs.
#[derive(Default)]
pub(crate) struct NewKeys(Mutex<VecDeque<Arc<SigningKey>>>);

impl NewKeys {
    /// The pair with this thumbprint. It stays, so that a form that was refused can be sent again.
    pub(crate) fn find(&self, thumbprint: &str) -> Option<Arc<SigningKey>> {
        let keys = locked(&self.0);
        let mut keys = keys.iter();
        keys.find(|key| key.public().thumbprint == thumbprint)
            .cloned()
    }

    /// A connection has taken the pair: from now on it is kept sealed, and nowhere else.
    pub(crate) fn forget(&self, thumbprint: &str) {
        locked(&self.0).retain(|key| key.public().thumbprint != thumbprint);
    }

    /// As [`NewKeys::forget`], for all.
    pub(crate) fn forget_all(&self) {
        locked(&self.0).clear();
    }

    fn keep(&self, key: Arc<SigningKey>) {
        let mut keys = locked(&self.0);
        keys.push_back(key);
        if keys.len() > MOST {
            keys.pop_front();
        }
    }
}

impl Console {
    /// Makes a key pair for a service app and shows its public half.
    pub async fn make_key(&self, kind: KeyKind) -> Result<KeyView, Failure> {
        let algorithm = match kind {
            KeyKind::Rsa => SigningAlgorithm::Rs256,
            KeyKind::Ec => SigningAlgorithm::Es256,
        };
        // Prime numbers take a while, and others must not wait for them.
        let made = tokio::task::spawn_blocking(move || SigningKey::generate(algorithm)).await;
        let key = made.map_err(|panic| {
            Failure::other(Explanation::new(
                "No key pair could be made.",
                panic.to_string(),
                "Try again.",
            ))
        })?;
        let view = key_view(key.public());
        self.rooms.new_keys.keep(Arc::new(key));
        Ok(view)
    }
}

pub(crate) fn key_view(key: &PublicKey) -> KeyView {
    KeyView {
        thumbprint: key.thumbprint.clone(),
        jwk: key.jwk.clone(),
    }
}
