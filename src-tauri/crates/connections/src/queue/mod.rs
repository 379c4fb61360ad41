//! *Reauthorize many*: connections wait in a queue and are signed in to one after another.
//!
//! `board.rs` holds the queue, first on the disk and then for whoever looks; `work.rs` goes through
//! it in a task of its own; `acts.rs` is what a person does with it. `item.rs` and `turn.rs` decide
//! and touch nothing. The queue is kept without a secret: whatever it is interrupted by, a
//! connection in it has its old grant or its new one.

mod acts;
mod beforehand;
mod board;
mod item;
mod turn;
mod work;

pub(crate) use board::Queue;
