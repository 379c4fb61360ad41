//! Preflight, the doctor of the app behind a connection: each thing that must be so, with *pass*,
//! *fail* or *cannot tell*, its cause, its fix, and the page where it is mended.
//!
//! `ask_org.rs` and `ask_team.rs` measure; `org.rs`, `app.rs`, `way.rs` and `team.rs` judge what was
//! measured, and nothing else: what was not asked, and what an answer leaves open, is *cannot
//! tell*. The review of a sign-in is judged by the same lines, from what the sign-in itself showed.

mod app;
mod ask_org;
mod ask_team;
mod evidence;
mod line;
mod org;
mod report;
mod see;
mod team;
mod way;

pub(crate) use ask_team::TeamAsked;
pub(crate) use evidence::{OrgEvidence, SignInEvidence, TeamEvidence, Way};
pub(crate) use line::{Line, Verdict};
pub(crate) use org::{OrgPatient, org_lines};
pub(crate) use report::Subject;
pub(crate) use see::acts_alone;
pub(crate) use team::{TeamPatient, team_lines};
pub(crate) use way::way_lines;
