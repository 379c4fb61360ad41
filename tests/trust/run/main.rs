//! `trust SUITE [COUNT …]`: one suite of the long proofs, its figures on standard output. The
//! counts are those that the report promises, unless others are given to try something out.

use std::alloc::System;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use stories::trust::{
    bad_weather, clocks, database, keyring, kill, leaks, loopback, power_loss, rate_limits,
    relying_party, renewal, single_flight, soak, subject, system_calls,
};
use tokio::process::Command;
use zeroizing_alloc::ZeroAlloc;

/// As the console has it: a process of this program may stand for one.
#[global_allocator]
static WIPED: ZeroAlloc<System> = ZeroAlloc(System);

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let suite = arguments.next().unwrap_or_default();
    // Some suites are played by several processes, of which this may be one.
    let part = match suite.as_str() {
        renewal::PROCESS => Some(renewal::be_a_process(&mut arguments).await),
        clocks::PROCESS => Some(clocks::be_a_process(&mut arguments).await),
        "bad-weather" if !bad_weather::is_behind() => Some(in_the_network().await),
        database::MIGRATION => Some(database::be_a_migration(&mut arguments).await),
        subject::PROGRAM => Some(subject::be_the_program(&mut arguments).await),
        leaks::PROCESS => Some(leaks::be_a_console(&mut arguments).await),
        keyring::PROCESS => Some(keyring::be_a_console(&mut arguments).await),
        _ => None,
    };
    if let Some(played) = part {
        return played.map_or_else(
            |fault| {
                eprintln!("{fault:#}");
                ExitCode::FAILURE
            },
            |()| ExitCode::SUCCESS,
        );
    }
    let itself = match std::env::current_exe() {
        Ok(itself) => itself,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
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
        "bad-weather" => bad_weather::measure(count(5_000), count(64), tell).await,
        "rate-limits" => rate_limits::measure(count(10_000), count(10), tell).await,
        "clocks" => clocks::measure(count(3), true, tell).await,
        "soak" => soak::measure(count(24), count(100), tell).await,
        "leaks" => leaks::measure(&itself, count(20), true, tell).await,
        "keyring" => keyring::measure(&itself, count(10_000), tell).await,
        "kill" => kill::measure(&itself, count(3_000), tell).await,
        "system-calls" => system_calls::measure(&itself, count(0), tell).await,
        "power-loss" => power_loss::measure(&itself, count(10_000), tell).await,
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

/// This very program again, in a network of its own; what it prints is what this one says.
async fn in_the_network() -> Result<()> {
    let mut again = Command::new(std::env::current_exe()?);
    again.args(std::env::args().skip(1));
    let status = bad_weather::behind(again).await?;
    ensure!(status.success(), "not all is as promised");
    Ok(())
}
