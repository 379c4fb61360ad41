//! Addresses while they are typed.

use domain::{DomainProblem, LoopbackOrgs, OpaBaseUrl, OpaProblem, OrgHost, OrgKind};

use crate::Console;
use crate::rooms::Rooms;
use crate::views::{AddressCheck, AddressKind, Failure};

impl Console {
    /// What the console makes of an address; the wizard asks while it is typed.
    pub fn check_address(&self, kind: AddressKind, text: &str) -> AddressCheck {
        match kind {
            AddressKind::OktaDomain => match self.rooms.parse_domain(text) {
                Ok(host) => AddressCheck::Taken {
                    host: if host.kind() == OrgKind::Loopback {
                        host.issuer()
                    } else {
                        host.as_str().to_owned()
                    },
                    loopback: host.kind() == OrgKind::Loopback,
                    custom: host.kind() == OrgKind::Custom,
                },
                Err(problem) => AddressCheck::Refused {
                    failure: Box::new(domain_failure("", problem)),
                },
            },
            AddressKind::OpaBaseUrl => match self.rooms.parse_base_url(text) {
                Ok(url) => AddressCheck::Taken {
                    host: url.origin(),
                    loopback: url.is_loopback(),
                    custom: false,
                },
                Err(problem) => AddressCheck::Refused {
                    failure: Box::new(base_url_failure("", problem)),
                },
            },
        }
    }
}

impl Rooms {
    pub(crate) fn parse_domain(&self, typed: &str) -> Result<OrgHost, DomainProblem> {
        let loopback = self.loopback_for(typed);
        // The practice org's address is taken with or without the scheme, as any other domain.
        let bare = loopback == LoopbackOrgs::Allowed && typed.trim().starts_with("127.0.0.1:");
        if bare {
            return OrgHost::parse(&format!("http://{}", typed.trim()), loopback);
        }
        OrgHost::parse(typed, loopback)
    }

    pub(crate) fn parse_base_url(&self, typed: &str) -> Result<OpaBaseUrl, OpaProblem> {
        OpaBaseUrl::parse(typed, self.loopback_for(typed))
    }
}

pub(crate) fn domain_failure(field: &str, problem: DomainProblem) -> Failure {
    Failure {
        repaired: problem.repaired,
        ..Failure::field(field, problem.explanation)
    }
}

pub(crate) fn base_url_failure(field: &str, problem: OpaProblem) -> Failure {
    Failure {
        repaired: problem.repaired,
        team: problem.team,
        ..Failure::field(field, problem.explanation)
    }
}
