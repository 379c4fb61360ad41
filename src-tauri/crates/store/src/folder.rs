//! The data directory: its owner's alone, and with a little room in reserve.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use crate::OpenError;
use crate::fault::no_space;

const BALLAST: &str = "ballast";
const BALLAST_SIZE: usize = 256 * 1024;

/// Makes the directory and its parents, and takes it away from everyone else.
pub(crate) fn make_private(dir: &Path) -> Result<(), OpenError> {
    make_owned(dir).map_err(|source| could_not_write(dir, source))
}

/// Makes the file if there is none, and takes it away from everyone else. Neither it nor the log
/// and the index beside it may be a link.
///
/// `SQLite` gives its log and its index the rights of the database, so it must not make it itself.
pub(crate) fn make_private_file(file: &Path) -> Result<(), OpenError> {
    for beside in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(beside);
        let path = Path::new(&name);
        refuse_link(path).map_err(|source| could_not_write(path, source))?;
    }
    open_private(file)
        .map(drop)
        .map_err(|source| could_not_write(file, source))
}

/// Opens for reading and writing, making the file if there is none.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    refuse_link(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    restrict(path, 0o600)?;
    Ok(file)
}

/// As [`make_private`], for a directory inside the data directory.
pub(crate) fn make(dir: &Path) -> io::Result<()> {
    refuse_link(dir)?;
    make_owned(dir)
}

/// The data directory itself may be a link, to another disk; it must be the user's own.
fn make_owned(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    refuse_foreign(dir)?;
    restrict(dir, 0o700)
}

/// A link was planted here while others could write to the directory, and leads to a file that is
/// not the console's. By now nobody else can plant another.
fn refuse_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_symlink() => {
            Err(io::Error::other("it is a link, which leads elsewhere"))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Whoever owns a directory can take what is in it. Root could narrow it, and would not have it.
#[cfg(unix)]
fn refuse_foreign(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;

    if fs::metadata(dir)?.uid() == rustix::process::geteuid().as_raw() {
        Ok(())
    } else {
        Err(io::Error::other("it belongs to another user"))
    }
}

#[cfg(not(unix))]
fn refuse_foreign(_: &Path) -> io::Result<()> {
    Ok(())
}

/// What was made by an older hand, or copied here, is narrowed too.
#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let permissions = fs::metadata(path)?.permissions();
    if permissions.mode() & 0o777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Elsewhere the profile directory is the user's own.
#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Sets a little room aside for the one write that must not fail: the answer of a renewal.
pub(crate) fn reserve_ballast(dir: &Path) {
    let path = dir.join(BALLAST);
    let reserved = open_private(&path).and_then(|mut file| {
        if file.metadata()?.len() == BALLAST_SIZE as u64 {
            return Ok(());
        }
        file.set_len(0)?;
        file.write_all(&vec![0; BALLAST_SIZE])?;
        file.sync_all()
    });
    if let Err(error) = reserved {
        tracing::warn!(%error, "no room could be set aside");
        // Half a ballast on a full disk takes the room that the database needs.
        _ = fs::remove_file(path);
    }
}

/// Gives the room back. Whether there was any.
pub(crate) fn drop_ballast(dir: &Path) -> bool {
    fs::remove_file(dir.join(BALLAST)).is_ok()
}

/// Gives a file that is whole its name, in the place of what had it: after a loss of power too it
/// is the one or the other.
pub(crate) fn put_in_place(whole: &Path, name: &Path) -> io::Result<()> {
    File::options().write(true).open(whole)?.sync_all()?;
    fs::rename(whole, name)?;
    match name.parent() {
        Some(folder) => sync(folder),
        None => Ok(()),
    }
}

/// Names that were given in the directory are on the disk when it returns.
#[cfg(unix)]
pub(crate) fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Elsewhere a directory cannot be opened, and the file system's journal has its names.
#[cfg(not(unix))]
pub(crate) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

pub(crate) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

pub(crate) fn could_not_write(path: &Path, source: io::Error) -> OpenError {
    if no_space(&source) {
        return OpenError::NoSpace;
    }
    OpenError::NotWritable {
        path: path.to_owned(),
        source,
    }
}
