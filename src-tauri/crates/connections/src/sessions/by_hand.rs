//! Actions of the automation package, run by hand: *Connect* opens, *Disconnect* ends, and the
//! others run through the session that they name, whatever page they were opened on.

use catalogue::{Action, InputKind};
use domain::{Connection, Explanation};
use scenario::is_session_name;

use super::open::{Home, Opened, Session};
use super::proof::own_domain;
use super::words::kind_word;
use crate::Console;
use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::run::{Inputs, Ran, RanBy, Stop, Way, no_session};
use crate::views::{Failure, InputView, RunRequest, RunView, SessionKind};

/// Where an action that was asked for by hand leads.
pub(crate) enum Led {
    /// Through the connection of its page.
    Page,
    /// Through the connection of a session.
    Session(Session),
    /// It opens a session of this connection.
    Connect(Opened, Box<Connection>),
    /// It ends a session.
    Disconnect(Session),
}

impl Console {
    /// Runs one action by hand. Fails only for what the form can mend, for a person who said no,
    /// and for what the window acts on; a refusal by the server is an answer.
    pub async fn run_action(&self, mut request: RunRequest) -> Result<RunView, Failure> {
        let sessions = &self.rooms.sessions;
        let led = match self.led(&request).await {
            Ok(led) => led,
            Err(stop) => return Ok(Ran::stopped(stop)?.view),
        };
        match led {
            Led::Page => Ok(self.run(request, RanBy::Hand).await?.view),
            Led::Session(session) => {
                request.connection = session.connection.to_string();
                let mut view = self.run(request, RanBy::Hand).await?.view;
                sessions.used(&session.id, self.rooms.now());
                view.matched.push(self.rooms.words_for(&session).await);
                Ok(view)
            }
            Led::Connect(wanted, connection) => {
                request.connection = connection.id.to_string();
                let mut view = self.run(request, RanBy::Hand).await?.view;
                if view.outcome == "done" {
                    let session = self.rooms.open_session(wanted, &connection)?;
                    view.matched.push(self.rooms.words_for(&session).await);
                }
                Ok(view)
            }
            Led::Disconnect(session) => {
                let words = self.rooms.words_for(&session).await;
                request.connection = session.connection.to_string();
                let mut view = self.run(request, RanBy::Hand).await?.view;
                sessions.end(&session.id);
                view.matched.push(format!("Ended: {words}"));
                Ok(view)
            }
        }
    }

    /// Where an action leads that is asked for on a connection's page.
    pub(crate) async fn led(&self, request: &RunRequest) -> Result<Led, Stop> {
        let rooms = &self.rooms;
        let page = rooms.connection(&request.connection).await?;
        let connector = rooms.connector(page.connector.as_str())?;
        let action = rooms.action(connector, &request.action)?;
        let named = |kind| action.inputs.iter().find(|input| input.kind == kind);
        let Some(session) = named(InputKind::Session) else {
            return Ok(Led::Page);
        };
        let inputs = Inputs::read(action, &request.inputs)?;
        let name = inputs.text(&session.id).unwrap_or_default();
        let way = Way::of(action);
        if let Way::Connect = way {
            let connection = inputs.text("connection").unwrap_or_default();
            let connection = rooms.connection_of(&connection).await?;
            let kind = match inputs.text("okta_session").as_deref() {
                Some("global") => SessionKind::Global,
                Some("variable") => SessionKind::Variable,
                _ => SessionKind::Local,
            };
            let wanted = Opened {
                name,
                kind,
                home: Home::HAND,
                scenario: None,
            };
            rooms.require_free(&wanted)?;
            return Ok(Led::Connect(wanted, Box::new(connection)));
        }
        let found = rooms
            .sessions
            .find(Home::HAND, &name)
            .map_err(|lost| Stop::refused(no_session(lost.explain(&name, Home::HAND))))?;
        if let Way::Disconnect = way {
            return Ok(Led::Disconnect(found));
        }
        rooms
            .require_connector(&found, connector.id.as_str())
            .await
            .map_err(|explanation| Failure::field(&session.id, explanation))?;
        Ok(Led::Session(found))
    }
}

impl Rooms {
    /// Whether an action runs through a session and none that it could use is open.
    pub(crate) fn lacks_session(&self, action: &Action) -> bool {
        let mut inputs = action.inputs.iter();
        inputs.any(|input| input.kind == InputKind::Session) && self.sessions.by_hand().is_empty()
    }

