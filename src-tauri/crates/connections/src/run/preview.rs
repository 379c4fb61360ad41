//! *Preview request* and *Copy as*: what would be sent, without sending it.

use domain::Connection;

use super::act::{not_yet, probe_call};
use super::copy::copied;
use super::inputs::Inputs;
use super::joined::Way;
use super::kinds::kind_of;
use super::request::{Prepared, Scheme};
use super::sending::{Stop, granted};
use crate::Console;
use crate::probe::target;
use crate::sessions::Led;
use crate::views::{CopyFormat, Failure, RequestView, RunRequest};

impl Console {
    /// The requests that a run would send, in order. What only an answer can tell stands as it
    /// was typed.
    pub async fn preview_action(&self, request: RunRequest) -> Result<Vec<RequestView>, Failure> {
        let connection = self.leading(&request).await?;
        let (host, calls, _) = self.planned(&connection, &request)?;
        let scheme = Scheme::of(&connection);
        Ok(calls.iter().map(|call| call.view(&host, scheme)).collect())
    }

    /// The connection that a run would go through: that of the page, or of the session that is
    /// named. Where that cannot be told yet, the page's.
    async fn leading(&self, request: &RunRequest) -> Result<Connection, Failure> {
        match self.led(request).await {
            Ok(Led::Session(session) | Led::Disconnect(session)) => {
                self.rooms.connection(&session.connection.to_string()).await
            }
            Ok(Led::Connect(_, connection)) => Ok(*connection),
            Err(Stop::Failure(failure)) => Err(*failure),
            Ok(Led::Page) | Err(Stop::Refused(_)) => {
                self.rooms.connection(&request.connection).await
            }
        }
    }

    /// The action's own request, written down to be run elsewhere.
    pub async fn copy_request(
        &self,
        request: RunRequest,
        format: CopyFormat,
    ) -> Result<String, Failure> {
        let connection = self.leading(&request).await?;
        let (host, calls, prefix) = self.planned(&connection, &request)?;
        let scheme = Scheme::of(&connection);
        Ok(calls
            .last()
            .map(|own| copied(own, &host, &prefix, scheme, format))
            .unwrap_or_default())
    }

    /// The requests that a run through one connection would send.
    pub(crate) async fn planned_through(
        &self,
        connection: &str,
        request: &RunRequest,
    ) -> Result<Vec<RequestView>, Failure> {
        let connection = self.rooms.connection(connection).await?;
        let (host, calls, _) = self.planned(&connection, request)?;
        let scheme = Scheme::of(&connection);
        Ok(calls.iter().map(|call| call.view(&host, scheme)).collect())
    }

    fn planned(
        &self,
        connection: &Connection,
        request: &RunRequest,
    ) -> Result<(String, Vec<Prepared>, String), Failure> {
        let connector = self.rooms.connector(connection.connector.as_str())?;
        let action = self.rooms.action(connector, &request.action)?;
        let way = Way::of(action);
        if let Way::NotYet(why) = way {
            return Err(not_yet(action, why));
        }
        let inputs = Inputs::read(action, &request.inputs)?;
        let (origin, prefix) = target(&connection.settings, "");
        let own = way.own_call(&prefix, action, &inputs)?;

        let granted = granted(connection);
        let writes = own.as_ref().is_some_and(Prepared::writes);
        let mut calls = Vec::new();
        for input in &action.inputs {
            let Some(typed) = inputs.text(&input.id) else {
                continue;
            };
            if let Some(kind) = kind_of(input.kind)
                && kind.scope.is_none_or(|scope| granted.covers(scope))
                && (writes || kind.is_looked_up(&typed))
            {
                calls.push(if kind.is_direct(&typed) {
                    kind.by_key(&prefix, &typed)
                } else {
                    kind.by_name(&prefix, &typed)
                });
            }
        }
        match way {
            Way::Merge(read, _) if calls.is_empty() => {
                calls.push(Prepared::of(read, &prefix, action, &inputs)?);
            }
            Way::Seal(keys, read, _) => {
                for call in read.into_iter().chain([keys]) {
                    calls.push(Prepared::of(call, &prefix, action, &inputs)?);
                }
            }
            Way::Connect => calls.extend(probe_call(connector, connection, &prefix)),
            Way::Schema(schema, _) => calls.push(Prepared::of(schema, &prefix, action, &inputs)?),
            _ => {}
        }
        calls.extend(own.filter(|own| !calls.contains(own)));
        Ok((origin.as_str().to_owned(), calls, prefix))
    }
}
