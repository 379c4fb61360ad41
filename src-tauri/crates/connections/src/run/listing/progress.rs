//! How far a reading is, as the window is told. Its memory has a bound, whatever the list's length.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::views::{Extent, Failure, ListingFile, ListingState, ListingView, RunView};

/// What the screen keeps of a list that goes to it.
const ROWS: usize = 10_000;
/// And of one that goes to a file: enough to see what it is.
const ROWS_BESIDE_A_FILE: usize = 200;
/// Together, in bytes; cells may be long.
const BYTES: usize = 8 * 1024 * 1024;
/// Of one cell, in characters.
const CELL: usize = 500;

/// How far a reading is.
pub(super) struct Progress {
    pub(super) revision: u32,
    pub(super) state: ListingState,
    pub(super) count: u32,
    pub(super) pages: u32,
    pub(super) columns: Vec<String>,
    pub(super) rate_limit: Option<String>,
    pub(super) waits_until: Option<Timestamp>,
    pub(super) file: Option<ListingFile>,
    pub(super) notes: Vec<String>,
    pub(super) answer: Option<RunView>,
    pub(super) failure: Option<Failure>,
    extent: Extent,
    /// The first `kept` rows, until the window has them all.
    rows: Vec<Vec<String>>,
    kept: usize,
    bytes: usize,
    began: Instant,
    waiting_since: Option<Instant>,
    waited: Duration,
    took: Option<Duration>,
}

impl Progress {
    pub(super) fn new(extent: Extent, file: Option<ListingFile>) -> Self {
        Self {
            revision: 0,
            state: ListingState::Reading,
            count: 0,
            pages: 0,
            columns: Vec::new(),
            rate_limit: None,
            waits_until: None,
            file,
            notes: Vec::new(),
            answer: None,
            failure: None,
            extent,
            rows: Vec::new(),
            kept: 0,
            bytes: 0,
            began: Instant::now(),
            waiting_since: None,
            waited: Duration::ZERO,
            took: None,
        }
    }

    /// Whether nothing more will come.
    pub(super) fn is_over(&self) -> bool {
        self.answer.is_some() || self.failure.is_some()
    }

    /// How many rows there is room for still.
    pub(super) fn room(&self) -> usize {
        let most = match self.file {
            Some(_) => ROWS_BESIDE_A_FILE,
            None => ROWS,
        };
        // The first ones are kept without a gap: what was too much once stays too much.
        if self.bytes >= BYTES || self.kept < self.count as usize {
            return 0;
        }
        most.saturating_sub(self.kept)
    }

    /// A page more. `rows` are the first ones of it, as many as there was room for.
    pub(super) fn grow(&mut self, records: u32, rows: Vec<Vec<String>>) {
        for row in rows {
            if self.bytes >= BYTES {
                break;
            }
            let row: Vec<String> = row.into_iter().map(shortened).collect();
            self.bytes += row
                .iter()
                .map(|cell| cell.len() + size_of::<String>())
                .sum::<usize>();
            self.rows.push(row);
            self.kept += 1;
        }
        self.count = self.count.saturating_add(records);
        self.pages += 1;
    }

    /// From here on it waits.
    pub(super) fn wait(&mut self, until: Timestamp) {
        self.state = ListingState::Waiting;
        self.waits_until = Some(until);
        self.waiting_since = Some(Instant::now());
    }

    /// It goes on, or is over.
    pub(super) fn go_on(&mut self, state: ListingState) {
        self.state = state;
        self.waits_until = None;
        if let Some(since) = self.waiting_since.take() {
            self.waited += since.elapsed();
        }
    }

    /// Nothing more will come.
    pub(super) fn end(&mut self, state: ListingState) {
        self.go_on(state);
        self.took = Some(self.elapsed());
    }

    /// How long it has taken so far.
    pub(super) fn elapsed(&self) -> Duration {
        self.took.unwrap_or_else(|| self.began.elapsed())
    }

