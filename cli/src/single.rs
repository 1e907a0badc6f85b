//! `offcut i`: processing of one photo, also used for each photo of a folder.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use matting::{
    Area, CutOut, Encoding, Inputs, Limits, Options, Output, OutputFormat, Photo, Picture, Pixels, Plane, Session, Source, Threads, Verdict, Warning,
    encode_mask,
};

use crate::arguments::{PhotoFlags, Single};
use crate::atomic_write::{remove_leftovers_beside, write};
use crate::console::{report, report_to_stderr, say};
use crate::destination::{is_one_output, is_standard_output, may_write};
use crate::failure::{Failure, shown};
use crate::files::read;
use crate::network::{Network, load};
use crate::portable_names::is_device_on_windows;
use crate::report::{Report, failure_line};
use crate::stopwatch::{self, Stopwatch};
use crate::threads::on_threads;

/// Cuts out one photo.
///
/// # Errors
/// A [`Failure`]; then nothing was written.
pub fn run(arguments: &Single) -> Result<(), Failure> {
    let flags = &arguments.flags;
    let (to_stdout, options) = (outputs(arguments).any(|output| is_standard_output(output)), flags.options_for(Some(&arguments.output))?);
    let done = on_threads(flags.network.threads, || catch_panic(&arguments.input, || cut(arguments, &options)));
    if done.is_ok() {
        remove_leftovers_beside(&arguments.output);
    }
    let line = match &done {
        Ok(done) => done.report.line(),
        Err(failure) => failure_line(&arguments.input, failure),
    };
    match (flags.json, to_stdout) {
        (true, true) => report_to_stderr(line),
        (true, false) => report(line),
        (false, _) => {}
    }
    // A report on standard error has the verdict, and stays alone there.
    if let (Ok(done), false) = (&done, flags.json && to_stdout) {
        let input = shown(&arguments.input, "input");
        for warning in &done.warnings {
            say(format_args!("{input}: {warning}"));
        }
        match done.verdict {
            Verdict::Fine => {}
            // Said already.
            Verdict::PleaseCheck if done.warnings.contains(&Warning::Truncated) => {}
            Verdict::PleaseCheck => say(format_args!("{input}: please check the cut-out, its confidence is low")),
            Verdict::NoClearSubject => say(format_args!("{input}: no clear subject found; the cut-out has only pixels of low saliency")),
        }
    }
    done.map(|_| ())
}

/// Cut-out, mask and trimap, as requested.
fn outputs(arguments: &Single) -> impl Iterator<Item = &PathBuf> {
    std::iter::once(&arguments.output).chain(&arguments.save_mask).chain(&arguments.save_trimap)
}

fn cut(arguments: &Single, options: &Options) -> Result<Done, Failure> {
    let flags = &arguments.flags;
    let outputs: Vec<&PathBuf> = outputs(arguments).collect();
    for (place, output) in outputs.iter().enumerate() {
        if outputs[..place].iter().any(|other| is_one_output(other, output)) {
            return Err(Failure::OneFileForTwo { path: PathBuf::clone(output) });
        }
        if cfg!(windows) && output.file_name().is_some_and(|name| is_device_on_windows(&name.to_string_lossy())) {
            return Err(Failure::DeviceName { path: PathBuf::clone(output) });
        }
        may_write(&arguments.input, output, flags.force)?;
    }
    let plane =
        |path: &Option<PathBuf>| Ok(path.as_deref().map(|path| photo(path, &options.limits)).transpose()?.map(|photo| photo.picture.to_mask()));
    let (mask, trimap, background) = (plane(&arguments.mask)?, plane(&arguments.trimap)?, background(flags)?);
    let inputs = Inputs { mask: mask.as_ref(), trimap: trimap.as_ref(), background: background.as_ref(), ..Inputs::default() };
    let network = load(&flags.network, &Threads::of_rayon())?;
    if arguments.save_mask.is_none() && arguments.save_trimap.is_none() {
        return read_cut_and_write(&arguments.input, &arguments.output, &network, options, &inputs, flags.force);
    }
    let mut watch = stopwatch::start();
    let failed = |error| Failure::Photo { path: arguments.input.clone(), error };
    let failed_in = |failed_in: matting::StageError| failed(failed_in.error);
    let bytes = read(&arguments.input, options.limits.max_file_bytes)?;
    let mut session = Session::open(Source::File(&bytes), &options.limits, &mut watch).map_err(failed_in)?;
    let result = session.cut_out(network.as_saliency(), options, &inputs, &mut watch).map_err(failed_in)?;
    let done = Done::new(&arguments.input, &arguments.output, &result, &network.name, options, &watch);
    if let Some(path) = &arguments.save_trimap {
        let trimap =
            session.trimap(network.as_saliency(), options.quality, &inputs).and_then(|(trimap, _)| Plane::new(trimap.size(), trimap.to_gray()));
        write(path, &trimap.and_then(encode_mask).map_err(failed)?, flags.force)?;
    }
    if let Some(path) = &arguments.save_mask {
        write(path, &mask_of(&mut session, &network, options, &inputs, result.area).map_err(failed)?, flags.force)?;
    }
    write(&arguments.output, &result.file, flags.force)?;
    Ok(done)
}

