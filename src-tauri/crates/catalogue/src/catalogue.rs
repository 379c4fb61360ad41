//! All connectors, read and checked.

use crate::folder::{FOLDERS, Folder};
use crate::{CatalogueError, Connector};

/// Every connector that this program was built with, in the order of their names.
#[derive(Debug, Clone)]
pub struct Catalogue {
    connectors: Vec<Connector>,
}

impl Catalogue {
    /// Reads and checks the folders that were embedded at build time.
    pub fn builtin() -> Result<Self, CatalogueError> {
        Self::read(FOLDERS)
    }

    pub(crate) fn read(folders: &[Folder]) -> Result<Self, CatalogueError> {
        let mut connectors = folders
            .iter()
            .map(Folder::read)
            .collect::<Result<Vec<_>, _>>()?;
        connectors.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Self { connectors })
    }

    /// All of them.
    pub fn connectors(&self) -> &[Connector] {
        &self.connectors
    }

    /// The one whose folder has this name.
    pub fn connector(&self, id: &str) -> Option<&Connector> {
        self.connectors
            .iter()
            .find(|connector| connector.id.as_str() == id)
    }
}
