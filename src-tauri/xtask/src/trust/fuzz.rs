//! Eight parsers under libFuzzer, a minute each, two at a time.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::figures::Figure;
use crate::step::{self, cargo};
use crate::workspace::{root, target};

const SECONDS: u64 = 60;
/// In a minute of a slow, busy core; a run with fewer has not tried anything.
const FEWEST: usize = 10_000;
/// One input that takes longer hangs.
const HANGS_AFTER: u64 = 5;
/// Faults that libFuzzer must find, or its silence about the others means nothing.
const PLANTED: [&str; 3] = ["planted-panic", "planted-hang", "planted-memory"];
/// Coverage for libFuzzer. Without `AddressSanitizer`: what is ours is safe Rust, and it would take
/// twice as long to build and to run.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
     -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
     -Ccodegen-units=1";
/// As much of what was found as is worth keeping: the shortest lines of this length at most.
const KEPT: usize = 200;
const LONGEST_KEPT: usize = 1_000;

/// Builds the one program and runs each parser in it.
pub(crate) fn fuzz() -> Result<Vec<Figure>> {
    let program = build()?;
    let begun = Instant::now();
    let found = two_at_a_time(&PLANTED, |name| run(&program, name))?;
    let found = found.iter().filter(|run| run.ended_by.is_some()).count();
    let mut figures = vec![Figure::every_time(
        "planted faults that libFuzzer finds",
        found,
        PLANTED.len(),
        begun,
    )];
    let names = names()?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let told = two_at_a_time(&names, |name| {
        let told = run(&program, name)?.figures();
        keep(&program, name)?;
        Ok(told)
    })?;
    figures.extend(told.into_iter().flatten());
    Ok(figures)
}

fn build() -> Result<PathBuf> {
    let host = host()?;
    let mut build = cargo(["build", "--locked", "--release", "--target", &host]);
    build
        .arg("--manifest-path=tests/fuzz/libfuzzer/Cargo.toml")
        .env("CARGO_TARGET_DIR", target().join("fuzz"))
        // The flags are marked unstable, and this is how a stable compiler takes them.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", FLAGS);
    step::run("the parsers, for libFuzzer", build)?;
    let release = target().join("fuzz").join(host).join("release");
    Ok(release.join("fuzz-run"))
}

/// Such as `x86_64-unknown-linux-gnu`.
fn host() -> Result<String> {
    let said = Command::new("rustc").arg("-vV").output()?.stdout;
    let said = String::from_utf8(said)?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .context("rustc does not say what it compiles for")
}

/// Each has a kept corpus.
fn names() -> Result<Vec<String>> {
    let folder = fs::read_dir(root().join("tests/fuzz/corpus"))?;
    let mut names = Vec::new();
    for entry in folder {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        names.extend(name.map(str::to_owned));
    }
    names.sort();
    ensure!(names.len() == 8, "there are {} targets", names.len());
    Ok(names)
}

/// What became of one target.
struct Run {
    name: String,
    executions: u64,
    /// A panic, a hang, or too much memory: libFuzzer's own word for it.
    ended_by: Option<String>,
    begun: Instant,
}

impl Run {
    fn figures(&self) -> [Figure; 2] {
        let Self {
            name,
            executions,
            ended_by,
            begun,
        } = self;
        let ended = usize::from(ended_by.is_some());
        let nothing = format!("{name}: panics, hangs, and inputs that take more than 64 MiB");
        let tried = format!("{name}: executions in {SECONDS} s");
        let trials = usize::try_from(*executions).unwrap_or(usize::MAX);
        [
            Figure::never(&nothing, ended, *executions, *begun),
            Figure::at_least(&tried, FEWEST, trials, trials, *begun),
        ]
    }
}

