//! Seals and opens secrets under a key that the OS keyring holds.
