//! A person with a browser: she signs in on the pages that the org shows her.
//!
//! She follows real pages over real HTTP, cookies included, and can be told to misbehave.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use authorization::{AuthorizeUrl, Browser};
use connections::{Confirmation, FileKind, Files, Notice, Notices, Question, Yes};
use reqwest::header::{COOKIE, HOST, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, Url, redirect};
use tokio::sync::Notify;

/// What she does when a page opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mood {
    /// Signs in as this user.
    SignsIn(String),
    /// Closes the browser.
    Leaves,
    /// Has no browser: opening fails.
    HasNone,
}

/// What she does when she is asked before something is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Types what is to be typed, and presses the button.
    Agrees,
    /// Types something else, and presses the button all the same.
    Types(String),
    /// Closes the window.
    Refuses,
    /// Thinks until [`Person::decides`], and then agrees.
    Hesitates,
}

/// One person. Clones are the same one.
#[derive(Clone)]
pub struct Person {
    inner: Arc<Inner>,
}

struct Inner {
    mood: Mutex<Mood>,
    password: String,
    cookies: Mutex<BTreeMap<String, String>>,
    opened: Mutex<Vec<Url>>,
    last_page: Mutex<String>,
    answer: Mutex<Answer>,
    asked: Mutex<Vec<Question>>,
    decided: Notify,
    file: Mutex<Option<PathBuf>>,
    told: Mutex<Vec<Notice>>,
    away: AtomicBool,
    detour: Mutex<Option<(String, SocketAddr)>>,
    before_going: Box<dyn Fn(&Url) + Send + Sync>,
}

impl Person {
    /// A person who signs in as `login`. `before_going` is run with each page that opens, before
    /// she goes there.
    pub fn new(
        login: &str,
        password: &str,
        before_going: impl Fn(&Url) + Send + Sync + 'static,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                mood: Mutex::new(Mood::SignsIn(login.to_owned())),
                password: password.to_owned(),
                cookies: Mutex::default(),
                opened: Mutex::default(),
                last_page: Mutex::default(),
                answer: Mutex::new(Answer::Agrees),
                asked: Mutex::default(),
                decided: Notify::new(),
                file: Mutex::default(),
                told: Mutex::default(),
                away: AtomicBool::new(false),
                detour: Mutex::default(),
                before_going: Box::new(before_going),
            }),
        }
    }

    /// From now on she does this.
    pub fn feels(&self, mood: Mood) {
        *lock(&self.inner.mood) = mood;
    }

    /// What she does from now on when she is asked whether to go on.
    pub fn answers(&self, answer: Answer) {
        *lock(&self.inner.answer) = answer;
    }

    /// Every question that she was asked.
    pub fn asked(&self) -> Vec<Question> {
        lock(&self.inner.asked).clone()
    }

    /// Ends her hesitation.
    pub fn decides(&self) {
        self.inner.decided.notify_one();
    }

    /// What she picks when she is asked for a file; `None` when she closes the dialog.
    pub fn picks(&self, file: Option<&Path>) {
        *lock(&self.inner.file) = file.map(Path::to_owned);
    }

    /// Every notice that she was shown.
    pub fn told(&self) -> Vec<Notice> {
        lock(&self.inner.told).clone()
    }

    /// Whether her desktop shows no notices.
    pub fn is_shown_no_notices(&self, away: bool) {
        self.inner.away.store(away, Ordering::SeqCst);
    }

    /// Her browser reaches `origin` at this address, in the clear, whatever stands in the way of
    /// everybody else.
    pub fn reaches(&self, origin: &str, address: SocketAddr) {
        *lock(&self.inner.detour) = Some((origin.to_owned(), address));
    }

    /// Forgets the browser's cookies.
    pub fn starts_a_private_window(&self) {
        lock(&self.inner.cookies).clear();
    }

    /// Goes to a page that was opened elsewhere, and through all that follows.
    pub async fn visits(&self, page: &str) {
        let page = Url::parse(page).expect("an address");
        (self.inner.before_going)(&page);
        self.clone().go(page).await;
    }

    /// Every page that was opened for her.
    pub fn opened(&self) -> Vec<Url> {
        lock(&self.inner.opened).clone()
    }

    /// The text of the page she saw last.
    pub fn last_page(&self) -> String {
        lock(&self.inner.last_page).clone()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "she has a browser of her own; only the console has one client"
    )]
    async fn go(self, start: Url) {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .expect("a client");
        let mut page = start.clone();
        let mut form: Option<Vec<(String, String)>> = None;
        // Sign-in, callback and the constant page after it: a dozen steps are plenty.
        for _ in 0..12 {
            let request = match form.take() {
                Some(fields) => client.post(self.way_to(&page)).form(&fields),
                None => client.get(self.way_to(&page)),
            };
            let request = request
                .header(HOST, page.authority())
                .header(COOKIE, self.cookies_for(&page));
            let Ok(answer) = request.send().await else {
                return;
            };
            self.keep_cookies(&page, &answer);
            if let Some(next) = answer.headers().get(LOCATION).and_then(|l| l.to_str().ok()) {
                page = page.join(next).expect("a location");
                continue;
            }
            let text = answer.text().await.unwrap_or_default();
            lock(&self.inner.last_page).clone_from(&text);
            let Mood::SignsIn(login) = lock(&self.inner.mood).clone() else {
                return;
            };
            let Some((action, fields)) = fill_in(&text, &login, &self.inner.password) else {
                return;
            };
            page = page.join(&action).expect("an action");
            form = Some(fields);
        }
    }

    fn way_to(&self, page: &Url) -> Url {
        let detour = lock(&self.inner.detour).clone();
        let way = detour.and_then(|(origin, address)| {
            let rest = page.as_str().strip_prefix(&origin)?;
            Url::parse(&format!("http://{address}{rest}")).ok()
        });
        way.unwrap_or_else(|| page.clone())
    }

    fn cookies_for(&self, page: &Url) -> String {
        let host = page.authority().to_owned();
        let jar = lock(&self.inner.cookies);
        let mine = jar.iter().filter_map(|(key, value)| {
            let name = key.strip_prefix(&format!("{host} "))?;
            Some(format!("{name}={value}"))
        });
        mine.collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&self, page: &Url, answer: &Response) {
        let host = page.authority();
        let mut jar = lock(&self.inner.cookies);
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap_or_default();
            let pair = text.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                jar.insert(format!("{host} {name}"), value.to_owned());
            }
        }
    }
}

