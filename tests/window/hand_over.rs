//! Stands in for the browser that `BROWSER` names: hands the address on and ends.
//!
//! `hand-over SOCKET URL`

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [socket, page] = arguments.as_slice() else {
        eprintln!("hand-over SOCKET URL");
        return ExitCode::from(2);
    };
    match UnixStream::connect(socket).and_then(|mut letter| letter.write_all(page.as_bytes())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hand-over: {error}");
            ExitCode::FAILURE
        }
    }
}
