//! The one thread that talks to the keyring.
//!
//! A keyring may block without end, and overlapping writes are lost on Windows: calls wait in one
//! line, outside the async workers, and whoever asks waits no longer than the deadline.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use crate::{Keyring, KeyringError};

/// For a machine to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// For a person to find and answer a prompt.
const PROMPT_PATIENCE: Duration = Duration::from_mins(1);

type Job = Box<dyn FnOnce(&dyn Keyring) + Send>;

/// Asks the keyring, one call after the other.
pub(crate) struct KeyringThread {
    jobs: Sender<Job>,
    name: String,
}

impl KeyringThread {
    /// Starts the thread. It ends when this is dropped and its last call has come back.
    pub(crate) fn start(keyring: Arc<dyn Keyring>) -> Self {
        let name = keyring.name().to_owned();
        let (jobs, queue) = mpsc::channel();
        let started = thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || work(&*keyring, &queue));
        if let Err(error) = started {
            // Without the thread the queue is closed, and every call says so.
            tracing::error!(%error, "the keyring thread could not be started");
        }
        Self { jobs, name }
    }

    /// The keyring's name.
    pub(crate) fn keyring(&self) -> &str {
        &self.name
    }

    pub(crate) async fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        self.ask(|keyring| Ok(keyring.read()?.map(Zeroizing::new)))
            .await
    }

    pub(crate) async fn write(&self, value: Zeroizing<Vec<u8>>) -> Result<(), KeyringError> {
        self.ask(move |keyring| keyring.write(&value)).await
    }

    async fn ask<T: Send + 'static>(
        &self,
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
        self.jobs.send(job).map_err(|_| self.ended())?;

        let asked = Instant::now();
        let until = match timeout_at(asked + PATIENCE, prompted).await {
            Ok(Ok(())) => asked + PROMPT_PATIENCE,
            Ok(Err(_)) => asked + PATIENCE,
            Err(_) => return Err(self.timed_out()),
        };
        match timeout_at(until, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(self.ended()),
            Err(_) => Err(self.timed_out()),
        }
    }

    fn timed_out(&self) -> KeyringError {
        KeyringError::TimedOut {
            keyring: self.name.clone(),
        }
    }

    fn ended(&self) -> KeyringError {
        KeyringError::Broken {
            keyring: self.name.clone(),
            detail: "the thread that talks to it has ended".to_owned(),
        }
    }
}

fn work(keyring: &dyn Keyring, queue: &Receiver<Job>) {
    while let Ok(job) = queue.recv() {
        job(keyring);
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::spawn_blocking;
    use tokio::time::timeout;

    use super::*;
    use crate::MemoryKeyring;

    #[tokio::test(start_paused = true)]
    async fn a_machine_is_waited_for_ten_seconds_and_a_person_for_a_minute() {
        for (set, seconds) in [
            (MemoryKeyring::set_stalled as fn(&MemoryKeyring), 10),
            (MemoryKeyring::set_prompting, 60),
        ] {
            let keyring = MemoryKeyring::new();
            let thread = KeyringThread::start(Arc::new(keyring.clone()));
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
        let thread = KeyringThread::start(Arc::new(keyring.clone()));
        keyring.set_stalled();
        // Each is asked once, and dropped.
        let read = timeout(Duration::ZERO, thread.read()).await;
        assert!(read.is_err());
        let value = Zeroizing::new(b"late".to_vec());
        let written = timeout(Duration::ZERO, thread.write(value)).await;
        assert!(written.is_err());

        keyring.set_working();
        assert_eq!(thread.read().await, Ok(None));
        assert_eq!(keyring.writes(), 0);
    }
}
