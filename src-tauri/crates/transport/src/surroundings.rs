//! What around this program decides which way a request takes and whom it believes.

/// The variables that name a proxy, or exceptions from one.
const PROXY: [&str; 8] = [
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
];

/// Those of the variables that choose a proxy which are set; their values may hold a password
/// and are not told.
#[expect(
    clippy::disallowed_methods,
    reason = "this is told of, and not decided by: the client and the verifier read the same"
)]
pub fn proxy_variables() -> Vec<&'static str> {
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    PROXY.into_iter().filter(is_set).collect()
}

/// Those of the variables that stand in for the operating system's certificates which are set,
/// with what they name. Only Linux and its relatives read them.
#[expect(
    clippy::disallowed_methods,
    reason = "this is told of, and not decided by: the client and the verifier read the same"
)]
pub fn trust_variables() -> Vec<(&'static str, String)> {
    if cfg!(any(windows, target_vendor = "apple")) {
        return Vec::new();
    }
    let named = |name| Some((name, std::env::var(name).ok().filter(|v| !v.is_empty())?));
    ["SSL_CERT_FILE", "SSL_CERT_DIR"]
        .into_iter()
        .filter_map(named)
        .collect()
}
