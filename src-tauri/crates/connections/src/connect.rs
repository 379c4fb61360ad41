//! *Create*: from the filled form to a sign-in that can be looked at.

use std::sync::Arc;

use authorization::{ClientAuthentication, SignIn};
use catalogue::{Connector, FieldKind};
use domain::{Explanation, ScopeSet, Settings};
use tokio::sync::Notify;

use crate::Console;
use crate::attempts::{Attempt, Outcome, Purpose};
use crate::explain::{IntoFailure, sign_in_failure};
use crate::form;
use crate::found::{Behaved, found};
use crate::review::review;
use crate::rooms::{Rooms, locked};
use crate::scopes::Used;
use crate::views::{ConnectRequest, ConnectStep, Failure, Review, SignInView};

impl Console {
    /// Checks the form, binds the loopback port and opens the browser; for a team, which has no
    /// sign-in, goes straight to the review. Nothing is saved yet.
    pub async fn begin_connect(&self, request: ConnectRequest) -> Result<ConnectStep, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let connector = rooms.connector(&request.connector)?;
        let key = rooms.public_key_of(&request.secret).await?;
        let connection = form::parse(rooms, connector, &request, key)?;
        rooms.require_free_nickname(connector, &connection).await?;
        let secret = rooms
            .resolve_secret(connector, &connection.settings, request.secret)
            .await?;
        let used = Used::marked(connector, &request.actions)?;
        let purpose = Purpose::Create { connection, used };
        rooms.begin(connector, purpose, secret, None, false).await
    }

    /// Waits until the browser comes back, and tells what was granted. Nothing is saved yet.
    pub async fn finish_sign_in(&self, attempt: &str) -> Result<Review, Failure> {
        let rooms = &self.rooms;
        let (purpose, cancelled, sign_in) = rooms.take_sign_in(attempt)?;
        let Settings::Org {
            domain, requested, ..
        } = purpose.settings().clone()
        else {
            return Err(Rooms::no_attempt());
        };
        let connector = rooms.connector(purpose.connection().connector.as_str())?;
        let (opening, id) = (Arc::clone(rooms), attempt.to_owned());
        let sign_in = sign_in.reopening(move |page| opening.open_page_of(&id, page));
        let signed_in = tokio::select! {
            signed_in = sign_in.wait() => signed_in,
            () = cancelled.notified() => return Err(Rooms::no_attempt()),
        };
        let signed_in = match signed_in {
            Ok(signed_in) => signed_in,
            Err(error) => {
                locked(&rooms.attempts).remove(attempt);
                rooms.note_demand(&purpose, &error).await?;
                return Err(sign_in_failure(&error, &domain, connector, &requested));
            }
        };
        let behaved = Behaved {
            without_secret: matches!(
                signed_in.client.authentication,
                ClientAuthentication::Public
            ),
            bound: signed_in.client.dpop.is_some(),
            pushed: signed_in.pushed,
        };
        let (settings, found) = found(purpose.settings().clone(), &behaved, rooms.now());
        let purpose = purpose.with_settings(settings);
        let outcome = rooms
            .examine_org(connector, &domain, &requested, signed_in)
            .await;
        let outcome = Outcome { found, ..outcome };
        let review = review(attempt, connector, &purpose, &outcome);
        let mut attempts = locked(&rooms.attempts);
        if attempts.remove(attempt).is_none() {
            // Cancelled in the very moment in which it came back: nothing is kept.
            return Err(Rooms::no_attempt());
        }
        attempts.insert(
            attempt.to_owned(),
            Attempt::Reviewed {
                purpose,
                outcome: Box::new(outcome),
            },
        );
        Ok(review)
    }

    /// Stops waiting and closes the port. A browser that returns later finds nothing.
    pub fn cancel_sign_in(&self, attempt: &str) {
        if let Some(Attempt::SigningIn { cancelled, .. }) =
            locked(&self.rooms.attempts).remove(attempt)
        {
            cancelled.notify_one();
        }
    }

    /// Opens the sign-in page once more. A request that is pushed is pushed anew for it, so the
    /// link is another one.
    pub async fn open_sign_in_again(&self, attempt: &str) -> Result<SignInView, Failure> {
        let rooms = &self.rooms;
        let (mut page, another, domain) = rooms.waiting(attempt)?;
        if page.is_reference() {
            let fresh = another.page().await.ok_or_else(Rooms::no_attempt)?;
            page = fresh.map_err(|error| Failure::other(error.explain(&domain)))?;
        }
        let browser_opened = rooms.open_page_of(attempt, &page).is_ok();
        Ok(SignInView {
            browser_opened,
            ..rooms.sign_in_view(attempt)?
        })
    }
}

impl Rooms {
    fn take_sign_in(&self, attempt: &str) -> Result<(Purpose, Arc<Notify>, Box<SignIn>), Failure> {
        match locked(&self.attempts).get_mut(attempt) {
            Some(Attempt::SigningIn {
                purpose,
                cancelled,
                sign_in,
                ..
            }) => {
                let sign_in = sign_in.take().ok_or_else(Self::no_attempt)?;
                Ok((purpose.clone(), Arc::clone(cancelled), sign_in))
            }
            _ => Err(Self::no_attempt()),
        }
    }

    async fn require_free_nickname(
        &self,
        connector: &Connector,
        connection: &domain::Connection,
    ) -> Result<(), Failure> {
        let owner = self
            .store
            .nickname_owner(&connection.nickname)
            .await
            .map_err(IntoFailure::into_failure)?;
        if owner.is_none() {
            return Ok(());
        }
        let field = connector
            .field(FieldKind::Nickname)
            .map_or("", |field| &field.id);
        Err(Failure::field(
            field,
            nickname_taken(connection.nickname.as_str()),
        ))
    }
}

pub(crate) fn nickname_taken(nickname: &str) -> Explanation {
    Explanation::new(
        format!("There is a connection named “{nickname}” already."),
        "Nicknames are unique, and capitals make no difference.",
        "Choose another nickname.",
    )
}

/// The scopes in both.
pub(crate) fn granted_of(requested: &ScopeSet, granted: &ScopeSet) -> usize {
    requested
        .iter()
        .filter(|scope| granted.contains(scope.as_str()))
        .count()
}
