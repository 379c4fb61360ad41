//! What can happen between the console and an org, and where it strikes.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The sixteen faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection is reset at some byte.
    Reset,
    /// From some byte on nothing comes, and nobody hangs up.
    Stall,
    /// The org's half of the connection is closed, ours is not.
    HalfClose,
    /// One byte a second.
    Drip,
    /// One byte is another.
    Corrupt,
    /// The answer comes twice.
    Twice,
    /// Two pieces change places.
    Reorder,
    /// The stream ends in the middle without TLS saying so.
    Truncate,
    /// `Content-Length` is too large or too small.
    WrongLength,
    /// A head of more than half a megabyte, or of a thousand headers.
    HugeHead,
    /// An answer that unfolds a thousandfold.
    Bomb,
    /// A redirect to a foreign host.
    Redirect,
    /// Three answers in a row are a gateway's errors.
    ServerErrors,
    /// The name leads to a foreign server, which has a certificate for it from nobody.
    Elsewhere,
    /// The certificate is another: too old, of another name, or of another authority.
    OtherCertificate,
    /// Nothing moves for thirty seconds, and then everything does.
    Freeze,
}

/// Where a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Before TLS is agreed on: the connection must be a new one.
    Door,
    /// On the cable, where bytes are sealed.
    Cable,
    /// Behind TLS, where an org that lies would be.
    Inside,
}

impl Fault {
    /// Each by the name under which it is told.
    pub const ALL: [(&'static str, Self); 16] = [
        ("reset at a byte", Self::Reset),
        ("stall", Self::Stall),
        ("half-close", Self::HalfClose),
        ("1 byte a second", Self::Drip),
        ("corrupted byte", Self::Corrupt),
        ("answer twice", Self::Twice),
        ("reordered", Self::Reorder),
        ("TLS cut short", Self::Truncate),
        ("wrong length", Self::WrongLength),
        ("huge head", Self::HugeHead),
        ("bomb", Self::Bomb),
        ("redirect", Self::Redirect),
        ("5xx burst", Self::ServerErrors),
        ("name leads elsewhere", Self::Elsewhere),
        ("certificate swapped", Self::OtherCertificate),
        ("30 s freeze", Self::Freeze),
    ];

    pub(super) fn place(self) -> Place {
        match self {
            Self::Elsewhere | Self::OtherCertificate => Place::Door,
            Self::Reset
            | Self::Stall
            | Self::HalfClose
            | Self::Drip
            | Self::Corrupt
            | Self::Reorder
            | Self::Freeze => Place::Cable,
            Self::Twice
            | Self::Truncate
            | Self::WrongLength
            | Self::HugeHead
            | Self::Bomb
            | Self::Redirect
            | Self::ServerErrors => Place::Inside,
        }
    }

    /// How many requests or connections it strikes.
    fn times(self) -> u32 {
        if self == Self::ServerErrors { 3 } else { 1 }
    }
}

/// A fault that strikes now, and chance to choose how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) fault: Fault,
    pub(super) chance: Chance,
}

/// The same numbers each time the suite is run, so that what failed can be seen again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chance(u64);

impl Chance {
    /// Of this trial.
    pub(super) fn of(trial: u64) -> Self {
        Self(trial.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// Something below `end`; each `which` is another throw.
    pub(super) fn below(self, end: usize, which: u64) -> usize {
        let mut bits = self.0 ^ which.wrapping_mul(0xd1b5_4a32_d192_ed03);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        usize::try_from(bits % end as u64).unwrap_or(0)
    }

    pub(super) fn heads(self, which: u64) -> bool {
        self.below(2, which) == 0
    }
}

/// What an org's weather is, from one trial to the next.
#[derive(Debug, Default)]
pub(super) struct Sky {
    coming: Mutex<Option<Coming>>,
    harmed: AtomicU32,
}

#[derive(Debug)]
struct Coming {
    hit: Hit,
    after: usize,
    times: u32,
}

impl Sky {
    /// A fault comes up, and strikes after so many requests.
    pub(super) fn darkens(&self, fault: Fault, chance: Chance, after: usize) {
        self.harmed.store(0, Ordering::SeqCst);
        let hit = Hit { fault, chance };
        let times = fault.times();
        *self.coming() = Some(Coming { hit, after, times });
    }

    /// Whatever has not struck yet goes by. Whether anything was harmed.
    pub(super) fn clears(&self) -> bool {
        *self.coming() = None;
        self.harmed.load(Ordering::SeqCst) > 0
    }

    /// What strikes has done harm.
    pub(super) fn harms(&self) {
        self.harmed.fetch_add(1, Ordering::SeqCst);
    }

    /// A request arrived whole.
    pub(super) fn counts(&self) {
        if let Some(coming) = &mut *self.coming() {
            coming.after = coming.after.saturating_sub(1);
        }
    }

    /// What strikes at this place now.
    pub(super) fn strikes(&self, place: Place) -> Option<Hit> {
        let mut coming = self.coming();
        let here = coming
            .as_mut()
            .filter(|coming| coming.hit.fault.place() == place && coming.after == 0)?;
        let hit = here.hit;
        here.times -= 1;
        if here.times == 0 {
            *coming = None;
        }
        Some(hit)
    }

    fn coming(&self) -> MutexGuard<'_, Option<Coming>> {
        self.coming.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
