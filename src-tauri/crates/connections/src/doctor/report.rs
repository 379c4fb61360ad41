//! The lines as the window shows them, and as text for a ticket.

use catalogue::Connector;
use domain::{Connection, Settings};
use jiff::Timestamp;

use super::line::{Line, Verdict};
use crate::list::address_of;
use crate::rooms::Rooms;
use crate::views::{DoctorLine, DoctorReport, SetupLink, VerdictView};

/// Whose report it is, for a ticket. No secret is among it.
pub(crate) struct Subject {
    /// The nickname; none before it has one.
    pub(crate) nickname: Option<String>,
    pub(crate) connector: String,
    /// Domain, or team and base URL.
    pub(crate) address: String,
    /// The client ID or the key ID.
    pub(crate) client_id: String,
}

impl Subject {
    /// A connection, or what is to become one.
    pub(crate) fn of(
        connector: &Connector,
        connection: Option<&Connection>,
        settings: &Settings,
    ) -> Self {
        Self {
            nickname: connection.map(|connection| connection.nickname.to_string()),
            connector: connector.name.clone(),
            address: address_of(settings),
            client_id: match settings {
                Settings::Org { client_id, .. } => client_id.clone(),
                Settings::Team { key_id, .. } => key_id.as_str().to_owned(),
            },
        }
    }
}

impl Rooms {
    /// The report, its pages offered to the browser's opener.
    pub(crate) fn report(&self, subject: &Subject, lines: Vec<Line>) -> DoctorReport {
        let at = self.now();
        let text = text(subject, &lines, at, &self.version);
        DoctorReport {
            lines: lines.into_iter().map(|line| self.line_view(line)).collect(),
            text,
            at: at.to_string(),
        }
    }

    /// One line, its page offered as well.
    pub(crate) fn line_view(&self, line: Line) -> DoctorLine {
        DoctorLine {
            id: line.id.to_owned(),
            name: line.name,
            verdict: match line.verdict {
                Verdict::Pass => VerdictView::Pass,
                Verdict::Fail => VerdictView::Fail,
                Verdict::CannotTell => VerdictView::CannotTell,
            },
            found: line.found.into(),
            page: line.page.map(|page| {
                self.offered.add(page.url.as_str());
                SetupLink {
                    label: page.label,
                    url: page.url.to_string(),
                }
            }),
        }
    }
}

fn text(subject: &Subject, lines: &[Line], at: Timestamp, version: &str) -> String {
    let mut told = vec![format!("Preflight of {}", named(subject))];
    told.push(format!("Domain or team: {}", subject.address));
    if !subject.client_id.is_empty() {
        told.push(format!("Client or key ID: {}", subject.client_id));
    }
    told.push(format!(
        "Examined {} by Connections Console {version}",
        at.strftime("%Y-%m-%d %H:%M UTC")
    ));
    told.push(String::new());
    for line in lines {
        let word = match line.verdict {
            Verdict::Pass => "PASS",
            Verdict::Fail => "FAIL",
            Verdict::CannotTell => "CANNOT TELL",
        };
        told.push(format!("[{word}] {}: {}", line.name, line.found.what));
        if line.verdict == Verdict::Pass && line.found.fix.is_empty() && line.found.why.is_empty() {
            continue;
        }
        let more = [("Why", &line.found.why), ("Fix", &line.found.fix)];
        let more = more.into_iter().filter(|(_, text)| !text.is_empty());
        told.extend(more.map(|(label, text)| format!("    {label}: {text}")));
        let page = line.page.as_ref();
        told.extend(page.map(|page| format!("    Page: {}", page.url)));
    }
    told.join("\n")
}

fn named(subject: &Subject) -> String {
    match &subject.nickname {
        Some(nickname) => format!("“{nickname}” ({})", subject.connector),
        None => subject.connector.clone(),
    }
}

#[cfg(test)]
mod tests {
    use domain::Explanation;

    use super::*;

    #[test]
    fn a_ticket_says_what_failed_why_and_what_mends_it() {
        let subject = Subject {
            nickname: Some("Prod".into()),
            connector: "Okta".into(),
            address: "acme.okta.com".into(),
            client_id: "0oa1".into(),
        };
        let lines = [
            Line::pass("domain", "Domain", "acme.okta.com is the org 00o1."),
            Line::fail(
                "dpop",
                "DPoP",
                Explanation::new("It is on.", "So it is.", "Untick it."),
            ),
        ];
        let at = "2026-11-02T08:00:00Z".parse().unwrap();
        assert_eq!(
            text(&subject, &lines, at, "1.0"),
            "Preflight of “Prod” (Okta)\n\
             Domain or team: acme.okta.com\n\
             Client or key ID: 0oa1\n\
             Examined 2026-11-02 08:00 UTC by Connections Console 1.0\n\
             \n\
             [PASS] Domain: acme.okta.com is the org 00o1.\n\
             [FAIL] DPoP: It is on.\n    Why: So it is.\n    Fix: Untick it."
        );
    }
}
