//! `trust SUITE [COUNT …]`: one suite of the long proofs, its figures on standard output. The
//! counts are those that the report promises, unless others are given to try something out.

use std::process::ExitCode;

use anyhow::{Result, ensure};
use stories::trust::{bad_weather, clocks, loopback, rate_limits, relying_party, renewal, soak};
use tokio::process::Command;

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let suite = arguments.next().unwrap_or_default();
    if suite == renewal::PROCESS {
        return ended(renewal::be_a_process(arguments).await);
    }
    if suite == clocks::PROCESS {
        return ended(clocks::be_a_process(arguments).await);
    }
    if suite == "bad-weather" && !bad_weather::is_behind() {
        return ended(in_the_network().await);
    }
    let mut count = |usual: u64| {
        let given = arguments.next().and_then(|text| text.parse().ok());
        given.unwrap_or(usual)
    };
    let tell = |line: &str| println!("   {line}");
    let figures = match suite.as_str() {
        "relying-party" => relying_party::measure(tell).await,
        "loopback" => loopback::measure(count(1_000), count(10_000), tell).await,
        "renewal" => renewal::measure(count(20), count(1_000), count(5), tell).await,
        "bad-weather" => bad_weather::measure(count(5_000), count(64), tell).await,
        "rate-limits" => rate_limits::measure(count(10_000), count(10), tell).await,
        "clocks" => clocks::measure(count(3), true, tell).await,
        "soak" => soak::measure(count(24), count(100), tell).await,
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

/// How one that takes part ended.
fn ended(outcome: Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault:#}");
            ExitCode::FAILURE
        }
    }
}

/// This very program again, in a network of its own; what it prints is what this one says.
async fn in_the_network() -> Result<()> {
    let mut again = Command::new(std::env::current_exe()?);
    again.args(std::env::args().skip(1));
    let status = bad_weather::behind(again).await?;
    ensure!(status.success(), "not all is as promised");
    Ok(())
}
