//! `offcut models get NAME`: a network of the catalogue from its publisher into the folder where `--model` finds it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use matting::catalogue::folders::kept_folder;
use matting::catalogue::{self, BUNDLED, Digests, FileDigests, Model, megabytes};
use url::Url;

use super::download::{self, Wanted};
use super::download_error::DownloadError;
use super::http_client::{Client, host_of};
use super::partial_file::PartialFile;
use crate::arguments::{GetModel, parse_address};
use crate::console::say;
use crate::failure::Failure;

/// Gets a network, unless it is here already.
///
/// # Errors
/// [`Failure::NoSuchModel`], [`Failure::NoFolderForModels`], [`Failure::Download`].
pub fn run(arguments: &GetModel) -> Result<(), Failure> {
    let models = arguments.models.as_deref();
    let model = catalogue::by_name(&arguments.name).ok_or_else(|| {
        let known = catalogue::MODELS.iter().map(|model| format!("{} ({})", model.name, model.size())).collect::<Vec<_>>().join(", ");
        Failure::NoSuchModel { name: arguments.name.clone(), known }
    })?;
    if model.name == BUNDLED.name && models.is_none() {
        say(format_args!("{} is part of the program: there is nothing to get (with --models DIR it is put there for others)", model.name));
        return Ok(());
    }
    let folder = models.map(Path::to_path_buf).or_else(kept_folder).ok_or(Failure::NoFolderForModels)?;
    let path = folder.join(model.file);
    let failed = |kept: u64| move |error: DownloadError| Failure::Download { model: model.name, error, kept, total: model.bytes };
    if digests_of(&path).is_ok_and(|digests| model.verify_digests(&digests).is_ok()) {
        say(format_args!("{} is here already, with its published checksum: {}", model.name, path.display()));
        return Ok(());
    }
    let published = || parse_address(model.address).map_err(|detail| DownloadError::NotHttp { host: model.address.to_owned(), detail });
    let address = arguments.from.clone().map_or_else(published, Ok).map_err(failed(0))?;
    say(format_args!("{}: {} from {}, licence of the weights: {}", model.name, model.size(), host_of(&address), model.licence));
    if let Some(caution) = model.terms.caution() {
        say(caution);
    }
    std::fs::create_dir_all(&folder).map_err(|error| failed(0)(DownloadError::Write { path: folder.clone(), error }))?;
    let mut partial = PartialFile::open(&path, &address, model.bytes).map_err(failed(0))?;
    let is_resumed = partial.have() > 0;
    if is_resumed {
        say(format_args!("{} of {} are here from an earlier run", megabytes(partial.have()), model.size()));
    }
    let order = Order { model, address: &address, arguments, folder: &folder };
    let mut filled = order.fill(&mut partial);
    if is_resumed && matches!(filled, Err(DownloadError::Damaged(_))) {
        // Bytes of an earlier run may have suffered meanwhile.
        say("the bytes of the earlier run do not fit: beginning anew");
        filled = partial.restart().and_then(|()| order.fill(&mut partial));
    }
    if let Err(error) = filled {
        let is_of_use = partial.validator().is_some() && !matches!(error, DownloadError::Damaged(_) | DownloadError::WrongLength { .. });
        let kept = if is_of_use { partial.have() } else { 0 };
        if kept == 0 {
            partial.remove();
        }
        return Err(failed(kept)(error));
    }
    partial.finish().map_err(failed(0))?;
    let folder = models.map(|folder| format!(" --models {}", folder.display())).unwrap_or_default();
    say(format_args!("{} is here, with its published checksum: {}; use it with --model {}{folder}", model.name, path.display(), model.name));
    Ok(())
}

struct Order<'a> {
    model: &'static Model,
    address: &'a Url,
    arguments: &'a GetModel,
    folder: &'a Path,
}

impl Order<'_> {
    /// Fills the partial file, and holds it to the published checksum.
    fn fill(&self, partial: &mut PartialFile) -> Result<(), DownloadError> {
        let Self { model, address, arguments, folder } = *self;
        let missing = model.bytes.saturating_sub(partial.have());
        // A file system that does not say how much room it has may have enough.
        if let Ok(free) = fs4::available_space(folder)
            && free < missing
        {
            return Err(DownloadError::NoSpace { folder: folder.to_path_buf(), missing: missing - free });
        }
        let bar = progress_bar(model);
        let tell = |line: String| bar.suspend(|| say(format_args!("{}: {line}", model.name)));
        let wanted = Wanted { address, bytes: model.bytes, retries: arguments.retries };
        let client = Client { timeout: Duration::from_secs(arguments.timeout) };
        let done = download::complete(wanted, partial, client, &bar, &tell);
        bar.finish_and_clear();
        done?;
        model.verify_digests(&partial.digests()).map_err(DownloadError::Damaged)
    }
}

/// Progress on standard error, where that is a terminal.
fn progress_bar(model: &Model) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} {eta}");
    let bar = ProgressBar::new(model.bytes).with_message(model.name);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn digests_of(path: &Path) -> io::Result<FileDigests> {
    let (mut file, mut digests, mut buffer) = (File::open(path)?, Digests::default(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(digests.finish()),
            count => digests.update(&buffer[..count]),
        }
    }
}
