//! What is particular to the Secret Service: four ways of not being there.

use std::io;
use std::sync::Arc;

use keyring::Error;
use keyring_core::api::CredentialStore;
use secret_service::blocking::SecretService;
use secret_service::{EncryptionType, Error as ServiceError};
use zbus_secret_service_keyring_store::Store;

use crate::{KeyringError, Missing};

pub(crate) const NAME: &str = "Secret Service (GNOME Keyring, KWallet or KeePassXC)";

/// Connects to the service.
pub(crate) fn open_store() -> keyring::Result<Arc<CredentialStore>> {
    Ok(Store::new()?)
}

/// Nothing was found. A service that was never unlocked has no default keyring to find it in, and
/// says "no entry" all the same: that is no proof that the key is lost.
pub(crate) fn no_entry() -> Result<(), KeyringError> {
    match default_keyring() {
        Ok(DefaultKeyring::Locked | DefaultKeyring::Unlocked) => Ok(()),
        Ok(DefaultKeyring::Missing) => Err(absent(Missing::DefaultKeyring)),
        Err(error) => Err(from_service(&error).unwrap_or_else(|| broken(&error))),
    }
}

/// A locked keyring asks for its password.
pub(crate) fn may_prompt() -> bool {
    matches!(default_keyring(), Ok(DefaultKeyring::Locked))
}

/// What the error means, where it came from the Secret Service.
pub(crate) fn platform_error(error: &Error) -> Option<KeyringError> {
    let (Error::PlatformFailure(cause) | Error::NoStorageAccess(cause)) = error else {
        return None;
    };
    from_service(cause.downcast_ref::<ServiceError>()?)
}

enum DefaultKeyring {
    Missing,
    Locked,
    Unlocked,
}

/// Looks without asking the person anything.
fn default_keyring() -> Result<DefaultKeyring, ServiceError> {
    let service = SecretService::connect(EncryptionType::Dh)?;
    match service.get_default_collection() {
        Ok(collection) if collection.is_locked()? => Ok(DefaultKeyring::Locked),
        Ok(_) => Ok(DefaultKeyring::Unlocked),
        Err(ServiceError::NoResult) => Ok(DefaultKeyring::Missing),
        Err(error) => Err(error),
    }
}

fn from_service(error: &ServiceError) -> Option<KeyringError> {
    match error {
        ServiceError::Unavailable => Some(absent(Missing::SessionBus)),
        ServiceError::NoResult => Some(absent(Missing::DefaultKeyring)),
        ServiceError::Locked | ServiceError::Prompt => Some(KeyringError::Locked {
            keyring: NAME.to_owned(),
        }),
        ServiceError::Zbus(zbus::Error::InputOutput(cause) | zbus::Error::Connection(cause, _)) => {
            from_socket(cause)
        }
        ServiceError::Zbus(zbus::Error::FDO(cause)) => from_bus(cause),
        ServiceError::ZbusFdo(cause) => from_bus(cause),
        ServiceError::Zbus(zbus::Error::MethodError(name, detail, _)) => match name.as_str() {
            "org.freedesktop.DBus.Error.ServiceUnknown"
            | "org.freedesktop.DBus.Error.NameHasNoOwner" => Some(absent(Missing::Service)),
            "org.freedesktop.DBus.Error.AccessDenied" => {
                Some(denied(detail.clone().unwrap_or_default()))
            }
            "org.freedesktop.Secret.Error.IsLocked" => Some(KeyringError::Locked {
                keyring: NAME.to_owned(),
            }),
            _ => None,
        },
        _ => None,
    }
}

fn from_bus(error: &zbus::fdo::Error) -> Option<KeyringError> {
    match error {
        zbus::fdo::Error::ServiceUnknown(_)
        | zbus::fdo::Error::NameHasNoOwner(_)
        | zbus::fdo::Error::SpawnServiceNotFound(_) => Some(absent(Missing::Service)),
        zbus::fdo::Error::AccessDenied(detail) => Some(denied(detail.clone())),
        _ => None,
    }
}

/// The bus has an address, and nobody is at home.
fn from_socket(error: &io::Error) -> Option<KeyringError> {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
    )
    .then(|| absent(Missing::SessionBus))
}

fn absent(missing: Missing) -> KeyringError {
    KeyringError::Absent {
        keyring: NAME.to_owned(),
        missing,
    }
}

fn denied(detail: String) -> KeyringError {
    KeyringError::Denied {
        keyring: NAME.to_owned(),
        detail,
    }
}

fn broken(error: &ServiceError) -> KeyringError {
    KeyringError::Broken {
        keyring: NAME.to_owned(),
        detail: error.to_string(),
    }
}
