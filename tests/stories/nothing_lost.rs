//! However a renewal is ended, the connection is there afterwards: the long proofs in short.

use std::path::Path;

use stories::trust::figure::Figure;
use stories::trust::{kill, power_loss, strace, system_calls};

/// The program that is ended.
fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_trust"))
}

fn all_met(figures: &[Figure], said: &[String]) {
    let met = figures.iter().all(|figure| figure.met);
    assert!(met, "{said:#?} {figures:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_killed_while_it_renews_loses_nothing() {
    let mut said = Vec::new();
    let figures = kill::measure(program(), 40, |line| said.push(line.to_owned())).await;
    all_met(&figures, &said);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewal_of_which_one_write_fails_loses_nothing() {
    if !strace::is_there() {
        println!("not tried: strace is not there, or may not trace");
        return;
    }
    let mut said = Vec::new();
    let figures = system_calls::measure(program(), 16, |line| said.push(line.to_owned())).await;
    all_met(&figures, &said);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loss_of_power_while_it_renews_leaves_the_old_tokens_or_the_new_ones() {
    if !strace::is_there() {
        println!("not tried: strace is not there, or may not trace");
        return;
    }
    let mut said = Vec::new();
    let figures = power_loss::measure(program(), 400, |line| said.push(line.to_owned())).await;
    all_met(&figures, &said);
}