    /// Up to so many of the rows that are kept.
    pub(super) fn first_rows(&self, most: usize) -> Vec<Vec<String>> {
        self.rows.iter().take(most).cloned().collect()
    }

    /// The window has all rows: they need not be held twice.
    pub(super) fn hand_over(&mut self) {
        self.rows = Vec::new();
    }

    /// For a window that has the first `have` rows.
    pub(super) fn view(&self, id: &str, have: u32) -> ListingView {
        let have = (have as usize).min(self.kept);
        let per_second = self.per_second();
        ListingView {
            id: id.to_owned(),
            revision: self.revision,
            state: self.state,
            count: self.count,
            pages: self.pages,
            elapsed_ms: milliseconds(self.elapsed()),
            left_ms: per_second
                .and_then(|rate| self.left(rate))
                .map(milliseconds),
            per_second: per_second.map(rounded),
            rate_limit: self.rate_limit.clone(),
            waits_until: self.waits_until.map(|until| until.to_string()),
            columns: self.columns.clone(),
            first_row: whole(have),
            rows: self.rows.get(have..).unwrap_or_default().to_vec(),
            kept: whole(self.kept),
            file: self.file.clone(),
            notes: self.notes.clone(),
            answer: self.answer.clone(),
            failure: self.failure.clone(),
        }
    }

    fn per_second(&self) -> Option<f64> {
        let waiting = self
            .waiting_since
            .map_or(Duration::ZERO, |since| since.elapsed());
        let worked = self.elapsed().saturating_sub(self.waited + waiting);
        let rate = f64::from(self.count) / worked.as_secs_f64();
        (self.count > 0 && rate.is_finite()).then_some(rate)
    }

    /// Okta never says how long a list is; what was asked for may.
    fn left(&self, per_second: f64) -> Option<Duration> {
        let wanted = match self.extent {
            Extent::First => 1,
            Extent::First200 => 200,
            Extent::All => return None,
        };
        let records = f64::from(wanted - self.count.min(wanted));
        let running = self.took.is_none();
        running.then(|| Duration::from_secs_f64(records / per_second))
    }
}

fn shortened(cell: String) -> String {
    match cell.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell,
    }
}

fn whole(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate is positive, and a cast stays at the largest number"
)]
fn rounded(rate: f64) -> u32 {
    rate.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize, cell: &str) -> Vec<Vec<String>> {
        vec![vec![cell.to_owned()]; count]
    }

    #[test]
    fn a_list_without_end_takes_no_more_than_its_room() {
        let mut progress = Progress::new(Extent::All, None);
        for _ in 0..600 {
            let taken = progress.room().min(200);
            progress.grow(200, rows(taken, "x"));
        }
        let view = progress.view("1", 9_990);
        assert_eq!((view.count, view.pages, view.kept), (120_000, 600, 10_000));
        assert_eq!((view.first_row, view.rows.len()), (9_990, 10));

        progress.hand_over();
        let view = progress.view("1", 10_000);
        assert_eq!((view.kept, view.rows.len()), (10_000, 0));
    }

    #[test]
    fn cells_that_are_long_are_cut_and_so_is_their_sum() {
        let mut progress = Progress::new(Extent::All, None);
        let long = "é".repeat(100_000);
        progress.grow(20_000, rows(20_000, &long));
        let kept = progress.first_rows(usize::MAX);
        assert_eq!(kept[0][0].chars().count(), 501);
        assert!(kept.len() < 10_000, "{}", kept.len());
        assert_eq!(
            progress.room(),
            0,
            "no row is left out between two that are kept"
        );
    }

    #[test]
    fn beside_a_file_the_screen_keeps_a_beginning() {
        let file = ListingFile {
            path: "x".into(),
            format: crate::views::FileFormat::Csv,
            records: 0,
            bytes: 0,
            saved: false,
        };
        assert_eq!(Progress::new(Extent::All, Some(file)).room(), 200);
    }
}
