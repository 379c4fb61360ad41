//! Lifetimes, limits, latency, features and faults.

use super::page::{button, choice, escape, field, table};
use super::{back_to, own_form, shown};
use crate::fault::FaultSpec;
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
    let faults: Vec<_> = state
        .faults
        .iter()
        .map(|fault| {
            let what = if fault.drop_connection {
                "connection cut".to_owned()
            } else {
                fault.status.to_string()
            };
            vec![escape(&fault.path_prefix), what, fault.times.to_string()]
        })
        .collect();
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
        "</p><h2>Faults</h2>".to_owned(),
        table(
            "Waiting to happen",
            &["Path begins with", "Answer", "Times"],
            &faults,
        ),
        FAULT_FORM.to_owned(),
        button("/admin/knobs/clear-faults", "Clear", "all faults", &[]),
    ]
    .concat();
    Ok(shown("Knobs", &body))
}

const FAULT_FORM: &str = "<form class=\"line\" method=\"post\" action=\"/admin/knobs/fault\">\
    <label for=\"prefix\">Path begins with</label><input id=\"prefix\" name=\"prefix\" value=\"/oauth2/v1/token\">\
    <label for=\"status\">Status (0 cuts the connection)</label><input id=\"status\" name=\"status\" value=\"503\">\
    <label for=\"body\">Body</label><input id=\"body\" name=\"body\" value=\"\">\
    <label for=\"times\">Times</label><input id=\"times\" name=\"times\" value=\"1\">\
    <button type=\"submit\">Add fault</button></form>";

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
        "clear-faults" => knobs.clear_faults(),
        "fault" => {
            let status = form
                .get("status")
                .and_then(|status| status.parse().ok())
                .unwrap_or(500);
            knobs.fail_next(FaultSpec {
                path_prefix: form.get("prefix").unwrap_or("/").to_owned(),
                status,
                body: form.get("body").unwrap_or_default().to_owned(),
                times: form
                    .get("times")
                    .and_then(|times| times.parse().ok())
                    .unwrap_or(1),
                drop_connection: status == 0,
                ..FaultSpec::default()
            });
        }
        other => return Err(Refusal::missing(other, "Form")),
    }
    Ok(back_to("/admin/knobs"))
}
