//! The computer's own keyring: Secret Service, Keychain or Credential Manager.

use std::collections::HashMap;

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use crate::{Keyring, KeyringError};

/// The account under which the key rests in the console's service.
const ACCOUNT: &str = "sealing-key";

/// One item in the OS keyring.
///
/// The store is opened anew for each call, so that a keyring which was installed, unlocked or
/// restarted meanwhile is found.
pub struct OsKeyring {
    service: String,
}

impl OsKeyring {
    /// The item that belongs to `service`, such as the application's identifier.
    pub fn new(service: &str) -> Self {
        Self {
            service: service.to_owned(),
        }
    }

    fn entry(&self) -> Result<Entry, KeyringError> {
        let inner = open_store()
            .and_then(|store| store.build(&self.service, ACCOUNT, modifiers().as_ref()))
            .map_err(|error| told_apart(&error))?;
        Ok(Entry { inner })
    }
}

impl Keyring for OsKeyring {
    fn read(&self) -> Result<Vec<Zeroizing<Vec<u8>>>, KeyringError> {
        let read = match self.entry()?.get_secret() {
            Ok(value) => return Ok(vec![value.into()]),
            Err(Error::NoEntry) => return no_entry().map(|()| Vec::new()),
            Err(Error::Ambiguous(entries)) => entries
                .iter()
                .map(|entry| entry.get_secret().map(Zeroizing::new))
                .collect(),
            Err(error) => Err(error),
        };
        read.map_err(|error| told_apart(&error))
    }

    fn write(&self, value: &[u8]) -> Result<(), KeyringError> {
        self.entry()?
            .set_secret(value)
            .map_err(|error| told_apart(&error))
    }

    fn delete(&self) -> Result<(), KeyringError> {
        match self.entry()?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(told_apart(&error)),
        }
    }

    fn name(&self) -> &str {
        NAME
    }

    fn may_prompt(&self) -> bool {
        may_prompt()
    }
}

fn told_apart(error: &Error) -> KeyringError {
    use crate::KeyringError::{Broken, Denied};

    if let Some(known) = platform_error(error) {
        return known;
    }
    let keyring = NAME.to_owned();
    let detail = error.to_string();
    match error {
        Error::NoStorageAccess(_) => Denied { keyring, detail },
        _ => Broken { keyring, detail },
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
use crate::secret_service::{NAME, may_prompt, no_entry, open_store, platform_error};

/// What the person reads in the keyring's own window.
#[cfg(all(unix, not(target_os = "macos")))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "only the Secret Service takes a label"
)]
fn modifiers() -> Option<HashMap<&'static str, &'static str>> {
    Some(HashMap::from([("label", "Connections Console")]))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn modifiers() -> Option<HashMap<&'static str, &'static str>> {
    None
}

#[cfg(target_os = "macos")]
const NAME: &str = "macOS Keychain";

#[cfg(target_os = "windows")]
const NAME: &str = "Windows Credential Manager";

#[cfg(target_os = "macos")]
fn open_store() -> keyring::Result<std::sync::Arc<keyring_core::api::CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn open_store() -> keyring::Result<std::sync::Arc<keyring_core::api::CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// Elsewhere a missing item is a missing item.
#[cfg(any(target_os = "macos", target_os = "windows"))]
fn no_entry() -> Result<(), KeyringError> {
    Ok(())
}

/// macOS asks before a program reads an item that another build of it wrote.
#[cfg(any(target_os = "macos", target_os = "windows"))]
fn may_prompt() -> bool {
    cfg!(target_os = "macos")
}

#[cfg(any(target_os = "macos", target_os = "windows"))]
fn platform_error(_: &Error) -> Option<KeyringError> {
    None
}
