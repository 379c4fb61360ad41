//! What every connector promises, and what each of the four does.

mod connectors;
mod facts;
mod folders;
mod least;
mod samples;
mod scopes;
mod setup;
mod workflows;

use crate::{Catalogue, Connector};

fn catalogue() -> Catalogue {
    Catalogue::builtin().unwrap_or_else(|fault| {
        let cause = std::error::Error::source(&fault).map(ToString::to_string);
        panic!("{fault}: {}", cause.unwrap_or_default())
    })
}

fn connector(id: &str) -> Connector {
    catalogue()
        .connector(id)
        .cloned()
        .expect("a built-in connector")
}