fn run(program: &Path, name: &str) -> Result<Run> {
    let begun = Instant::now();
    let place = place(name);
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    let corpus = place.join("corpus");
    fs::create_dir_all(&corpus)?;
    let log = place.join("log");
    let mut command = Command::new(program);
    command
        .arg(&corpus)
        .arg(format!("-max_total_time={SECONDS}"))
        .arg(format!("-timeout={HANGS_AFTER}"))
        // Of the whole process, corpus and all: what one input takes is counted by the program.
        .args([
            "-rss_limit_mb=4096",
            "-print_final_stats=1",
            "-use_value_profile=1",
        ])
        .arg(format!("-artifact_prefix={}/", place.display()))
        .env("FUZZ_TARGET", name)
        .env("FUZZ_SEEDS", &corpus)
        .stdout(File::create(place.join("out"))?)
        .stderr(File::create(&log)?);
    let status = command.status().context("libFuzzer cannot be run")?;
    let said = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    let executions = executions(&said);
    let ended_by = (!status.success()).then(|| reason(&said));
    let end = ended_by.as_deref().unwrap_or("nothing found");
    println!(
        "   {name}: {executions} executions, {end} ({})",
        log.display()
    );
    Ok(Run {
        name: name.to_owned(),
        executions,
        ended_by,
        begun,
    })
}

fn place(name: &str) -> PathBuf {
    target().join("trust").join("fuzz").join(name)
}

/// `stat::number_of_executed_units: 123`, or the last `#123` where it was ended before.
fn executions(said: &str) -> u64 {
    let counted = |line: &str| {
        let number = match line.strip_prefix("stat::number_of_executed_units:") {
            Some(number) => number.trim(),
            None => line.strip_prefix('#')?.split_whitespace().next()?,
        };
        number.parse().ok()
    };
    said.lines().filter_map(counted).max().unwrap_or(0)
}

/// The lines that say what happened.
fn reason(said: &str) -> String {
    let telling = ["panicked at", "ERROR:", "memory allocation of"];
    let mut lines = said.lines();
    let first = lines.find(|line| telling.iter().any(|word| line.contains(word)));
    let then = lines.next().unwrap_or_default();
    format!("{} {then}", first.unwrap_or("it failed"))
}

/// Writes what is worth keeping of the corpus to a text, a line each, in the form of
/// `tests/fuzz/corpus/`: a person copies it there.
fn keep(program: &Path, name: &str) -> Result<()> {
    let place = place(name);
    let least = place.join("least");
    fs::create_dir_all(&least)?;
    let mut merge = Command::new(program);
    merge
        .arg("-merge=1")
        .args([&least, &place.join("corpus")])
        .env("FUZZ_TARGET", name)
        .stdout(File::create(place.join("out"))?)
        .stderr(File::create(place.join("merge-log"))?);
    merge.status().context("the corpus cannot be merged")?;
    let mut lines = Vec::new();
    for entry in fs::read_dir(&least)? {
        lines.push(fs::read(entry?.path())?.escape_ascii().to_string());
    }
    lines.retain(|line| !line.is_empty() && line.len() <= LONGEST_KEPT);
    lines.sort_by_key(String::len);
    lines.truncate(KEPT);
    lines.sort();
    let text: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
    fs::write(place.with_extension("txt"), text)?;
    Ok(())
}

/// The outcomes in the order of the names.
fn two_at_a_time<T: Send>(
    names: &[&str],
    run: impl Fn(&str) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let next = Mutex::new(names.iter().enumerate());
    let done = Mutex::new(Vec::new());
    let work = || {
        loop {
            let turn = next.lock().ok().and_then(|mut next| next.next());
            let Some((number, name)) = turn else {
                return;
            };
            let outcome = run(name);
            if let Ok(mut done) = done.lock() {
                done.push((number, outcome));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libfuzzers_own_words_are_read() {
        let well = "#2\tINITED cov: 3\n#1000\tpulse\nstat::number_of_executed_units: 1234\n";
        assert_eq!(executions(well), 1234);
        let ill = "#7\tNEW\nthread '<unnamed>' panicked at a.rs:1:2:\nno\n==1== ERROR: libFuzzer: deadly signal\n";
        assert_eq!(executions(ill), 7);
        assert_eq!(reason(ill), "thread '<unnamed>' panicked at a.rs:1:2: no");
    }

    #[test]
    fn each_name_gets_its_turn_and_outcomes_keep_their_order() {
        let told = two_at_a_time(&["a", "b", "c"], |name| Ok(name.to_owned())).unwrap();
        assert_eq!(told, ["a", "b", "c"]);
    }
}
