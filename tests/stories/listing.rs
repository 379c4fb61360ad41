//! A list, read page by page: how much of it, how far it is, and what it waits for.

use connections::views::{Extent, FileFormat, ListingRequest, ListingState, ListingView};
use domain::Clock;
use jiff::SignedDuration;
use sandbox::FaultSpec;
use stories::story::{DANA, Story};

pub(crate) const USERS: &str = "/api/v1/users";

/// A list under way, followed as a window does.
pub(crate) struct Followed<'a> {
    pub(crate) story: &'a Story,
    pub(crate) view: ListingView,
    pub(crate) rows: Vec<Vec<String>>,
}

pub(crate) fn list(
    connection: &str,
    action: &str,
    inputs: &[(&str, &str)],
    extent: Extent,
    file: Option<FileFormat>,
) -> ListingRequest {
    let filled = Story::filled(connection, action, inputs);
    ListingRequest {
        connection: filled.connection,
        action: filled.action,
        inputs: filled.inputs,
        extent,
        file,
    }
}

impl<'a> Followed<'a> {
    pub(crate) async fn start(story: &'a Story, request: ListingRequest) -> Self {
        let view = story.console.start_listing(request).await;
        Self {
            story,
            view: view.expect("the form is taken"),
            rows: Vec::new(),
        }
    }

    /// Follows it until it looks so.
    pub(crate) async fn until(mut self, so: impl Fn(&ListingView) -> bool) -> Self {
        while !so(&self.view) {
            assert!(!is_over(&self.view), "{:?}", self.view);
            let have = u32::try_from(self.rows.len()).unwrap();
            let (id, seen) = (&self.view.id, self.view.revision);
            let followed = self.story.console.follow_listing(id, seen, have).await;
            self.view = followed.expect("it is remembered");
            assert_eq!(self.view.first_row, have);
            self.rows.append(&mut self.view.rows);
        }
        self
    }

    /// Follows it to its end.
    pub(crate) async fn till_its_end(self) -> Self {
        self.until(is_over).await
    }

    pub(crate) fn refusal(&self) -> &str {
        let answer = self.view.answer.as_ref().expect("it is over");
        crate::run_action::refused(answer)
    }
}

pub(crate) fn is_over(view: &ListingView) -> bool {
    view.answer.is_some() || view.failure.is_some()
}

/// Fifty users a page.
pub(crate) fn all_users(connection: &str, file: Option<FileFormat>) -> ListingRequest {
    let fifty = [("limit", "50")];
    list(
        connection,
        "list_users_with_filter",
        &fifty,
        Extent::All,
        file,
    )
}

/// How often pages of users were asked for.
pub(crate) fn pages_asked(story: &Story) -> usize {
    let asked = story.org.requests(USERS);
    asked
        .iter()
        .filter(|one| one.contains("/api/v1/users "))
        .count()
}

/// The rate limit is used up for 37 seconds, by the server's clock, which is far behind.
pub(crate) fn busy() -> FaultSpec {
    let headers = [
        ("date", "Mon, 02 Nov 2026 08:00:00 GMT"),
        ("x-rate-limit-limit", "600"),
        ("x-rate-limit-remaining", "0"),
        ("x-rate-limit-reset", "1793606437"),
    ];
    FaultSpec {
        headers: headers
            .map(|(name, value)| (name.into(), value.into()))
            .to_vec(),
        ..FaultSpec::answer(
            USERS,
            429,
            r#"{"errorCode":"E0000047","errorSummary":"Busy."}"#,
        )
    }
}

#[tokio::test]
async fn a_list_is_read_till_its_end_whatever_system_it_is_of() {
    let story = Story::begin().await;
    let okta = story.connect("okta", "Okta").await.row.id;
    let all = Followed::start(&story, all_users(&okta, None)).await;
    let all = all.till_its_end().await;
    assert_eq!(all.view.state, ListingState::Done);
    assert_eq!(all.rows.len(), all.view.count as usize);
    assert_eq!(all.view.pages as usize, pages_asked(&story));
    let mut ids: Vec<_> = all.rows.iter().map(|row| &row[0]).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all.rows.len(), "nobody is read twice");
    assert!(all.view.rate_limit.unwrap().contains("requests left"));
    assert!(all.view.per_second.is_some() && all.view.left_ms.is_none());

    let realms = story.connect("okta_realms", "Realms").await.row.id;
    let two = [("limit", "2")];
    let request = list(&realms, "search_realms", &two, Extent::All, None);
    let realms = Followed::start(&story, request).await.till_its_end().await;
    assert!(realms.view.pages > 1, "{:?}", realms.view);
    assert_eq!(realms.rows.len(), realms.view.count as usize);

    let team = story.connect("okta_privileged_access", "OPA").await.row.id;
    let two = [("count", "2")];
    let request = list(&team, "list_users", &two, Extent::All, None);
    let team = Followed::start(&story, request).await.till_its_end().await;
    assert_eq!(team.view.state, ListingState::Done);
    assert!(team.view.pages > 1 && team.rows.len() == team.view.count as usize);
}

