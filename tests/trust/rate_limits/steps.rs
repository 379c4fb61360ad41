//! Time that is the same for the console, its timers and all orgs: while somebody works it goes on
//! as it does outside, and while everybody waits it leaps from second to second.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use domain::{Clock, StoppedClock, SystemClock};
use jiff::{SignedDuration, Timestamp};
use sandbox::Knobs;

/// Whoever was woken is let run so often before time moves on.
const TURNS: usize = 400;

/// The clock on everybody's wall.
pub(super) struct Steps {
    pub(super) clock: StoppedClock,
    orgs: Vec<Knobs>,
    waiting: Arc<AtomicUsize>,
    /// Until when time has passed here as it did outside.
    seen: Mutex<Instant>,
    /// While this is held, time does not run on by itself: an answer that is still on its way
    /// would be late.
    _held: mpsc::Sender<()>,
}

/// Whether one of those who work is waiting.
#[derive(Clone)]
pub(super) struct Waiting(Arc<AtomicUsize>);

impl Steps {
    /// From now on time stands still. Only in a runtime of one thread.
    pub(super) fn begin(clock: &StoppedClock, orgs: Vec<Knobs>) -> Self {
        tokio::time::pause();
        clock.advance(SystemClock.now().duration_since(clock.now()));
        let (held, until_dropped) = mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || until_dropped.recv().ok());
        let steps = Self {
            clock: clock.clone(),
            orgs,
            waiting: Arc::default(),
            seen: Mutex::new(Instant::now()),
            _held: held,
        };
        steps.agree();
        steps
    }

    pub(super) fn waiting(&self) -> Waiting {
        Waiting(Arc::clone(&self.waiting))
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves time on whenever all of the `working` wait, until `done` says that it is over, or this
    /// many seconds have passed.
    pub(super) async fn run(&self, most: u64, working: impl Fn() -> usize) -> bool {
        let mut passed = 0;
        loop {
            let working = working();
            if working == 0 {
                return true;
            }
            if self.waiting.load(Ordering::SeqCst) < working {
                self.breathe().await;
                continue;
            }
            if passed == most {
                return false;
            }
            passed += 1;
            self.second().await;
        }
    }

    /// Waits for this while time goes on as it does outside.
    pub(super) async fn meanwhile<T>(&self, what: impl Future<Output = T>) -> T {
        let mut what = pin!(what);
        loop {
            tokio::select! {
                biased;
                came = &mut what => return came,
                () = self.breathe() => {}
            }
        }
    }

    /// The orgs need the processor to answer.
    async fn breathe(&self) {
        let breath = || std::thread::sleep(Duration::from_millis(1));
        let _taken = tokio::task::spawn_blocking(breath).await;
        self.catch_up().await;
    }

    /// All the time that has passed outside passes here too, so that the orgs' clocks, which go by
    /// themselves, never have to be set back.
    async fn catch_up(&self) {
        let passed = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let passed = seen.elapsed();
            *seen += passed;
            passed
        };
        self.pass(passed).await;
    }

    /// One second passes at once.
    pub(super) async fn second(&self) {
        self.catch_up().await;
        self.pass(Duration::from_secs(1)).await;
        self.agree();
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
    }

    async fn pass(&self, by: Duration) {
        let here = SignedDuration::try_from(by).unwrap_or_default();
        self.clock.advance(here);
        tokio::time::advance(by).await;
    }

    /// The orgs' clocks go by themselves, and know no leaps.
    fn agree(&self) {
        let ahead = self.clock.now().duration_since(SystemClock.now());
        let half = SignedDuration::from_millis(500);
        let seconds = (ahead + half).as_millis().div_euclid(1_000);
        for org in &self.orgs {
            org.set_clock_offset_s(i64::try_from(seconds).unwrap_or(0));
        }
    }
}

impl Waiting {
    /// It waits until this future is ready.
    pub(super) async fn during<T>(&self, what: impl Future<Output = T>) -> T {
        self.begins();
        let came = what.await;
        self.ends();
        came
    }

    pub(super) fn begins(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    pub(super) fn ends(&self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
