//! The file of a list. After every page it is whole: a JSON array is closed, a line is ended, and
//! what did not fit is cut off again. It stands under a name of its own until the list is over,
//! so that a file that was there before is replaced at once or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use serde_json::value::RawValue;
use tempfile::NamedTempFile;

use super::columns::Columns;
use super::csv;
use super::page::one_line;
use crate::views::{FileFormat, ListingFile};

/// A file that is being written.
pub(super) struct Export {
    format: FileFormat,
    /// What the person picked.
    path: PathBuf,
    place: Place,
    /// How far it is good; in a JSON array without its closing.
    end: u64,
    records: u32,
    buffer: Vec<u8>,
}

enum Place {
    /// Beside what was picked, to be renamed.
    Beside(NamedTempFile),
    /// What was picked is no ordinary file, such as a pipe: nothing may take its place.
    Itself(File),
}

impl Export {
    /// Makes the file. What stands under that name is not touched yet.
    pub(super) fn create(path: &Path, format: FileFormat) -> io::Result<Self> {
        // A link is followed: it stays a link.
        let path = match path.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
            Err(error) => return Err(error),
        };
        let ordinary = !path.exists() || path.is_file();
        let place = if path.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        } else if ordinary {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let folder = path.parent().unwrap_or(Path::new("."));
            let beside = tempfile::Builder::new()
                .prefix(&format!(".{name}."))
                .suffix(".part")
                .tempfile_in(folder)?;
            Place::Beside(beside)
        } else {
            Place::Itself(OpenOptions::new().write(true).open(&path)?)
        };
        Ok(Self {
            format,
            path,
            place,
            end: 0,
            records: 0,
            buffer: Vec::new(),
        })
    }

    /// Writes a page, whole or not at all.
    pub(super) fn write(&mut self, records: &[&RawValue], columns: &Columns) -> io::Result<()> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        if self.end == 0 {
            open(self.format, columns, &mut buffer);
        }
        put(self.format, records, columns, self.records > 0, &mut buffer);
        let written = self.append(&buffer);
        self.buffer = buffer;
        written?;
        self.records = self.records.saturating_add(count(records));
        Ok(())
    }

    fn append(&mut self, page: &[u8]) -> io::Result<()> {
        let (end, closing) = (self.end, closing(self.format));
        match &mut self.place {
            Place::Itself(file) => file.write_all(page)?,
            Place::Beside(file) => {
                let file = file.as_file_mut();
                let grown = file
                    .seek(SeekFrom::Start(end))
                    .and_then(|_| file.write_all(page))
                    .and_then(|()| file.write_all(closing));
                if let Err(error) = grown {
                    // The closing has had its room before, or finds it where the page gives way.
                    let _cut = file.set_len(end);
                    let _closed = file
                        .seek(SeekFrom::Start(end))
                        .and_then(|_| file.write_all(closing));
                    return Err(error);
                }
            }
        }
        self.end = end + page.len() as u64;
        Ok(())
    }

    /// As the window is told of it.
    pub(super) fn view(&self) -> ListingFile {
        ListingFile {
            path: self.path.display().to_string(),
            format: self.format,
            records: self.records,
            bytes: self.end + closing(self.format).len() as u64,
            saved: false,
        }
    }

    pub(super) fn format(&self) -> FileFormat {
        self.format
    }

    /// How many records it holds.
    pub(super) fn records(&self) -> u32 {
        self.records
    }

    /// What the person picked.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The list is over: the file gets its name. Where it cannot, it stays under the other, which
    /// is told with the error.
    pub(super) fn finish(self) -> Result<(), (PathBuf, io::Error)> {
        match self.place {
            Place::Itself(mut file) => match file.write_all(closing(self.format)) {
                Ok(()) => Ok(()),
                Err(error) => Err((self.path, error)),
            },
            Place::Beside(file) => match file.persist(&self.path) {
                Ok(_) => Ok(()),
                Err(refused) => {
                    let other = refused.file.path().to_owned();
                    let _kept = refused.file.keep();
                    Err((other, refused.error))
                }
            },
        }
    }
}

/// What stands before the first record.
fn open(format: FileFormat, columns: &Columns, into: &mut Vec<u8>) {
    match format {
        FileFormat::Ndjson => {}
        FileFormat::Json => into.push(b'['),
        FileFormat::Csv => {
            into.extend_from_slice(csv::MARK);
            csv::lines(into, std::iter::once(columns.labels()));
        }
    }
}

/// What stands behind the last one.
fn closing(format: FileFormat) -> &'static [u8] {
    match format {
        FileFormat::Json => b"\n]\n",
        FileFormat::Csv | FileFormat::Ndjson => b"",
    }
}

