//! The page in place of the Admin Console: plain forms, no script, nothing from elsewhere.

pub(crate) mod page;

use crate::routes::Route;

pub(crate) const ROUTES: &[Route] = &[];
