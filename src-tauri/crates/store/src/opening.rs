//! Opening the data directory: lock it, look, and only then change anything.

use std::path::Path;

use sqlx::SqlitePool;
use sqlx::migrate::Migrator;

use crate::database::{self, Found};
use crate::instance_lock::InstanceLock;
use crate::points::precedes;
use crate::store::Inside;
use crate::{OpenError, Store, backup, folder, restore, settings};

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

impl Store {
    /// Opens the store in `dir`, which is made if there is none, readable to its owner alone.
    ///
    /// Holds the directory until the last clone is closed or dropped. A database of another
    /// application or of a newer version is left as it is; one that an older version wrote is copied
    /// to `backups` before anything else. A restore that was cut short is ended first.
    pub async fn open(dir: &Path, program_version: &str) -> Result<Self, OpenError> {
        Self::open_with(dir, program_version, &MIGRATIONS).await
    }

    pub(crate) async fn open_with(
        dir: &Path,
        program_version: &str,
        migrations: &Migrator,
    ) -> Result<Self, OpenError> {
        folder::make_private(dir)?;
        let lock = InstanceLock::take(dir, program_version)?;
        restore::finish(dir)?;
        folder::reserve_ballast(dir);

        let file = dir.join(database::FILE);
        folder::make_private_file(&file)?;
        let newest = newest(migrations);
        let found = database::look(&file).await?;
        match &found {
            Found::Foreign => return Err(OpenError::NotOurs { path: file }),
            Found::Ours { version, made_by } if *version > newest => {
                return Err(OpenError::NewerVersion {
                    made_by: made_by.clone(),
                });
            }
            Found::Ours { .. } | Found::Empty => (),
        }

        let writer = database::writer(&file).await?;
        database::check_library(&writer).await?;
        match found {
            Found::Ours { version, .. } if version < newest => {
                database::check_rows(&writer).await?;
                precedes!("the copy before a migration");
                backup::keep(&writer, dir).await?;
                precedes!("a migration");
                migrate(&writer, migrations).await?;
            }
            Found::Ours { made_by, .. } => {
                database::check_rows(&writer).await?;
                // Nothing is migrated, so that this may fail without harm.
                if made_by != program_version
                    && let Err(error) = backup::keep(&writer, dir).await
                {
                    tracing::warn!(%error, "no copy was made before this version's first start");
                }
            }
            Found::Empty => migrate(&writer, migrations).await?,
            Found::Foreign => (),
        }
        precedes!("noting which version opened the database");
        settings::note_version(&writer, program_version).await?;

        let readers = database::readers(&file).await?;
        Ok(Self::new(Inside {
            dir: dir.to_owned(),
            writer,
            readers,
            lock,
        }))
    }
}

/// All migrations that are not yet applied, each in a transaction that ends with its version.
async fn migrate(writer: &SqlitePool, migrations: &Migrator) -> Result<(), OpenError> {
    migrations.run(writer).await.map_err(OpenError::from)
}

/// The version that the database has after the last migration.
pub(crate) fn newest(migrations: &Migrator) -> i64 {
    migrations
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}
