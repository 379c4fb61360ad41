//! The cryptography under TLS.

/// Chooses `ring` for the whole process. Calling it again does nothing.
pub fn install_crypto() {
    // An error means that a provider is installed already, which is what was wanted.
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
}
