//! What the window sees, and what it may ask for. `ui/src/ipc/bindings.ts` is made from these.
//!
//! Times are RFC 3339, UTC. No type here can carry a secret out; requests can carry one in.

mod action;
mod app;
mod connection;
mod connector;
mod console;
mod failure;
mod scenario;
mod session;
mod sign_in;

pub use action::{
    ActionForm, CopyFormat, InputKindView, InputView, OutputView, Prediction, RefusalView,
    RequestView, RunRequest, RunView,
};
pub use app::{AppChoice, AppKind, AppView, KeyKind, KeyView};
pub use connection::{
    ConnectionDetails, ConnectionRow, DeleteReport, DeleteStep, EditRequest, IdentityView,
    InstanceView, RoleLine, ScopeLine, ScopeMark, StatusAction, StatusView,
};
pub use connector::{
    ActionEffect, ActionLine, ConnectorView, FieldKind, FieldView, GrantView, PresetView, RoleView,
    ScopeView, SetupLink, SetupStep,
};
pub use console::{
    AddressCheck, AddressKind, ConsoleView, ExplanationView, KeeperView, PracticeConnector,
    SandboxView, StorageView,
};
pub use failure::{Failure, FailureCode};
pub use scenario::{
    Expectation, ScenarioDraft, ScenarioInput, ScenarioRow, ScenarioRunView, ScenarioStep,
    ScenarioView, Source, StartScenario, StepKind, StepRunView, StepState,
};
pub use session::{SessionKind, SessionRow};
pub use sign_in::{
    ConnectRequest, ConnectStep, NewSecret, OrgReview, ReauthorizeRequest, Review, ReviewBefore,
    SignInView,
};
