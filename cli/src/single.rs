//! `offcut i`: one photo, and what a folder does with each of its own.

use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use matting::{CutOut, Encoding, Inputs, Limits, Options, Output, Photo, Picture, Plane, Session, Source, Threads, Verdict, encode_mask};

use crate::arguments::{Choices, Single, on_the_pool};
use crate::failure::Failure;
use crate::network::{Network, load};
use crate::report::{Report, failure_line};
use crate::stopwatch::Stopwatch;

/// Cuts out one photo.
///
/// # Errors
/// A [`Failure`]; then nothing was written.
pub fn run(arguments: &Single) -> Result<(), Failure> {
    let choices = &arguments.choices;
    let (to_stdout, options) = (is_dash(&arguments.output), choices.options_for(Some(&arguments.output))?);
    choices.effort.start_threads();
    let done = on_the_pool(|| guarded(&arguments.input, || cut(arguments, &options)));
    let line = match &done {
        Ok(done) => done.report.line(),
        Err(failure) => failure_line(&arguments.input, failure),
    };
    match (choices.json, to_stdout) {
        (true, true) => eprintln!("{line}"),
        (true, false) => println!("{line}"),
        (false, _) => {}
    }
    // A report on standard error has the verdict, and stays alone there.
    if let (Ok(done), false) = (&done, choices.json && to_stdout) {
        let input = arguments.input.display();
        match done.verdict {
            Verdict::Fine => {}
            Verdict::PleaseCheck => eprintln!("offcut: {input}: please check the cut-out, the network wavered"),
            Verdict::NoClearSubject => eprintln!("offcut: {input}: no clear subject found; the cut-out shows only what the network faintly guessed"),
        }
    }
    done.map(|_| ())
}

fn cut(arguments: &Single, options: &Options) -> Result<Done, Failure> {
    let choices = &arguments.choices;
    let extra = [&arguments.save_mask, &arguments.save_trimap].into_iter().flatten();
    for output in std::iter::once(&arguments.output).chain(extra) {
        may_write(&arguments.input, output, choices.force)?;
    }
    let plane =
        |path: &Option<PathBuf>| Ok(path.as_deref().map(|path| photo(path, &options.limits)).transpose()?.map(|photo| photo.picture.to_mask()));
    let (mask, trimap, background) = (plane(&arguments.mask)?, plane(&arguments.trimap)?, background(choices)?);
    let inputs = Inputs { mask: mask.as_ref(), trimap: trimap.as_ref(), background: background.as_ref(), ..Inputs::default() };
    let network = load(&choices.effort, &Threads::of_rayon())?;
    if arguments.save_mask.is_none() && arguments.save_trimap.is_none() {
        return read_cut_and_write(&arguments.input, &arguments.output, &network, options, &inputs);
    }
    let mut watch = Stopwatch::start();
    let failed = |error| Failure::Photo { path: arguments.input.clone(), error };
    let failed_in = |failed_in: matting::StageError| failed(failed_in.error);
    let bytes = read(&arguments.input, options.limits.max_file_bytes)?;
    let mut session = Session::open(Source::File(&bytes), &options.limits, &mut watch).map_err(failed_in)?;
    let result = session.cut_out(network.as_saliency(), options, &inputs, &mut watch).map_err(failed_in)?;
    let done = Done::new(&arguments.input, &arguments.output, &result, &network.name, options, &watch);
    if let Some(path) = &arguments.save_trimap {
        let trimap =
            session.trimap(network.as_saliency(), options.quality, &inputs).and_then(|(trimap, _)| Plane::new(trimap.size(), trimap.to_gray()));
        write(path, &trimap.and_then(encode_mask).map_err(failed)?)?;
    }
    if let Some(path) = &arguments.save_mask {
        let options = Options { output: Output::Mask, encoding: Encoding::Png, ..options.clone() };
        write(path, &session.cut_out(network.as_saliency(), &options, &inputs, &mut ()).map_err(failed_in)?.file)?;
    }
    write(&arguments.output, &result.file)?;
    Ok(done)
}

