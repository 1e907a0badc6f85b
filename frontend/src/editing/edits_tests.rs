//! Tests of the edits, whose files are numbers.

use matting::{Colour, Confidence, EncodeQuality, Encoding, Metadata, Options, OutputFormat, Size, Stroke, Verdict};

use super::edits::{Edits, Job, Rendered};
use super::settings::{BackgroundKind, EditSettings};
use crate::protocol::{Failure, Recipe, VisibleArea};

fn rendered(recipe: Recipe, file: u8) -> Rendered<u8> {
    Rendered { recipe, file, size: Size { width: 1, height: 1 }, area: VisibleArea::WHOLE, confidence: Confidence::FULL }
}

fn edits() -> Edits<u8> {
    Edits::new(rendered(EditSettings::default().recipe(), 0), EditSettings::default())
}

fn stroke(keep: bool) -> Stroke {
    Stroke { keep, radius: 0.1, points: vec![[0.5, 0.5]] }
}

fn shown(edits: &Edits<u8>) -> Option<u8> {
    edits.shown().map(|rendered| rendered.file)
}

/// Runs the next job with this file as its result.
fn work(edits: &mut Edits<u8>, is_due: bool, file: u8) -> Job {
    let job = edits.next_job(is_due).unwrap();
    edits.finish(rendered(job.recipe().clone(), file));
    job
}

fn black(settings: &mut EditSettings) {
    settings.background = BackgroundKind::Colour;
    settings.colour = Colour { red: 0, green: 0, blue: 0, alpha: 255 };
}

#[test]
fn change_is_previewed_first_and_written_when_due() {
    let mut edits = edits();
    assert_eq!((edits.next_job(true), shown(&edits)), (None, Some(0)));
    edits.change_settings(black);
    assert_eq!((edits.file(), shown(&edits), edits.is_up_to_date()), (None, Some(0), false), "no outdated file, but the last picture stays");
    assert!(matches!(work(&mut edits, true, 1), Job::Preview(_)));
    assert_eq!((shown(&edits), edits.is_up_to_date(), edits.next_job(false)), (Some(1), true, None));
    assert!(matches!(work(&mut edits, true, 2), Job::Write(_)));
    assert_eq!((shown(&edits), edits.file().map(|rendered| rendered.file), edits.next_job(true)), (Some(2), Some(2), None));
}

#[test]
fn another_network_makes_the_picture_anew_with_the_same_edits() {
    let mut edits = edits();
    edits.draw(stroke(true));
    work(&mut edits, true, 1);
    work(&mut edits, true, 2);
    let before = edits.recipe();
    edits.set_network(7);
    assert_eq!((edits.file(), shown(&edits), edits.is_up_to_date()), (None, Some(1), false));
    let Job::Preview(recipe) = work(&mut edits, true, 3) else { panic!() };
    assert_eq!((recipe.network, &recipe.strokes, &recipe.options), (7, &before.strokes, &before.options));
    // Back before the file is written: it is still there.
    edits.set_network(0);
    assert_eq!((edits.file().map(|rendered| rendered.file), edits.next_job(true)), (Some(2), None));
    edits.set_network(7);
    assert!(matches!(work(&mut edits, true, 4), Job::Write(_)));
    edits.set_brushing(true);
    edits.set_network(8);
    assert!(matches!(edits.wanted_job(false), Some(Job::Preview(recipe)) if recipe.network == 8));
    // A photo that is cut out with it has it from the first picture on.
    let first = rendered(Recipe { network: 7, ..EditSettings::default().recipe() }, 9);
    let new = Edits::new(first, EditSettings::default());
    assert_eq!((new.file().map(|rendered| rendered.file), new.written_from(), new.wanted_job(true)), (Some(9), None, None));
}

