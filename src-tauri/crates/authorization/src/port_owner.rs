//! Who holds a port, as far as the system tells.

/// `node (pid 4312)`; `None` where it is another user's process, or the system does not say.
pub(crate) fn owner(port: u16) -> Option<String> {
    if cfg!(not(target_os = "linux")) {
        // Elsewhere there is no way that needs no rights.
        return None;
    }
    let inode = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .find_map(|table| {
            let table = std::fs::read_to_string(table).ok()?;
            table
                .lines()
                .skip(1)
                .find_map(|row| inode_of(row, port).map(str::to_owned))
        })?;
    process_with(&format!("socket:[{inode}]"))
}

/// The socket of a row of `/proc/net/tcp` (proc(5)) that listens on `port`.
fn inode_of(row: &str, port: u16) -> Option<&str> {
    const LISTEN: &str = "0A";
    let mut columns = row.split_ascii_whitespace();
    let local = columns.nth(1)?;
    let state = columns.nth(1)?;
    let inode = columns.nth(5)?;
    let (_, listening) = local.rsplit_once(':')?;
    let here = u16::from_str_radix(listening, 16) == Ok(port);
    (here && state == LISTEN).then_some(inode)
}

fn process_with(socket: &str) -> Option<String> {
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    for process in processes {
        let name = process.file_name();
        let Some(pid) = name
            .to_str()
            .filter(|pid| pid.bytes().all(|b| b.is_ascii_digit()))
        else {
            continue;
        };
        let Ok(descriptors) = std::fs::read_dir(process.path().join("fd")) else {
            continue;
        };
        let holds = descriptors
            .flatten()
            .filter_map(|descriptor| std::fs::read_link(descriptor.path()).ok())
            .any(|target| target.as_os_str() == socket);
        if holds {
            let name = std::fs::read_to_string(process.path().join("comm")).ok()?;
            return Some(format!("{} (pid {pid})", name.trim()));
        }
    }
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_process_that_listens_is_named() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let owner = owner(listener.local_addr().unwrap().port()).unwrap();
        assert!(
            owner.ends_with(&format!("(pid {})", std::process::id())),
            "{owner}"
        );
    }

    #[test]
    fn only_a_listening_socket_of_that_port_is_meant() {
        let row = "   3: 0100007F:4597 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 777 1 0";
        assert_eq!(inode_of(row, 0x4597), Some("777"));
        assert_eq!(inode_of(row, 0x4598), None);
        assert_eq!(inode_of(&row.replace(" 0A ", " 01 "), 0x4597), None);
    }
}
