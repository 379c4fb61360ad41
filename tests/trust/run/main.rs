//! `trust SUITE [COUNT …]`: one suite of the long proofs, its figures on standard output. The
//! counts are those that the report promises, unless others are given to try something out.

use std::process::ExitCode;

use stories::trust::{database, loopback, relying_party, renewal, single_flight};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let suite = arguments.next().unwrap_or_default();
    let played = match suite.as_str() {
        renewal::PROCESS => Some(renewal::be_a_process(&mut arguments).await),
        database::MIGRATION => Some(database::be_a_migration(&mut arguments).await),
        _ => None,
    };
    if let Some(ended) = played {
        return match ended {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) => {
                eprintln!("{fault:#}");
                ExitCode::FAILURE
            }
        };
    }
    let mut count = |usual: u64| {
        let given = arguments.next().and_then(|text| text.parse().ok());
        given.unwrap_or(usual)
    };
    let tell = |line: &str| println!("   {line}");
    let figures = match suite.as_str() {
        "relying-party" => relying_party::measure(tell).await,
        "single-flight" => single_flight::measure(count(100_000), tell),
        "database" => database::measure(count(2_000), count(40), true, tell).await,
        "loopback" => loopback::measure(count(1_000), count(10_000), tell).await,
        "renewal" => renewal::measure(count(20), count(1_000), count(5), tell).await,
        _ => {
            eprintln!("there is no such suite: {suite}");
            return ExitCode::from(2);
        }
    };
    for figure in &figures {
        println!("{figure}");
    }
    if figures.iter().all(|figure| figure.met) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