/// Alpha of the last cut-out as a gray PNG of the same area: with a shadow, trimming keeps more than the alpha alone needs.
fn mask_of(session: &mut Session, network: &Network, options: &Options, inputs: &Inputs<'_>, area: Area) -> Result<Vec<u8>, matting::Error> {
    let whole = Options { output: Output::Mask, trim: None, ..options.clone() };
    let (composed, _) = session.composed(network.as_saliency(), &whole, inputs, &mut ())?;
    let mask = match composed.pixels {
        // A frame is the same canvas for both.
        Pixels::Mask(mask) if options.frame.is_none() => Pixels::Mask(mask.cropped(area)?),
        framed => framed,
    };
    let Photo { colour, metadata, .. } = session.photo();
    let resolution = options.frame.and_then(|frame| frame.resolution());
    matting::encode(&mask, colour, &metadata.kept_with(resolution, options.metadata, OutputFormat::Png, mask.size()), Encoding::Png)
}

/// Picture for the background, in sRGB, if there is one.
///
/// # Errors
/// A [`Failure`] about its file.
pub fn background(flags: &PhotoFlags) -> Result<Option<Picture>, Failure> {
    flags.picture.bgpicture.as_deref().map(|path| Ok(photo(path, &flags.limits())?.into_srgb())).transpose()
}

/// A picture beside the photo.
fn photo(path: &Path, limits: &Limits) -> Result<Photo, Failure> {
    let bytes = read(path, limits.max_file_bytes)?;
    matting::read(Source::File(&bytes), limits).map_err(|error| Failure::Photo { path: path.to_path_buf(), error })
}

/// A photo that became a cut-out.
#[derive(Debug)]
pub struct Done {
    /// True if there was a subject.
    pub verdict: Verdict,
    /// Things about its file and its cut-out.
    pub warnings: Vec<Warning>,
    /// For `--json`.
    pub report: Report,
}

impl Done {
    fn new(input: &Path, output: &Path, result: &CutOut, model: &str, options: &Options, watch: &Stopwatch) -> Self {
        Self {
            verdict: result.confidence.verdict,
            warnings: result.warnings.clone(),
            report: Report::new(input, output, result, model, options, watch),
        }
    }
}

/// Reads a photo, cuts it out and writes the result, over a file that is there only with `overwrite`.
///
/// # Errors
/// A [`Failure`]; then nothing was written.
pub fn one(input: &Path, output: &Path, network: &Network, options: &Options, inputs: &Inputs<'_>, overwrite: bool) -> Result<Done, Failure> {
    catch_panic(input, || read_cut_and_write(input, output, network, options, inputs, overwrite))
}

/// Makes a panic a failure of its photo: the others go on, and nobody is left without a sentence.
fn catch_panic<T>(path: &Path, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Failure::Broke { path: path.to_path_buf() }))
}

fn read_cut_and_write(
    input: &Path,
    output: &Path,
    network: &Network,
    options: &Options,
    inputs: &Inputs<'_>,
    overwrite: bool,
) -> Result<Done, Failure> {
    let mut watch = stopwatch::start();
    let bytes = read(input, options.limits.max_file_bytes)?;
    let result = matting::cut_out(Source::File(&bytes), network.as_saliency(), options, inputs, &mut watch)
        .map_err(|failed| Failure::Photo { path: input.to_path_buf(), error: failed.error })?;
    let done = Done::new(input, output, &result, &network.name, options, &watch);
    write(output, &result.file, overwrite)?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_gives_sentence_and_exit_code() {
        let failure = catch_panic::<()>(Path::new("cat.jpg"), || panic!("a bug")).unwrap_err();
        assert!(failure.to_string().starts_with("cat.jpg: offcut itself failed"));
        assert_eq!(failure.exit_code(), 1);
    }
}
