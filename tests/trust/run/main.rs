//! `trust SUITE [COUNT …]`: one suite of the long proofs, its figures on standard output. The
//! counts are those that the report promises, unless others are given to try something out.

use std::alloc::System;
use std::process::ExitCode;

use stories::trust::{
    keyring, kill, leaks, loopback, power_loss, relying_party, renewal, subject, system_calls,
};
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
        "loopback" => loopback::measure(count(1_000), count(10_000), tell).await,
        "renewal" => renewal::measure(count(20), count(1_000), count(5), tell).await,
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
