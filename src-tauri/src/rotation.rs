//! Log files that never fill a disk: five of two mebibytes, readable by their owner only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The size at which a new file is begun.
const SIZE: u64 = 2 * 1024 * 1024;

/// How many files there are, the current one among them.
const FILES: u32 = 5;

/// The current log file, and its elders beside it: `console.log`, `console.1.log`, …
pub(crate) struct Rotation {
    dir: PathBuf,
    current: File,
    written: u64,
    size: u64,
}

impl Rotation {
    /// Opens the log in `dir`, which is made if it is not there.
    pub(crate) fn open(dir: &Path) -> io::Result<Self> {
        Self::of_size(dir, SIZE)
    }

    fn of_size(dir: &Path, size: u64) -> io::Result<Self> {
        refuse_link(dir)?;
        make_private(dir)?;
        let current = append_to(&file(dir, 0))?;
        let written = current.metadata()?.len();
        Ok(Self {
            dir: dir.to_owned(),
            current,
            written,
            size,
        })
    }

    /// Appends one line.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        if self.written >= self.size {
            self.rotate()?;
        }
        let line = format!("{text}\n");
        self.current.write_all(line.as_bytes())?;
        self.written += line.len() as u64;
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        for age in (0..FILES - 1).rev() {
            match fs::rename(file(&self.dir, age), file(&self.dir, age + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => (),
            }
        }
        self.current = append_to(&file(&self.dir, 0))?;
        self.written = 0;
        Ok(())
    }
}

fn file(dir: &Path, age: u32) -> PathBuf {
    match age {
        0 => dir.join("console.log"),
        _ => dir.join(format!("console.{age}.log")),
    }
}

/// Makes the folder if there is none, and takes it away from everyone else.
pub(crate) fn make_private(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    narrow(dir)
}

#[cfg(unix)]
fn narrow(dir: &Path) -> io::Result<()> {
    fs::set_permissions(dir, std::os::unix::fs::PermissionsExt::from_mode(0o700))
}

#[cfg(not(unix))]
fn narrow(_: &Path) -> io::Result<()> {
    Ok(())
}

/// One that was planted would have the log written into somebody else's file.
fn refuse_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_symlink() => {
            Err(io::Error::other("it is a link, which leads elsewhere"))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

fn append_to(path: &Path) -> io::Result<File> {
    refuse_link(path)?;
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_lines_are_kept_and_none_but_the_owner_can_read_them() {
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("logs");
        let mut rotation = Rotation::of_size(&logs, 10).unwrap();
        for number in 0..20 {
            rotation.line(&format!("line number {number}")).unwrap();
        }

        let mut names: Vec<_> = fs::read_dir(&logs)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        names.sort();
        assert_eq!(names.len(), 5);
        assert_eq!(
            fs::read_to_string(logs.join("console.log")).unwrap(),
            "line number 19\n"
        );
        assert_eq!(
            fs::read_to_string(logs.join("console.4.log")).unwrap(),
            "line number 15\n"
        );
        #[cfg(unix)]
        for name in names {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(name).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_was_planted_is_not_written_through_and_the_folder_is_closed_to_others() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let theirs = folder.path().join("theirs");
        fs::create_dir_all(data.join("logs")).unwrap();
        fs::write(&theirs, "theirs").unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o777)).unwrap();
        symlink(&theirs, data.join("logs/console.log")).unwrap();

        make_private(&data).unwrap();
        assert!(Rotation::open(&data.join("logs")).is_err());
        assert_eq!(fs::read_to_string(&theirs).unwrap(), "theirs");
        let mode = fs::metadata(&data).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn a_restart_goes_on_in_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        Rotation::of_size(folder.path(), 100)
            .unwrap()
            .line("before")
            .unwrap();
        Rotation::of_size(folder.path(), 100)
            .unwrap()
            .line("after")
            .unwrap();

        let log = fs::read_to_string(folder.path().join("console.log")).unwrap();
        assert_eq!(log, "before\nafter\n");
    }
}
