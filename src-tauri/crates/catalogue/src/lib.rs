//! The connectors, as data: fields, grants, scopes, actions.
