//! The history as a file: what is filtered, secrets masked as everywhere in it.

use std::path::{Path, PathBuf};

use domain::Explanation;
use serde_json::{Value, json};
use tokio::fs::{self, File};
use tokio::io::{AsyncWriteExt, BufWriter};

use super::list::read;
use crate::Console;
use crate::explain::IntoFailure;
use crate::files::FileKind;
use crate::run::csv_lines;
use crate::views::{ExportFormat, Exported, Failure, RunDetails, RunFilter, RunLine};

const AT_ONCE: u32 = 200;
const COLUMNS: [&str; 16] = [
    "began_at",
    "duration_ms",
    "connection",
    "address",
    "connector",
    "authorized_as",
    "action",
    "effect",
    "outcome",
    "status",
    "refusal",
    "request_id",
    "scenario",
    "step",
    "inputs",
    "url",
];

impl Console {
    /// Writes what a filter lets through to a file that the person picks; `None` where she picks
    /// none. A file that could not be written whole is not left behind.
    pub async fn export_runs(
        &self,
        filter: RunFilter,
        format: ExportFormat,
    ) -> Result<Option<Exported>, Failure> {
        let filter = read(filter)?;
        let (name, kind, extension) = match format {
            ExportFormat::Ndjson => ("history.ndjson", "Newline-delimited JSON", "ndjson"),
            ExportFormat::Csv => ("history.csv", "Comma-separated values", "csv"),
        };
        let kind = FileKind {
            name: kind.to_owned(),
            extension: extension.to_owned(),
        };
        let picked = self.rooms.files.save_as("Export the History", name, kind);
        let Some(file) = picked.await else {
            return Ok(None);
        };
        let unfinished = beside(&file);
        let written = self.write_runs(&unfinished, &filter, format).await;
        let finished = match written {
            Ok(runs) => fs::rename(&unfinished, &file)
                .await
                .map(|()| runs)
                .map_err(|error| not_written(&file, &error)),
            Err(failure) => Err(failure),
        };
        if finished.is_err() {
            // What is left is of no use; that it may not be there at all is no trouble.
            fs::remove_file(&unfinished).await.ok();
        }
        Ok(Some(Exported {
            runs: finished?,
            file: file.display().to_string(),
        }))
    }

    async fn write_runs(
        &self,
        file: &Path,
        filter: &store::RunFilter,
        format: ExportFormat,
    ) -> Result<u32, Failure> {
        let refused = |error: std::io::Error| not_written(file, &error);
        let mut out = BufWriter::new(File::create(file).await.map_err(refused)?);
        if format == ExportFormat::Csv {
            out.write_all(&csv_line(COLUMNS)).await.map_err(refused)?;
        }
        let mut runs = 0;
        let mut after = None;
        loop {
            let page = self.rooms.store.whole_runs(filter, after, AT_ONCE).await;
            let page = page.map_err(IntoFailure::into_failure)?;
            for (row, contents) in page.runs {
                let run = self.rooms.details_of_run(row, &contents)?;
                let line = match format {
                    ExportFormat::Ndjson => format!("{}\n", ndjson(&run)).into_bytes(),
                    ExportFormat::Csv => csv_line(cells(&run)),
                };
                out.write_all(&line).await.map_err(refused)?;
                runs += 1;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        out.flush().await.map_err(refused)?;
        out.into_inner().sync_all().await.map_err(refused)?;
        Ok(runs)
    }
}

fn ndjson(run: &RunDetails) -> Value {
    let RunDetails {
        line, inputs, view, ..
    } = run;
    let body = serde_json::from_str(&view.body).unwrap_or_else(|_| Value::from(&*view.body));
    let inputs: serde_json::Map<String, Value> = inputs
        .iter()
        .map(|input| (input.id.clone(), Value::from(&*input.value)))
        .collect();
    json!({
        "run": line,
        "inputs": inputs,
        "requests": view.requests,
        "matched": view.matched,
        "body": body,
        "refusal": view.refusal,
        "cut": run.cut,
    })
}

fn cells(run: &RunDetails) -> [String; COLUMNS.len()] {
    let RunLine {
        began_at,
        duration_ms,
        nickname,
        address,
        connector_name,
        identity,
        action_name,
        ..
    } = run.line.clone();
    let line = &run.line;
    let asked_by = line.asked_by.clone();
    let (scenario, step) = asked_by.map_or_else(Default::default, |by| (by.scenario, by.step));
    let inputs: Vec<String> = run
        .inputs
        .iter()
        .map(|input| format!("{}: {}", input.label, input.value))
        .collect();
    let last = run.view.requests.last();
    let url = last.map_or_else(String::new, |sent| format!("{} {}", sent.method, sent.url));
    let effect = json!(line.effect);
    [
        began_at,
        duration_ms.to_string(),
        nickname,
        address,
        connector_name,
        identity.unwrap_or_default(),
        action_name,
        effect.as_str().unwrap_or_default().to_owned(),
        line.outcome.clone(),
        line.status
            .map_or_else(String::new, |status| status.to_string()),
        line.refusal.clone().unwrap_or_default(),
        line.request_id.clone().unwrap_or_default(),
        scenario,
        step,
        inputs.join("\n"),
        url,
    ]
}

/// One line, as the lists write theirs: a cell that a spreadsheet would run is made text.
fn csv_line<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> Vec<u8> {
    let mut line = Vec::new();
    csv_lines(&mut line, std::iter::once(cells));
    line
}

/// Where it is written until it is whole: in the same folder, so that it can take its place.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    file.with_file_name(name)
}

fn not_written(file: &Path, error: &std::io::Error) -> Failure {
    let full = matches!(
        error.kind(),
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
    );
    let folder = file.parent().unwrap_or(file).display();
    Failure::other(if full {
        Explanation::new(
            "The History was not exported: the disk is full.",
            format!("There is no room left in {folder}. Nothing was left behind there."),
            "Free some space or choose another folder, then export again.",
        )
    } else {
        Explanation::new(
            "The History was not exported.",
            format!("{folder} could not be written: {error}."),
            "Choose another folder, then export again.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_runs_nothing_and_a_cell_stays_one_cell() {
        let cells = [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "x;=1", " =1", "a,b", "a\"b\nc", "plain",
        ];
        let line = String::from_utf8(csv_line(cells)).unwrap();
        assert_eq!(
            line,
            "'=1+1,'+1,'-1,'@SUM(A1),'\t'=1,x;'=1,' =1,\"a,b\",\"a\"\"b\nc\",plain\r\n"
        );
    }
}
