//! The authorize endpoint and the sign-in page.

use super::learner::{ADMIN, CHALLENGE, Learner, NATIVE, REALMS, REDIRECT, VERIFIER, text};

const SCOPE: &str = "openid profile email offline_access okta.realms.read";

#[tokio::test]
async fn a_redirect_uri_that_is_not_registered_to_the_letter_ends_on_oktas_own_page() {
    let learner = Learner::new().await;
    for other in [
        "http://127.0.0.1:17816/authorization-code/callback",
        "http://127.0.0.1:17815/authorization-code/callback/",
        "http://localhost:17815/authorization-code/callback",
        "http://127.0.0.1:17815/Authorization-code/callback",
        "http://127.0.0.1:17815/authorization-code/callback?a=b",
    ] {
        let address = learner.authorize(REALMS, SCOPE, &[("redirect_uri", other)]);
        let page = learner.http.get(address).send().await.unwrap();

        assert_eq!(page.status(), 400, "{other}");
        assert!(page.headers().get("location").is_none());
        let html = page.text().await.unwrap();
        assert!(
            html.contains("must be a Login redirect URI in the client app settings."),
            "{html}"
        );
    }
}

#[tokio::test]
async fn an_unknown_client_ends_on_oktas_own_page() {
    let learner = Learner::new().await;
    let address = learner.authorize("0oaNobody00000000000", SCOPE, &[]);
    let page = learner.http.get(address).send().await.unwrap();

    assert_eq!(page.status(), 400);
    assert!(page.text().await.unwrap().contains("client_id"));
}

#[tokio::test]
async fn state_is_required_and_comes_back() {
    let learner = Learner::new().await;
    for wrong in ["", "with=sign", "with space", "sl/ash"] {
        let address = learner.authorize(REALMS, SCOPE, &[("state", wrong)]);
        let back = learner.sign_in(address, ADMIN).await;
        assert_eq!(back.get("error").unwrap(), "invalid_request");
        assert!(back.get("error_description").unwrap().contains("'state'"));
    }
    let back = learner
        .sign_in(learner.authorize(REALMS, SCOPE, &[]), ADMIN)
        .await;
    assert_eq!(back.get("state").unwrap(), "a-state");
    assert!(back.get("iss").is_none(), "Okta sends no RFC 9207 issuer");
}

#[tokio::test]
async fn a_code_is_good_once_and_its_second_use_takes_the_tokens_with_it() {
    let learner = Learner::new().await;
    let code = learner.code(REALMS, SCOPE).await;
    let (status, tokens) = learner.exchange(REALMS, &code).await;
    assert_eq!(status, 200);

    let (status, refused) = learner.exchange(REALMS, &code).await;
    assert_eq!((status, &refused["error"]), (400, &"invalid_grant".into()));
    let (status, _) = learner.refresh(REALMS, &tokens["refresh_token"]).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_code_dies_after_300_seconds() {
    let learner = Learner::new().await;
    let code = learner.code(REALMS, SCOPE).await;
    learner.knobs().set_clock_offset_s(302);

    let (status, refused) = learner.exchange(REALMS, &code).await;
    assert_eq!((status, &refused["error"]), (400, &"invalid_grant".into()));
}

#[tokio::test]
async fn pkce_is_checked_and_a_native_app_must_use_it() {
    let learner = Learner::new().await;
    let code = learner.code(REALMS, SCOPE).await;
    let form = |verifier| {
        [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT),
            ("code_verifier", verifier),
        ]
    };
    let (status, refused) = learner.token(REALMS, &form(CHALLENGE)).await;
    assert_eq!((status, &refused["error"]), (400, &"invalid_grant".into()));
    assert_eq!(refused["error_description"], "PKCE verification failed.");
    let (status, _) = learner.token(REALMS, &form(VERIFIER)).await;
    assert_eq!(status, 200, "a wrong verifier must not use the code up");

    let none = [("code_challenge", ""), ("code_challenge_method", "")];
    let back = learner
        .sign_in(learner.authorize(NATIVE, "openid", &none), ADMIN)
        .await;
    assert_eq!(back.get("error").unwrap(), "invalid_request");
    let plain = [("code_challenge_method", "plain")];
    let back = learner
        .sign_in(learner.authorize(REALMS, "openid", &plain), ADMIN)
        .await;
    assert!(back.get("error_description").unwrap().contains("[S256]"));
}

#[tokio::test]
async fn somebody_who_is_not_assigned_comes_back_with_access_denied() {
    let learner = Learner::new().await;
    let address = learner.authorize(REALMS, SCOPE, &[]);
    let back = learner
        .sign_in(address, "ulla.unassigned@sandbox.example")
        .await;
    assert_eq!(back.get("error").unwrap(), "access_denied");
    let description = back.get("error_description").unwrap();
    assert_eq!(
        description,
        "User is not assigned to the client application."
    );
}