impl Browser for Person {
    fn open(&self, url: &AuthorizeUrl) -> std::io::Result<()> {
        let url = Url::parse(url.as_str()).map_err(std::io::Error::other)?;
        lock(&self.inner.opened).push(url.clone());
        match *lock(&self.inner.mood) {
            Mood::HasNone => return Err(std::io::Error::other("no browser")),
            Mood::Leaves => return Ok(()),
            Mood::SignsIn(_) => {}
        }
        (self.inner.before_going)(&url);
        tokio::spawn(self.clone().go(url));
        Ok(())
    }
}

impl Confirmation for Person {
    fn confirm<'a>(
        &'a self,
        question: Question,
    ) -> Pin<Box<dyn Future<Output = Option<Yes>> + Send + 'a>> {
        let wanted = question.typed.as_ref().map(|typed| typed.text.clone());
        let typed = match lock(&self.inner.answer).clone() {
            Answer::Agrees | Answer::Hesitates => Some(wanted.unwrap_or_default()),
            Answer::Types(text) => Some(text),
            Answer::Refuses => None,
        };
        let hesitates = *lock(&self.inner.answer) == Answer::Hesitates;
        let yes = typed.and_then(|typed| question.yes(&typed));
        lock(&self.inner.asked).push(question);
        Box::pin(async move {
            if hesitates {
                self.inner.decided.notified().await;
            }
            yes
        })
    }
}

impl Notices for Person {
    fn show<'a>(&'a self, notice: Notice) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        let shown = !self.inner.away.load(Ordering::SeqCst);
        if shown {
            lock(&self.inner.told).push(notice);
        }
        Box::pin(async move { shown })
    }
}

impl Files for Person {
    fn save_as<'a>(
        &'a self,
        _title: &'a str,
        _name: &'a str,
        _kind: FileKind,
    ) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>> {
        let file = lock(&self.inner.file).clone();
        Box::pin(async move { file })
    }

    fn open<'a>(
        &'a self,
        title: &'a str,
        kind: FileKind,
    ) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>> {
        self.save_as(title, "", kind)
    }

    fn open_one_of<'a>(
        &'a self,
        _title: &'a str,
        _kind: &'a str,
        _extensions: &'a [&'a str],
    ) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>> {
        let file = lock(&self.inner.file).clone();
        Box::pin(async move { file })
    }
}

/// Fills in the one form of a sign-in page: hidden fields as they are, user and password as she
/// types them. None where the page has no password field.
fn fill_in(page: &str, login: &str, password: &str) -> Option<(String, Vec<(String, String)>)> {
    let form = &page[page.find("<form")?..];
    let form = &form[..form.find("</form>")?];
    if !form.contains("type=\"password\"") {
        return None;
    }
    let action = attribute(form.split('>').next()?, "action")?;
    let fields = form
        .split("<input")
        .skip(1)
        .filter_map(|input| {
            let tag = input.split('>').next()?;
            let name = attribute(tag, "name")?;
            let value = match attribute(tag, "type").as_deref() {
                Some("hidden") => attribute(tag, "value").unwrap_or_default(),
                Some("password") => password.to_owned(),
                _ => login.to_owned(),
            };
            Some((name, value))
        })
        .collect();
    Some((action, fields))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &tag[start..];
    let value = &value[..value.find('"')?];
    Some(
        value
            .replace("&amp;", "&")
            .replace("&quot;", "\"")
            .replace("&#39;", "'"),
    )
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