    /// The connection that a form leads through: that of the session it names, where one of that
    /// name is open and of the page's connector; else that of its page.
    pub(crate) async fn led_through(
        &self,
        page: &str,
        session: Option<&String>,
    ) -> Result<Connection, Failure> {
        let page = self.connection(page).await?;
        let found = session.and_then(|name| self.sessions.find(Home::HAND, name.trim()).ok());
        let Some(found) = found else {
            return Ok(page);
        };
        let own = self.connection(&found.connection.to_string()).await?;
        Ok(if own.connector == page.connector {
            own
        } else {
            page
        })
    }

    /// *Connect*: the connection of the page and its domain stand in the form at first.
    pub(crate) async fn fill_in_connect(
        &self,
        inputs: &mut [InputView],
        page: &Connection,
    ) -> Result<(), Failure> {
        for input in inputs {
            match input.id.as_str() {
                "connection" => {
                    let connector = page.connector.as_str();
                    input.choices = self.connection_choices(Some(connector)).await?;
                    input.default = Some(page.id.to_string());
                }
                "domain" => input.default = Some(own_domain(&page.settings)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The connections to pick from, of one connector or of all: id and nickname, with the connector
    /// where it could be any.
    pub(crate) async fn connection_choices(
        &self,
        connector: Option<&str>,
    ) -> Result<Vec<(String, String)>, Failure> {
        let all = self.store.connections().await;
        let all = all.map_err(IntoFailure::into_failure)?;
        let wanted = all.into_iter().filter(|connection| {
            connector.is_none_or(|connector| connection.connector.as_str() == connector)
        });
        Ok(wanted
            .map(|connection| {
                let known = self.catalogue.connector(connection.connector.as_str());
                let label = match known.filter(|_| connector.is_none()) {
                    Some(known) => format!("{} – {}", connection.nickname, known.name),
                    None => connection.nickname.to_string(),
                };
                (connection.id.to_string(), label)
            })
            .collect())
    }

    /// The connection that is meant by an id or by a nickname.
    pub(crate) async fn connection_of(&self, typed: &str) -> Result<Connection, Failure> {
        if let Ok(connection) = self.connection(typed).await {
            return Ok(connection);
        }
        let unknown = || {
            Failure::field(
                "connection",
                Explanation::new(
                    format!("There is no connection “{typed}”."),
                    "A connection is named by its nickname, and none has this one.",
                    "Pick one that is in the list.",
                ),
            )
        };
        let nickname = domain::Nickname::parse(typed).map_err(|_| unknown())?;
        let owner = self
            .store
            .nickname_owner(&nickname)
            .await
            .map_err(IntoFailure::into_failure)?;
        match owner {
            Some(id) => self.connection(&id.to_string()).await,
            None => Err(unknown()),
        }
    }

    /// The name can be one, and is free where it would be known.
    pub(crate) fn require_free(&self, wanted: &Opened) -> Result<(), Failure> {
        if !is_session_name(&wanted.name) {
            return Err(Failure::field(
                "session",
                Explanation::new(
                    format!("“{}” cannot be the name of a session.", wanted.name),
                    "It is longer than 80 characters, or has braces, which mean a variable.",
                    "Use another name, such as Default.",
                ),
            ));
        }
        if self.sessions.is_free(wanted) {
            Ok(())
        } else {
            Err(Failure::field("session", wanted.taken()))
        }
    }

    /// Opens a session of a connection that was proven.
    pub(crate) fn open_session(
        &self,
        wanted: Opened,
        connection: &Connection,
    ) -> Result<Session, Failure> {
        let taken = wanted.taken();
        self.sessions
            .open(wanted, connection.id, self.now())
            .ok_or_else(|| Failure::field("session", taken))
    }

    /// Whether a session leads where an action of this connector can run.
    pub(crate) async fn require_connector(
        &self,
        session: &Session,
        connector: &str,
    ) -> Result<(), Explanation> {
        let gone = |failure: Failure| Explanation::new(failure.what, failure.why, failure.fix);
        let id = session.connection.to_string();
        let connection = self.connection(&id).await.map_err(gone)?;
        if connection.connector.as_str() == connector {
            return Ok(());
        }
        let name = |id: &str| {
            let known = self.catalogue.connector(id);
            known.map_or_else(|| id.to_owned(), |connector| connector.name.clone())
        };
        Err(Explanation::new(
            format!(
                "The session “{}” leads to {}.",
                session.name,
                name(connection.connector.as_str())
            ),
            format!("The action is one of {}.", name(connector)),
            "Use a session of a connection of that connector.",
        ))
    }

    /// A session in one line.
    pub(crate) async fn words_for(&self, session: &Session) -> String {
        let connection = self.connection(&session.connection.to_string()).await;
        let nickname = connection.map_or_else(
            |_| "a connection that was deleted".to_owned(),
            |connection| format!("“{}”", connection.nickname),
        );
        format!(
            "{} “{}” leads through {nickname}.",
            kind_word(session.kind),
            session.name
        )
    }
}
