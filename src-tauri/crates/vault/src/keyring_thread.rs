//! The one thread that talks to the keyring.
//!
//! A keyring may block without end, and overlapping writes are lost on Windows: calls wait in one
//! line, outside the async workers, and whoever asks waits no longer than the deadline.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use crate::stack::leaving_nothing;
use crate::{Keyring, KeyringError};

/// For a machine to answer, so that a person hears of it within ten seconds.
const PATIENCE: Duration = Duration::from_secs(9);
/// For a person to find and answer a prompt, so that the console goes on within a minute.
const PROMPT_PATIENCE: Duration = Duration::from_secs(58);

/// The most that Windows keeps under one name, in bytes (`CRED_MAX_CREDENTIAL_BLOB_SIZE`). It is
/// asked of every keyring, so that what is kept in one fits into all.
const MOST: usize = 2560;

type Job = Box<dyn FnOnce(&dyn Keyring) + Send>;

/// Asks the keyring, one call after the other.
pub struct KeyringThread {
    keyring: Arc<dyn Keyring>,
    line: Mutex<Line>,
}

/// The calls that wait for one thread.
struct Line {
    jobs: Sender<Job>,
    /// Whether the thread takes no more of them.
    left: Arc<AtomicBool>,
}

/// What a call may do to what is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    Nothing,
    Change,
}

impl KeyringThread {
    /// Starts the thread. It ends when this is dropped and its last call has come back.
    pub fn start(keyring: Arc<dyn Keyring>) -> Self {
        let line = Mutex::new(Line::of(&keyring));
        Self { keyring, line }
    }

    /// The keyring's name.
    pub fn keyring(&self) -> &str {
        self.keyring.name()
    }

    /// As [`Keyring::read`].
    pub async fn read(&self) -> Result<Vec<Zeroizing<Vec<u8>>>, KeyringError> {
        self.ask(Does::Nothing, Keyring::read).await
    }

    /// As [`Keyring::write`]. What would not fit into every keyring is refused and not tried.
    pub async fn write(&self, value: Zeroizing<Vec<u8>>) -> Result<(), KeyringError> {
        if value.len() > MOST {
            return Err(KeyringError::Broken {
                keyring: self.keyring().to_owned(),
                detail: format!("it takes no more than {MOST} bytes"),
            });
        }
        self.ask(Does::Change, move |keyring| keyring.write(&value))
            .await
    }

    async fn ask<T: Send + 'static>(
        &self,
        does: Does,
        call: impl FnOnce(&dyn Keyring) -> Result<T, KeyringError> + Send + 'static,
    ) -> Result<T, KeyringError> {
        let (prompting, prompted) = oneshot::channel();
        let (answering, answered) = oneshot::channel();
        let job: Job = Box::new(move |keyring| {
            // Whoever gave up must not be surprised by a late write.
            if answering.is_closed() {
                return;
            }
            if keyring.may_prompt() {
                _ = prompting.send(());
            } else {
                drop(prompting);
            }
            _ = answering.send(call(keyring));
        });
        let left = {
            let line = self.line();
            line.jobs.send(job).map_err(|_| self.ended())?;
            Arc::clone(&line.left)
        };

        let asked = Instant::now();
        let until = match timeout_at(asked + PATIENCE, prompted).await {
            Ok(Ok(())) => asked + PROMPT_PATIENCE,
            Ok(Err(_)) => asked + PATIENCE,
            Err(_) => return Err(self.timed_out(does, &left)),
        };
        match timeout_at(until, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(self.ended()),
            Err(_) => Err(self.timed_out(does, &left)),
        }
    }

    /// A read that never comes back – its keyring died while it asked for a password – must not
    /// keep a keyring that is well again from being asked: another thread takes over. A write is
    /// waited for, since one that came late would replace what was written after it.
    fn timed_out(&self, does: Does, left: &Arc<AtomicBool>) -> KeyringError {
        let mut line = self.line();
        if does == Does::Nothing && Arc::ptr_eq(&line.left, left) {
            left.store(true, Ordering::SeqCst);
            *line = Line::of(&self.keyring);
        }
        KeyringError::TimedOut {
            keyring: self.keyring().to_owned(),
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ended(&self) -> KeyringError {
        KeyringError::Broken {
            keyring: self.keyring().to_owned(),
            detail: "the thread that talks to it has ended".to_owned(),
        }
    }
}

impl Line {
    fn of(keyring: &Arc<dyn Keyring>) -> Self {
        let (jobs, queue) = mpsc::channel();
        let left = Arc::new(AtomicBool::new(false));
        let (keyring, leaves) = (Arc::clone(keyring), Arc::clone(&left));
        let started = thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || work(&*keyring, &queue, &leaves));
        if let Err(error) = started {
            // Without the thread the queue is closed, and every call says so.
            tracing::error!(%error, "the keyring thread could not be started");
        }
        Self { jobs, left }
    }
}

