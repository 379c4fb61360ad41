//! What is written and read back.

use domain::{Nickname, ScopeSet};
use proptest::prelude::*;

use super::config;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn scopes_are_read_back_as_they_were_written(text in "[ -~é]{0,60}") {
        let scopes = ScopeSet::from_wire(&text);
        prop_assert_eq!(&ScopeSet::from_wire(&scopes.to_wire()), &scopes);
        let said: Vec<&str> = text.split_ascii_whitespace().collect();
        prop_assert!(scopes.iter().all(|scope| said.contains(&scope.as_str())));
    }

    #[test]
    fn a_nickname_is_read_back_as_itself(typed in any::<String>()) {
        if let Ok(nickname) = Nickname::parse(&typed) {
            let shown = nickname.to_string();
            prop_assert_eq!(Nickname::parse(&shown).map(|again| again.to_string()), Ok(shown));
        }
    }
}
