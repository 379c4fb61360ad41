//! Secrets of OPA's vault. Names and values are sealed on this computer for the vault's own key,
//! which is asked for anew each time, and what is revealed is opened on it, with a key pair that
//! is made for this once.

use catalogue::RequestTemplate;
use http::Response;
use jwe::{Once, VaultKey};
use serde_json::{Value, json};

use super::answer::{Answered, record as read};
use super::cards;
use super::inputs::Inputs;
use super::joined::Way;
use super::request::{MASK, Prepared, overlay};
use super::sending::{Errand, Stop};

/// Where sealed names and values stand in a request.
const SEALED: &str = "secret_jwe";
/// Where a revealed secret stands in an answer, and what it is called once it is open.
const REVEALED: [&str; 2] = ["secret_jwe", "password_jwe"];

impl Errand<'_> {
    /// The action's own call, with the names and values sealed in it. Of a secret that is there
    /// already `read` tells what the form leaves out: a PUT replaces all of it.
    pub(crate) async fn seal(
        &mut self,
        way: Way<'_>,
        keys: &RequestTemplate,
        read: Option<&RequestTemplate>,
        inputs: &Inputs,
    ) -> Result<Prepared, Stop> {
        let mut body = match read {
            Some(read) => kept(&self.get(read, inputs).await?),
            None => json!({}),
        };
        let set = self.get(keys, inputs).await?;
        let sealed = VaultKey::pick(&set).and_then(|key| {
            let pairs = inputs.get("pairs").map(Value::to_string);
            let sealed = key.seal(&zeroize::Zeroizing::new(pairs.unwrap_or_default()));
            sealed.map_err(|problem| jwe::NoVaultKey::NoneFits(vec![problem]))
        });
        let sealed = sealed
            .map_err(|problem| Stop::refused(cards::no_vault_key(&problem, &self.about())))?;

        let mut own = self.own_call(way, inputs)?;
        overlay(&mut body, own.body.take().unwrap_or_default());
        body[SEALED] = Value::from(sealed);
        own.body = Some(body);
        Ok(own)
    }

    /// Sends the public half of a new pair, and opens what comes back with the other half.
    pub(crate) async fn reveal(&mut self, way: Way<'_>, inputs: &Inputs) -> Result<Answered, Stop> {
        let mut own = self.own_call(way, inputs)?;
        // Prime numbers are found slowly, and other answers wait on this thread.
        let once = tokio::task::spawn_blocking(Once::make)
            .await
            .map_err(|_| Stop::refused(cards::no_pair()))?;
        if let Some(body) = &mut own.body {
            body["public_key"] = once.public_jwk();
        }
        let answer = self.send(&own).await?;
        let record = self.json(answer)?;
        let opened = self.opened(record, once)?;
        let shown = self.occasion.redactor.answer(&opened);
        Ok(read(&self.action.outputs, &opened, &shown))
    }

    fn opened(&self, mut record: Value, once: Once) -> Result<Value, Stop> {
        let members = record.as_object_mut();
        let sealed =
            members.and_then(|members| REVEALED.into_iter().find_map(|name| members.remove(name)));
        let sealed = match sealed {
            Some(Value::String(text)) => text,
            // Okta's own client writes the message as an object, not as a text.
            Some(object @ Value::Object(_)) => object.to_string(),
            _ => return Err(Stop::refused(cards::not_okta(&self.about()))),
        };
        let text = once
            .open(&sealed)
            .map_err(|problem| Stop::refused(cards::unopened(problem, &self.about())))?;
        record["values"] = serde_json::from_str(&text)
            .ok()
            .filter(Value::is_object)
            .unwrap_or_else(|| Value::from(text.as_str()));
        Ok(record)
    }

    async fn get(&mut self, read: &RequestTemplate, inputs: &Inputs) -> Result<Value, Stop> {
        let read = Prepared::of(read, &self.prefix, self.action, inputs)?;
        let answer: Response<Vec<u8>> = self.send(&read).await?;
        self.json(answer)
    }
}

/// Marks where names and values will stand once they are sealed.
pub(crate) fn to_be_sealed(own: &mut Prepared) {
    let body = own.body.get_or_insert_with(|| json!({}));
    body[SEALED] = Value::from(MASK);
    own.secrets
        .push((vec![SEALED.to_owned()], SEALED.to_owned()));
}

/// Marks where the public half of a pair will stand once it is made.
pub(crate) fn to_be_revealed(own: &mut Prepared) {
    let body = own.body.get_or_insert_with(|| json!({}));
    body["public_key"] = json!({
        "kty": "RSA", "use": "enc", "alg": "RSA-OAEP-256", "n": "(made for this once)", "e": "AQAB",
    });
}

/// What a secret keeps where the form says nothing: OPA replaces it whole.
fn kept(record: &Value) -> Value {
    let mut body = json!({ "name": record["name"] });
    if record["description"].is_string() {
        body["description"] = record["description"].clone();
    }
    let path = record["path"].as_array();
    if let Some(folder) = path.and_then(|path| path.last()) {
        body["parent_folder_id"] = folder["id"].clone();
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_keeps_its_name_its_description_and_its_folder() {
        let record = json!({
            "id": "s", "name": "login", "description": null, "created_by": "x",
            "path": [{ "id": "top", "name": "A" }, { "id": "below", "name": "B" }],
        });
        assert_eq!(
            kept(&record),
            json!({ "name": "login", "parent_folder_id": "below" })
        );
    }
}
