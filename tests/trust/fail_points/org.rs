//! Deeds that ask the org: what is left is looked at by a console that starts again, and by the
//! org's own ledger.

use std::net::TcpListener;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use domain::Clock;
use jiff::SignedDuration;
use sandbox::{Event, Rotation};
use vault::Keyring;

use super::{Deed, Fault, Outcome, run};
use crate::story::Story;
use crate::trust::desk::told;

const GRACE: i64 = 30;

struct Scene {
    story: Story,
    id: String,
    port: u16,
}

impl Scene {
    /// A connection, whose org knows where the program will listen.
    async fn set() -> Result<Self> {
        let story = Story::begin().await;
        let details = story.connect("okta", "Kept").await;
        story
            .org
            .set_rotation(&details.client_id, Rotation::Rotate { leeway_s: GRACE });
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let uri = format!("http://127.0.0.1:{port}/authorization-code/callback");
        story.org.add_redirect_uri(&details.client_id, &uri);
        story.console.shut_down().await;
        Ok(Self {
            story,
            id: details.row.id,
            port,
        })
    }

    fn given(&self, more: &[String]) -> Result<Vec<String>> {
        let mut keys = Keyring::read(&self.story.keyring)?;
        let key = keys.pop().context("a key")?.to_vec();
        let key = String::from_utf8(key)?;
        let folder = self.story.folder().display().to_string();
        let now = self.story.clock.now().to_string();
        let mut given = vec![folder, key, now, self.port.to_string()];
        given.extend_from_slice(more);
        Ok(given)
    }

    async fn restart(&mut self) -> Result<()> {
        self.story.console = self.story.start(&[0]).await.map_err(told)?;
        Ok(())
    }

    async fn state(&self, id: &str) -> Result<String> {
        let tested = self.story.console.test_connection(id).await;
        Ok(tested.map_err(told)?.row.status.state)
    }
}

pub(super) async fn renewal(
    program: &Path,
    place: &str,
    fault: Fault,
    late: bool,
) -> Result<Outcome> {
    let mut scene = Scene::set().await?;
    scene.story.later(SignedDuration::from_hours(2));
    scene.story.org.clear_ledger();
    let given = scene.given(&[scene.id.clone()])?;
    run(program, Deed::Renewal, place, fault, &given).await?;
    let rotated = scene
        .story
        .org
        .ledger()
        .iter()
        .any(|entry| matches!(&entry.event, Event::Refreshed { sent, now, .. } if sent != now));

    let wait = if late { GRACE + 120 } else { 1 };
    scene.story.later(SignedDuration::from_secs(wait));
    scene.restart().await?;
    match scene.state(&scene.id).await?.as_str() {
        "active" => (),
        "needsReauthorization" | "revoked" if late && rotated && fault != Fault::Pause => {
            // It had been told nothing that it could have kept.
            return Ok(Outcome::SignInAgain);
        }
        state => bail!("it is {state}"),
    }
    // And it goes on: what is kept is what the org takes.
    scene.story.later(SignedDuration::from_hours(2));
    let state = scene.state(&scene.id).await?;
    ensure!(state == "active", "at the renewal after that it is {state}");
    Ok(Outcome::Whole)
}

pub(super) async fn sign_in(program: &Path, place: &str, fault: Fault) -> Result<Outcome> {
    let mut scene = Scene::set().await?;
    let (values, secret) = scene.story.credentials("okta");
    let more = [
        values["domain"].clone(),
        values["client_id"].clone(),
        secret,
    ];
    run(program, Deed::SignIn, place, fault, &scene.given(&more)?).await?;
    scene.restart().await?;
    let rows = scene.story.console.list_connections().await.map_err(told)?;
    let saved = rows.iter().find(|row| row.nickname == "New");
    ensure!(saved.is_some() || fault != Fault::Pause, "it was not saved");
    for row in &rows {
        let state = scene.state(&row.id).await?;
        ensure!(state == "active", "“{}” is {state}", row.nickname);
    }
    ensure!(
        rows.iter().any(|row| row.id == scene.id),
        "the other one is gone"
    );
    Ok(Outcome::Whole)
}

pub(super) async fn again(program: &Path, place: &str, fault: Fault) -> Result<Outcome> {
    let mut scene = Scene::set().await?;
    let given = scene.given(&[scene.id.clone()])?;
    run(program, Deed::Again, place, fault, &given).await?;
    scene.restart().await?;
    for hours in [0, 2, 2] {
        scene.story.later(SignedDuration::from_hours(hours));
        let state = scene.state(&scene.id).await?;
        ensure!(state == "active", "it is {state}");
    }
    Ok(Outcome::Whole)
}
