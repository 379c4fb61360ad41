//! The cable: sealed bytes, passed on as they are until a fault strikes.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::sleep;

use super::weather::{Fault, Hit, Place, Sky};

/// A fault strikes within so many bytes.
const WITHIN_DOWN: usize = 3_000;
const WITHIN_UP: usize = 700;
/// No longer than the console waits for anything.
const PATIENCE: Duration = Duration::from_secs(45);
const FROZEN: Duration = Duration::from_secs(30);

/// What struck this connection, and what was done about it; both directions look.
#[derive(Clone)]
struct Struck {
    sky: Arc<Sky>,
    hit: Arc<Mutex<Option<Hit>>>,
    cut: watch::Sender<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// Passes bytes between the console and where TLS is spoken, until either side ends it or the
/// wind takes it.
pub(super) async fn pass(
    mut console: TcpStream,
    org: DuplexStream,
    sky: Arc<Sky>,
    mut wind: watch::Receiver<u64>,
) {
    let struck = Struck {
        sky,
        hit: Arc::default(),
        cut: watch::Sender::new(false),
    };
    let mut cut = struck.cut.subscribe();
    {
        let (from_console, to_console) = console.split();
        let (from_org, to_org) = tokio::io::split(org);
        let up = carry(from_console, to_org, Way::Up, struck.clone());
        let down = carry(from_org, to_console, Way::Down, struck.clone());
        tokio::select! {
            _ = async { tokio::join!(up, down) } => {}
            _ = cut.wait_for(|cut| *cut) => {}
            _ = wind.changed() => {}
        }
    }
    if *struck.cut.borrow() {
        // So that it is not closed politely.
        let _unlingering = console.set_zero_linger();
    }
}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    way: Way,
    struck: Struck,
) {
    let mut piece = vec![0; 16 * 1024];
    let mut gone = 0;
    loop {
        let length = match from.read(&mut piece).await {
            Ok(0) | Err(_) => break,
            Ok(length) => length,
        };
        if way == Way::Up {
            struck.look();
        }
        let hit = struck.hit();
        let sent = match hit {
            Some(hit) => strike(hit, way, &mut gone, &mut piece[..length], &mut to, &struck).await,
            None => to.write_all(&piece[..length]).await,
        };
        if sent.is_err() {
            break;
        }
    }
    // The other half may still have something to say.
    let _gone = to.shutdown().await;
}

/// Passes one piece on, as far as the fault lets it; `gone` bytes have passed this way since it
/// came up.
async fn strike(
    hit: Hit,
    way: Way,
    gone: &mut usize,
    piece: &mut [u8],
    to: &mut (impl AsyncWrite + Unpin),
    struck: &Struck,
) -> io::Result<()> {
    let Hit { fault, chance } = hit;
    let can_be_up = [Fault::Reset, Fault::Stall, Fault::Corrupt, Fault::Freeze].contains(&fault);
    let is_up = can_be_up && chance.below(3, 10) == 0;
    // Up, a request is short; down, an answer is longer.
    let at = chance.below(if is_up { WITHIN_UP } else { WITHIN_DOWN }, 11);
    let before = *gone;
    *gone += piece.len();
    if is_up != (way == Way::Up) || *gone <= at {
        return to.write_all(piece).await;
    }
    let is_here = before <= at;
    let at = at.saturating_sub(before);
    if is_here {
        struck.sky.harms();
    }
    match fault {
        Fault::Reset => {
            to.write_all(&piece[..at]).await?;
            struck.cut.send_replace(true);
            Err(io::ErrorKind::ConnectionReset.into())
        }
        Fault::Stall => {
            to.write_all(&piece[..at]).await?;
            sleep(PATIENCE).await;
            Err(io::ErrorKind::TimedOut.into())
        }
        Fault::HalfClose => {
            to.write_all(&piece[..at]).await?;
            Err(io::ErrorKind::BrokenPipe.into())
        }
        Fault::Drip => {
            for byte in piece {
                to.write_all(&[*byte]).await?;
                sleep(Duration::from_secs(1)).await;
            }
            Ok(())
        }
        Fault::Corrupt if is_here => {
            piece[at] ^= 0x20;
            to.write_all(piece).await
        }
        Fault::Reorder if is_here => {
            // Two pieces of sixteen bytes, as far as there are so many.
            let middle = piece.len() / 2;
            let reach = middle.min(16);
            piece[middle - reach..middle + reach].rotate_left(reach);
            to.write_all(piece).await
        }
        Fault::Freeze if is_here => {
            to.write_all(&piece[..at]).await?;
            sleep(FROZEN).await;
            to.write_all(&piece[at..]).await
        }
        _ => to.write_all(piece).await,
    }
}

impl Struck {
    /// Whether it begins now: with something that the console says.
    fn look(&self) {
        let mut hit = self.hit.lock().unwrap_or_else(PoisonError::into_inner);
        if hit.is_none() {
            *hit = self.sky.strikes(Place::Cable);
        }
    }

    fn hit(&self) -> Option<Hit> {
        *self.hit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
