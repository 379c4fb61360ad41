//! What the console is measured by: the loop that anybody would write.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use reqwest::header::{ACCEPT, HeaderMap, LINK};
use reqwest::{Client, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// What both read.
pub(crate) const USERS: &str = "/api/v1/users?limit=200";

/// Follows the links from page to page, and writes each record on a line of its own.
pub(crate) async fn stream(
    client: &Client,
    org: &str,
    token: &SecretString,
    file: &Path,
) -> Result<usize> {
    let mut file = BufWriter::new(File::create(file)?);
    let mut next = Some(Url::parse(&format!("{org}{USERS}"))?);
    let mut count = 0;
    while let Some(page) = next {
        // EXPOSE: into the Authorization header of one request to the practice org.
        let request = client.get(page).bearer_auth(token.expose_secret());
        let answer = request.header(ACCEPT, "application/json").send().await?;
        let answer = answer.error_for_status()?;
        next = following(answer.headers());
        let records: Vec<Value> = serde_json::from_slice(&answer.bytes().await?)?;
        for record in &records {
            serde_json::to_writer(&mut file, record)?;
            file.write_all(b"\n")?;
        }
        count += records.len();
    }
    file.flush()?;
    Ok(count)
}

fn following(headers: &HeaderMap) -> Option<Url> {
    let mut links = headers
        .get_all(LINK)
        .iter()
        .filter_map(|link| link.to_str().ok());
    let next = links.rfind(|link| link.contains("rel=\"next\""))?;
    let target = next.split_once('<')?.1.split_once('>')?.0;
    Url::parse(target).ok()
}
