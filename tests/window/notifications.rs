//! A notification service on the session bus (Desktop Notifications Specification), in the place
//! of a desktop's: it shows nothing, and remembers what it was to show.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, connection, interface};

use super::{Desktop, until};

/// The service. It ends with its owner.
pub struct Notifications {
    shown: Arc<Mutex<Vec<Shown>>>,
    _connection: Connection,
}

/// What it was to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Whose it is.
    pub app: String,
    /// Its title.
    pub summary: String,
    /// What stands below.
    pub body: String,
}

impl Notifications {
    /// Starts it on a desktop.
    pub async fn start(desktop: &Desktop) -> Result<Self> {
        let shown = Arc::<Mutex<Vec<Shown>>>::default();
        let service = Service {
            shown: Arc::clone(&shown),
        };
        let connection = connection::Builder::address(desktop.bus())?
            .serve_at("/org/freedesktop/Notifications", service)?
            .name("org.freedesktop.Notifications")?
            .build()
            .await?;
        Ok(Self {
            shown,
            _connection: connection,
        })
    }

    /// Everything so far, as soon as there are so many.
    pub async fn count(&self, many: usize) -> Result<Vec<Shown>> {
        until(&format!("{many} notifications"), async || {
            let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            Ok((shown.len() >= many).then(|| shown.clone()))
        })
        .await
    }
}

struct Service {
    shown: Arc<Mutex<Vec<Shown>>>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[expect(
        clippy::too_many_arguments,
        reason = "the specification's own signature"
    )]
    fn notify(
        &self,
        app_name: String,
        _replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.push(Shown {
            app: app_name,
            summary,
            body,
        });
        u32::try_from(shown.len()).unwrap_or(u32::MAX)
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned(), "body-markup".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        let words = ["stand-in", "connections-console", "1", "1.2"];
        let [name, vendor, version, specification] = words.map(str::to_owned);
        (name, vendor, version, specification)
    }
}
