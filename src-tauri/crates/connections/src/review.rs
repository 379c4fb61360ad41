//! What the person looks at before she saves.

use catalogue::Connector;
use domain::{ScopeSet, Settings};

use crate::app::app_view;
use crate::attempts::{Outcome, Purpose};
use crate::connect::granted_of;
use crate::list::{address_of, identity_view, instance_view, requested_of, role_lines};
use crate::save::is_different_user;
use crate::scopes::{Grants, scope_lines};
use crate::views::{OrgReview, Review, ReviewBefore, ScopeLine};

/// Org, user, scopes and warnings, and at reauthorizing what changed.
pub(crate) fn review(
    attempt: &str,
    connector: &Connector,
    purpose: &Purpose,
    outcome: &Outcome,
) -> Review {
    let settings = purpose.settings();
    let authorization = &outcome.authorization;
    let requested = requested_of(settings);
    let before = match purpose {
        Purpose::Create { .. } => None,
        Purpose::Reauthorize { before, .. } => {
            before.authorization.as_ref().map(|earlier| ReviewBefore {
                identity: identity_view(&earlier.identity),
                different_user: is_different_user(before, authorization),
                gained: names(&authorization.granted.minus(&earlier.granted)),
                lost: names(&earlier.granted.minus(&authorization.granted)),
            })
        }
    };
    Review {
        attempt: attempt.to_owned(),
        nickname: purpose.connection().nickname.to_string(),
        org: OrgReview {
            address: address_of(settings),
            loopback: settings.is_loopback(),
            instance: instance_view(settings, authorization.instance.as_ref()),
        },
        app: app_view(settings, authorization.bound_to.as_deref()),
        identity: identity_view(&authorization.identity),
        scopes: scopes(connector, purpose, &requested, &authorization.granted),
        requested: requested.len(),
        granted: granted_of(&requested, &authorization.granted),
        roles: role_lines(connector, authorization.instance.as_ref())
            .into_iter()
            .filter(|role| role.held == Some(true))
            .map(|role| role.name)
            .collect(),
        reauthorize_by: authorization.reauthorize_by.map(|at| at.to_string()),
        found: outcome.found.iter().cloned().map(Into::into).collect(),
        warnings: outcome.warnings.iter().cloned().map(Into::into).collect(),
        before,
    }
}

/// The truth table of what was just granted; at reauthorizing, beside what was granted before. A
/// team has none.
fn scopes(
    connector: &Connector,
    purpose: &Purpose,
    requested: &ScopeSet,
    granted: &ScopeSet,
) -> Vec<ScopeLine> {
    if matches!(purpose.settings(), Settings::Team { .. }) {
        return Vec::new();
    }
    let earlier = match purpose {
        Purpose::Create { .. } => None,
        Purpose::Reauthorize { before, .. } => before.authorization.as_ref(),
    };
    let grants = Grants {
        requested,
        granted,
        before: earlier.map(|earlier| &earlier.granted),
    };
    scope_lines(connector, grants, purpose.used())
}

fn names(scopes: &ScopeSet) -> Vec<String> {
    scopes.iter().map(ToString::to_string).collect()
}
