//! A person at pages that nobody here wrote: sign-in, consent, sign-out of somebody else.

use std::sync::{Arc, Mutex, PoisonError};

use authorization::{AuthorizeUrl, Browser};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, Url, redirect};

use super::provider::register;

/// What she does at the stranger's pages.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Mood {
    /// Signs in as this user and agrees.
    Agrees(String),
    /// Presses *Cancel*.
    Cancels,
}

/// One person with one browser. Clones are the same one.
#[derive(Clone)]
pub(super) struct Visitor(Arc<Inner>);

struct Inner {
    client: Client,
    state: Mutex<State>,
}

struct State {
    mood: Mood,
    /// The app whose redirect URI is registered before she goes; nobody registers it if none.
    registers: Option<String>,
    cookies: Vec<Cookie>,
    pages: Vec<Page>,
}

struct Cookie {
    name: String,
    value: String,
    host: String,
    path: String,
}

/// A page that she saw, or a redirect that she followed.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) url: Url,
    pub(super) status: u16,
    pub(super) text: String,
}

impl Visitor {
    #[expect(
        clippy::disallowed_methods,
        reason = "her browser is not the console's"
    )]
    pub(super) fn new(login: &str) -> Self {
        let client = Client::builder().redirect(redirect::Policy::none()).build();
        Self(Arc::new(Inner {
            client: client.expect("a browser"),
            state: Mutex::new(State {
                mood: Mood::Agrees(login.to_owned()),
                registers: None,
                cookies: Vec::new(),
                pages: Vec::new(),
            }),
        }))
    }

    pub(super) fn feels(&self, mood: Mood) {
        self.state().mood = mood;
    }

    /// Where an admin registers the redirect URI, from now on.
    pub(super) fn registers_at(&self, app: Option<&str>) {
        self.state().registers = app.map(str::to_owned);
    }

    /// Every page since the last look.
    pub(super) fn pages(&self) -> Vec<Page> {
        std::mem::take(&mut self.state().pages)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn go(self, start: Url) {
        let registers = self.state().registers.clone();
        if let Some(app) = registers {
            register(&self.0.client, &start, &app).await;
        }
        let stranger = start.origin();
        let mut url = start;
        let mut form: Option<Vec<(String, String)>> = None;
        // Sign-in, sign-out of another, consent and the redirects between them: two dozen steps.
        for _ in 0..24 {
            let request = match form.take() {
                Some(fields) => self.0.client.post(url.clone()).form(&fields),
                None => self.0.client.get(url.clone()),
            };
            let Ok(answer) = request.header(COOKIE, self.cookies_for(&url)).send().await else {
                return;
            };
            self.keep_cookies(&answer);
            let status = answer.status().as_u16();
            let location = answer.headers().get(LOCATION).and_then(|l| l.to_str().ok());
            let next = location.map(|location| url.join(location).expect("a location"));
            let text = answer.text().await.unwrap_or_default();
            self.state().pages.push(Page {
                url: url.clone(),
                status,
                text: text.clone(),
            });
            if let Some(next) = next {
                url = next;
                continue;
            }
            if url.origin() != stranger {
                return;
            }
            let mood = self.state().mood.clone();
            let Some((target, fields)) = answer_to(&text, &mood) else {
                return;
            };
            url = url.join(&target).expect("an address on the page");
            form = fields;
        }
    }

    fn cookies_for(&self, url: &Url) -> String {
        let host = url.authority();
        let state = self.state();
        let mine = state
            .cookies
            .iter()
            .filter(|cookie| cookie.host == host && url.path().starts_with(&cookie.path))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value));
        mine.collect::<Vec<_>>().join("; ")
    }

    /// Keeps name, path (RFC 6265 §5.2.4) and value; an empty value is one that was taken back.
    fn keep_cookies(&self, answer: &Response) {
        let host = answer.url().authority();
        let mut state = self.state();
        for header in answer.headers().get_all(SET_COOKIE) {
            let text = header.to_str().unwrap_or_default();
            let mut parts = text.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            let path = parts
                .find_map(|part| part.strip_prefix("path="))
                .unwrap_or("/");
            state.cookies.retain(|cookie| {
                (
                    cookie.name.as_str(),
                    cookie.host.as_str(),
                    cookie.path.as_str(),
                ) != (name, host, path)
            });
            if !value.is_empty() {
                state.cookies.push(Cookie {
                    name: name.to_owned(),
                    value: value.to_owned(),
                    host: host.to_owned(),
                    path: path.to_owned(),
                });
            }
        }
    }
}

impl Browser for Visitor {
    fn open(&self, url: &AuthorizeUrl) -> std::io::Result<()> {
        let url = Url::parse(url.as_str()).map_err(std::io::Error::other)?;
        tokio::spawn(self.clone().go(url));
        Ok(())
    }
}

type Fields = Vec<(String, String)>;

/// Where she goes from this page, and what she sends; none where there is nothing to press.
fn answer_to(page: &str, mood: &Mood) -> Option<(String, Option<Fields>)> {
    let form = &page[page.find("<form")?..];
    let form = &form[..form.find("</form>")?];
    let login = match mood {
        Mood::Agrees(login) => login,
        Mood::Cancels => {
            let link = page.split("<a ").find(|link| link.contains("[ Cancel ]"))?;
            return Some((attribute(link, "href")?, None));
        }
    };
    let action = attribute(form.split('>').next()?, "action")?;
    let fields = form.split("<input").skip(1).filter_map(|input| {
        let tag = input.split('>').next()?;
        let value = match attribute(tag, "type").as_deref() {
            Some("hidden") => attribute(tag, "value").unwrap_or_default(),
            Some("password") => "anything".to_owned(),
            _ => login.clone(),
        };
        Some((attribute(tag, "name")?, value))
    });
    Some((action, Some(fields.collect())))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!("{name}=\""))?;
    let (value, _) = value.split_once('"')?;
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&"),
    )
}
