//! Building. `run` and `test` build the same set of packages with the same features, so that
//! what one has built the other need not build again.

use anyhow::Result;

use crate::node;
use crate::step::{self, cargo};

/// Every member of the workspace, with everything in it but the fail points: the programs that are
/// tested are like those that are shipped, and the shell does not compile over the others.
pub(crate) const EVERYTHING: [&str; 4] = [
    "--locked",
    "--workspace",
    "--features",
    "stories/window,connections-console/blank,connections-console/trial",
];

/// The program of the fail points, which nothing above builds.
pub(crate) const FAULTS: [&str; 5] = [
    "--locked",
    "--package=stories",
    "--bin=faults",
    "--features",
    "stories/fail-points",
];

/// Builds the page and every program.
pub(crate) fn programs(release: bool) -> Result<()> {
    node::install()?;
    node::build()?;
    let mut build = cargo(["build", "--bins"]);
    build.args(EVERYTHING);
    if release {
        build.arg("--release");
    }
    step::run("programs", build)
}