/// Picture for the background, in sRGB, if there is one.
///
/// # Errors
/// A [`Failure`] about its file.
pub fn background(choices: &Choices) -> Result<Option<Picture>, Failure> {
    choices.bgpicture.as_deref().map(|path| Ok(photo(path, &choices.options().limits)?.into_srgb())).transpose()
}

/// A picture beside the photo.
fn photo(path: &Path, limits: &Limits) -> Result<Photo, Failure> {
    let bytes = read(path, limits.max_file_bytes)?;
    matting::read(Source::File(&bytes), limits).map_err(|error| Failure::Photo { path: path.to_path_buf(), error })
}

/// A photo that became a cut-out.
#[derive(Debug)]
pub struct Done {
    /// Whether there was a subject.
    pub verdict: Verdict,
    /// For `--json`.
    pub report: Report,
}

impl Done {
    fn new(input: &Path, output: &Path, result: &CutOut, model: &str, options: &Options, watch: &Stopwatch) -> Self {
        Self { verdict: result.confidence.verdict, report: Report::new(input, output, result, model, options, watch) }
    }
}

/// Reads a photo, cuts it out and writes the result.
///
/// # Errors
/// A [`Failure`]; then nothing was written.
pub fn one(input: &Path, output: &Path, network: &Network, options: &Options, inputs: &Inputs<'_>) -> Result<Done, Failure> {
    guarded(input, || read_cut_and_write(input, output, network, options, inputs))
}

/// Makes a panic a failure of its photo: the others go on, and nobody is left without a sentence.
fn guarded<T>(path: &Path, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Failure::Broke { path: path.to_path_buf() }))
}

fn read_cut_and_write(input: &Path, output: &Path, network: &Network, options: &Options, inputs: &Inputs<'_>) -> Result<Done, Failure> {
    let mut watch = Stopwatch::start();
    let bytes = read(input, options.limits.max_file_bytes)?;
    let result = matting::cut_out(Source::File(&bytes), network.as_saliency(), options, inputs, &mut watch)
        .map_err(|failed| Failure::Photo { path: input.to_path_buf(), error: failed.error })?;
    let done = Done::new(input, output, &result, &network.name, options, &watch);
    write(output, &result.file)?;
    Ok(done)
}

/// Whether the output may be written: it is not the photo, and not there unless `force`.
///
/// # Errors
/// [`Failure::OverInput`], [`Failure::Exists`].
pub fn may_write(input: &Path, output: &Path, force: bool) -> Result<(), Failure> {
    if is_dash(output) || !output.exists() {
        return Ok(());
    }
    let same = !is_dash(input) && matches!((input.canonicalize(), output.canonicalize()), (Ok(input), Ok(output)) if input == output);
    if same {
        Err(Failure::OverInput { path: output.to_path_buf() })
    } else if force {
        Ok(())
    } else {
        Err(Failure::Exists { path: output.to_path_buf() })
    }
}

fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads at most one byte more than the limit: the core then refuses the file without it having filled the memory.
///
/// # Errors
/// [`Failure::Read`].
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let done = if is_dash(path) {
        std::io::stdin().lock().take(limit.saturating_add(1)).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes))
    };
    done.map_err(|error| Failure::Read { path: path.to_path_buf(), error })?;
    Ok(bytes)
}

/// Writes beside the output first, so that a full disk or a stopped program leaves no half picture under its name.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::Write { path: path.to_path_buf(), error };
    if is_dash(path) {
        let mut stdout = std::io::stdout().lock();
        return stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(failed);
    }
    // A device or a pipe cannot be replaced by a file.
    if path.exists() && !path.is_file() {
        return std::fs::write(path, bytes).map_err(failed);
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(format!(".{}.unfinished", std::process::id()));
    let unfinished = PathBuf::from(unfinished);
    std::fs::write(&unfinished, bytes).and_then(|()| std::fs::rename(&unfinished, path)).map_err(|error| {
        // What is left of it is of no use to anyone; the first error is the one to tell.
        let _ = std::fs::remove_file(&unfinished);
        failed(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_has_a_sentence_and_an_exit_code() {
        let failure = guarded::<()>(Path::new("cat.jpg"), || panic!("a bug")).unwrap_err();
        assert!(failure.to_string().starts_with("cat.jpg: offcut itself failed"));
        assert_eq!(failure.exit_code(), 1);
    }
}
