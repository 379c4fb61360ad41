//! *All*, *First 200*, *First*: what the window asks of a list.

use std::time::Duration;

use catalogue::{Action, Answer};
use domain::{Connection, Explanation};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::export::Export;
use super::listings::{Listing, Why};
use super::progress::Progress;
use super::reading::Reading;
use super::taker::Taker;
use crate::Console;
use crate::files::FileKind;
use crate::probe::target;
use crate::run::act::{action, not_yet};
use crate::run::inputs::Inputs;
use crate::run::joined::Way;
use crate::run::redact::Redactor;
use crate::run::{Ran, Stop};
use crate::sessions::Led;
use crate::views::{
    Failure, FailureCode, FileFormat, ListingRequest, ListingState, ListingView, RunRequest,
};

/// News are told a few times a second, however fast they come.
const PACE: Duration = Duration::from_millis(200);
/// And after so long without any, so that the time goes on.
const PATIENCE: Duration = Duration::from_secs(1);

impl Console {
    /// Begins to read a list. Fails for what the form can mend, and where no file was picked;
    /// whatever happens later is told by [`Console::follow_listing`].
    pub async fn start_listing(&self, mut request: ListingRequest) -> Result<ListingView, Failure> {
        let rooms = &self.rooms;
        let asked = RunRequest {
            connection: request.connection.clone(),
            action: request.action.clone(),
            inputs: request.inputs.clone(),
        };
        match self.led(&asked).await {
            Ok(Led::Session(session)) => {
                request.connection = session.connection.to_string();
                rooms.sessions.used(&session.id, rooms.now());
            }
            Ok(Led::Page | Led::Connect(..) | Led::Disconnect(_)) => {}
            Err(stop) => return self.not_led(&request, stop).await,
        }
        let connection = rooms.connection(&request.connection).await?;
        let connector = rooms.connector(connection.connector.as_str())?;
        let action = action(connector, &request.action)?;
        let inputs = Inputs::read(action, &request.inputs)?;
        require_list(action, &connection, &inputs)?;

        let export = match request.file {
            Some(format) => Some(self.pick(&connection, action, format).await?),
            None => None,
        };
        let file = export.as_ref().map(Export::view);
        let listing = Listing::begin(connection.id, request.extent, file);
        rooms.listings.add(&listing);
        let began = rooms.now();
        let redactor = Redactor::of(action, &request.inputs);
        let view = listing.view(0);
        let reading = Reading {
            taker: Taker::new(action, redactor, request.extent, export, &listing),
            console: self.clone(),
            connection,
            request,
            inputs,
            listing,
            began,
        };
        reading.spawn();
        Ok(view)
    }

    /// A list that leads nowhere: the session that it names is not open.
    async fn not_led(&self, request: &ListingRequest, stop: Stop) -> Result<ListingView, Failure> {
        let connection = self.rooms.connection(&request.connection).await?;
        let answer = Ran::stopped(stop)?.view;
        let listing = Listing::begin(connection.id, request.extent, None);
        self.rooms.listings.add(&listing);
        listing.change(|progress| {
            progress.end(ListingState::Refused);
            progress.answer = Some(answer);
        });
        Ok(listing.view(0))
    }

    /// How far it is, for a window that has seen revision `seen` and has the first `have` rows:
    /// waits for news.
    pub async fn follow_listing(
        &self,
        id: &str,
        seen: u32,
        have: u32,
    ) -> Result<ListingView, Failure> {
        let listing = self.rooms.listings.one(id)?;
        let mut news = listing.news();
        let newer = |progress: &Progress| progress.revision > seen || progress.is_over();
        // Neither can fail: the sender is held here.
        let waited = timeout(PATIENCE, news.wait_for(newer)).await.is_ok();
        if waited && seen > 0 {
            drop(timeout(PACE, news.wait_for(Progress::is_over)).await);
        }
        Ok(listing.told(have))
    }

    /// Ends it; what was read is kept.
    pub fn stop_listing(&self, id: &str) -> Result<(), Failure> {
        self.rooms.listings.one(id)?.ask_to_end(Why::Asked);
        Ok(())
    }

    /// Asks where the list is to be written, and makes the file.
    async fn pick(
        &self,
        connection: &Connection,
        action: &Action,
        format: FileFormat,
    ) -> Result<Export, Failure> {
        let (name, extension) = match format {
            FileFormat::Csv => ("CSV", "csv"),
            FileFormat::Ndjson => ("NDJSON", "ndjson"),
            FileFormat::Json => ("JSON", "json"),
        };
        let kind = FileKind {
            name: name.to_owned(),
            extension: extension.to_owned(),
        };
        let offered = format!("{} – {}.{extension}", connection.nickname, action.name);
        let offered = offered.replace(
            |letter: char| "/\\:*?\"<>|".contains(letter) || letter.is_control(),
            "-",
        );
        let picked = self
            .rooms
            .files
            .save_as("Save the list", &offered, kind)
            .await;
        let path = picked.ok_or_else(|| {
            Failure::coded(
                FailureCode::Cancelled,
                Explanation::new(
                    "The list was not read.",
                    "No file was picked for it.",
                    "Nothing was sent.",
                ),
            )
        })?;
        let shown = path.display().to_string();
        let made = spawn_blocking(move || Export::create(&path, format)).await;
        made.unwrap_or_else(|_panic| Err(std::io::ErrorKind::Other.into()))
            .map_err(|error| {
                Failure::other(Explanation::new(
                    format!("{shown} cannot be written."),
                    format!("The system says: {error}. Nothing was sent."),
                    "Pick another place.",
                ))
            })
    }
}

/// Only a GET that answers with a list, or may, is read page by page.
fn require_list(action: &Action, connection: &Connection, inputs: &Inputs) -> Result<(), Failure> {
    let way = Way::of(action);
    if let Way::NotYet(why) = way {
        return Err(not_yet(action, why));
    }
    let (_, prefix) = target(&connection.settings, "");
    // Whatever is wrong with the form is said before a file is asked for.
    let own = way.own_call(&prefix, action, inputs)?;
    let reads = own.is_some_and(|own| !own.writes());
    match way {
        Way::ByHand if !reads => Err(Failure::field(
            "request_type",
            Explanation::new(
                "Only a GET is read page by page.",
                "Any other request may change something each time it is sent.",
                "Pick GET, or “One answer” as the result set.",
            ),
        )),
        Way::ByHand => Ok(()),
        _ if reads && matches!(action.answer, Answer::List(_)) => Ok(()),
        _ => Err(not_yet(action, "Its answer is no list.")),
    }
}
