//! A fault in the program is told without what it was working on: a panic's message may hold it.

use std::panic::{self, PanicHookInfo};

/// Replaces the default report, which prints the message.
pub(crate) fn tell_without_contents() {
    panic::set_hook(Box::new(|fault| {
        let sentence = sentence(fault);
        tracing::error!(fault = sentence, "a fault in the program");
        eprintln!("connections-console: {sentence}");
    }));
}

fn sentence(fault: &PanicHookInfo<'_>) -> String {
    let kind = if fault.payload().is::<String>() || fault.payload().is::<&str>() {
        "with a message that is not shown"
    } else {
        "without a message"
    };
    match fault.location() {
        Some(place) => format!("a fault at {}:{}, {kind}", place.file(), place.line()),
        None => format!("a fault at an unknown place, {kind}"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    static TOLD: Mutex<String> = Mutex::new(String::new());

    #[test]
    fn a_fault_is_told_with_its_place_and_without_its_message() {
        let before = panic::take_hook();
        panic::set_hook(Box::new(|fault| *TOLD.lock().unwrap() = sentence(fault)));
        let ended = panic::catch_unwind(|| panic!("the secret is {}", "hunter2"));
        panic::set_hook(before);

        assert!(ended.is_err());
        let told = TOLD.lock().unwrap();
        assert!(told.contains("faults.rs"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}
