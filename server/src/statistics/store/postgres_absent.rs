//! Stand-in for [`super::postgres_database`] in a server without the feature `postgres`: no such database exists.

use super::database::Opener;
use crate::error::StartupError;

/// Refuses `--database`.
pub fn opener(_: &str) -> Result<Opener, StartupError> {
    Err(StartupError::NotBuilt { flag: "--database" })
}
