//! A Secret Service that misbehaves where the real one cannot be made to.
//!
//! Written from the Secret Service API of freedesktop.org. It holds nothing, and cannot read what
//! it is given: the key that it agrees on with a client is none.

use std::collections::HashMap;

use anyhow::Result;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, connection, fdo, interface};

const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const ITEM: &str = "/org/freedesktop/secrets/collection/login/1";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/1";

/// What it does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is locked, asks for its password, and the person closes the window.
    PromptDismissed,
    /// It is locked and asks for its password, and nobody answers.
    PromptLeftOpen,
    /// It is open and empty, and takes nothing.
    WriteRefused,
}

/// Puts it on a bus. It ends with what is given back.
pub(super) async fn start(address: &str, fault: Fault) -> Result<Connection> {
    let service = Service(fault);
    let collection = Collection(fault);
    Ok(connection::Builder::address(address)?
        .serve_at("/org/freedesktop/secrets", service)?
        .serve_at(COLLECTION, collection)?
        .serve_at(PROMPT, Prompt(fault))?
        .name("org.freedesktop.secrets")?
        .build()
        .await?)
}

fn path(path: &str) -> OwnedObjectPath {
    OwnedObjectPath::try_from(path).expect("a path of this file")
}

struct Service(Fault);

#[interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn open_session(&self, _algorithm: &str, _input: Value<'_>) -> (OwnedValue, OwnedObjectPath) {
        // The public half of a key that this service does not have.
        let half = Value::from(vec![0x5a_u8; 128]);
        let half = OwnedValue::try_from(half).expect("bytes can be owned");
        (half, path("/org/freedesktop/secrets/session/1"))
    }

    fn search_items(
        &self,
        _attributes: HashMap<String, String>,
    ) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        match self.0 {
            Fault::WriteRefused => (Vec::new(), Vec::new()),
            Fault::PromptDismissed | Fault::PromptLeftOpen => (Vec::new(), vec![path(ITEM)]),
        }
    }

    fn unlock(&self, _objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        (Vec::new(), path(PROMPT))
    }

    fn read_alias(&self, name: &str) -> OwnedObjectPath {
        path(if name == "default" { COLLECTION } else { "/" })
    }
}

struct Collection(Fault);

#[interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    fn create_item(
        &self,
        _properties: HashMap<String, OwnedValue>,
        _secret: (OwnedObjectPath, Vec<u8>, Vec<u8>, String),
        _replace: bool,
    ) -> fdo::Result<(OwnedObjectPath, OwnedObjectPath)> {
        Err(fdo::Error::AccessDenied("not for this program".to_owned()))
    }

    #[zbus(property)]
    fn locked(&self) -> bool {
        self.0 != Fault::WriteRefused
    }
}

struct Prompt(Fault);

#[interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(
        &self,
        _window: &str,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        if self.0 == Fault::PromptDismissed {
            Self::completed(&emitter, true, Value::from("")).await?;
        }
        Ok(())
    }

    fn dismiss(&self) {}

    #[zbus(signal)]
    async fn completed(
        emitter: &SignalEmitter<'_>,
        dismissed: bool,
        result: Value<'_>,
    ) -> zbus::Result<()>;
}
