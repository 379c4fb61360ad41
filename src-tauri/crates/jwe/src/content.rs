//! The content of a message under its content key: A256GCM (RFC 7518 §5.3). The tag covers the
//! protected header too.

use aes_gcm::aead::{AeadInPlace as _, KeyInit as _};
use aes_gcm::{Aes256Gcm, Key, Nonce, Tag};

/// Bytes of a content key.
pub(crate) const KEY: usize = 32;
/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;
/// Bytes of an authentication tag.
pub(crate) const TAG: usize = 16;

/// Seals the text where it stands, so that no copy of it stays behind; gives the tag. `None` for
/// more text than the algorithm takes.
pub(crate) fn seal(
    key: &[u8; KEY],
    nonce: &[u8; NONCE],
    protected: &str,
    text: &mut [u8],
) -> Option<[u8; TAG]> {
    let cipher = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key));
    let tag =
        cipher.encrypt_in_place_detached(Nonce::from_slice(nonce), protected.as_bytes(), text);
    tag.ok().map(Into::into)
}

/// Opens the text where it stands; `None` where key, header, text or tag are not of one message.
pub(crate) fn open(
    key: &[u8],
    nonce: &[u8],
    protected: &str,
    text: &mut [u8],
    tag: &[u8],
) -> Option<()> {
    if (key.len(), nonce.len(), tag.len()) != (KEY, NONCE, TAG) {
        return None;
    }
    let cipher = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key));
    let (nonce, tag) = (Nonce::from_slice(nonce), Tag::from_slice(tag));
    let opened = cipher.decrypt_in_place_detached(nonce, protected.as_bytes(), text, tag);
    opened.ok()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    // RFC 7516, appendix A.1.
    const HEADER: &str = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ";
    const CONTENT_KEY: [u8; KEY] = [
        177, 161, 244, 128, 84, 143, 225, 115, 63, 180, 3, 255, 107, 154, 212, 246, 138, 7, 110,
        91, 112, 46, 34, 105, 47, 130, 203, 46, 122, 234, 64, 252,
    ];
    const INITIALIZATION: [u8; NONCE] = [227, 197, 117, 252, 2, 219, 233, 68, 180, 225, 77, 219];
    const PLAIN: &str = "The true sign of intelligence is not knowledge but imagination.";
    const SEALED: &str =
        "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A";
    const WITH_TAG: &str = "XFBoMYUZodetZdvTiFvSkQ";

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    #[test]
    fn content_is_sealed_and_opened_as_the_standard_shows_it() {
        let mut text = PLAIN.as_bytes().to_vec();
        let tag = seal(&CONTENT_KEY, &INITIALIZATION, HEADER, &mut text).unwrap();
        assert_eq!(
            (text.clone(), tag.to_vec()),
            (bytes(SEALED), bytes(WITH_TAG))
        );
        open(&CONTENT_KEY, &INITIALIZATION, HEADER, &mut text, &tag).unwrap();
        assert_eq!(text, PLAIN.as_bytes());
    }

    #[test]
    fn a_changed_header_does_not_open() {
        let (mut text, tag) = (bytes(SEALED), bytes(WITH_TAG));
        let header = HEADER.replace("eyJhbGci", "eyJhbGcj");
        assert_eq!(
            open(&CONTENT_KEY, &INITIALIZATION, &header, &mut text, &tag),
            None
        );
    }
}