#[test]
fn kept_edits_go_on_where_they_were() {
    let mut edits = edits();
    edits.draw(stroke(true));
    edits.draw(stroke(false));
    edits.undo();
    work(&mut edits, true, 1);
    work(&mut edits, true, 2);
    let again = |edits: &Edits<u8>| {
        let Rendered { file, size, area, confidence, .. } = edits.written().clone();
        Edits::kept(file, size, area, confidence, (edits.settings().clone(), edits.strokes().clone()), edits.written_from().cloned())
    };
    let kept = again(&edits);
    assert_eq!((kept.file(), kept.strokes().can_redo(), edits.written_from()), (edits.file(), true, None));
    edits.change_settings(black);
    let mut kept = again(&edits);
    assert_eq!((kept.file(), kept.wanted_job(true), kept.written_from()), (None, edits.wanted_job(true), edits.written_from()));
    kept.revert();
    assert_eq!(kept.file().map(|rendered| rendered.file), Some(2));
}

#[test]
fn one_job_runs_at_a_time_and_the_next_has_the_newest_recipe() {
    let mut edits = edits();
    edits.change_settings(black);
    let Some(Job::Preview(first)) = edits.next_job(false) else { panic!() };
    edits.change_settings(|settings| settings.has_shadow = true);
    edits.change_settings(|settings| settings.trims = true);
    assert_eq!(edits.next_job(true), None, "one at a time");
    edits.finish(rendered(first, 1));
    assert_eq!((shown(&edits), edits.is_up_to_date()), (Some(1), false));
    assert_eq!(edits.next_job(true), Some(Job::Preview(edits.recipe())));
}

#[test]
fn outdated_file_is_not_offered_until_wanted_again() {
    let mut edits = edits();
    edits.change_settings(black);
    work(&mut edits, true, 1);
    let Some(Job::Write(recipe)) = edits.next_job(true) else { panic!() };
    edits.change_settings(|settings| settings.has_shadow = true);
    edits.finish(rendered(recipe, 2));
    assert_eq!(edits.file(), None);
    edits.change_settings(|settings| settings.has_shadow = false);
    assert_eq!((edits.file().map(|rendered| rendered.file), edits.next_job(true)), (Some(2), None), "the file is wanted again and there already");
}

#[test]
fn strokes_can_be_undone_and_redone() {
    let mut edits = edits();
    edits.draw(stroke(true));
    edits.draw(stroke(false));
    edits.undo();
    assert_eq!((edits.strokes().drawn(), edits.strokes().can_redo()), (&[stroke(true)][..], true));
    edits.redo();
    assert_eq!(edits.strokes().drawn().len(), 2);
    edits.undo();
    edits.draw(stroke(true));
    assert!(!edits.strokes().can_redo(), "a new stroke is another way on");
    for _ in 0..3 {
        edits.undo();
    }
    assert_eq!(edits.file().map(|rendered| rendered.file), Some(0), "without strokes the first file is the wanted one");
}

#[test]
fn brush_previews_show_no_background() {
    let mut edits = edits();
    edits.change_settings(black);
    work(&mut edits, true, 1);
    work(&mut edits, true, 2);
    edits.set_brushing(true);
    assert_eq!(shown(&edits), None, "nothing with a background is shown under the brush");
    edits.draw(stroke(true));
    let Job::Preview(recipe) = work(&mut edits, false, 3) else { panic!() };
    assert_eq!(recipe.options, Options::default());
    assert_eq!((recipe.strokes.len(), shown(&edits)), (1, Some(3)));
    edits.undo();
    assert_eq!(shown(&edits), Some(3), "until the next one comes");
    edits.redo();
    edits.set_brushing(false);
    assert!(matches!(work(&mut edits, true, 4), Job::Preview(_)));
    let Job::Write(recipe) = work(&mut edits, true, 5) else { panic!() };
    assert_eq!((recipe.strokes.len(), edits.file().map(|rendered| rendered.file)), (1, Some(5)));
}

