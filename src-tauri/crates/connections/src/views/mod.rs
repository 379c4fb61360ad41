//! What the window sees, and what it may ask for. `ui/src/ipc/bindings.ts` is made from these.
//!
//! Times are RFC 3339, UTC. No type here carries a secret out; requests can carry one in. The one
//! way out is `Console::reveal_output`, which answers with a text.

mod action;
mod app;
mod confirmation;
mod connection;
mod connector;
mod console;
mod diagnostics;
mod doctor;
mod export;
mod failure;
mod health;
mod history;
mod listing;
mod new_secret;
mod queue;
mod restore;
mod runs_as;
mod scenario;
mod scope;
mod session;
mod sign_in;
mod suggestions;
mod target;

pub use action::{
    ActionForm, CopyFormat, InputKindView, InputView, OutputView, Prediction, RefusalView,
    RequestView, RunRequest, RunView,
};
pub use app::{AppChoice, AppKind, AppView, KeyKind, KeyView};
pub use confirmation::QuestionView;
pub use connection::{
    ConnectionDetails, ConnectionRow, DeleteReport, DeleteStep, EditRequest, IdentityView,
    InstanceView, RoleLine, StatusAction, StatusView,
};
pub use connector::{
    ActionEffect, ActionLine, ConnectorView, FieldKind, FieldView, GrantView, PresetView, RoleView,
    ScopeView, SetupLink, SetupStep,
};
pub use console::{
    AddressCheck, AddressKind, ConsoleView, ExplanationView, KeeperView, PracticeConnector,
    SandboxView, StorageView,
};
pub use diagnostics::{DiagnosticsView, FactGroup, OrgWay};
pub use doctor::{DoctorFor, DoctorLine, DoctorReport, VerdictView};
pub use export::{CardKnown, ExportCard, ExportConnector, ExportView, Serves, ServingView};
pub use failure::{Failure, FailureCode};
pub use health::{BucketView, HealthView, OrgBudget, StripKind, StripMark, StripTone};
pub use history::{
    ActionChoice, AskedBy, ExportFormat, Exported, HistorySettings, KeptInput, RunChoices,
    RunDetails, RunFilter, RunLine, RunPage,
};
pub use listing::{Extent, FileFormat, ListingFile, ListingRequest, ListingState, ListingView};
pub use new_secret::{EnterSecret, SecretChangeView, SwitchStage, SwitchView};
pub use queue::{QueueRequest, QueueView, QueuedState, QueuedView};
pub use restore::{CopiesView, CopyView};
pub use runs_as::{RunsAsLook, RunsAsView};
pub use scenario::{
    ActionCard, Expectation, ScenarioDraft, ScenarioInput, ScenarioRow, ScenarioRunView,
    ScenarioStep, ScenarioView, Source, StartScenario, StepKind, StepRunView, StepState,
};
pub use scope::{
    LeastScope, LeastScopes, ScopeLine, ScopeMark, ScopeRequestFor, UseView, UsedView,
};
pub use session::{SessionKind, SessionRow, UsageView};
pub use sign_in::{
    ConnectRequest, ConnectStep, NewSecret, OrgReview, ReauthorizeRequest, Review, ReviewBefore,
    SignInView,
};
pub use suggestions::{
    CandidateView, CandidatesRequest, CandidatesView, Suggested, SuggestionsView,
};
pub use target::{MatchedView, TargetView};
