//! System calls of a program, as strace tells them.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether strace is there, and may trace.
pub fn is_there() -> bool {
    let mut traced = Command::new("strace");
    traced.args(["-o", "/dev/null", "true"]);
    let ended = traced.stdout(Stdio::null()).stderr(Stdio::null()).status();
    ended.is_ok_and(|status| status.success())
}

/// The command that traces these calls of what follows it into `log`: every thread, descriptors
/// with their paths, strings in full and in hexadecimal.
pub(crate) fn command(calls: &[&str], log: &Path) -> Vec<OsString> {
    let calls = format!("trace={}", calls.join(","));
    let options = ["strace", "-f", "-y", "-xx", "-s", "1048576"];
    let mut words: Vec<OsString> = options.iter().map(OsString::from).collect();
    words.extend(["-e".into(), calls.into(), "-o".into(), log.into()]);
    words
}

/// One call, in the order in which they began.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) thread: u32,
    pub(crate) name: String,
    /// What stands between the parentheses, as far as it was known when it began.
    arguments: String,
    /// What stands behind `=`; `?` where it never returned.
    pub(crate) result: String,
}

/// Reads a log; lines that tell of no call are left out.
pub(crate) fn read(log: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut unfinished: HashMap<u32, usize> = HashMap::new();
    for line in log.lines() {
        let Some((thread, told)) = line.split_once(' ') else {
            continue;
        };
        let Ok(thread) = thread.parse() else {
            continue;
        };
        let told = told.trim_start();
        if told.starts_with("<... ") {
            let call = unfinished.remove(&thread).and_then(|at| calls.get_mut(at));
            if let (Some(call), Some((_, result))) = (call, told.rsplit_once(" = ")) {
                result.clone_into(&mut call.result);
            }
            continue;
        }
        let Some((name, rest)) = told.split_once('(') else {
            continue;
        };
        let (arguments, result) = if let Some(begun) = rest.strip_suffix(" <unfinished ...>") {
            unfinished.insert(thread, calls.len());
            (begun, "?")
        } else {
            rest.rsplit_once(" = ").unwrap_or((rest, "?"))
        };
        calls.push(Call {
            thread,
            name: name.to_owned(),
            arguments: arguments.trim_end().trim_end_matches(')').to_owned(),
            result: result.to_owned(),
        });
    }
    calls
}

impl Call {
    /// The descriptor that it is about.
    pub(crate) fn descriptor(&self) -> Option<u32> {
        self.arguments.split('<').next()?.parse().ok()
    }

    /// What that is: a path, or what the system calls it. Of a call that names no descriptor, the
    /// path that it names.
    pub(crate) fn target(&self) -> String {
        let described = self.descriptor().and_then(|_| {
            let described = self.arguments.split_once('<')?.1;
            described.split_once('>').map(|(path, _)| plain(path))
        });
        let target = described.or_else(|| self.texts().into_iter().next());
        String::from_utf8_lossy(&target.unwrap_or_default()).into_owned()
    }

    /// The texts and buffers among its arguments.
    pub(crate) fn texts(&self) -> Vec<Vec<u8>> {
        let quoted = self.arguments.split('"').skip(1).step_by(2);
        quoted.map(plain).collect()
    }

    /// The numbers among its arguments, the descriptor apart.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let words = self.arguments.split(", ").skip(1);
        words.filter_map(|word| word.parse().ok()).collect()
    }

    /// What it gave, where it succeeded.
    pub(crate) fn gave(&self) -> Option<u64> {
        let number = self.result.split([' ', '<']).next()?;
        number.parse().ok()
    }
}

/// `\x41` is a byte, and so is every other character.
fn plain(told: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = told.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after
            .strip_prefix(b"x")
            .filter(|_| first == b'\\')
            .and_then(|digits| std::str::from_utf8(digits.get(..2)?).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = hex {
            bytes.push(byte);
            rest = &after[3..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_in_the_order_in_which_they_began() {
        let log = "\
12  write(4<\\x2f\\x64\\x62>, \"\\x41\\x0a\", 2) = 2
12  fdatasync(4<\\x2f\\x64\\x62> <unfinished ...>
7   unlink(\"\\x2f\\x62\") = 0
12  <... fdatasync resumed>)              = -1 EIO (Input/output error) (INJECTED)
12  pwrite64(4<\\x2f\\x64\\x62>, \"\\x42\", 1, 512) = ?
12  +++ killed by SIGKILL +++
";
        let calls = read(log);
        let told: Vec<_> = calls
            .iter()
            .map(|call| (call.thread, call.name.as_str(), call.target(), call.gave()))
            .collect();
        let expected = [
            (12, "write", "/db".to_owned(), Some(2)),
            (12, "fdatasync", "/db".to_owned(), None),
            (7, "unlink", "/b".to_owned(), Some(0)),
            (12, "pwrite64", "/db".to_owned(), None),
        ];
        assert_eq!(told, expected);
        assert_eq!(calls[0].texts(), [b"A\n"]);
        assert!(calls[1].result.ends_with("(INJECTED)"));
        assert_eq!(calls[3].numbers(), [1, 512]);
        assert_eq!(calls[3].descriptor(), Some(4));
    }
}
