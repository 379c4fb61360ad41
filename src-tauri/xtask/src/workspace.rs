//! Where things are, and what the environment says.

use std::path::{Path, PathBuf};

/// The folder that holds the workspace.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("xtask lies two folders below the workspace")
}

/// Where everything is built.
pub(crate) fn target() -> PathBuf {
    variable("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A folder that lies in memory, where there is one: for what is written much and proves nothing of
/// the disk.
pub(crate) fn memory() -> Option<&'static Path> {
    let memory = Path::new("/dev/shm");
    memory.is_dir().then_some(memory)
}

/// A program that was built, by its name.
pub(crate) fn program(release: bool, name: &str) -> PathBuf {
    target()
        .join(if release { "release" } else { "debug" })
        .join(name)
}

/// A variable that is set and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where xtask reads the environment"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
