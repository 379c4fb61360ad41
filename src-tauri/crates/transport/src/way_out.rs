//! Whether this computer has a network at all. Nothing is sent to find out.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Addresses that belong to nobody (RFC 5737, RFC 3849): the system's routes to them are its
/// routes to the world.
const NOBODY: [SocketAddr; 2] = [
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9),
    SocketAddr::new(
        std::net::IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
        9,
    ),
];

/// Whether the system would know where to send what leaves this computer. To connect a datagram
/// socket looks up the route, and sends nothing.
pub(crate) fn is_there() -> bool {
    NOBODY.iter().any(|nobody| {
        let from: SocketAddr = match nobody {
            SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
            SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
        };
        UdpSocket::bind(from).is_ok_and(|socket| socket.connect(nobody).is_ok())
    })
}
