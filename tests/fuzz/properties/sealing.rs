//! Sealed secrets: they open as what was sealed, under the context that they were sealed under, and
//! not otherwise.

use std::sync::{Arc, LazyLock};

use domain::{ConnectionId, SealContext, Sealed, SecretField};
use proptest::prelude::*;
use secrecy::ExposeSecret as _;
use vault::{MemoryKeyring, Vault};

use super::config;

static VAULT: LazyLock<Vault> = LazyLock::new(|| {
    let vault = Vault::new(Arc::new(MemoryKeyring::new()));
    vault.session_only();
    vault
});
static OTHERS: LazyLock<[ConnectionId; 2]> =
    LazyLock::new(|| [ConnectionId::new(), ConnectionId::new()]);

fn context() -> impl Strategy<Value = SealContext> {
    let field = prop::sample::select(
        &[
            SecretField::ClientSecret,
            SecretField::RefreshToken,
            SecretField::AccessToken,
        ][..],
    );
    (0..2_usize, "acme\\.okta\\.com|[a-z]{0,8}", field, 0..3_u64).prop_map(
        |(which, host, field, generation)| SealContext {
            connection: OTHERS[which],
            host,
            field,
            generation,
        },
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_sealed_opens_as_itself_and_under_no_other_context(
        secret in any::<String>(), context in context(), other in context(),
    ) {
        let sealed = VAULT.seal(&context, &secret.as_str().into()).unwrap();
        let opened = VAULT.open(&context, &sealed).unwrap();
        // EXPOSE: made up here, and compared.
        prop_assert_eq!(opened.expose_secret(), &secret);
        // As a row that was put in the place of another one.
        let moved = Sealed { field: other.field, generation: other.generation, bytes: sealed.bytes };
        prop_assert_eq!(VAULT.open(&other, &moved).is_ok(), other == context);
    }

    #[test]
    fn what_was_changed_by_one_bit_or_cut_does_not_open(
        secret in "[ -~]{0,40}", context in context(), at in any::<prop::sample::Index>(), bit in 0..8_u8, cut in any::<bool>(),
    ) {
        let mut sealed = VAULT.seal(&context, &secret.as_str().into()).unwrap();
        let at = at.index(sealed.bytes.len());
        if cut {
            sealed.bytes.truncate(at);
        } else {
            sealed.bytes[at] ^= 1 << bit;
        }
        prop_assert!(VAULT.open(&context, &sealed).is_err());
    }

    #[test]
    fn any_bytes_at_all_do_not_open(bytes in prop::collection::vec(any::<u8>(), 0..120), context in context()) {
        let sealed = Sealed { field: context.field, generation: context.generation, bytes };
        prop_assert!(VAULT.open(&context, &sealed).is_err());
    }
}
