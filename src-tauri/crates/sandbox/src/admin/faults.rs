//! Faults to practise on: each way in which a server says no, or says nothing, one press away.

use super::fault_list::{FAULTS, Fault};
use super::page::{button, escape, table};
use super::{back_to, own_form, shown};
use crate::fault::FaultSpec;
use crate::http::{Answer, Call};
use crate::knobs::Knobs;
use crate::refusal::Refusal;

const PLACES: [(&str, &str); 2] = [("Okta", "/api/"), ("Privileged Access", "/v1/teams/")];
const METHODS: [&str; 5] = ["Any", "GET", "POST", "PUT", "DELETE"];

/// Every fault with its button, what waits to happen, and where the other refusals come from.
pub(crate) fn show(call: &Call) -> Answer {
    let state = call.state();
    let waiting = state.faults.iter().map(|fault| {
        let method = fault.method.as_deref().unwrap_or("Any");
        let what = match (fault.drop_connection, fault.cut_off) {
            (true, _) => "connection cut".to_owned(),
            (_, true) => format!("{}, cut off", fault.status),
            _ => fault.status.to_string(),
        };
        vec![
            escape(&format!("{method} {}…", fault.path_prefix)),
            what,
            fault.times.to_string(),
        ]
    });
    let waiting: Vec<_> = waiting.collect();
    let rows: Vec<_> = FAULTS.iter().map(row).collect();
    let body = [
        "<p>Each happens once, to the next request that fits, and to no other.</p>".to_owned(),
        table("Faults", &["Fault", "What is answered", "To"], &rows),
        "<h2>Waiting to happen</h2>".to_owned(),
        table("In their order", &["Request", "Answer", "Times"], &waiting),
        button("/admin/faults/clear", "Clear", "all faults", &[]),
        "<h2>Of your own</h2>".to_owned(),
        OWN.to_owned(),
        "<h2>Not by a fault</h2>".to_owned(),
        ELSEWHERE.to_owned(),
    ]
    .concat();
    Ok(shown("Faults", &body))
}

const OWN: &str = "<form class=\"line\" method=\"post\" action=\"/admin/faults/own\">\
    <label for=\"prefix\">Path begins with</label><input id=\"prefix\" name=\"prefix\" value=\"/oauth2/v1/token\">\
    <label for=\"status\">Status (0 cuts the connection)</label><input id=\"status\" name=\"status\" value=\"503\">\
    <label for=\"body\">Body</label><input id=\"body\" name=\"body\" value=\"\">\
    <label for=\"times\">Times</label><input id=\"times\" name=\"times\" value=\"1\">\
    <button type=\"submit\">Add fault</button></form>";

const ELSEWHERE: &str = "<ul>\
    <li>A scope that is really missing, tokens that were revoked, an app that demands DPoP: <a href=\"/admin\">Applications</a></li>\
    <li>A role that is really missing, a user who was suspended: <a href=\"/admin/users\">People</a></li>\
    <li>A role of the service user, a key that was rotated: <a href=\"/admin/privileged-access\">Privileged Access</a></li>\
    <li>A sign-in that ends soon, or has ended when it begins: <a href=\"/admin/knobs\">Knobs</a>, the lifetime of refresh tokens</li>\
    <li>A search that lags behind, a low rate limit, a Classic org, an org without realms: <a href=\"/admin/knobs\">Knobs</a></li></ul>";

fn row(fault: &Fault) -> Vec<String> {
    let options = |names: &mut dyn Iterator<Item = &str>| -> String {
        names
            .map(|name| format!("<option>{name}</option>"))
            .collect()
    };
    let places = options(&mut PLACES.iter().map(|(name, _)| *name));
    let methods = options(&mut METHODS.into_iter());
    let (id, name) = (fault.id, escape(fault.name));
    let form = format!(
        "<form class=\"line\" method=\"post\" action=\"/admin/faults/{id}\">\
         <select name=\"place\" aria-label=\"{name}: whose\">{places}</select>\
         <select name=\"method\" aria-label=\"{name}: which requests\">{methods}</select>\
         <button type=\"submit\" class=\"plain\" aria-label=\"Next time: {name}\">Next time</button></form>"
    );
    vec![name, escape(fault.about), form]
}

/// A form of this page.
pub(crate) fn change(call: &Call) -> Answer {
    own_form(call)?;
    let form = call.form();
    let of = |name: &str| form.get(name).unwrap_or_default();
    let knobs = Knobs::new(&call.org);
    match call.at("fault") {
        "clear" => knobs.clear_faults(),
        "own" => {
            let status = of("status").parse().unwrap_or(500);
            knobs.fail_next(FaultSpec {
                status,
                times: of("times").parse().unwrap_or(1),
                drop_connection: status == 0,
                ..FaultSpec::answer(form.get("prefix").unwrap_or("/"), status, of("body"))
            });
        }
        id => {
            let fault = FAULTS.iter().find(|fault| fault.id == id);
            let fault = fault.ok_or_else(|| Refusal::missing(id, "Fault"))?;
            let place = PLACES.iter().find(|(name, _)| *name == of("place"));
            let (_, prefix) = place.unwrap_or(&PLACES[0]);
            let method = Some(of("method")).filter(|method| METHODS[1..].contains(method));
            let headers = fault.header.iter();
            knobs.fail_next((fault.more)(FaultSpec {
                method: method.map(str::to_owned),
                headers: headers
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
                ..FaultSpec::answer(prefix, fault.status, fault.body)
            }));
        }
    }
    Ok(back_to("/admin/faults"))
}
