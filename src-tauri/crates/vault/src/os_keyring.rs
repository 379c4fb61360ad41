//! The computer's own keyring: Secret Service, Keychain or Credential Manager.

use std::collections::HashMap;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
use keyring::{Entry, Error};
use keyring_core::api::CredentialStoreApi as _;
#[cfg(target_os = "windows")]
use windows_native_keyring_store::Store;
#[cfg(all(unix, not(target_os = "macos")))]
use zbus_secret_service_keyring_store::Store;
use zeroize::Zeroizing;

#[cfg(all(unix, not(target_os = "macos")))]
use crate::secret_service::{NAME, may_prompt, no_entry, platform_error};
use crate::{Keyring, KeyringError};

#[cfg(target_os = "macos")]
const NAME: &str = "macOS Keychain";

#[cfg(target_os = "windows")]
const NAME: &str = "Windows Credential Manager";

/// What the person reads in the keyring's own window, where the keyring takes it.
#[cfg(all(unix, not(target_os = "macos")))]
const LABEL: Option<&str> = Some("Connections Console");
#[cfg(any(target_os = "macos", target_os = "windows"))]
const LABEL: Option<&str> = None;

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
        let modifiers = LABEL.map(|label| HashMap::from([("label", label)]));
        let inner = Store::new()
            .and_then(|store| store.build(&self.service, ACCOUNT, modifiers.as_ref()))
            .map_err(|error| told_apart(&error))?;
        Ok(Entry { inner })
    }
}

impl Keyring for OsKeyring {
    fn read(&self) -> Result<Vec<Zeroizing<Vec<u8>>>, KeyringError> {
        let read = match self.entry()?.get_secret() {
            Ok(value) => return Ok(vec![value.into()]),
            Err(Error::NoEntry) => {
                #[cfg(all(unix, not(target_os = "macos")))]
                no_entry()?;
                return Ok(Vec::new());
            }
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
        // macOS asks before a program reads an item that another build of it wrote.
        #[cfg(not(all(unix, not(target_os = "macos"))))]
        let may_prompt = || cfg!(target_os = "macos");
        may_prompt()
    }
}

fn told_apart(error: &Error) -> KeyringError {
    use crate::KeyringError::{Broken, Denied};

    #[cfg(all(unix, not(target_os = "macos")))]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_no_platform_explains_is_a_refusal_or_a_fault() {
        let cause = || std::io::Error::other("the store said so").into();
        let keyring = || NAME.to_owned();
        for (error, expected) in [
            (
                Error::NoStorageAccess(cause()),
                KeyringError::Denied {
                    keyring: keyring(),
                    detail: Error::NoStorageAccess(cause()).to_string(),
                },
            ),
            (
                Error::PlatformFailure(cause()),
                KeyringError::Broken {
                    keyring: keyring(),
                    detail: Error::PlatformFailure(cause()).to_string(),
                },
            ),
        ] {
            assert_eq!(told_apart(&error), expected);
        }
    }
}
