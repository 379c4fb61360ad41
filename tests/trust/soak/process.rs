//! What this process holds, as Linux tells it.

use std::fs;

/// Memory and open files at one time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    /// Virtual hours since the beginning.
    pub(super) hours: f64,
    /// Resident memory.
    pub(super) mib: f64,
    pub(super) files: usize,
}

impl Sample {
    /// `None` on a system that does not tell.
    pub(super) fn now(hours: f64) -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let resident = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kib: f64 = resident.split_whitespace().nth(1)?.parse().ok()?;
        Some(Self {
            hours,
            mib: kib / 1024.0,
            files: fs::read_dir("/proc/self/fd").ok()?.count(),
        })
    }
}

/// By how much memory grows in an hour: the slope of the straight line that fits best.
pub(super) fn slope(samples: &[&Sample]) -> Option<f64> {
    if samples.len() < 2 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "some hundred samples")]
    let count = samples.len() as f64;
    let mean = |of: fn(&Sample) -> f64| samples.iter().map(|one| of(one)).sum::<f64>() / count;
    let (hours, mib) = (mean(|one| one.hours), mean(|one| one.mib));
    let together: f64 = samples
        .iter()
        .map(|one| (one.hours - hours) * (one.mib - mib))
        .sum();
    let apart: f64 = samples.iter().map(|one| (one.hours - hours).powi(2)).sum();
    Some(together / apart)
}
