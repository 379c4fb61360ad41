//! Preflight, before *Create* from what is in the form, and after it from what is kept.

use authorization::Client;
use catalogue::{Caller, Connector};
use domain::{Connection, Explanation, Settings};

use super::line::Line;
use super::report::Subject;
use super::{OrgEvidence, OrgPatient, TeamEvidence, TeamPatient, org_lines, team_lines};
use crate::Console;
use crate::form;
use crate::probe::caller_of;
use crate::rooms::Rooms;
use crate::secret::ResolvedSecret;
use crate::views::{ConnectRequest, DoctorFor, DoctorReport, Failure, FailureCode};

impl Console {
    /// Examines what a connection stands on. It opens no browser and changes nothing in the org;
    /// for a connection that is saved, its token is renewed and its status set by what is found.
    pub async fn run_doctor(&self, patient: DoctorFor) -> Result<DoctorReport, Failure> {
        match patient {
            DoctorFor::Form { request } => self.examine_form(request).await,
            DoctorFor::Connection { connection } => self.examine_connection(&connection).await,
        }
    }

    async fn examine_form(&self, request: ConnectRequest) -> Result<DoctorReport, Failure> {
        let rooms = &self.rooms;
        let connector = rooms.connector(&request.connector)?;
        let key = rooms.public_key_of(&request.secret).await?;
        let settings = match form::settings(rooms, connector, &request, key) {
            Ok(settings) => settings,
            Err(failure) => return Ok(rooms.unreadable_form(connector, failure)),
        };
        let secret = rooms
            .resolve_secret(connector, &settings, request.secret)
            .await;
        let secret = match secret {
            Ok(secret) => Some(secret),
            Err(failure) if failure.code == FailureCode::InvalidField => None,
            Err(failure) => return Err(failure),
        };
        let subject = Subject::of(connector, None, &settings);
        let lines = match &settings {
            Settings::Org {
                domain,
                client_id,
                requested,
                ..
            } => {
                let client = secret.map(|secret| Client {
                    id: client_id.clone(),
                    authentication: secret.into(),
                    dpop: None,
                });
                let evidence = rooms
                    .ask_org(domain, client_id, client.as_ref(), requested)
                    .await;
                let patient = OrgPatient {
                    connector,
                    domain,
                    client_id,
                    acts_alone: acts_alone(&settings),
                    requested,
                };
                org_lines(&patient, &evidence)
            }
            Settings::Team { .. } => rooms.team_report(connector, &settings, secret).await,
        };
        Ok(rooms.report(&subject, lines))
    }

    async fn examine_connection(&self, id: &str) -> Result<DoctorReport, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let connection = rooms.connection(id).await?;
        rooms.require_allowed_host(&connection)?;
        let connector = rooms.connector(connection.connector.as_str())?;
        let lines = match &connection.settings {
            Settings::Org { .. } => self.org_report(connector, &connection).await?,
            Settings::Team { .. } => {
                // A key that is not kept is said beside the line that would need it.
                let key = rooms.kept_secret(&connection).await.ok();
                let settings = &connection.settings;
                rooms.team_report(connector, settings, key).await
            }
        };
        let subject = Subject::of(connector, Some(&connection), &connection.settings);
        Ok(rooms.report(&subject, lines))
    }

    async fn org_report(
        &self,
        connector: &Connector,
        connection: &Connection,
    ) -> Result<Vec<Line>, Failure> {
        let Settings::Org {
            domain,
            client_id,
            requested,
            ..
        } = &connection.settings
        else {
            return Ok(Vec::new());
        };
        // A secret that is not kept is said beside the line that would need it.
        let client = self.rooms.client_of(connection, client_id).await.ok();
        let asked = self
            .rooms
            .ask_org(domain, client_id, client.as_ref(), requested);
        let mut evidence: OrgEvidence = asked.await;
        self.ask_with_sign_in(connection, connector, &mut evidence)
            .await?;
        let patient = OrgPatient {
            connector,
            domain,
            client_id,
            acts_alone: acts_alone(&connection.settings),
            requested,
        };
        Ok(org_lines(&patient, &evidence))
    }
}

impl Rooms {
    async fn team_report(
        &self,
        connector: &Connector,
        settings: &Settings,
        secret: Option<ResolvedSecret>,
    ) -> Vec<Line> {
        let Settings::Team {
            base_url,
            team,
            key_id,
        } = settings
        else {
            return Vec::new();
        };
        let evidence = match secret {
            Some(ResolvedSecret::Value(key)) => {
                self.ask_team(connector, base_url, team, key_id, &key)
                    .await
                    .evidence
            }
            Some(ResolvedSecret::Public | ResolvedSecret::Key(_)) | None => TeamEvidence::default(),
        };
        let patient = TeamPatient {
            connector,
            base_url,
            team,
        };
        team_lines(&patient, &evidence)
    }

    /// What is typed cannot be read: that is the one line, for nothing else can be asked.
    fn unreadable_form(&self, connector: &Connector, failure: Failure) -> DoctorReport {
        let field = failure.field.as_deref().unwrap_or_default();
        let label = connector.fields.iter().find(|one| one.id == field);
        let label = label.map_or("Scopes", |field| field.label.as_str());
        let found = Explanation::new(failure.what, failure.why, failure.fix);
        let line = if failure.code == FailureCode::ConfirmCustomDomain {
            Line::cannot_tell("form", label, found)
        } else {
            Line::fail("form", label, found)
        };
        let subject = Subject {
            nickname: None,
            connector: connector.name.clone(),
            address: "cannot be read".into(),
            client_id: String::new(),
        };
        self.report(&subject, vec![line])
    }
}

/// Whether the app acts by itself, with a key.
pub(crate) fn acts_alone(settings: &Settings) -> bool {
    caller_of(settings) == Caller::App
}