#[test]
fn output_format_needs_a_preview_only_for_jpeg() {
    let mut edits = edits();
    edits.change_settings(|settings| settings.output_format = OutputFormat::WebP);
    assert_eq!((edits.file(), shown(&edits), edits.is_up_to_date()), (None, Some(0), true), "it looks the same");
    assert!(matches!(work(&mut edits, true, 1), Job::Write(_)));
    assert_eq!((edits.file().map(|rendered| rendered.file), edits.is_up_to_date()), (Some(1), true));
    edits.change_settings(|settings| settings.metadata = Metadata::All);
    assert!(matches!(work(&mut edits, true, 2), Job::Write(_)));
    edits.change_settings(|settings| settings.output_format = OutputFormat::Jpeg);
    assert!(matches!(work(&mut edits, true, 3), Job::Preview(_)), "its background is white");
    assert!(matches!(work(&mut edits, true, 4), Job::Write(_)));
    edits.change_settings(|settings| settings.file_quality = EncodeQuality::clamped(50));
    assert!(matches!(work(&mut edits, true, 5), Job::Write(_)));
    assert_eq!((shown(&edits), edits.next_job(true)), (Some(5), None));
}

#[test]
fn failure_belongs_to_its_recipe_and_keeps_the_last_picture() {
    let mut edits = edits();
    edits.change_settings(black);
    edits.next_job(false).unwrap();
    edits.fail(Some(Failure::WorkerDied));
    assert_eq!((edits.failure().cloned(), shown(&edits)), (Some(Failure::WorkerDied), Some(0)));
    assert_eq!(edits.next_job(true), None, "not retried over and over");
    edits.change_settings(|settings| settings.trims = true);
    assert_eq!(edits.failure(), None);
    edits.change_settings(|settings| settings.trims = false);
    edits.retry();
    assert!(matches!(edits.next_job(true), Some(Job::Preview(_))));
    edits.fail(None);
    assert_eq!(edits.failure(), None, "being stopped is no failure");
    edits.revert();
    assert_eq!((edits.settings(), edits.file().map(|rendered| rendered.file)), (&EditSettings::default(), Some(0)));
}

#[test]
fn brushed_photo_has_no_warning() {
    let confidence = Confidence { score: 0.0, verdict: Verdict::NoClearSubject };
    let first = Rendered { confidence, ..rendered(EditSettings::default().recipe(), 0) };
    let mut edits = Edits::new(first, EditSettings::default());
    assert_eq!(edits.verdict(), Verdict::NoClearSubject);
    edits.draw(stroke(true));
    assert_eq!(edits.verdict(), Verdict::Fine);
}

#[test]
fn photo_that_nobody_looks_at_gets_its_file_without_a_preview() {
    let mut settings = EditSettings::default();
    black(&mut settings);
    let mut edits = Edits::new(rendered(EditSettings::default().recipe(), 0), settings.clone());
    edits.set_brushing(true);
    edits.leave();
    assert_eq!((edits.is_brushing(), edits.waits_for_worker()), (false, true));
    let Some(Job::Write(recipe)) = edits.next_file() else { panic!() };
    assert_eq!((recipe.clone(), edits.next_file()), (settings.recipe(), None), "one at a time");
    edits.finish(rendered(recipe, 1));
    assert_eq!((edits.waits_for_worker(), edits.next_file(), shown(&edits)), (false, None, Some(1)));
    edits.change_settings(|settings| settings.trims = true);
    edits.next_file().unwrap();
    edits.fail(Some(Failure::WorkerDied));
    assert!(!edits.waits_for_worker() && edits.next_file().is_none(), "not retried over and over");
}

fn avif(settings: &mut EditSettings) {
    settings.choose_output_format(OutputFormat::Avif);
}

/// Ends the conversion that is wanted with this file.
fn convert(edits: &mut Edits<u8>, file: u8) -> Option<(u8, u8)> {
    let conversion = edits.conversion()?;
    let made_of = (conversion.png.file, conversion.quality.get());
    edits.finish_conversion(conversion, Ok(file));
    Some(made_of)
}

