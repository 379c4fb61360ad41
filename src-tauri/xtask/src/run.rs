//! `cargo xtask run`: the console with a practice org, or a walk through it.

use std::process::Command;

use anyhow::Result;

use crate::packages::{self, Purpose};
use crate::workspace::{program, target};
use crate::{built, display, step};

/// Opens the console. A debug build is what starts soonest; `release` is what is shipped.
pub(crate) fn run(release: bool) -> Result<()> {
    if display::is_there() {
        open(release)
    } else {
        walk_through(release)
    }
}

fn open(release: bool) -> Result<()> {
    packages::install(Purpose::Run)?;
    built::programs(release)?;
    println!("\nOpening the console. The practice org runs inside it and ends with it.");
    let mut console = Command::new(program(release, "connections-console"));
    console.arg("--sandbox");
    step::hand_over(console)
}

fn walk_through(release: bool) -> Result<()> {
    println!("There is no display here, so the console is opened on a virtual one and walked");
    println!("through by itself: each connector is connected and tested, then actions are run.");
    packages::install(Purpose::Test)?;
    built::programs(release)?;
    let tour = target().join("tour");
    let mut guide = Command::new(program(release, "tour"));
    guide
        .arg(program(release, "connections-console"))
        .arg(&tour);
    step::run("tour", guide)?;
    println!(
        "\nPictures and what was done: {}",
        tour.join("tour.md").display()
    );
    Ok(())
}
