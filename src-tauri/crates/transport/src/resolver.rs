//! Names into addresses, of which only the public ones are connected to.
//!
//! The connection is made to the very addresses that were checked here, so a name server that
//! answers differently the second time gains nothing (DNS rebinding).

use std::collections::HashSet;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address::is_public;

/// Why a name was not turned into an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NameProblem {
    #[error("the name has no address")]
    NotFound,
    #[error("no network can be reached")]
    Offline,
    #[error("the name leads to addresses that are not public")]
    NotPublic,
}

/// The system's resolver behind a filter.
///
/// A proxy may stand in a private network, as companies' proxies do; its name, and no other, is
/// let through. Behind a proxy it is the proxy that looks up the org's name.
#[derive(Debug, Clone, Default)]
pub(crate) struct PublicNames {
    proxies: Arc<Mutex<HashSet<String>>>,
    /// What the name server answers, one answer after the other, in the place of the system's.
    #[cfg(test)]
    answers: Arc<Mutex<std::collections::VecDeque<Vec<SocketAddr>>>>,
}

impl PublicNames {
    /// `host` is the system's own choice of a proxy.
    pub(crate) fn trust_proxy(&self, host: &str) {
        let mut proxies = self.proxies.lock().unwrap_or_else(PoisonError::into_inner);
        proxies.insert(host.to_ascii_lowercase());
    }

    #[cfg(test)]
    async fn look_up(&self, name: &str) -> io::Result<Vec<SocketAddr>> {
        let answer = self.answers.lock().unwrap().pop_front();
        match answer {
            Some(answer) => Ok(answer),
            None => look_up(name).await,
        }
    }

    #[cfg(not(test))]
    async fn look_up(&self, name: &str) -> io::Result<Vec<SocketAddr>> {
        look_up(name).await
    }

    fn is_proxy(&self, name: &str) -> bool {
        let proxies = self.proxies.lock().unwrap_or_else(PoisonError::into_inner);
        proxies.contains(&name.to_ascii_lowercase())
    }
}

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        let proxy = self.is_proxy(name.as_str());
        let names = self.clone();
        Box::pin(async move {
            let addresses = names
                .look_up(name.as_str())
                .await
                .map_err(|_| not_found())?;
            let usable = if proxy {
                addresses
            } else {
                public_only(addresses)?
            };
            Ok(Box::new(usable.into_iter()) as Addrs)
        })
    }
}

async fn look_up(name: &str) -> io::Result<Vec<SocketAddr>> {
    // Port 0 stands for the scheme's own.
    Ok(tokio::net::lookup_host((name, 0)).await?.collect())
}

/// What is public among `addresses`; an error if nothing is.
fn public_only(addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, NameProblem> {
    if addresses.is_empty() {
        return Err(NameProblem::NotFound);
    }
    let public: Vec<_> = addresses
        .into_iter()
        .filter(|address| is_public(address.ip()))
        .collect();
    if public.is_empty() {
        return Err(NameProblem::NotPublic);
    }
    Ok(public)
}

/// Whether the name is unknown or nothing can be known now.
///
/// The system says both alike, but it knows whether it has a route: connecting a datagram socket
/// asks for one and sends nothing.
fn not_found() -> NameProblem {
    let routed = |from: &str, to: &str| -> io::Result<()> { UdpSocket::bind(from)?.connect(to) };
    let v4 = routed("0.0.0.0:0", "198.41.0.4:53");
    let v6 = routed("[::]:0", "[2001:503:ba3e::2:30]:53");
    if v4.is_err() && v6.is_err() {
        NameProblem::Offline
    } else {
        NameProblem::NotFound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts
            .iter()
            .map(|text| SocketAddr::new(text.parse().unwrap(), 0))
            .collect()
    }

    #[test]
    fn of_mixed_answers_only_the_public_addresses_are_connected_to() {
        let mixed = addresses(&["10.0.0.1", "1.1.1.1", "::1"]);
        assert_eq!(public_only(mixed), Ok(addresses(&["1.1.1.1"])));
    }

    /// DNS rebinding: what is connected to is what was looked at, for each look-up anew.
    #[tokio::test]
    async fn a_name_that_leads_elsewhere_the_second_time_gains_nothing() {
        let names = PublicNames::default();
        let answers: Vec<_> = ["1.1.1.1", "127.0.0.1", "1.1.1.1", "::ffff:10.0.0.1"]
            .map(|text| addresses(&[text]))
            .to_vec();
        names.answers.lock().unwrap().extend(answers);
        for expected in [true, false, true, false] {
            let resolved = names.resolve("acme.okta.com".parse().unwrap()).await;
            let given = resolved.map(Iterator::collect::<Vec<_>>);
            assert_eq!(given.is_ok(), expected);
            if let Ok(given) = given {
                assert_eq!(given, addresses(&["1.1.1.1"]));
            }
        }
    }

    #[test]
    fn a_name_that_leads_into_a_private_network_is_not_connected_to() {
        let private = addresses(&["169.254.169.254", "::ffff:127.0.0.1"]);
        assert_eq!(public_only(private), Err(NameProblem::NotPublic));
    }

    #[tokio::test]
    async fn a_name_of_this_computer_is_refused_unless_it_is_the_proxys() {
        let names = PublicNames::default();
        let refused = names.resolve("localhost".parse().unwrap()).await;
        let problem = refused.err().unwrap();
        assert_eq!(
            problem.downcast_ref::<NameProblem>(),
            Some(&NameProblem::NotPublic)
        );

        names.trust_proxy("LocalHost");
        assert!(names.resolve("localhost".parse().unwrap()).await.is_ok());
    }
}
