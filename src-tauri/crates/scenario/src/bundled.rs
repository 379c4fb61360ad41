//! The scenarios that come with the program.

/// File name without its ending, and text.
pub fn bundled() -> [(&'static str, &'static str); 4] {
    [
        (
            "onboard-a-user",
            include_str!("../bundled/onboard-a-user.toml"),
        ),
        (
            "move-a-user-between-realms",
            include_str!("../bundled/move-a-user-between-realms.toml"),
        ),
        (
            "suspend-and-unsuspend-a-device",
            include_str!("../bundled/suspend-and-unsuspend-a-device.toml"),
        ),
        (
            "rotate-an-opa-service-key",
            include_str!("../bundled/rotate-an-opa-service-key.toml"),
        ),
    ]
}
