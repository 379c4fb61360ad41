//! One of the eight parsers under libFuzzer. `FUZZ_TARGET` says which; its seeds are written to the
//! folder `FUZZ_SEEDS` before libFuzzer looks there.
//!
//! Three more are faults that libFuzzer must find, or its silence about the others means nothing.

#![no_main]

use std::alloc::System;
use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs, hint, thread, time};

use cap::Cap;
use libfuzzer_sys::fuzz_target;

/// What one input may take up, in bytes.
const MOST: usize = 64 * 1024 * 1024;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

static CHECK: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = env::var("FUZZ_TARGET").expect("FUZZ_TARGET names a target");
    let real = fuzz::TARGETS.iter().find(|target| target.name == name);
    match name.as_str() {
        "planted-panic" => |data| assert!(!data.starts_with(b"gate")),
        "planted-hang" => |data| {
            if data.starts_with(b"wait") {
                thread::sleep(time::Duration::from_secs(600));
            }
        },
        "planted-memory" => |data| {
            if data.starts_with(b"much") {
                hint::black_box(vec![1_u8; MOST + 1]);
            }
        },
        _ => real.expect("FUZZ_TARGET is one of the targets").check,
    }
});

fuzz_target!(
    init: write_seeds(),
    |data: &[u8]| {
        let check = *CHECK;
        // Too much is an allocation that fails, and that ends the program.
        let limited = MEMORY.set_limit(MEMORY.allocated() + MOST);
        limited.expect("the limit is above what is in use");
        check(data);
        let freed = MEMORY.set_limit(usize::MAX);
        freed.expect("no limit is above what is in use");
    }
);

fn write_seeds() {
    let Ok(folder) = env::var("FUZZ_SEEDS") else {
        return;
    };
    let name = env::var("FUZZ_TARGET").unwrap_or_default();
    let target = fuzz::TARGETS.iter().find(|target| target.name == name);
    for (number, input) in target
        .map(fuzz::Target::inputs)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let file = Path::new(&folder).join(format!("seed-{number}"));
        fs::write(file, input).expect("a seed can be written");
    }
}
