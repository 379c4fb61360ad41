//! The project's own commands: `cargo xtask NAME`.

mod bench;
mod built;
mod count;
mod display;
mod figures;
mod manners;
mod node;
mod packages;
mod run;
mod step;
mod test;
mod trust;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use packages::Purpose;
use step::cargo;

const HELP: &str = "\
cargo xtask NAME

  run [--release]   open the console with a practice org; where there is no display,
                    walk through it on a virtual one and keep the pictures in target/tour/
  test              everything that CI runs
  trust [--list]    the long proofs: each figure beside what is promised, written to
                    target/trust/report.md; --only NAME runs one suite, --continue those
                    that were not as promised of this very commit
  bench [WHAT]      start, memory and size beside a blank window, long lists beside a plain
                    loop, a click beside a bare call; WHAT is windows, lists or clicks
  sandbox [ARGS]    the practice org alone; --help lists its arguments
  bindings          write ui/src/ipc/bindings anew from the Rust types
  setup             install what building and testing need, and nothing else
  help              this";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match answer(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            if error.is::<packages::Missing>() {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

fn answer(arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["run"] => run::run(false),
        ["run", "--release"] => run::run(true),
        ["test"] => test::test(),
        ["trust", rest @ ..] => trust::trust(rest),
        ["bench", which @ ..] => bench::bench(which),
        ["sandbox", rest @ ..] => sandbox(rest),
        ["bindings"] => step::run(
            "bindings",
            cargo(["test", "--locked", "-p", "connections", "export_bindings"]),
        ),
        ["setup"] => setup(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => bail!(
            "there is no such command: {}\n\n{HELP}",
            arguments.join(" ")
        ),
    }
}

fn sandbox(arguments: &[&str]) -> Result<()> {
    let mut sandbox = cargo(["run", "--locked", "--quiet", "-p", "sandbox", "--"]);
    sandbox.args(arguments);
    step::hand_over(sandbox)
}

fn setup() -> Result<()> {
    packages::install(Purpose::Test)?;
    node::install()?;
    node::install_stranger()?;
    println!("\nEverything is there.");
    Ok(())
}
