//! Finds the connectors: every folder below `connectors/` becomes part of the program, so that a
//! new one appears without a change to any other file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

fn main() -> io::Result<()> {
    #[expect(
        clippy::disallowed_methods,
        reason = "Cargo speaks to a build script so"
    )]
    let (root, out) = (
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("Cargo sets it")),
        PathBuf::from(std::env::var_os("OUT_DIR").expect("Cargo sets it")),
    );
    let connectors = root.join("connectors");
    println!("cargo::rerun-if-changed={}", connectors.display());

    let mut code = String::from("pub(crate) static FOLDERS: &[Folder] = &[\n");
    for folder in sorted(&connectors)? {
        let connector = folder.join("connector.toml");
        if !connector.is_file() {
            continue;
        }
        let answers = Some(folder.join("answers.toml")).filter(|file| file.is_file());
        let workflows = Some(folder.join("workflows.toml")).filter(|file| file.is_file());
        let actions = folder.join("actions");
        let actions = if actions.is_dir() {
            sorted(&actions)?
        } else {
            Vec::new()
        };

        let _ = writeln!(code, "    Folder {{");
        let _ = writeln!(code, "        name: {:?},", name(&folder));
        let _ = writeln!(code, "        connector: {},", embedded(&connector));
        let answers = answers.map_or_else(|| "\"\"".to_owned(), |file| embedded(&file));
        let _ = writeln!(code, "        answers: {answers},");
        let workflows = workflows.map(|file| embedded(&file));
        let workflows = workflows.map_or_else(|| "None".to_owned(), |text| format!("Some({text})"));
        let _ = writeln!(code, "        workflows: {workflows},");
        let _ = writeln!(code, "        actions: &[");
        for file in actions
            .iter()
            .filter(|file| file.extension().is_some_and(|e| e == "toml"))
        {
            let _ = writeln!(code, "            ({:?}, {}),", name(file), embedded(file));
        }
        let _ = writeln!(code, "        ],\n    }},");
    }
    code.push_str("];\n");
    fs::write(out.join("folders.rs"), code)
}

/// What is in a folder, by name: the order on every machine.
fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn embedded(file: &Path) -> String {
    format!("include_str!({:?})", file.display().to_string())
}
