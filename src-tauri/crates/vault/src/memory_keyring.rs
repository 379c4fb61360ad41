//! A keyring that forgets with the process, and fails when it is told to.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::{Keyring, KeyringError, Missing};

const NAME: &str = "memory keyring";

/// For tests. Clones share one value and one mood.
#[derive(Clone, Default)]
pub struct MemoryKeyring(Arc<Shared>);

#[derive(Default)]
struct Shared {
    inside: Mutex<Inside>,
    moved: Condvar,
}

#[derive(Default)]
struct Inside {
    values: Vec<Zeroizing<Vec<u8>>>,
    mood: Mood,
    writes: usize,
    /// Calls that wait for it to be no longer stalled.
    waiting: usize,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Mood {
    #[default]
    Working,
    Absent,
    /// Reads find nothing and writes fail, as in a Secret Service that was never unlocked.
    NeverSetUp,
    Locked,
    Denied,
    Stalled {
        prompting: bool,
    },
    /// Takes a write and forgets it.
    Forgetful,
}

impl MemoryKeyring {
    /// Empty and working.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on it works, and a stalled call goes on.
    pub fn set_working(&self) {
        self.set(Mood::Working);
    }

    /// From now on it is not there.
    pub fn set_absent(&self) {
        self.set(Mood::Absent);
    }

    /// From now on reads find nothing and writes say that there is no default keyring.
    pub fn set_never_set_up(&self) {
        self.set(Mood::NeverSetUp);
    }

    /// From now on it is locked.
    pub fn set_locked(&self) {
        self.set(Mood::Locked);
    }

    /// From now on it refuses.
    pub fn set_denied(&self) {
        self.set(Mood::Denied);
    }

    /// From now on it does not answer, until it is set to something else.
    pub fn set_stalled(&self) {
        self.set(Mood::Stalled { prompting: false });
    }

    /// From now on it waits for a person who does not answer.
    pub fn set_prompting(&self) {
        self.set(Mood::Stalled { prompting: true });
    }

    /// From now on it loses what it is given, without saying so.
    pub fn set_forgetful(&self) {
        self.set(Mood::Forgetful);
    }

    /// Takes the value away, as a person may in the keyring's own window.
    pub fn forget(&self) {
        self.inside().values.clear();
    }

    /// Puts another value in its place, unasked.
    pub fn replace(&self, value: &[u8]) {
        self.inside().values = vec![value.to_vec().into()];
    }

    /// Puts another value before it, so that there are two.
    pub fn add_another(&self, value: &[u8]) {
        self.inside().values.insert(0, value.to_vec().into());
    }

    /// How many writes it was asked for and took.
    pub fn writes(&self) -> usize {
        self.inside().writes
    }

    /// Blocks until somebody waits for a stalled answer.
    pub fn wait_until_asked(&self) {
        drop(
            self.0
                .moved
                .wait_while(self.inside(), |inside| inside.waiting == 0)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    fn set(&self, mood: Mood) {
        self.inside().mood = mood;
        self.0.moved.notify_all();
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while stalled, then answers as the mood is.
    fn answer(&self, writing: bool) -> Result<MutexGuard<'_, Inside>, KeyringError> {
        let mut inside = self.inside();
        inside.waiting += 1;
        self.0.moved.notify_all();
        let mut inside = self
            .0
            .moved
            .wait_while(inside, |inside| matches!(inside.mood, Mood::Stalled { .. }))
            .unwrap_or_else(PoisonError::into_inner);
        inside.waiting -= 1;
        let keyring = NAME.to_owned();
        let absent = |missing| KeyringError::Absent {
            keyring: NAME.to_owned(),
            missing,
        };
        match inside.mood {
            Mood::Absent => Err(absent(Missing::Service)),
            Mood::NeverSetUp if writing => Err(absent(Missing::DefaultKeyring)),
            Mood::Locked => Err(KeyringError::Locked { keyring }),
            Mood::Denied => Err(KeyringError::Denied {
                keyring,
                detail: "not for this program".to_owned(),
            }),
            Mood::Working | Mood::NeverSetUp | Mood::Forgetful | Mood::Stalled { .. } => Ok(inside),
        }
    }
}

impl Keyring for MemoryKeyring {
    fn read(&self) -> Result<Vec<Zeroizing<Vec<u8>>>, KeyringError> {
        Ok(self.answer(false)?.values.clone())
    }

    fn write(&self, value: &[u8]) -> Result<(), KeyringError> {
        let mut inside = self.answer(true)?;
        inside.writes += 1;
        if inside.mood != Mood::Forgetful {
            inside.values = vec![value.to_vec().into()];
        }
        Ok(())
    }

    fn delete(&self) -> Result<(), KeyringError> {
        self.answer(true)?.values.clear();
        Ok(())
    }

    fn name(&self) -> &str {
        NAME
    }

    fn may_prompt(&self) -> bool {
        self.inside().mood == Mood::Stalled { prompting: true }
    }
}
