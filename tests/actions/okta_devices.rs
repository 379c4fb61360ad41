//! Devices, through all of their states.

use super::{Turn, turn};

const DEVICE: (&str, &str) = ("device", "<search_devices.id>");

pub(super) const TURNS: &[Turn] = &[
    turn("search_devices", &[]),
    turn("read_device", &[DEVICE]),
    turn(
        "search_devices",
        &[
            ("status", "ACTIVE"),
            ("platform", "<read_device.platform>"),
            ("manufacturer", "<read_device.manufacturer>"),
            ("model", "<read_device.model>"),
            ("os_version", "<read_device.os_version>"),
            ("disk_encryption_type", "<read_device.disk_encryption_type>"),
            ("registered", "true"),
            ("secure_hardware", "true"),
            ("search", "profile.displayName sw \"\""),
            ("limit", "1"),
        ],
    ),
    turn("list_device_users", &[DEVICE]),
    turn("suspend_device", &[DEVICE]),
    turn("unsuspend_device", &[DEVICE]),
    turn("deactivate_device", &[DEVICE]),
    turn("activate_device", &[DEVICE]),
    turn("deactivate_device", &[DEVICE]),
    turn("delete_device", &[DEVICE]),
    turn(
        "custom_api_action",
        &[
            ("request_type", "GET"),
            ("relative_url", "/api/v1/devices"),
            ("query", "{\"limit\": 1}"),
            ("headers", "{\"Accept-Language\": \"en\"}"),
        ],
    ),
    turn("search_devices", &[("status", "SUSPENDED")]),
    turn(
        "custom_api_action",
        &[
            ("request_type", "POST"),
            (
                "relative_url",
                "/api/v1/devices/<search_devices.id>/lifecycle/unsuspend",
            ),
        ],
    ),
];
