//! What this program runs on, in the words of the system.

use connections::Machine;

/// The system, the web view, and whose folder is `~`.
pub(crate) fn machine() -> Machine {
    Machine {
        system: format!("{} on {}", system(), std::env::consts::ARCH),
        web_view: web_view(),
        home: dirs::home_dir(),
    }
}

fn web_view() -> String {
    let name = if cfg!(windows) {
        "WebView2"
    } else if cfg!(target_os = "macos") {
        "WebKit"
    } else {
        "WebKitGTK"
    };
    match tauri::webview_version() {
        Ok(version) => format!("{name} {version}"),
        Err(_) => format!("{name}, version not told"),
    }
}

/// Its name and version, as it calls itself.
#[cfg(target_os = "linux")]
fn system() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let name = pretty(&release).unwrap_or("Linux");
    format!("{name}, kernel {}", kernel.trim())
}

#[cfg(not(target_os = "linux"))]
fn system() -> String {
    std::env::consts::OS.to_owned()
}

/// `PRETTY_NAME` of os-release(5), whose values may stand in quotes.
#[cfg(target_os = "linux")]
fn pretty(release: &str) -> Option<&str> {
    let value = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(value.trim().trim_matches(['"', '\'']))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_called_what_it_calls_itself() {
        let debian = "NAME=\"Debian GNU/Linux\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";
        assert_eq!(pretty(debian), Some("Debian GNU/Linux 12 (bookworm)"));
        assert_eq!(pretty("PRETTY_NAME='Alpine'"), Some("Alpine"));
        assert_eq!(pretty("NAME=x"), None);
    }
}