#[test]
fn avif_is_made_of_the_png_that_the_worker_wrote() {
    let mut edits = edits();
    edits.change_settings(avif);
    assert_eq!((edits.file(), edits.wanted_job(true), edits.waits_for_worker()), (None, None, false), "the first file is the PNG");
    assert_eq!((convert(&mut edits, 1), edits.conversion(), edits.written_from()), (Some((0, 80)), None, None));
    assert_eq!(edits.file().map(|rendered| (rendered.file, rendered.recipe.options.encoding.output_format())), Some((1, OutputFormat::Avif)));
    // Of the PNG nothing is left, so another quality needs it again, but no preview: it looks the same.
    edits.change_settings(|settings| settings.file_quality = EncodeQuality::clamped(60));
    assert_eq!((edits.conversion(), edits.waits_for_worker(), shown(&edits)), (None, true, Some(1)));
    let Job::Write(recipe) = work(&mut edits, true, 2) else { panic!() };
    assert_eq!(recipe.options.encoding, Encoding::Png);
    assert_eq!(edits.file(), None);
    assert_eq!((convert(&mut edits, 3), edits.file().map(|rendered| rendered.file)), (Some((2, 60)), Some(3)));
    // A change of the picture is shown before.
    edits.change_settings(black);
    assert_eq!(edits.conversion(), None);
    assert!(matches!(work(&mut edits, true, 4), Job::Preview(_)));
    assert_eq!(edits.conversion(), None);
    assert!(matches!(work(&mut edits, true, 5), Job::Write(_)));
    assert_eq!((convert(&mut edits, 6), edits.written_from()), (Some((5, 60)), None));
}

#[test]
fn avif_that_is_not_wanted_any_more_is_not_taken() {
    let mut edits = edits();
    edits.change_settings(avif);
    let outdated = edits.conversion().unwrap();
    edits.change_settings(|settings| settings.file_quality = EncodeQuality::clamped(60));
    edits.finish_conversion(outdated.clone(), Ok(1));
    edits.finish_conversion(outdated, Err(Failure::WorkerDied));
    assert_eq!((edits.file(), edits.failure()), (None, None));
    assert_eq!(convert(&mut edits, 2), Some((0, 60)));
    edits.change_settings(avif);
    edits.change_settings(|settings| settings.output_format = OutputFormat::Png);
    assert_eq!(edits.conversion(), None);
}

#[test]
fn failed_avif_leaves_the_png_and_is_tried_again_when_asked() {
    let mut edits = edits();
    edits.change_settings(avif);
    let conversion = edits.conversion().unwrap();
    edits.finish_conversion(conversion.clone(), Err(Failure::EncoderNotFetched));
    assert_eq!((edits.failure(), edits.conversion(), edits.wanted_job(true)), (Some(&Failure::EncoderNotFetched), None, None));
    edits.retry();
    assert_eq!(edits.conversion(), Some(conversion));
    edits.revert();
    assert_eq!((edits.settings(), edits.file().map(|rendered| rendered.file)), (&EditSettings::default(), Some(0)));
    // The PNG itself may fail.
    edits.change_settings(black);
    work(&mut edits, false, 1);
    edits.change_settings(avif);
    assert!(matches!(edits.next_job(true), Some(Job::Write(_))));
    edits.fail(Some(Failure::WorkerDied));
    assert_eq!((edits.failure(), edits.conversion(), edits.wanted_job(true)), (Some(&Failure::WorkerDied), None, None));
}

#[test]
fn photo_that_is_cut_out_for_an_avif_has_its_png_first_also_in_a_later_visit() {
    let mut settings = EditSettings::default();
    black(&mut settings);
    let of_png = settings.clone();
    avif(&mut settings);
    let edits = Edits::new(rendered(settings.for_worker().recipe(), 0), settings.clone());
    assert_eq!((edits.written_from().map(|(settings, _)| settings), edits.waits_for_worker()), (Some(&of_png), false));
    let Rendered { file, size, area, confidence, .. } = edits.written().clone();
    let kept = Edits::kept(file, size, area, confidence, (settings, edits.strokes().clone()), edits.written_from().cloned());
    assert!(edits.conversion().is_some() && kept.conversion() == edits.conversion());
}
