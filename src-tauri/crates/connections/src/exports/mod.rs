//! *Workflows exports*: what the flows in a file need, and which connections here would serve.

mod open;
mod serving;

pub(crate) use open::LastExport;
