//! Whether a connector agrees with itself.

use std::collections::BTreeSet;

use crate::{
    Action, Answer, CatalogueError, Connector, FieldKind, Grant, Input, InputKind, Method,
    RequestTemplate, Role,
};

/// Names are unique, and everything that is named is declared.
pub(crate) fn connector(folder: &str, connector: &Connector) -> Result<(), CatalogueError> {
    if connector.id.as_str() != folder {
        return Err(CatalogueError::Misplaced {
            folder: folder.to_owned(),
            id: connector.id.to_string(),
        });
    }
    let check = Check { connector };
    check.unique("field", connector.fields.iter().map(|field| &field.id))?;
    check.unique("action", connector.actions.iter().map(|action| &action.id))?;
    let [nickname, description, ..] = connector.fields.as_slice() else {
        return Err(check.wrong("the form", "asks for nothing"));
    };
    if (nickname.kind, description.kind) != (FieldKind::Nickname, FieldKind::Description) {
        return Err(check.wrong("the form", "does not begin with nickname and description"));
    }
    check.grant()?;
    check.probe()?;
    check.workflows()?;
    connector
        .actions
        .iter()
        .try_for_each(|action| check.action(action))
}

struct Check<'a> {
    connector: &'a Connector,
}

impl Check<'_> {
    fn grant(&self) -> Result<(), CatalogueError> {
        match &self.connector.grant {
            Grant::ServiceToken { roles } => {
                self.unique("role", roles.iter().map(|role| &role.id))?;
                roles.iter().try_for_each(|role| self.proof(role))
            }
            Grant::AuthorizationCode { presets, scopes } => {
                let names: Vec<String> =
                    scopes.iter().map(|scope| scope.name.to_string()).collect();
                self.unique("scope", names.iter())?;
                self.unique("preset", presets.iter().map(|preset| &preset.id))?;
                if presets.is_empty() {
                    return Err(self.wrong("the grant", "has no default scopes"));
                }
                let mut asked = presets.iter().flat_map(|preset| {
                    preset
                        .scopes
                        .iter()
                        .map(move |scope| (&preset.id, scope.as_str()))
                });
                asked.try_for_each(|(preset, scope)| self.scope(preset, scope))
            }
        }
    }

    /// A role is proven by a GET of which everything is known once somebody has signed in.
    fn proof(&self, role: &Role) -> Result<(), CatalogueError> {
        let Some(proof) = &role.proof else {
            return Ok(());
        };
        let written = format!("GET {proof}");
        let template =
            RequestTemplate::parse(&written).map_err(|source| CatalogueError::Request {
                connector: self.connector.id.to_string(),
                whose: role.id.clone(),
                written: written.clone(),
                source,
            })?;
        match template.inputs().find(|input| *input != "service_user") {
            None => Ok(()),
            Some(input) => Err(self.undeclared(&role.id, "input", input)),
        }
    }

    fn probe(&self) -> Result<(), CatalogueError> {
        let calls = &self.connector.probe.calls;
        if calls.is_empty() {
            return Err(self.wrong("the probe", "makes no call"));
        }
        if calls.iter().any(|call| call.path.contains('{')) {
            return Err(self.wrong("the probe", "asks for an input"));
        }
        let mut needs = calls.iter().flat_map(|call| &call.needs);
        needs.try_for_each(|scope| self.scope("probe", scope.as_str()))
    }

    /// A card is listed once, and needs scopes that can be asked for here – or it says that what
    /// it needs depends on the endpoint.
    fn workflows(&self) -> Result<(), CatalogueError> {
        let Some(workflows) = &self.connector.workflows else {
            return Ok(());
        };
        self.unique("card", workflows.cards.iter().map(|card| &card.name))?;
        let keys = workflows.cards.iter().filter_map(|card| card.key.as_ref());
        self.unique("card key", keys)?;
        for scope in &workflows.events {
            self.scope("the events of workflows.toml", scope.as_str())?;
        }
        for card in &workflows.cards {
            if card.endpoint != card.scopes.is_empty() {
                return Err(self.wrong(
                    &card.name,
                    "needs nothing, or both scopes and an endpoint's",
                ));
            }
            for scope in &card.scopes {
                self.scope(&card.name, scope.as_str())?;
            }
        }
        Ok(())
    }

    fn action(&self, action: &Action) -> Result<(), CatalogueError> {
        let whose = action.id.as_str();
        self.unique("input", action.inputs.iter().map(|input| &input.id))?;
        self.unique("output", action.outputs.iter().map(|output| &output.id))?;
        for scope in &action.needs.scopes {
            self.scope(whose, scope.as_str())?;
        }
        for role in &action.needs.roles {
            if !self.connector.grant.knows_role(role) {
                return Err(self.undeclared(whose, "role", role));
            }
        }
        for input in &action.inputs {
            if (input.kind == InputKind::Choice) == input.choices.is_empty() {
                return Err(self.wrong(whose, "has a choice of nothing, or choices that are none"));
            }
            if input.prefer.is_some() && input.kind != InputKind::Boolean {
                return Err(self.wrong(whose, "prefers something that cannot be ticked"));
            }
            for choice in &input.when {
                let options = action.inputs.iter().filter(|input| input.id == "option");
                if !options.flat_map(|o| &o.choices).any(|c| c.value == *choice) {
                    return Err(self.undeclared(whose, "choice", choice));
                }
            }
        }
        for template in action.request.iter().chain(&action.calls) {
            for input in template.inputs() {
                if action.inputs.iter().all(|declared| declared.id != input) {
                    return Err(self.undeclared(whose, "input", input));
                }
            }
        }
        if let Some(target) = &action.target
            && action.inputs.iter().all(|input| input.id != *target)
        {
            return Err(self.undeclared(whose, "input", target));
        }
        match &action.request {
            Some(_) if !action.calls.is_empty() => {
                Err(self.wrong(whose, "has both a request and calls"))
            }
            Some(request) => self.template(action, request),
            None => Ok(()),
        }
    }

    /// A request that is sent as it stands uses each input once, and every segment of its path
    /// is sure to be filled.
    fn template(&self, action: &Action, request: &RequestTemplate) -> Result<(), CatalogueError> {
        let whose = action.id.as_str();
        let named: Vec<&str> = request.inputs().collect();
        let sent = |input: &&Input| input.kind != InputKind::Session;
        for input in action.inputs.iter().filter(sent) {
            let times = named.iter().filter(|name| **name == input.id).count();
            let places = [input.body.is_some(), input.prefer.is_some()];
            if times + places.into_iter().filter(|place| *place).count() != 1 {
                return Err(self.wrong(whose, "sends an input nowhere, or twice"));
            }
        }
        let has_body = !action.body.is_empty() || action.inputs.iter().any(|i| i.body.is_some());
        if has_body && matches!(request.method, Method::Get | Method::Delete) {
            return Err(self.wrong(whose, "sends a body with a GET or DELETE"));
        }
        let in_path = |input: &&Input| {
            let segment = crate::Value::Input(input.id.clone());
            request.path.contains(&segment)
        };
        if action
            .inputs
            .iter()
            .filter(in_path)
            .any(|input| !input.required)
        {
            return Err(self.wrong(whose, "leaves a part of its path to chance"));
        }
        if matches!(action.answer, Answer::List(_)) && request.method != Method::Get {
            return Err(self.wrong(whose, "lists with another method than GET"));
        }
        Ok(())
    }

    fn scope(&self, whose: &str, scope: &str) -> Result<(), CatalogueError> {
        if self.connector.grant.offers(scope) {
            Ok(())
        } else {
            Err(self.undeclared(whose, "scope", scope))
        }
    }

    fn unique<'b>(
        &self,
        what: &'static str,
        mut ids: impl Iterator<Item = &'b String>,
    ) -> Result<(), CatalogueError> {
        let mut seen = BTreeSet::new();
        match ids.find(|id| !seen.insert(id.as_str())) {
            None => Ok(()),
            Some(id) => Err(CatalogueError::Twice {
                connector: self.connector.id.to_string(),
                what,
                id: id.clone(),
            }),
        }
    }

    fn undeclared(&self, whose: &str, what: &'static str, name: &str) -> CatalogueError {
        CatalogueError::Undeclared {
            connector: self.connector.id.to_string(),
            whose: whose.to_owned(),
            what,
            name: name.to_owned(),
        }
    }

    fn wrong(&self, whose: &str, problem: &'static str) -> CatalogueError {
        CatalogueError::Contradiction {
            connector: self.connector.id.to_string(),
            whose: whose.to_owned(),
            problem,
        }
    }
}
