//! The states, and what the console must say and do in each.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use rustix::process::Signal;
use serde_json::Value;

use super::console::Running;
use super::misbehaving::{self, Fault};
use super::stage::{Stage, is_open};
use crate::bus::Keyring;

/// A state of the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// There and unlocked.
    Unlocked,
    /// Locked when the console starts.
    Locked,
    /// Locked while the console runs.
    LockedInMidRun,
    /// It asks for its password, and the person closes the window.
    PromptDismissed,
    /// It asks for its password, and nobody answers.
    PromptLeftOpen,
    /// Its program was killed.
    Killed,
    /// There is no bus on which it could answer.
    NoBus,
    /// It was never set up, and keeps what lasts for a session.
    SessionOnly,
    /// Its item was deleted.
    ItemDeleted,
    /// Its item holds something else.
    WrongValue,
    /// It has two items under the same name.
    TwoItems,
    /// It refuses to take anything.
    WriteRefused,
    /// It does not answer.
    Stalled,
}

/// What was measured in a state.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) answer_ms: u64,
    /// Whether it asked the person.
    pub(super) prompt: bool,
    pub(super) slowest_ms: u64,
    pub(super) calls: u64,
    pub(super) in_the_clear: u64,
    pub(super) files: u64,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Unlocked,
        Self::Locked,
        Self::LockedInMidRun,
        Self::PromptDismissed,
        Self::PromptLeftOpen,
        Self::Killed,
        Self::NoBus,
        Self::SessionOnly,
        Self::ItemDeleted,
        Self::WrongValue,
        Self::TwoItems,
        Self::WriteRefused,
        Self::Stalled,
    ];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unlocked => "present and unlocked",
            Self::Locked => "locked",
            Self::LockedInMidRun => "locked in mid-run",
            Self::PromptDismissed => "prompt dismissed",
            Self::PromptLeftOpen => "prompt left open",
            Self::Killed => "its program killed",
            Self::NoBus => "no bus",
            Self::SessionOnly => "session collection only",
            Self::ItemDeleted => "item deleted",
            Self::WrongValue => "wrong value",
            Self::TwoItems => "two items",
            Self::WriteRefused => "write refused",
            Self::Stalled => "stalled",
        }
    }

    /// How its sentence begins, and what of the one thing to do.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Unlocked | Self::LockedInMidRun | Self::TwoItems => ("", ""),
            Self::Locked | Self::PromptDismissed => (" is locked.", "Press Try again and type"),
            Self::PromptLeftOpen | Self::Stalled => (" did not answer.", "Look for that window"),
            Self::Killed => ("No keyring answers", "Install one, unless there is one"),
            Self::NoBus => (
                " cannot be reached.",
                "Start Connections Console from a desktop",
            ),
            Self::SessionOnly => ("has not been set up.", "create a password keyring"),
            Self::ItemDeleted => ("The key to the stored secrets is gone.", "start over"),
            Self::WrongValue => ("something else in the place of the key", "delete the item"),
            Self::WriteRefused => ("does not let Connections Console in.", "allow the access"),
        }
    }

    /// Goes through it, until the keyring is well again and the connection works.
    pub(super) async fn play(self, program: &Path) -> Result<Told> {
        let mut stage = Stage::set_up(program).await?;
        let key = stage.hand().await?.key().await?;
        let mut told = Told::default();
        let well = match self {
            Self::Unlocked => {
                let console = stage.console().await?;
                told.note(&console.opened)?;
                console
            }
            Self::TwoItems => {
                let hand = stage.hand().await?;
                hand.add_another().await?;
                ensure!(hand.count().await? == 2, "there are two");
                let console = stage.console().await?;
                told.note(&console.opened)?;
                console
            }
            Self::LockedInMidRun => {
                let console = stage.console().await?;
                told.note(&console.opened)?;
                stage.hand().await?.lock().await?;
                console
            }
            Self::Locked => {
                stage.hand().await?.lock().await?;
                let console = self.refused(&mut told, stage.console().await?)?;
                stage.bus.kill_keyring()?;
                stage.recover()?;
                again(console).await?
            }
            Self::Killed => {
                stage.bus.kill_keyring()?;
                let console = self.refused(&mut told, stage.console().await?)?;
                stage.recover()?;
                again(console).await?
            }
            Self::Stalled => {
                signal(&stage, Signal::STOP)?;
                let console = stage.console().await;
                signal(&stage, Signal::CONT)?;
                let console = self.refused(&mut told, console?)?;
                again(console).await?
            }
            Self::WrongValue => {
                let hand = stage.hand().await?;
                hand.replace(b"something else").await?;
                let console = self.refused(&mut told, stage.console().await?)?;
                hand.replace(key.as_bytes()).await?;
                again(console).await?
            }
            Self::NoBus => {
                let console = self.refused(&mut told, stage.console_on(None).await?)?;
                console.close().await?;
                stage.console().await?
            }
            Self::SessionOnly => {
                let bus = stage.another_bus(Keyring::NeverUnlocked)?;
                let console = stage.console_on(Some(bus.address())).await?;
                self.refused(&mut told, console)?.close().await?;
                stage.console().await?
            }
            Self::PromptDismissed | Self::PromptLeftOpen => {
                let bus = stage.another_bus(Keyring::Absent)?;
                let fault = if self == Self::PromptDismissed {
                    Fault::PromptDismissed
                } else {
                    told.prompt = true;
                    Fault::PromptLeftOpen
                };
                let _service = misbehaving::start(bus.address(), fault).await?;
                let console = stage.console_on(Some(bus.address())).await?;
                self.refused(&mut told, console)?.close().await?;
                stage.console().await?
            }
            Self::WriteRefused => {
                let bus = stage.another_bus(Keyring::Absent)?;
                let _service = misbehaving::start(bus.address(), Fault::WriteRefused).await?;
                let console = stage.new_console_on(bus.address()).await?;
                let mut console = self.refused(&mut told, console)?;
                let open = console.told("this session only").await?;
                ensure!(is_open(&open), "another way is open: {open}");
                console.close().await?;
                stage.console().await?
            }
            Self::ItemDeleted => {
                stage.hand().await?.delete().await?;
                let mut console = self.refused(&mut told, stage.console().await?)?;
                ensure!(stage.hand().await?.count().await? == 0, "no key is made");
                let over = console.told("start over").await?;
                ensure!(is_open(&over), "{over}");
                ensure!(console.told("rows").await? == 1, "the connection is kept");
                (told.in_the_clear, told.files) = stage.in_the_clear(&[key])?;
                console.close().await?;
                return Ok(told);
            }
        };
        let mut well = well;
        stage.works(&mut well).await.context("well again")?;
        (told.in_the_clear, told.files) = stage.in_the_clear(&[key])?;
        well.close().await?;
        Ok(told)
    }

    /// The console is locked and says so in the words of this state.
    fn refused(self, told: &mut Told, console: Running) -> Result<Running> {
        let answer = &console.opened;
        told.note(answer)?;
        let storage = &answer["storage"];
        ensure!(storage["kind"] == "locked", "it is open: {answer}");
        let (what, fix) = self.words();
        let says = |part: &str, words: &str| {
            let text = storage["explanation"][part].as_str();
            text.is_some_and(|text| text.contains(words))
        };
        ensure!(says("what", what) && says("fix", fix), "it says {storage}");
        let lost = self == Self::ItemDeleted;
        ensure!(storage["keyLost"] == lost, "{storage}");
        ensure!(storage["waiting"] == false, "{storage}");
        Ok(console)
    }
}

/// *Try again*, now that the keyring is well.
async fn again(mut console: Running) -> Result<Running> {
    let answer = console.told("again").await?;
    ensure!(is_open(&answer), "after Try again: {answer}");
    Ok(console)
}

fn signal(stage: &Stage, signal: Signal) -> Result<()> {
    let keyring = stage.bus.keyring().context("there is a keyring")?;
    keyring.signal(signal)
}

impl Told {
    fn note(&mut self, answer: &Value) -> Result<()> {
        let number = |name: &str| answer[name].as_u64().context(name.to_owned());
        self.answer_ms = number("settled_ms")?;
        self.calls = number("calls")?;
        self.slowest_ms = number("slowest_ms")?;
        Ok(())
    }
}
