//! *Preview request* and *Copy as*: what would be sent, without sending it.

use super::act::{action, not_yet};
use super::copy::copied;
use super::inputs::{Inputs, asked};
use super::joined::Way;
use super::lookup::{first_call, is_looked_up};
use super::request::{Prepared, Scheme};
use super::sending::granted;
use crate::Console;
use crate::probe::target;
use crate::views::{CopyFormat, Failure, RequestView, RunRequest};

impl Console {
    /// The requests that a run would send, in order. What only an answer can tell stands as it
    /// was typed.
    pub async fn preview_action(&self, request: RunRequest) -> Result<Vec<RequestView>, Failure> {
        let connection = self.rooms.connection(&request.connection).await?;
        let (host, calls, _) = self.planned(&request).await?;
        let scheme = Scheme::of(&connection);
        Ok(calls.iter().map(|call| call.view(&host, scheme)).collect())
    }

    /// The action's own request, written down to be run elsewhere.
    pub async fn copy_request(
        &self,
        request: RunRequest,
        format: CopyFormat,
    ) -> Result<String, Failure> {
        let connection = self.rooms.connection(&request.connection).await?;
        let (host, calls, prefix) = self.planned(&request).await?;
        let scheme = Scheme::of(&connection);
        Ok(calls
            .last()
            .map(|own| copied(own, &host, &prefix, scheme, format))
            .unwrap_or_default())
    }

    async fn planned(
        &self,
        request: &RunRequest,
    ) -> Result<(String, Vec<Prepared>, String), Failure> {
        let connection = self.rooms.connection(&request.connection).await?;
        let connector = self.rooms.connector(connection.connector.as_str())?;
        let action = action(connector, &request.action)?;
        let way = Way::of(action);
        if let Way::NotYet(why) = way {
            return Err(not_yet(action, why));
        }
        let inputs = Inputs::read(action, &request.inputs)?;
        let (origin, prefix) = target(&connection.settings, "");
        let own = way.own_call(&prefix, action, &inputs)?;

        let granted = granted(&connection);
        let writes = own.as_ref().is_some_and(Prepared::writes);
        let mut calls = Vec::new();
        for input in asked(action) {
            let Some(typed) = inputs.text(&input.id) else {
                continue;
            };
            if let Some((call, scope)) = first_call(input.kind, &typed)
                && granted.covers(scope)
                && (writes || is_looked_up(input.kind, &typed))
            {
                calls.push(call);
            }
        }
        match way {
            Way::Merge(read, _) if calls.is_empty() => {
                calls.push(Prepared::of(read, &prefix, action, &inputs)?);
            }
            Way::Schema(schema, _) => calls.push(Prepared::of(schema, &prefix, action, &inputs)?),
            _ => {}
        }
        calls.extend(own.filter(|own| !calls.contains(own)));
        Ok((origin.as_str().to_owned(), calls, prefix))
    }
}
