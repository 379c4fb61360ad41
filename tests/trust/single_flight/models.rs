//! What callers do to the core: each model is one story, told in every order that the checker
//! comes upon.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use shuttle::future::{JoinHandle, block_on, spawn, yield_now};

use super::console::SingleFlight;

type Flights = SingleFlight<u8, u64>;

const KEY: u8 = 1;
const CALLERS: u64 = 4;
/// Why waiting for a task brings what it gave.
const ENDED: &str = "nobody cancelled it";

type Model = (&'static str, fn());

pub(super) const ALL: &[Model] = &[
    (
        "schedules in which callers of an expired token renew it once, and all get the new one",
        expired,
    ),
    (
        "schedules in which callers whose token was refused renew it once, whenever each noticed",
        refused,
    ),
    (
        "schedules in which a caller goes away, and the renewal that it began is ended and used",
        gone_away,
    ),
    (
        "schedules in which a renewal fails, and the next one is alone again",
        failing,
    ),
    (
        "schedules in which a new sign-in takes the place of what is being renewed, and stands",
        replaced,
    ),
    (
        "schedules in which quitting waits for what is under way, and two connections for nobody",
        settled,
    ),
];

/// An org that counts: whoever renews reads a generation and writes the next.
#[derive(Default)]
struct Org {
    generation: AtomicU64,
    under_way: AtomicU64,
    renewals: AtomicU64,
}

impl Org {
    async fn renew(&self) -> Result<u64, ()> {
        let others = self.under_way.fetch_add(1, Ordering::SeqCst);
        assert_eq!(others, 0, "two renewals at once");
        let generation = self.generation.load(Ordering::SeqCst);
        yield_now().await;
        self.generation.store(generation + 1, Ordering::SeqCst);
        self.renewals.fetch_add(1, Ordering::SeqCst);
        yield_now().await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        Ok(generation + 1)
    }

    fn renewals(&self) -> u64 {
        self.renewals.load(Ordering::SeqCst)
    }
}

/// As `live_token` does: look, and else have it fetched by a task that outlives the caller.
fn ask(
    flights: &Arc<Flights>,
    org: &Arc<Org>,
    key: u8,
    will_do: fn(&u64) -> bool,
) -> JoinHandle<u64> {
    let (flights, org) = (Arc::clone(flights), Arc::clone(org));
    spawn(async move {
        if let Some(token) = flights.landed(key, will_do) {
            return token;
        }
        let fetching = spawn(async move { flights.fetch(key, will_do, org.renew()).await });
        fetching
            .await
            .expect("it is not cancelled")
            .expect("it answers")
    })
}

fn begin() -> (Arc<Flights>, Arc<Org>) {
    (Arc::default(), Arc::default())
}

fn expired() {
    block_on(async {
        let (flights, org) = begin();
        let callers: Vec<_> = (0..CALLERS)
            .map(|_| ask(&flights, &org, KEY, |_| true))
            .collect();
        for caller in callers {
            assert_eq!(caller.await.expect(ENDED), 1);
        }
        assert_eq!(org.renewals(), 1);
    });
}

fn refused() {
    block_on(async {
        let (flights, org) = begin();
        // Token 1 is at hand, and each caller finds by itself that the server refuses it.
        assert_eq!(ask(&flights, &org, KEY, |_| true).await.expect(ENDED), 1);
        let callers: Vec<_> = (0..CALLERS)
            .map(|_| ask(&flights, &org, KEY, |token| *token != 1))
            .collect();
        for caller in callers {
            assert_eq!(caller.await.expect(ENDED), 2);
        }
        assert_eq!(
            org.renewals(),
            2,
            "once at first, and once for all who were refused"
        );
    });
}

fn gone_away() {
    block_on(async {
        let (flights, org) = begin();
        let caller = ask(&flights, &org, KEY, |_| true);
        yield_now().await;
        caller.abort();
        let others: Vec<_> = (1..CALLERS)
            .map(|_| ask(&flights, &org, KEY, |_| true))
            .collect();
        for other in others {
            assert_eq!(other.await.expect(ENDED), 1);
        }
        assert_eq!(org.renewals(), 1);
    });
}

fn failing() {
    block_on(async {
        let (flights, org) = begin();
        let (other, same) = (Arc::clone(&flights), Arc::clone(&org));
        let unlucky = spawn(async move {
            let fails = async {
                same.renew().await?;
                Err(())
            };
            other.fetch(KEY, |_| true, fails).await
        });
        let callers: Vec<_> = (1..CALLERS)
            .map(|_| ask(&flights, &org, KEY, |_| true))
            .collect();
        let failed = unlucky.await.expect(ENDED).is_err();
        for caller in callers {
            caller.await.expect(ENDED);
        }
        assert_eq!(org.renewals(), 1 + u64::from(failed));
    });
}

fn replaced() {
    block_on(async {
        let (flights, org) = begin();
        let callers: Vec<_> = (1..CALLERS)
            .map(|_| ask(&flights, &org, KEY, |_| true))
            .collect();
        let (holder, same) = (Arc::clone(&flights), Arc::clone(&org));
        let sign_in = spawn(async move {
            let _still = holder.hold(KEY).await;
            assert_eq!(
                same.under_way.load(Ordering::SeqCst),
                0,
                "while one is under way"
            );
            same.generation.store(100, Ordering::SeqCst);
            yield_now().await;
            holder.forget(KEY);
        });
        sign_in.await.expect(ENDED);
        let after = ask(&flights, &org, KEY, |_| true).await.expect(ENDED);
        assert!(after > 100, "an older one came back");
        for caller in callers {
            caller.await.expect(ENDED);
        }
    });
}

fn settled() {
    block_on(async {
        let (flights, org) = begin();
        let (elsewhere, other) = (Arc::<Org>::default(), KEY + 1);
        let one = ask(&flights, &org, KEY, |_| true);
        let two = ask(&flights, &elsewhere, other, |_| true);
        assert_eq!(one.await.expect(ENDED), 1);
        assert_eq!(two.await.expect(ENDED), 1);
        // One that has begun when quitting waits is over when quitting goes on.
        let (begun, same) = (Arc::clone(&flights), Arc::clone(&org));
        let under_way =
            spawn(async move { begun.fetch(KEY, |token| *token > 1, same.renew()).await });
        while org.under_way.load(Ordering::SeqCst) == 0 && org.renewals() == 1 {
            yield_now().await;
        }
        flights.settle().await;
        assert_eq!(org.renewals(), 2);
        assert_eq!(org.under_way.load(Ordering::SeqCst), 0);
        assert_eq!(flights.landed(KEY, |_| true), None);
        assert_eq!(under_way.await.expect(ENDED), Ok(2));
        flights.forget_all();
    });
}

/// What the checker must find: without a common turn two renew at once.
pub(super) fn each_with_a_turn_of_its_own() {
    block_on(async {
        let (flights, org) = begin();
        let one = ask(&flights, &org, KEY, |_| true);
        let two = ask(&flights, &org, KEY + 1, |_| true);
        one.await.expect(ENDED);
        two.await.expect(ENDED);
    });
}
