//! Where the one key rests between two runs.

use zeroize::Zeroizing;

use crate::KeyringError;

/// Holds one small secret under a name; the OS keyring or a double.
///
/// Calls block, and may block without end: only the vault's own thread makes them.
pub trait Keyring: Send + Sync + 'static {
    /// The value; none where there surely is none. A keyring may hold two under one name, as
    /// after it was restored from a copy: then all of them.
    fn read(&self) -> Result<Vec<Zeroizing<Vec<u8>>>, KeyringError>;

    /// Puts `value` in the place of whatever was there.
    fn write(&self, value: &[u8]) -> Result<(), KeyringError>;

    /// Forgets the value. It is no error if there was none.
    fn delete(&self) -> Result<(), KeyringError>;

    /// What the person knows it by, such as `GNOME Keyring or KWallet`.
    fn name(&self) -> &str;

    /// Whether the next call may wait for a person, who is given more time than a machine.
    fn may_prompt(&self) -> bool {
        false
    }
}
