//! Which names stand for secrets, in Okta's and OPA's answers and in what is typed by hand. Pure.
//!
//! A name that is taken for a secret and is none costs a press on *Show*; one that is missed costs
//! the secret. So whatever speaks of a password, secret or token is one, unless its last word says
//! that it only tells about it.

/// What is secret wherever in a name it stands.
const CORES: [&str; 8] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "apikey",
    "privatekey",
];

/// The last word of a name that tells about a secret and is none, such as `passwordChanged`,
/// `secret_id` and `token_type`.
const TELLING: [&str; 62] = [
    "age",
    "alg",
    "algorithm",
    "at",
    "change",
    "changed",
    "complexity",
    "count",
    "created",
    "days",
    "description",
    "duration",
    "enabled",
    "endpoint",
    "endpoints",
    "error",
    "expiration",
    "expires",
    "expiry",
    "field",
    "folder",
    "folders",
    "format",
    "history",
    "hours",
    "id",
    "ids",
    "label",
    "length",
    "lifetime",
    "lockout",
    "metadata",
    "method",
    "methods",
    "minutes",
    "name",
    "names",
    "on",
    "path",
    "policies",
    "policy",
    "protection",
    "provider",
    "question",
    "reason",
    "required",
    "reset",
    "revocation",
    "scheme",
    "seconds",
    "selector",
    "state",
    "status",
    "strategy",
    "supported",
    "timestamp",
    "trigger",
    "type",
    "types",
    "updated",
    "verification",
    "window",
];

/// How names of secrets end that have none of [`CORES`] in them.
const ENDINGS: [&str; 27] = [
    "accesskey",
    "activationcode",
    "aeskey",
    "assertion",
    "authcode",
    "authorization",
    "authorizationcode",
    "authscheme",
    "backupcode",
    "backupcodes",
    "bindingcode",
    "cookie",
    "cookies",
    "devicecode",
    "dpop",
    "integrationkey",
    "jwe",
    "mfacode",
    "oobcode",
    "otpcode",
    "qrcode",
    "recoverycode",
    "recoverycodes",
    "samlresponse",
    "sharedkey",
    "usercode",
    "verificationcode",
];

/// Last words that are secrets by themselves. `answer` is that of a recovery question.
const WORDS: [&str; 8] = [
    "answer", "answers", "jwt", "otp", "pin", "pins", "pwd", "totp",
];

/// Addresses that sign in whoever has them: what they are for, and how their names end.
const ERRANDS: [&str; 9] = [
    "activation",
    "enrollment",
    "invitation",
    "invite",
    "magic",
    "recovery",
    "reset",
    "unlock",
    "verification",
];
const ADDRESSES: [&str; 5] = ["href", "link", "uri", "url", "urls"];

/// The private members of a JSON Web Key (RFC 7518 §6).
pub(super) const KEY_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Whether what stands under this name is a secret: a member, a header, a part of a query.
pub(crate) fn is_secret(name: &str) -> bool {
    let words = words(name);
    let Some(last) = words.last().map(String::as_str) else {
        return false;
    };
    let joined = words.concat();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    CORES.iter().any(|core| joined.contains(core)) && !TELLING.contains(&last)
        || ENDINGS.iter().any(|ending| joined.ends_with(ending))
        || WORDS.contains(&last)
        || ADDRESSES.contains(&last) && has(&ERRANDS)
}

/// `resetPasswordUrl`, `reset-password-url` and `RESET_PASSWORD_URL` have the same three words.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (n, &letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let before = n.checked_sub(1).map(|n| letters[n]);
        let after = letters.get(n + 1);
        let begins = letter.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase() || before.is_numeric())
                || before.is_some_and(char::is_uppercase)
                    && after.is_some_and(|after| after.is_lowercase()));
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_okta_and_opa_give_to_a_secret_is_known() {
        for name in [
            "password",
            "newPassword",
            "tempPassword",
            "user_password",
            "passwordHash",
            "PASSWD",
            "passCode",
            "nextPassCode",
            "secret",
            "client_secret",
            "clientSecret",
            "CLIENTSECRET",
            "key_secret",
            "sharedSecret",
            "secretKey",
            "secret_hash",
            "token",
            "access_token",
            "refresh_token",
            "id_token",
            "bearer_token",
            "activationToken",
            "recoveryToken",
            "stateToken",
            "sessionToken",
            "apiToken",
            "SSWSToken",
            "activationUrl",
            "activation_url",
            "resetPasswordUrl",
            "recoveryLink",
            "recovery_link",
            "answer",
            "securityAnswer",
            "secret_jwe",
            "password_jwe",
            "credResponseJwe",
            "private_key",
            "privateKey",
            "api_key",
            "apiKey",
            "X-Api-Key",
            "X-Custom-Token",
            "Authorization",
            "Proxy-Authorization",
            "Cookie",
            "Set-Cookie",
            "DPoP",
            "client_assertion",
            "SAMLResponse",
            "device_code",
            "otpCode",
            "oob_code",
            "pin",
            "qrcode",
            "recoveryCodes",
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn what_only_tells_about_a_secret_stays_legible() {
        for name in [
            "",
            "_",
            "id",
            "name",
            "login",
            "status",
            "passwordChanged",
            "lastPasswordVerification",
            "passwordPolicy",
            "token_type",
            "tokenType",
            "TOKEN_TYPE",
            "tokenID",
            "tokenTTLSeconds",
            "token2Type",
            "token_endpoint",
            "tokenLifetimeMinutes",
            "secret_id",
            "secret_name",
            "secret_folder",
            "parent_secret_folder_id",
            "client_secret_expires_at",
            "password_change_error_count",
            "recovery_question",
            "errorCode",
            "postalCode",
            "countryCode",
            "keyId",
            "public_key",
            "kid",
            "url",
            "href",
            "profileUrl",
            "mapping",
            "shopping",
            "answered",
            "expires_at",
            "x-okta-request-id",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
