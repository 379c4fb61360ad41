//! Pictures of the window, kept where people look for them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Page;

/// How the window looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Both of them.
    pub const BOTH: [Self; 2] = [Self::Light, Self::Dark];

    /// As the theme switch calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// A folder of pictures.
#[derive(Debug)]
pub struct Pictures(PathBuf);

impl Pictures {
    /// Keeps them in `dir`; what was there before is gone.
    pub fn in_dir(dir: &Path) -> Result<Self> {
        if dir.exists() {
            for entry in fs::read_dir(dir)? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "png") {
                    fs::remove_file(path)?;
                }
            }
        }
        fs::create_dir_all(dir)?;
        Ok(Self(dir.to_owned()))
    }

    /// Where they are.
    pub fn dir(&self) -> &Path {
        &self.0
    }

    /// Takes one.
    pub async fn take(&self, page: &Page, name: &str) -> Result<()> {
        let picture = page.picture().await?;
        Ok(fs::write(self.0.join(format!("{name}.png")), picture)?)
    }
}
