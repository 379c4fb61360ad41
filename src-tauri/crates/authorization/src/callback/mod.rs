//! The loopback listener (RFC 8252 §7.3) that the browser returns to.
//!
//! Anyone on this computer, and any web page through the browser, can knock here. Only a request
//! with the exact path, host and state ends the wait; everything else gets one constant page and
//! the wait goes on, however often it happens.

mod judge;
mod page;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use judge::Verdict;
pub(crate) use judge::{Answer, Door};

/// At once. The one that waits longest makes room, for a browser speaks as soon as it connects.
const CONNECTIONS: usize = 16;
const LONGEST_HEAD: usize = 8 * 1024;
/// For a request and its answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the browser may take to ask for the page that it was sent on to.
const FAREWELL: Duration = Duration::from_secs(2);

/// A bound port, and what must come to it.
pub(crate) struct Listener {
    socket: TcpListener,
    port: u16,
    shared: Arc<Shared>,
    open: JoinSet<()>,
    oldest_first: VecDeque<AbortHandle>,
    events: mpsc::UnboundedReceiver<Event>,
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
        let shared = Shared {
            door: Door::new(port, state),
            taken: AtomicBool::new(false),
            refused: RefusedRequests::default(),
            events: sender,
        };
        Self {
            socket,
            port,
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
            door: Door::new(self.port, state),
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
            tokio::select! {
                Some(event) = self.events.recv() => return event,
                Some(_) = self.open.join_next() => {
                    self.oldest_first.retain(|connection| !connection.is_finished());
                }
                accepted = self.socket.accept() => match accepted {
                    Ok((stream, _)) => self.admit(stream),
                    // Out of descriptors, or the peer was gone already: neither is for ever.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                },
            }
        }
    }

    fn admit(&mut self, stream: TcpStream) {
        if self.oldest_first.len() >= CONNECTIONS
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            oldest.abort();
            self.shared.refused.add_one();
        }
        let shared = Arc::clone(&self.shared);
        let connection = self.open.spawn(async move {
            if timeout(PATIENCE, serve(stream, &shared)).await.is_err() {
                shared.refused.add_one();
            }
        });
        self.oldest_first.push_back(connection);
    }
}

/// One request, one answer.
async fn serve(mut stream: TcpStream, shared: &Shared) {
    let verdict = match read_head(&mut stream, &shared.door).await {
        // The state is good once: a second request that has it is a replay.
        Verdict::Answer(_) if shared.taken.swap(true, Ordering::AcqRel) => Verdict::Refused,
        verdict => verdict,
    };
    let shown = matches!(verdict, Verdict::Done | Verdict::Failed);
    let response = match verdict {
        Verdict::Answer(answer) => {
            let response = match &answer.code {
                Ok(_) => page::TO_DONE,
                Err(_) => page::TO_FAILED,
            };
            // The answer is safe before the browser is, which may go away now.
            let _nobody_waits = shared.events.send(Event::Answered(answer));
            response.to_owned()
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

async fn read_head(stream: &mut TcpStream, door: &Door) -> Verdict {
    let mut head = vec![0; LONGEST_HEAD];
    let mut length = 0;
    loop {
        match stream.read(&mut head[length..]).await {
            // The buffer is full, or they hung up.
            Ok(0) | Err(_) => return Verdict::Refused,
            Ok(read) => length += read,
        }
        if let Some(verdict) = door.judge(&head[..length]) {
            return verdict;
        }
    }
}
