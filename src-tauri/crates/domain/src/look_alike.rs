//! Hosts that are made, or mistyped, to be read as Okta's.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::host_grammar::OKTA_SUFFIXES;

/// Letters of other scripts that a person reads as the Latin ones of Okta's names (Unicode TS 39).
const READ_AS: [(char, &str); 14] = [
    ('a', "аαɑ"),
    ('c', "сϲ"),
    ('e', "еεє"),
    ('g', "ɡց"),
    ('i', "іιıɩ"),
    ('k', "кκ"),
    ('l', "ӏⅼ"),
    ('m', "мⅿ"),
    ('o', "оοօσ"),
    ('p', "рρ"),
    ('r', "гᴦ"),
    ('t', "тτ"),
    ('v', "ѵν"),
    ('w', "ѡωԝ"),
];

/// Whether `host`, in ASCII, can be taken for Okta's: an Okta suffix stands inside it, or its last
/// two labels are one slip away from one, as they are written or as a person reads them.
pub(crate) fn looks_like_okta(host: &str) -> bool {
    resembles(host) || resembles(&as_read(host))
}

/// The name as a person reads it: punycode undone, accents left out, look-alikes replaced.
fn as_read(host: &str) -> String {
    let (shown, _) = idna::domain_to_unicode(host);
    let letters = shown.nfd().filter(|&c| !is_combining_mark(c));
    letters
        .map(|c| {
            let latin = READ_AS.iter().find(|(_, alike)| alike.contains(c));
            latin.map_or(c, |(latin, _)| *latin)
        })
        .collect()
}

fn resembles(host: &str) -> bool {
    let inside = OKTA_SUFFIXES.iter().any(|suffix| host.contains(suffix));
    let labels: Vec<&str> = host.rsplit('.').take(2).collect();
    let registered = match labels[..] {
        [top, second] => format!("{second}.{top}"),
        _ => host.to_owned(),
    };
    inside
        || OKTA_SUFFIXES.iter().any(|suffix| {
            let slips = if suffix.len() > 8 { 2 } else { 1 };
            distance(&registered, suffix) <= slips
        })
}

/// How many slips of a finger lie between two texts: a letter too many, too few, another one, or
/// two neighbours in the wrong order (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=right.len()).collect()];
    for (i, l) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, r) in right.iter().enumerate() {
            let substituted = rows[i][j] + usize::from(l != r);
            let mut least = substituted.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *l == right[j - 1] && left[i - 1] == *r {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one() {
        for slipped in ["otka.com", "okt.com", "oktta.com", "octa.com"] {
            assert_eq!(distance(slipped, "okta.com"), 1, "{slipped}");
        }
        assert_eq!(distance("okta.com", "okta.com"), 0);
        assert_eq!(distance("acme.dev", "okta.com"), 7);
    }

    #[test]
    fn a_name_in_another_script_is_read_as_a_person_reads_it() {
        // In Cyrillic letters throughout, and with one accent.
        assert_eq!(as_read("xn--80atlr.com"), "okta.com");
        assert_eq!(as_read("xn--kta-red.com"), "okta.com");
        assert_eq!(as_read("login.xn--bcher-kva.dev"), "login.bucher.dev");
    }
}
