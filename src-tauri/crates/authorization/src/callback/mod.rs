//! The loopback listener (RFC 8252 §7.3) that the browser returns to.
//!
//! Anyone on this computer, and any web page through the browser, can knock here. Only a request
//! with the exact path, host and state ends the wait; everything else gets one constant page and
//! the wait goes on, however often it happens.

mod judge;
mod page;

use std::collections::VecDeque;
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use oauth2::CsrfToken;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};

pub(crate) use judge::{Answer, Door, Verdict};

/// At once. Of more, the one that waits longest makes room, once it has had its chance.
const CONNECTIONS: usize = 64;
/// A browser speaks as soon as it connects; whoever was silent for so long may be turned out. In a
/// crowd a newcomer would else be turned out before it was listened to.
const CHANCE: Duration = Duration::from_millis(100);
const LONGEST_HEAD: usize = 8 * 1024;
/// For a request and its answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the browser may take to ask for the page that it was sent on to. On a computer that is busy
/// with other things two seconds were too few, and she was shown that the connection was reset.
const FAREWELL: Duration = Duration::from_secs(5);

/// A bound port, and what must come to it.
pub(crate) struct Listener {
    socket: TcpListener,
    port: u16,
    /// What only the browser is told: where the last page is.
    end: CsrfToken,
    shared: Arc<Shared>,
    open: JoinSet<()>,
    oldest_first: VecDeque<Connection>,
    events: mpsc::UnboundedReceiver<Event>,
}

struct Connection {
    since: Instant,
    /// Tells it to make room.
    out: Arc<Notify>,
    task: AbortHandle,
}

struct Shared {
    door: Door,
    /// The state is used up by the first request that has it.
    taken: AtomicBool,
    refused: RefusedRequests,
    events: mpsc::UnboundedSender<Event>,
}

enum Event {
    Answered(Answer),
    PageShown,
}

/// How many requests were not the browser's.
#[derive(Debug, Clone, Default)]
pub struct RefusedRequests(Arc<AtomicU64>);

impl RefusedRequests {
    /// So far.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Listener {
    /// `socket` is bound to `port` of 127.0.0.1; `state` is what the authorization request said.
    pub(crate) fn new(socket: TcpListener, port: u16, state: &str) -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        let end = CsrfToken::new_random();
        let shared = Shared {
            door: Door::new(port, state, end.secret()),
            taken: AtomicBool::new(false),
            refused: RefusedRequests::default(),
            events: sender,
        };
        Self {
            socket,
            port,
            end,
            shared: Arc::new(shared),
            open: JoinSet::new(),
            oldest_first: VecDeque::new(),
            events,
        }
    }

    pub(crate) fn refused(&self) -> RefusedRequests {
        self.shared.refused.clone()
    }

    /// Waits for another state from now on, on the same port.
    pub(crate) fn expect(&mut self, state: &str) {
        self.shared = Arc::new(Shared {
            door: Door::new(self.port, state, self.end.secret()),
            taken: AtomicBool::new(false),
            refused: self.shared.refused.clone(),
            events: self.shared.events.clone(),
        });
    }

    /// The first request that carries the state. It waits for ever; the caller does not.
    pub(crate) async fn answer(&mut self) -> Answer {
        loop {
            if let Event::Answered(answer) = self.event().await {
                return answer;
            }
        }
    }

    /// Serves on until the browser has the page that it was sent on to, or does not come for it;
    /// then closes the port.
    pub(crate) async fn farewell(mut self) {
        let page_shown = async { while !matches!(self.event().await, Event::PageShown) {} };
        // Not coming is fine: the answer itself is here.
        let _browser_did_not_come = timeout(FAREWELL, page_shown).await;
    }

    async fn event(&mut self) -> Event {
        loop {
            let full = self.oldest_first.len() >= CONNECTIONS;
            let oldest = self.oldest_first.front();
            let room_at = oldest.map_or_else(Instant::now, |oldest| oldest.since + CHANCE);
            tokio::select! {
                Some(event) = self.events.recv() => return event,
                Some(_) = self.open.join_next() => {
                    self.oldest_first.retain(|connection| !connection.task.is_finished());
                }
                () = sleep_until(room_at), if full => self.turn_out_the_oldest(),
                accepted = self.socket.accept(), if !full => match accepted {
                    Ok((stream, _)) => self.admit(stream),
                    // Out of descriptors, or the peer was gone already: neither is for ever.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                },
            }
        }
    }

    fn turn_out_the_oldest(&mut self) {
        if let Some(oldest) = self.oldest_first.pop_front() {
            oldest.out.notify_one();
        }
    }

    fn admit(&mut self, stream: TcpStream) {
        let shared = Arc::clone(&self.shared);
        let out = Arc::new(Notify::new());
        let told_to_go = Arc::clone(&out);
        let task = self.open.spawn(async move {
            let served = serve(stream, &shared, &told_to_go);
            if timeout(PATIENCE, served).await.is_err() {
                shared.refused.add_one();
            }
        });
        self.oldest_first.push_back(Connection {
            since: Instant::now(),
            out,
            task,
        });
    }
}

/// One request, one answer.
async fn serve(mut stream: TcpStream, shared: &Shared, out: &Notify) {
    let verdict = match read_head(&mut stream, &shared.door, out).await {
        // The state is good once: a second request that has it is a replay.
        Verdict::Answer(_) if shared.taken.swap(true, Ordering::AcqRel) => Verdict::Refused,
        verdict => verdict,
    };
    let shown = matches!(verdict, Verdict::Done | Verdict::Failed);
    let response = match verdict {
        Verdict::Answer(answer) => {
            let response = match &answer.code {
                Ok(_) => page::sent_on(shared.door.done()),
                Err(_) => page::sent_on(shared.door.failed()),
            };
            // The answer is safe before the browser is, which may go away now.
            let _nobody_waits = shared.events.send(Event::Answered(answer));
            response
        }
        Verdict::Done => page::done(),
        Verdict::Failed => page::failed(),
        Verdict::Refused => {
            shared.refused.add_one();
            page::refused()
        }
    };
    let written = async {
        stream.write_all(response.as_bytes()).await?;
        stream.shutdown().await
    };
    if written.await.is_ok() && shown {
        let _nobody_waits = shared.events.send(Event::PageShown);
    }
}

/// Reads until a verdict can be given. Whoever is told to go is listened to once more first: on a
/// busy computer its words may have arrived, and nobody had the time to read them.
async fn read_head(stream: &mut TcpStream, door: &Door, out: &Notify) -> Verdict {
    let mut head = vec![0; LONGEST_HEAD];
    let mut length = 0;
    let mut told_to_go = false;
    loop {
        let read = tokio::select! {
            biased;
            read = stream.read(&mut head[length..]) => read,
            () = out.notified(), if !told_to_go => {
                told_to_go = true;
                // What arrived is seen when the runtime has looked for it.
                tokio::task::yield_now().await;
                continue;
            }
            () = ready(()), if told_to_go => return Verdict::Refused,
        };
        match read {
            // The buffer is full, or they hung up.
            Ok(0) | Err(_) => return Verdict::Refused,
            Ok(read) => length += read,
        }
        if let Some(verdict) = door.judge(&head[..length]) {
            return verdict;
        }
    }
}
