//! `faults fail-points`: the rooms with places at which they fail, each of them tried. A program of
//! its own, so that the others are built as what is shipped is.

use std::process::ExitCode;

use stories::trust::fail_points::{PART, measure, play};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some(PART) => return play(arguments).await,
        Some("fail-points") => (),
        _ => {
            eprintln!("faults fail-points");
            return ExitCode::from(2);
        }
    }
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let figures = measure(&program, |line| println!("   {line}")).await;
    for figure in &figures {
        println!("{figure}");
    }
    if figures.iter().all(|figure| figure.met) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
