//! Why the keyring did not answer, told apart by what the person can do about it.

use domain::Explanation;

/// A keyring that cannot be used now. `keyring` is its name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// There is none on this computer, or it was never set up.
    #[error("there is no {keyring} to ask")]
    Absent {
        /// Which keyring.
        keyring: String,
        /// What of it is missing.
        missing: Missing,
    },
    /// It is there and locked, and nobody unlocked it.
    #[error("the {keyring} is locked")]
    Locked {
        /// Which keyring.
        keyring: String,
    },
    /// It is open, and not for this program.
    #[error("the {keyring} refused access")]
    Denied {
        /// Which keyring.
        keyring: String,
        /// What it said.
        detail: String,
    },
    /// It did not answer in time.
    #[error("the {keyring} did not answer in time")]
    TimedOut {
        /// Which keyring.
        keyring: String,
    },
    /// It holds something under the console's name that is no key of the console's.
    #[error("the {keyring} holds something that is no key")]
    Foreign {
        /// Which keyring.
        keyring: String,
    },
    /// It answered with something that makes no sense.
    #[error("the {keyring} failed: {detail}")]
    Broken {
        /// Which keyring.
        keyring: String,
        /// What happened.
        detail: String,
    },
}

/// What an absent keyring lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The desktop's session bus, as in a bare SSH session.
    SessionBus,
    /// A program that answers on it.
    Service,
    /// A default keyring inside that program: it has never been unlocked.
    DefaultKeyring,
}

impl KeyringError {
    /// Which keyring, why not, and what to install or press.
    pub fn explain(&self) -> Explanation {
        match self {
            Self::Absent { keyring, missing } => absent(keyring, *missing),
            Self::Locked { keyring } => Explanation::new(
                format!("{keyring} is locked."),
                "The key to the stored secrets is in it, and it was not unlocked.",
                "Press Try again and type your login password when your desktop asks for it. \
                 Where it does not ask, open Passwords and Keys and unlock the keyring there.",
            ),
            Self::Denied { keyring, detail } => Explanation::new(
                format!("{keyring} does not let Connections Console in."),
                format!("It answered: {detail}."),
                "Press Try again and allow the access when you are asked.",
            ),
            Self::TimedOut { keyring } => Explanation::new(
                format!("{keyring} did not answer."),
                "It may be waiting for an answer in a window that is hidden behind this one.",
                "Look for that window and answer it, then press Try again. Where there is none, \
                 sign out of the desktop and in again.",
            ),
            Self::Foreign { keyring } => Explanation::new(
                format!("{keyring} holds something else in the place of the key."),
                "Another program wrote to its item Connections Console, or somebody changed it.",
                "Open Passwords and Keys (on macOS Keychain Access, on Windows Credential Manager), \
                 delete the item Connections Console, then press Try again.",
            ),
            Self::Broken { keyring, detail } => Explanation::new(
                format!("{keyring} cannot be used."),
                format!("It failed: {detail}."),
                "Press Try again. If it fails again, restart the computer.",
            ),
        }
    }
}

fn absent(keyring: &str, missing: Missing) -> Explanation {
    match missing {
        Missing::SessionBus => Explanation::new(
            format!("{keyring} cannot be reached."),
            "This session has no D-Bus session bus, on which a keyring would answer.",
            "Start Connections Console from a desktop session, or through dbus-run-session.",
        ),
        Missing::Service => Explanation::new(
            "No keyring answers on this computer.",
            format!("No program runs that is a {keyring}."),
            "Install one, unless there is one (on Debian and Ubuntu: sudo apt install \
             gnome-keyring), sign out of the desktop and in again, then press Try again.",
        ),
        Missing::DefaultKeyring => Explanation::new(
            "The keyring of this computer has not been set up.",
            format!("{keyring} is running, and has no default keyring to keep a key in."),
            "Open Passwords and Keys (on Debian and Ubuntu: sudo apt install seahorse), create a \
             password keyring named Login, set it as default, then press Try again.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_without_a_keyring_says_which_package_brings_one() {
        let absent = KeyringError::Absent {
            keyring: "GNOME Keyring".into(),
            missing: Missing::Service,
        };
        assert!(absent.explain().fix.contains("apt install gnome-keyring"));
        assert!(absent.explain().why.contains("GNOME Keyring"));
    }

    #[test]
    fn each_thing_that_can_be_missing_has_its_own_next_step() {
        let fix = |missing| absent("GNOME Keyring", missing).fix;
        assert_ne!(fix(Missing::SessionBus), fix(Missing::Service));
        assert_ne!(fix(Missing::Service), fix(Missing::DefaultKeyring));
    }
}
