//! Takes pages in, one after the other: into the file, onto the screen, and the first records as
//! they are.

use std::sync::Arc;

use catalogue::{Action, Answer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::cards;
use super::columns::Columns;
use super::export::{Export, count};
use super::listings::Listing;
use super::page::{NoList, records};
use super::progress::Progress;
use crate::run::redact::Redactor;
use crate::views::{Extent, FileFormat, ListingFile, RefusalView};

/// How many records are kept as they are, and how long they may be together.
const WHOLE: usize = 200;
const WHOLE_BYTES: usize = 1024 * 1024;
/// After so many pages without a record nothing will come: a log is named a next page for ever.
const DRY: u32 = 20;

/// Why no more pages are taken.
pub(super) enum Halt {
    /// The page is none of Okta's.
    NotJson,
    /// One page after the other is empty.
    Dry,
    /// Anything else.
    Refused(Box<RefusalView>),
}

/// Where pages go.
pub(super) struct Taker {
    action: Action,
    redactor: Redactor,
    listing: Arc<Listing>,
    most: u32,
    pub(super) columns: Option<Columns>,
    pub(super) export: Option<Export>,
    /// The first records, as they were sent.
    pub(super) whole: Vec<Box<RawValue>>,
    whole_bytes: usize,
    count: u32,
    /// Whether a page had more than was asked for.
    pub(super) more: bool,
    /// How many records have something for which a CSV has no column.
    left_out: u32,
    empty: u32,
}

impl Taker {
    pub(super) fn new(
        action: &Action,
        redactor: Redactor,
        extent: Extent,
        export: Option<Export>,
        listing: &Arc<Listing>,
    ) -> Self {
        Self {
            action: action.clone(),
            redactor,
            listing: Arc::clone(listing),
            most: match extent {
                Extent::First => 1,
                Extent::First200 => 200,
                Extent::All => u32::MAX,
            },
            columns: None,
            export,
            whole: Vec::new(),
            whole_bytes: 0,
            count: 0,
            more: false,
            left_out: 0,
            empty: 0,
        }
    }

    /// Takes a page in.
    pub(super) fn take(&mut self, page: &[u8]) -> Result<(), Halt> {
        let records = records(page).map_err(|no_list| match no_list {
            NoList::NotJson => Halt::NotJson,
            NoList::OneThing => Halt::Refused(Box::new(cards::one_thing())),
        })?;
        let room = (self.most - self.count) as usize;
        self.more |= records.len() > room;
        let records = &records[..records.len().min(room)];

        let first_page = self.columns.is_none();
        let columns = self.columns.take().unwrap_or_else(|| {
            // Declared columns need no look at the records.
            let declared = matches!(self.action.answer, Answer::List(_));
            let looked_at = if declared { &[] } else { records };
            let values: Vec<Value> = looked_at.iter().map(|record| read(record)).collect();
            Columns::of(&self.action, &values)
        });
        let taken = self.put(records, &columns, first_page);
        self.columns = Some(columns);
        taken?;
        self.empty = if records.is_empty() {
            self.empty + 1
        } else {
            0
        };
        if self.empty == DRY {
            Err(Halt::Dry)
        } else {
            Ok(())
        }
    }

    fn put(
        &mut self,
        records: &[&RawValue],
        columns: &Columns,
        first_page: bool,
    ) -> Result<(), Halt> {
        if let Some(export) = &mut self.export {
            export.write(records, columns).map_err(|error| {
                let card = cards::not_written(&error, export.path(), export.records());
                Halt::Refused(Box::new(card))
            })?;
            if export.format() == FileFormat::Csv {
                let left_out = |record: &&&RawValue| columns.leave_out(&read(record));
                let left_out = records.iter().filter(left_out).count();
                self.left_out = self
                    .left_out
                    .saturating_add(u32::try_from(left_out).unwrap_or(u32::MAX));
            }
        }
        for record in records.iter().take(WHOLE.saturating_sub(self.whole.len())) {
            self.whole_bytes += record.get().len();
            if self.whole_bytes > WHOLE_BYTES && !self.whole.is_empty() {
                break;
            }
            self.whole.push((*record).to_owned());
        }
        let shown = records.iter().take(self.listing.look(Progress::room));
        let rows = shown
            .map(|record| columns.line_on_screen(&self.redactor.answer(&read(record))))
            .collect();
        self.count += count(records);
        let file = self.file();
        self.listing.change(|progress| {
            if first_page {
                progress.columns = columns.labels_on_screen();
            }
            progress.file = file;
            progress.grow(count(records), rows);
        });
        Ok(())
    }

    /// The file as it stands.
    pub(super) fn file(&self) -> Option<ListingFile> {
        self.export.as_ref().map(Export::view)
    }

    /// What else there is to know of what was taken.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.left_out > 0 {
            notes.push(format!(
                "{} of the records have something that the first page did not have, and the CSV no column for; NDJSON and JSON keep whole records.",
                self.left_out
            ));
        }
        if self.empty == DRY {
            notes.push(format!(
                "{DRY} pages in a row were empty, and each named another: the list was taken for read."
            ));
        }
        notes
    }

    /// Whether no more is wanted.
    pub(super) fn has_enough(&self) -> bool {
        self.count == self.most
    }

    /// Whether the last page had no record.
    pub(super) fn is_dry(&self) -> bool {
        self.empty > 0
    }
}

fn read(record: &RawValue) -> Value {
    serde_json::from_str(record.get()).unwrap_or_default()
}
