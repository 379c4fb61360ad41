//! Lifetimes, limits, latency and features.

use super::page::{choice, field};
use super::{back_to, own_form, shown};
use crate::http::{Answer, Call};
use crate::knobs::Knobs;
use crate::refusal::Refusal;
use crate::seed::Pipeline;

/// The knobs as they stand.
pub(crate) fn show(call: &Call) -> Answer {
    let state = call.state();
    let behaviour = &state.behaviour;
    let number = |deed: &str, label: &str, value: String| {
        format!(
            "<p>{}</p>",
            field(
                &format!("/admin/knobs/{deed}"),
                label,
                "value",
                &value,
                "Set"
            )
        )
    };
    let pipeline = match state.org.pipeline {
        Pipeline::IdentityEngine => "Identity Engine",
        Pipeline::Classic => "Classic Engine",
    };
    let governance = if state.org.governance { "On" } else { "Off" };
    let body = [
        "<h2>Lifetimes</h2>".to_owned(),
        number(
            "access-token",
            "Access token (seconds)",
            behaviour.access_token_seconds.to_string(),
        ),
        number(
            "refresh-token",
            "Refresh token from sign-in (seconds)",
            behaviour.refresh_token_seconds.to_string(),
        ),
        number(
            "opa-token",
            "OPA bearer token (seconds)",
            behaviour.opa_token_seconds.to_string(),
        ),
        number(
            "clock",
            "Org clock ahead by (seconds)",
            call.org.clock.offset().to_string(),
        ),
        "<h2>Limits and delays</h2>".to_owned(),
        number(
            "rate-limit",
            "Requests per minute",
            behaviour.requests_per_minute.to_string(),
        ),
        number(
            "latency",
            "Latency (milliseconds)",
            state.latency_ms.to_string(),
        ),
        number(
            "search-lag",
            "Search lags by (seconds)",
            behaviour.search_lag_seconds.to_string(),
        ),
        "<h2>Features</h2><p>".to_owned(),
        choice(
            "/admin/knobs/pipeline",
            "Engine",
            "value",
            &["Identity Engine", "Classic Engine"],
            pipeline,
            "Set",
        ),
        "</p><p>".to_owned(),
        choice(
            "/admin/knobs/governance",
            "Governance (realms)",
            "value",
            &["On", "Off"],
            governance,
            "Set",
        ),
        "</p>".to_owned(),
    ]
    .concat();
    Ok(shown("Knobs", &body))
}

/// A form of this page.
pub(crate) fn change(call: &Call) -> Answer {
    own_form(call)?;
    let form = call.form();
    let knobs = Knobs::new(&call.org);
    let text = form.get("value").unwrap_or_default();
    let number = || {
        let wrong = |_| Refusal::validation("value", &["value: is not a number"]);
        text.parse::<i64>().map_err(wrong)
    };
    let count = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    match call.at("deed") {
        "access-token" => knobs.set_access_token_lifetime(number()?),
        "refresh-token" => knobs.set_refresh_token_lifetime(number()?),
        "opa-token" => knobs.set_opa_token_lifetime(number()?),
        "clock" => knobs.set_clock_offset_s(number()?),
        "rate-limit" => knobs.set_rate_limit(None, count(number()?)),
        "latency" => knobs.set_latency_ms(u64::from(count(number()?))),
        "search-lag" => knobs.set_search_lag_s(number()?),
        "pipeline" if text == "Classic Engine" => knobs.set_pipeline(Pipeline::Classic),
        "pipeline" => knobs.set_pipeline(Pipeline::IdentityEngine),
        "governance" => knobs.set_oig(text == "On"),
        other => return Err(Refusal::missing(other, "Form")),
    }
    Ok(back_to("/admin/knobs"))
}