fn put(
    format: FileFormat,
    records: &[&RawValue],
    columns: &Columns,
    follows: bool,
    into: &mut Vec<u8>,
) {
    match format {
        FileFormat::Ndjson => {
            for record in records {
                into.extend_from_slice(one_line(record).as_bytes());
                into.push(b'\n');
            }
        }
        FileFormat::Json => {
            for (nth, record) in records.iter().enumerate() {
                into.extend_from_slice(if follows || nth > 0 { b",\n" } else { b"\n" });
                into.extend_from_slice(record.get().as_bytes());
            }
        }
        FileFormat::Csv => {
            let read = records
                .iter()
                .map(|record| serde_json::from_str(record.get()).unwrap_or_default());
            csv::lines(
                into,
                read.map(|record: Value| columns.line(&record).collect::<Vec<_>>()),
            );
        }
    }
}

pub(super) fn count(records: &[&RawValue]) -> u32 {
    u32::try_from(records.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use catalogue::Catalogue;
    use serde_json::json;

    use super::*;
    use crate::run::listing::page;

    const PAGES: [&str; 3] = [
        r#"[{"id":"=1","profile":{"name":"A \"q\", b"}},{"id":"2"}]"#,
        "[]",
        "[{\n \"id\": 12345678901234567890\n}]",
    ];

    fn columns() -> Columns {
        let catalogue = Catalogue::builtin().unwrap();
        let groups = catalogue.connector("okta").unwrap().action("search_groups");
        Columns::of(groups.unwrap(), &[])
    }

    /// Writes the pages, and looks at the file after each.
    fn written(format: FileFormat, mut look: impl FnMut(usize, &str)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        fs::write(&path, "what was there before").unwrap();
        let mut export = Export::create(&path, format).unwrap();
        for (nth, page) in PAGES.iter().enumerate() {
            let records = page::records(page.as_bytes()).unwrap();
            export.write(&records, &columns()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), "what was there before");
            let Place::Beside(beside) = &export.place else {
                panic!("an ordinary file")
            };
            let text = fs::read_to_string(beside.path()).unwrap();
            assert_eq!(export.view().bytes, text.len() as u64);
            look(nth, &text);
        }
        assert_eq!(export.records(), 3);
        export.finish().unwrap();
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
        look(2, &fs::read_to_string(&path).unwrap());
    }

    #[test]
    fn a_json_file_is_one_valid_array_after_every_page() {
        written(FileFormat::Json, |nth, text| {
            let read: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(read.as_array().unwrap().len(), [2, 2, 3][nth]);
            assert_eq!(read[0]["profile"]["name"], json!("A \"q\", b"));
        });
    }

    #[test]
    fn an_ndjson_file_has_one_whole_record_a_line() {
        written(FileFormat::Ndjson, |nth, text| {
            assert_eq!(text.lines().count(), [2, 2, 3][nth]);
            assert!(text.ends_with('\n'));
            if nth == 2 {
                assert_eq!(text.lines().last(), Some(r#"{"id":12345678901234567890}"#));
            }
        });
    }

    #[test]
    fn a_csv_file_has_its_columns_and_no_formula() {
        written(FileFormat::Csv, |nth, text| {
            let text = text.strip_prefix('\u{feff}').unwrap();
            let mut reader = ::csv::Reader::from_reader(text.as_bytes());
            assert_eq!(&reader.headers().unwrap()[1], "Name");
            let lines: Vec<_> = reader.records().map(Result::unwrap).collect();
            assert_eq!(lines.len(), [2, 2, 3][nth]);
            assert_eq!((&lines[0][0], &lines[0][1]), ("'=1", "A \"q\", b"));
        });
    }

    #[test]
    fn a_list_without_records_is_still_a_file_of_its_kind() {
        for (format, expected) in [(FileFormat::Json, "[\n]\n"), (FileFormat::Ndjson, "")] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("none");
            let mut export = Export::create(&path, format).unwrap();
            export.write(&[], &columns()).unwrap();
            export.finish().unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        }
    }

    #[test]
    fn a_place_where_nothing_can_be_written_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Export::create(folder.path(), FileFormat::Csv).is_err());
        let nowhere = folder.path().join("no/such/folder");
        assert!(Export::create(&nowhere, FileFormat::Csv).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_ordinary_file_is_written_and_never_replaced() {
        let mut export = Export::create(Path::new("/dev/null"), FileFormat::Json).unwrap();
        let records = page::records(b"[1]").unwrap();
        export.write(&records, &columns()).unwrap();
        export.finish().unwrap();
        assert!(!Path::new("/dev/null").is_file());
    }
}
