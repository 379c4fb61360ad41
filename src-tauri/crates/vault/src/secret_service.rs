//! What is particular to the Secret Service: four ways of not being there.

use std::io;

use keyring::Error;
use secret_service::blocking::SecretService;
use secret_service::{EncryptionType, Error as ServiceError};

use crate::{KeyringError, Missing};

pub(crate) const NAME: &str = "Secret Service (GNOME Keyring, KWallet or KeePassXC)";

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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use zbus::Error as BusError;
    use zbus::fdo::Error as BusAnswer;

    use super::*;

    fn locked() -> KeyringError {
        KeyringError::Locked {
            keyring: NAME.to_owned(),
        }
    }

    /// As a keyring answers to a call.
    fn answered(name: &'static str) -> ServiceError {
        let call = zbus::message::Message::method_call("/", "Unlock").unwrap();
        let name = zbus::names::ErrorName::try_from(name).unwrap();
        let detail = Some("not you".to_owned());
        ServiceError::Zbus(BusError::MethodError(
            name.into(),
            detail,
            call.build(&()).unwrap(),
        ))
    }

    fn socket(kind: io::ErrorKind) -> ServiceError {
        ServiceError::Zbus(BusError::InputOutput(Arc::new(kind.into())))
    }

    fn no_bus_at(kind: io::ErrorKind) -> ServiceError {
        let address = "unix:path=/nowhere".parse().unwrap();
        ServiceError::Zbus(BusError::Connection(Arc::new(kind.into()), address))
    }

    #[test]
    fn each_way_of_not_being_there_is_told_apart() {
        use io::ErrorKind::{ConnectionRefused, NotFound, PermissionDenied};

        let text = || String::from("not you");
        let bus = |answer| ServiceError::Zbus(BusError::FDO(Box::new(answer)));
        let no_bus = || Some(absent(Missing::SessionBus));
        let no_service = || Some(absent(Missing::Service));
        let refused = || Some(denied(text()));
        for (error, expected) in [
            (ServiceError::Unavailable, no_bus()),
            (socket(NotFound), no_bus()),
            (socket(ConnectionRefused), no_bus()),
            (socket(PermissionDenied), None),
            (no_bus_at(NotFound), no_bus()),
            (
                ServiceError::NoResult,
                Some(absent(Missing::DefaultKeyring)),
            ),
            (ServiceError::Locked, Some(locked())),
            (ServiceError::Prompt, Some(locked())),
            (
                answered("org.freedesktop.Secret.Error.IsLocked"),
                Some(locked()),
            ),
            (bus(BusAnswer::ServiceUnknown(text())), no_service()),
            (bus(BusAnswer::NameHasNoOwner(text())), no_service()),
            (
                ServiceError::ZbusFdo(BusAnswer::SpawnServiceNotFound(text())),
                no_service(),
            ),
            (
                answered("org.freedesktop.DBus.Error.ServiceUnknown"),
                no_service(),
            ),
            (
                answered("org.freedesktop.DBus.Error.NameHasNoOwner"),
                no_service(),
            ),
            (bus(BusAnswer::AccessDenied(text())), refused()),
            (
                answered("org.freedesktop.DBus.Error.AccessDenied"),
                refused(),
            ),
            (bus(BusAnswer::Failed(text())), None),
            (answered("org.freedesktop.Secret.Error.NoSession"), None),
            (ServiceError::Crypto("no key"), None),
        ] {
            assert_eq!(from_service(&error), expected, "{error:?}");
        }
    }

    #[test]
    fn what_the_store_wraps_is_looked_into_and_a_foreign_cause_is_not() {
        for wrap in [Error::PlatformFailure, Error::NoStorageAccess] {
            let known = wrap(Box::new(ServiceError::Locked));
            assert_eq!(platform_error(&known), Some(locked()));
            let foreign = wrap(Box::new(io::Error::other("elsewhere")));
            assert_eq!(platform_error(&foreign), None);
        }
        assert_eq!(platform_error(&Error::NoEntry), None);
    }
}