#[tokio::test]
async fn a_wrong_password_shows_the_page_again_and_a_right_one_goes_on() {
    let learner = Learner::new().await;
    let address = learner.authorize(REALMS, SCOPE, &[("login_hint", ADMIN)]);
    let html = learner
        .http
        .get(address)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        html.contains(&format!("value=\"{ADMIN}\"")),
        "login_hint is filled in"
    );
    for label in [
        ">Username</label>",
        ">Password</label>",
        ">Sign in</button>",
    ] {
        assert!(html.contains(label), "{label}");
    }
    let (_, rest) = html.split_once("name=\"transaction\" value=\"").unwrap();
    let (transaction, _) = rest.split_once('"').unwrap();
    for (login, password, status) in [
        (ADMIN, "wrong", 401),
        ("nobody@sandbox.example", "practice", 401),
        ("sven.suspended@sandbox.example", "practice", 401),
        (ADMIN, "practice", 302),
    ] {
        let form = [
            ("transaction", transaction),
            ("username", login),
            ("password", password),
        ];
        let sent = learner
            .http
            .post(learner.at("/signin"))
            .form(&form)
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), status, "{login}");
    }
}

#[tokio::test]
async fn a_session_passes_without_typing_unless_the_client_asks_for_a_sign_in() {
    let learner = Learner::new().await;
    let address = learner.authorize(REALMS, SCOPE, &[]);
    let html = learner
        .http
        .get(address.clone())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let (_, rest) = html.split_once("name=\"transaction\" value=\"").unwrap();
    let (transaction, _) = rest.split_once('"').unwrap();
    let form = [
        ("transaction", transaction),
        ("username", ADMIN),
        ("password", "practice"),
    ];
    let signed_in = learner
        .http
        .post(learner.at("/signin"))
        .form(&form)
        .send()
        .await
        .unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let open = async |more: &[(&str, &str)]| {
        let address = learner.authorize(REALMS, SCOPE, more);
        learner
            .http
            .get(address)
            .header("cookie", &cookie)
            .send()
            .await
            .unwrap()
    };

    assert_eq!(open(&[]).await.status(), 302);
    assert_eq!(open(&[("prompt", "none")]).await.status(), 302);
    let again = open(&[("prompt", "login")]).await;
    assert_eq!(again.status(), 200);
    assert!(
        again
            .text()
            .await
            .unwrap()
            .contains("Sign in as another user")
    );
    learner.knobs().clear_sessions(ADMIN);
    assert_eq!(open(&[]).await.status(), 200);
}

#[tokio::test]
async fn without_a_session_prompt_none_is_login_required() {
    let learner = Learner::new().await;
    let back = learner
        .sign_in(
            learner.authorize(REALMS, SCOPE, &[("prompt", "none")]),
            ADMIN,
        )
        .await;
    assert_eq!(back.get("error").unwrap(), "login_required");
}

#[tokio::test]
async fn the_id_token_is_signed_by_the_published_key_and_says_what_was_asked() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use rsa::signature::Verifier;
    use sha2::{Digest, Sha256};

    let learner = Learner::new().await;
    let tokens = learner.tokens(REALMS, SCOPE).await;
    let (_, keys) = learner.get("/oauth2/v1/keys", "none").await;
    let id_token = text(&tokens["id_token"]);
    let parts: Vec<&str> = id_token.split('.').collect();
    let json = |part: &str| -> serde_json::Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let (header, claims) = (json(parts[0]), json(parts[1]));
    assert_eq!(header["kid"], keys["keys"][0]["kid"]);

    let number = |name: &str| {
        let bytes = URL_SAFE_NO_PAD
            .decode(text(&keys["keys"][0][name]))
            .unwrap();
        rsa::BigUint::from_bytes_be(&bytes)
    };
    let key = rsa::RsaPublicKey::new(number("n"), number("e")).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
    let signature = rsa::pkcs1v15::Signature::try_from(signature.as_slice()).unwrap();
    let signed = format!("{}.{}", parts[0], parts[1]);
    rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key)
        .verify(signed.as_bytes(), &signature)
        .unwrap();

    assert_eq!(claims["iss"], learner.sandbox.org_url());
    assert_eq!(claims["aud"], REALMS);
    assert_eq!(claims["nonce"], "a-nonce");
    assert_eq!(claims["preferred_username"], ADMIN);
    assert_eq!(claims["email"], ADMIN);
    let half = &Sha256::digest(text(&tokens["access_token"]))[..16];
    assert_eq!(claims["at_hash"], URL_SAFE_NO_PAD.encode(half));
}

#[tokio::test]
async fn a_pushed_request_stands_for_itself_once() {
    let learner = Learner::new().await;
    learner.knobs().set_require_par(REALMS, true);
    let back = learner
        .sign_in(learner.authorize(REALMS, SCOPE, &[]), ADMIN)
        .await;
    assert_eq!(back.get("error").unwrap(), "invalid_request");

    let address = learner.authorize(REALMS, SCOPE, &[]);
    let pairs: Vec<(String, String)> = address.query_pairs().into_owned().collect();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    let (status, pushed) = learner
        .authenticated(REALMS, "/oauth2/v1/par", &pairs)
        .await;
    assert_eq!(status, 200, "Okta's 200, not RFC 9126's 201");
    let mut short = url::Url::parse(&learner.at("/oauth2/v1/authorize")).unwrap();
    short
        .query_pairs_mut()
        .append_pair("client_id", REALMS)
        .append_pair("request_uri", pushed["request_uri"].as_str().unwrap());
    let back = learner.sign_in(short.clone(), ADMIN).await;
    assert!(back.get("code").is_some());
    assert_eq!(learner.http.get(short).send().await.unwrap().status(), 400);
}
