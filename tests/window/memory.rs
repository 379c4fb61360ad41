//! What the programs on a desktop hold in their memory.

use std::fs;
use std::io;

use super::Desktop;
use crate::canaries::{Canaries, Found};
use crate::memory;

/// A program that was started on a desktop.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its process id.
    pub id: u32,
    /// Its name, as the kernel cuts it: fifteen letters.
    pub name: String,
}

impl Program {
    /// All that run on this desktop now.
    pub fn on(desktop: &Desktop) -> io::Result<Vec<Self>> {
        let home = format!("HOME={}", desktop.dir().display());
        let mut programs = Vec::new();
        for entry in fs::read_dir("/proc")? {
            let entry = entry?;
            let Some(id) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            // It may have ended meanwhile, or be another user's.
            let Ok(environment) = fs::read(entry.path().join("environ")) else {
                continue;
            };
            let mut variables = environment.split(|byte| *byte == 0);
            if variables.any(|variable| variable == home.as_bytes()) {
                let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
                programs.push(Self {
                    id,
                    name: name.trim().to_owned(),
                });
            }
        }
        Ok(programs)
    }

    /// What of the canaries is in what it can write to.
    pub fn holds(&self, canaries: &Canaries) -> io::Result<Vec<Found>> {
        memory::holds(self.id, canaries, &self.name)
    }
}
