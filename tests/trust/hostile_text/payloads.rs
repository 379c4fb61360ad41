//! Five hundred texts that would run a script, load something or mislead a reader, if a page took
//! them for anything but text. Written by families, so that each can be read in one place.

mod families;
mod written;

/// How many there are.
pub const COUNT: usize = 500;

/// How many of them mislead by the order or the look of letters.
pub(super) const MISLEADING: usize = 60;

/// One hostile text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// What kind it is of.
    pub family: &'static str,
    /// The text.
    pub text: String,
    /// Whether it must stand first in a string to do harm, as the scheme of an address.
    pub leads: bool,
}

/// All of them. Whatever one does if it runs is heard by a trap of the page, or at `port` on this
/// computer.
pub fn corpus(port: u16) -> Vec<Payload> {
    let mut all = families::misleading();
    assert_eq!(all.len(), MISLEADING, "as many as were promised");
    let mut others: Vec<Vec<Payload>> = families::others(port);
    // By turns, so that a short selection has some of each.
    for family in &mut others {
        family.reverse();
    }
    while all.len() < COUNT {
        let before = all.len();
        for family in &mut others {
            let room = all.len() < COUNT;
            all.extend(family.pop().filter(|_| room));
        }
        assert!(all.len() > before, "the families are too small");
    }
    // One that misleads among seven others.
    let (misleading, rest) = all.split_at(MISLEADING);
    let mut mixed = Vec::new();
    let mut rest = rest.iter();
    for one in misleading {
        mixed.push(one.clone());
        mixed.extend(rest.by_ref().take(7).cloned());
    }
    mixed.extend(rest.cloned());
    mixed
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn there_are_five_hundred_and_no_two_are_the_same_but_for_a_number() {
        let corpus = corpus(9);
        assert_eq!(corpus.len(), COUNT);
        let without_numbers = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
        let distinct: BTreeSet<_> = corpus.iter().map(|one| &one.text).collect();
        assert_eq!(distinct.len(), COUNT);
        let mut shapes: BTreeMap<_, Vec<_>> = BTreeMap::new();
        // Of some the numbers are all that there is.
        let numbers = ["misleading", "encoded"];
        for one in corpus.iter().filter(|one| !numbers.contains(&one.family)) {
            let shape = without_numbers(&one.text);
            shapes.entry(shape).or_default().push(&one.text);
        }
        shapes.retain(|_, texts| texts.len() > 1);
        assert!(shapes.is_empty(), "{shapes:#?}");
    }

    #[test]
    fn every_family_has_its_share() {
        let mut shares = BTreeMap::new();
        for one in corpus(9) {
            *shares.entry(one.family).or_insert(0) += 1;
        }
        assert_eq!(shares["misleading"], MISLEADING);
        assert!(shares.len() >= 11, "{shares:?}");
        assert!(shares.values().all(|share| *share >= 20), "{shares:?}");
    }
}
