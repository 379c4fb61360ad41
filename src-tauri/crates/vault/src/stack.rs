//! Work that leaves nothing of what it worked with on the stack.

use std::hint::black_box;

/// So many bytes of the stack are overwritten: more than sealing, deriving and talking to a
/// keyring leave behind.
const DEPTH: usize = 65_536;

/// Does `work`, then overwrites the part of the stack on which it was done.
///
/// Hashes and ciphers keep blocks of what they are given on the stack and do not wipe them there;
/// what lies on the heap is wiped by whoever owns it. What `work` gives back should hold a secret
/// on the heap only.
#[inline(never)]
pub(crate) fn leaving_nothing<T>(work: impl FnOnce() -> T) -> T {
    let done = apart(work);
    overwrite();
    done
}

/// In a frame below that of [`leaving_nothing`], as [`overwrite`] is.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
#[expect(
    clippy::large_stack_arrays,
    reason = "the stack is what is overwritten"
)]
fn overwrite() {
    let mut left = [0_u8; DEPTH];
    black_box(&mut left);
}