#[tokio::test]
async fn no_more_is_read_than_was_asked_for() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let fifty = [("limit", "50")];
    let request = list(&id, "list_users_with_filter", &fifty, Extent::First, None);
    let first = Followed::start(&story, request).await.till_its_end().await;
    let answer = first.view.answer.unwrap();
    assert_eq!(
        (first.view.count, first.view.pages, pages_asked(&story)),
        (1, 1, 1)
    );
    assert!(answer.more);
    assert_eq!(answer.fields[0].value, first.rows[0][0]);
    assert!(answer.body.starts_with('{'), "{}", answer.body);

    story.org.clear_ledger();
    let request = list(
        &id,
        "list_users_with_filter",
        &fifty,
        Extent::First200,
        None,
    );
    let some = Followed::start(&story, request).await.till_its_end().await;
    assert_eq!(
        (some.view.count, some.view.pages, pages_asked(&story)),
        (200, 4, 4)
    );
    let answer = some.view.answer.unwrap();
    assert!(answer.more);
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body.as_array().unwrap().len(), 200);

    let ninety = [("limit", "90")];
    let request = list(
        &id,
        "list_users_with_filter",
        &ninety,
        Extent::First200,
        None,
    );
    let cut = Followed::start(&story, request).await.till_its_end().await;
    assert_eq!(
        (cut.view.count, cut.view.pages),
        (200, 3),
        "a page has more than is wanted"
    );
}

#[tokio::test]
async fn a_group_is_named_and_its_members_are_listed() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let named = [("group", "Everyone"), ("limit", "100")];
    let request = list(&id, "list_group_members", &named, Extent::All, None);
    let members = Followed::start(&story, request).await.till_its_end().await;
    let answer = members.view.answer.unwrap();
    assert!(
        answer.matched[0].contains("“Everyone” is the name of the group"),
        "{:?}",
        answer.matched
    );
    assert!(members.view.count > 200 && members.view.pages > 2);

    let unknown = [("group", "Nobody at all")];
    let request = list(&id, "list_group_members", &unknown, Extent::All, None);
    let unknown = Followed::start(&story, request).await.till_its_end().await;
    assert_eq!(
        (unknown.refusal(), unknown.view.state),
        ("notFound", ListingState::Refused)
    );
}

#[tokio::test]
async fn a_get_that_was_typed_by_hand_is_read_till_its_end_with_the_columns_it_has() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let get = |url| {
        list(
            &id,
            "custom_api_action",
            &[("relative_url", url)],
            Extent::All,
            None,
        )
    };
    let groups = Followed::start(&story, get("/api/v1/groups?limit=7")).await;
    let groups = groups.till_its_end().await;
    assert!(groups.view.pages > 2 && groups.rows.len() == groups.view.count as usize);
    let columns = &groups.view.columns;
    assert!(columns.contains(&"profile.name".to_owned()), "{columns:?}");

    let one = Followed::start(&story, get("/api/v1/users/me")).await;
    let one = one.till_its_end().await;
    assert_eq!((one.refusal(), one.view.count), ("other", 0));
    assert!(
        one.view
            .answer
            .unwrap()
            .refusal
            .unwrap()
            .explanation
            .what
            .contains("no list")
    );

    let post = [("relative_url", "/api/v1/groups"), ("request_type", "POST")];
    let post = list(&id, "custom_api_action", &post, Extent::All, None);
    let refused = story.console.start_listing(post).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("request_type"));
    let write = list(&id, "suspend_user", &[("user", DANA)], Extent::All, None);
    assert!(story.console.start_listing(write).await.is_err());
}

#[tokio::test]
async fn a_used_up_rate_limit_is_waited_for_by_the_servers_clock_and_said() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.clear_ledger();
    story.org.fail_next(busy());
    let list = Followed::start(&story, all_users(&id, None)).await;
    let list = list.until(|view| view.state == ListingState::Waiting).await;
    let until = story.clock.now() + SignedDuration::from_secs(37);
    assert_eq!(list.view.waits_until.as_deref(), Some(&*until.to_string()));
    assert!(list.view.rate_limit.as_ref().unwrap().contains("0 of 600"));

    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(37)).await;
    tokio::time::resume();
    let list = list.till_its_end().await;
    assert_eq!(list.view.state, ListingState::Done);
    assert_eq!(list.view.waits_until, None);
    assert_eq!(list.rows.len(), list.view.count as usize);
    let asked = story.org.requests(USERS);
    assert!(
        asked[0].ends_with("429") && asked[1].ends_with("200"),
        "{asked:?}"
    );
}

#[tokio::test]
async fn a_dead_token_is_renewed_once_for_each_page_and_the_page_asked_for_again() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Okta").await;
    let id = details.row.id.as_str();
    let invalid = r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided"}"#;
    let dead = || FaultSpec::answer(USERS, 401, invalid);
    for _ in 0..2 {
        story.org.fail_next(dead());
        let list = Followed::start(&story, all_users(id, None)).await;
        let list = list.till_its_end().await;
        assert_eq!(
            list.view.state,
            ListingState::Done,
            "{:?}",
            list.view.answer
        );
    }
    story.org.fail_next(FaultSpec { times: 2, ..dead() });
    let list = Followed::start(&story, all_users(id, None)).await;
    let list = list.till_its_end().await;
    assert_eq!(
        (list.refusal(), list.view.state),
        ("expired", ListingState::Refused)
    );
    let form = story
        .console
        .action_form(id, "list_users_with_filter")
        .await;
    assert_eq!(form.unwrap().prediction.kind, "notAuthorized");
}
