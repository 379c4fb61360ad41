//! Reading: page after page, each by the link of the one before, until there is none, until enough
//! is there, or until somebody ends it.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use authorization::wants_nonce;
use http::{Request, Response, StatusCode};
use tokio::time::sleep;

use super::cards;
use super::fetch::Fetch;
use super::listings::Listing;
use super::taker::Halt;
use super::taking::Taking;
use crate::bearer::is_dead_token;
use crate::live_token::Need;
use crate::run::answer::rate_limit;
use crate::run::inputs::Inputs;
use crate::run::joined::Way;
use crate::run::refusal::{self, Asked};
use crate::run::request::Prepared;
use crate::run::sending::{Errand, Stop};
use crate::views::{Extent, ListingState, RefusalView};

/// How many of the requests are shown; the others differ in their cursor only.
const SHOWN: usize = 10;

/// Where a list goes on.
enum Following {
    /// Nowhere.
    End,
    /// With this page.
    Page(Box<Prepared>),
    /// With a page that is not asked for.
    Broken(Box<RefusalView>),
}

impl Errand<'_> {
    /// Reads a list to its end, or as far as is asked for; every page is handed to `taking`.
    pub(super) async fn read_list(
        &mut self,
        mut inputs: Inputs,
        extent: Extent,
        taking: &mut Taking,
        listing: &Listing,
    ) -> Result<(), Stop> {
        let way = Way::of(self.action);
        self.look_up(way, &mut inputs).await?;
        let mut page = self.own_call(way, &inputs)?;
        // Eight bytes a page are all that grows with the list.
        let mut asked_for = HashSet::from([hashed(&page.target)]);
        let (mut renewed, mut named_nonce) = (false, false);
        let mut coming = None;
        loop {
            let mut fetch = if let Some(fetch) = coming.take() {
                fetch
            } else {
                self.wait_while_held(&page, listing).await?;
                self.fetch(&page).await?
            };
            let head = fetch.head().await;
            let head = head.map_err(|error| self.lost(&error, &page))?;
            // Only a nonce is missing in the proof: the same page is asked for with a fresh one.
            let wants_nonce = wants_nonce(&head, &self.origin, self.token.key.as_ref());
            if wants_nonce && !named_nonce {
                named_nonce = true;
                continue;
            }
            if !head.status().is_success() {
                let refused = fetch.whole().await;
                let refused = refused.map_err(|error| self.lost(&error, &page))?;
                self.before_asking_again(refused, &page, &mut renewed, listing)
                    .await?;
                continue;
            }
            (renewed, named_nonce) = (false, false);

            let following = self.following(&head, &page);
            let mut circle = false;
            if let Following::Page(next) = &following {
                circle = !asked_for.insert(hashed(&next.target));
                let held = self.held(&next.to_http()?).is_some();
                if extent == Extent::All && !circle && !held {
                    // What cannot be asked for now is asked for, and refused, in its turn.
                    coming = self.fetch(next).await.ok();
                }
            }
            let whole = fetch.whole().await;
            let whole = whole.map_err(|error| self.lost(&error, &page))?;
            let left = rate_limit(&head);
            listing.change(|progress| progress.rate_limit = left);
            self.last = Some(head.map(|()| Vec::new()));

            let mut taken = taking.take(whole.into_body()).await;
            if taken.is_ok() && (circle || extent != Extent::All) {
                taken = taking.settle().await;
            }
            match taken {
                Ok(()) => {}
                Err(Halt::Dry) => return Ok(()),
                Err(halt) => return Err(self.halted(halt)),
            }
            let at_rest = taking.taker();
            if at_rest.is_some_and(|taker| taker.has_enough() || circle && taker.is_dry()) {
                return Ok(());
            }
            match following {
                Following::Page(_) if circle => return Err(Stop::refused(cards::circle())),
                Following::Page(next) => page = *next,
                Following::Broken(card) => return Err(Stop::Refused(card)),
                Following::End => return Ok(()),
            }
        }
    }

    /// Asks for a page, with a token that lives.
    async fn fetch(&mut self, page: &Prepared) -> Result<Fetch, Stop> {
        self.token = self
            .console
            .live_token(self.connection, Need::Live)
            .await
            .map_err(Stop::without_token)?;
        let request = self.signed(page)?;
        if self.requests.len() < SHOWN {
            let shown = self.shown(page);
            self.requests.push(shown);
        }
        let transport = &self.console.rooms.transport;
        Ok(Fetch::begin(transport, &self.origin, request))
    }

    /// What a refusal asks for before the same page is asked for again: patience, or a new token,
    /// once a page. Any other ends the list.
    async fn before_asking_again(
        &mut self,
        answer: Response<Vec<u8>>,
        page: &Prepared,
        renewed: &mut bool,
        listing: &Listing,
    ) -> Result<(), Stop> {
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            let rooms = &self.console.rooms;
            let request = page.to_http()?;
            rooms
                .holds
                .note(&self.origin, &request, &answer, rooms.now());
            self.wait_out(&answer, &request, listing).await;
            return Ok(());
        }
        if is_dead_token(&answer) && !*renewed {
            *renewed = true;
            self.token = self
                .console
                .live_token(self.connection, Need::Instead(self.token.clone()))
                .await
                .map_err(Stop::without_token)?;
            return Ok(());
        }
        let card = refusal::refused(&answer, &self.asked(page));
        self.last = Some(answer);
        Err(Stop::refused(card))
    }

    /// Others of this org may have used up what this page is counted with.
    async fn wait_while_held(&self, page: &Prepared, listing: &Listing) -> Result<(), Stop> {
        let request = page.to_http()?;
        while let Some(refusal) = self.held(&request) {
            self.wait_out(&refusal, &request, listing).await;
        }
        Ok(())
    }

    async fn wait_out(
        &self,
        refusal: &Response<Vec<u8>>,
        request: &Request<Vec<u8>>,
        listing: &Listing,
    ) {
        let rooms = &self.console.rooms;
        let now = rooms.now();
        let until = transport::retry_at(refusal, now);
        listing.change(|progress| {
            progress.rate_limit = rate_limit(refusal);
            progress.wait(until);
        });
        sleep(until.duration_since(now).unsigned_abs()).await;
        rooms.holds.lift(&self.origin, request, until);
        listing.change(|progress| progress.go_on(ListingState::Reading));
    }

    fn following(&self, head: &Response<()>, page: &Prepared) -> Following {
        match transport::next_link(&self.origin, head) {
            Ok(None) => Following::End,
            Ok(Some(target)) => Following::Page(Box::new(Prepared {
                target,
                ..page.clone()
            })),
            Err(problem) => {
                let card = cards::next_page(&problem, self.origin.as_str());
                Following::Broken(Box::new(card))
            }
        }
    }

    fn lost(&self, error: &transport::TransportError, page: &Prepared) -> Stop {
        Stop::refused(refusal::not_answered(error, &self.asked(page)))
    }

    /// The card for a page that could not be taken in.
    pub(super) fn halted(&self, halt: Halt) -> Stop {
        match halt {
            Halt::Refused(card) => Stop::Refused(card),
            Halt::NotJson | Halt::Dry => Stop::refused(crate::run::cards::not_okta(&Asked {
                writes: false,
                ..self.about()
            })),
        }
    }
}

fn hashed(target: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    target.hash(&mut hasher);
    hasher.finish()
}
