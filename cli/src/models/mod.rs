//! `offcut models`: the networks of the catalogue, where their files are, and getting them.

mod download;
mod download_error;
mod get;
mod http_client;
mod list;
mod partial_file;
mod proxy;

pub use download_error::DownloadError;

use crate::arguments::{self, ModelsAction};
use crate::failure::Failure;

/// Lists the catalogue, or gets a network of it.
///
/// # Errors
/// As those of getting one; a damaged file of the list is a row and not a failure.
pub fn run(arguments: &arguments::Models) -> Result<(), Failure> {
    match &arguments.action {
        None => {
            list::run(arguments);
            Ok(())
        }
        Some(ModelsAction::Get(get)) => get::run(get),
    }
}