fn work(keyring: &dyn Keyring, queue: &Receiver<Job>, left: &AtomicBool) {
    while let Ok(job) = queue.recv() {
        if left.load(Ordering::SeqCst) {
            return;
        }
        leaving_nothing(|| job(keyring));
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::spawn_blocking;
    use tokio::time::timeout;

    use super::*;
    use crate::MemoryKeyring;

    #[tokio::test(start_paused = true)]
    async fn a_machine_is_waited_for_nine_seconds_and_a_person_for_most_of_a_minute() {
        for (set, seconds) in [
            (MemoryKeyring::set_stalled as fn(&MemoryKeyring), 9),
            (MemoryKeyring::set_prompting, 58),
        ] {
            let keyring = MemoryKeyring::new();
            let thread = KeyringThread::start(Arc::new(keyring.clone()));
            // What was answered before is not waited for again.
            assert_eq!(keyring.read().unwrap(), []);
            set(&keyring);
            // The stopped clock moves only when there is nothing but to wait, and not while a
            // blocking task runs: this one runs until the keyring has been asked.
            let asked = keyring.clone();
            let holding = spawn_blocking(move || asked.wait_until_asked());

            let start = Instant::now();
            let answer = thread.read().await;
            assert!(matches!(answer, Err(KeyringError::TimedOut { .. })));
            assert_eq!(start.elapsed().as_secs(), seconds);
            holding.await.unwrap();
            keyring.set_working();
        }
    }

    #[tokio::test]
    async fn a_write_that_nobody_waits_for_any_more_is_not_made() {
        let keyring = MemoryKeyring::new();
        let thread = Arc::new(KeyringThread::start(Arc::new(keyring.clone())));
        keyring.set_stalled();
        // The read has begun when the write is asked for, so that the write waits in line.
        let asking = Arc::clone(&thread);
        let read = tokio::spawn(async move { asking.read().await });
        let asked = keyring.clone();
        spawn_blocking(move || asked.wait_until_asked())
            .await
            .unwrap();
        read.abort();
        let value = Zeroizing::new(b"late".to_vec());
        let written = timeout(Duration::ZERO, thread.write(value)).await;
        assert!(written.is_err());

        keyring.set_working();
        assert_eq!(thread.read().await.unwrap(), []);
        assert_eq!(keyring.writes(), 0);
    }

    /// Its first call never ends, as one whose keyring died while it asked for a password.
    struct Died(Mutex<Option<MemoryKeyring>>);

    impl Died {
        /// And what that call waits for.
        fn new() -> (Self, MemoryKeyring) {
            let stalled = MemoryKeyring::new();
            stalled.set_stalled();
            (Self(Mutex::new(Some(stalled.clone()))), stalled)
        }

        fn answer(&self) -> Result<Vec<Zeroizing<Vec<u8>>>, KeyringError> {
            let first = self.0.lock().unwrap().take();
            first.map_or_else(|| Ok(Vec::new()), |stalled| stalled.read())
        }
    }

    impl Keyring for Died {
        fn read(&self) -> Result<Vec<Zeroizing<Vec<u8>>>, KeyringError> {
            self.answer()
        }
        fn write(&self, _: &[u8]) -> Result<(), KeyringError> {
            self.answer().map(drop)
        }
        fn delete(&self) -> Result<(), KeyringError> {
            Ok(())
        }
        fn name(&self) -> &'static str {
            "a keyring that died"
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_read_that_never_comes_back_keeps_nobody_from_asking_again() {
        let (died, stalled) = Died::new();
        let thread = KeyringThread::start(Arc::new(died));
        let asked = stalled.clone();
        let holding = spawn_blocking(move || asked.wait_until_asked());
        let start = Instant::now();
        let first = thread.read().await;
        holding.await.unwrap();
        assert!(matches!(first, Err(KeyringError::TimedOut { .. })));
        assert_eq!(start.elapsed(), PATIENCE);

        tokio::time::resume();
        assert_eq!(thread.read().await.unwrap(), []);
        stalled.set_working();
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_overtakes_a_write_that_does_not_come_back() {
        let (died, stalled) = Died::new();
        let thread = KeyringThread::start(Arc::new(died));
        let asked = stalled.clone();
        let holding = spawn_blocking(move || asked.wait_until_asked());
        let written = thread.write(Zeroizing::new(b"late".to_vec())).await;
        holding.await.unwrap();
        assert!(matches!(written, Err(KeyringError::TimedOut { .. })));
        let line = Arc::clone(&thread.line().left);
        assert!(!line.load(Ordering::SeqCst));
        stalled.set_working();

        tokio::time::resume();
        assert_eq!(thread.read().await.unwrap(), []);
        assert!(Arc::ptr_eq(&line, &thread.line().left));
    }

    #[tokio::test]
    async fn what_does_not_fit_into_every_keyring_is_refused_before_it_is_tried() {
        let keyring = MemoryKeyring::new();
        let thread = KeyringThread::start(Arc::new(keyring.clone()));
        let long = |length| Zeroizing::new(vec![b'x'; length]);
        thread.write(long(MOST)).await.unwrap();
        let refused = thread.write(long(MOST + 1)).await;
        assert!(matches!(refused, Err(KeyringError::Broken { .. })));
        assert_eq!(keyring.writes(), 1);
    }
}
