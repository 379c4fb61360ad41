//! `trust-window SUITE [COUNT …]`: one suite of the long proofs that drives the real window, its
//! figures on standard output. The counts are those that the report promises, unless others are given
//! to try something out.

use std::process::ExitCode;

use stories::trust::hostile_text;

#[tokio::main]
async fn main() -> ExitCode {
    transport::install_crypto();
    let mut arguments = std::env::args().skip(1);
    let suite = arguments.next().unwrap_or_default();
    let mut count = |usual: usize| {
        let given = arguments.next().and_then(|text| text.parse().ok());
        given.unwrap_or(usual)
    };
    let tell = |line: &str| println!("   {line}");
    if suite != "hostile-text" {
        eprintln!("there is no such suite: {suite}");
        return ExitCode::from(2);
    }
    let texts = count(hostile_text::COUNT);
    let parts: Vec<String> = arguments.collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let parts = if parts.is_empty() {
        &hostile_text::PARTS[..]
    } else {
        &parts
    };
    let figures = hostile_text::measure(texts, parts, tell).await;
    for figure in &figures {
        println!("{figure}");
    }
    if !figures.is_empty() && figures.iter().all(|figure| figure.met) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
