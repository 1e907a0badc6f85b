//! Sentences of the edit panel and the brush.

use matting::{Colour, Metadata, OutputFormat, Quality, Verdict};

use super::sentence::{Sentence, joined};
use super::units::{whole, whole_percent};
use crate::editing::{BackgroundKind, Point};

/// Name of the panel.
pub const PANEL: Sentence = Sentence("panel");
/// Legend of the qualities.
pub const QUALITY: Sentence = Sentence("quality");
/// Legend of the kinds of background.
pub const BACKGROUND: Sentence = Sentence("background");
/// Legend of the colours.
pub const COLOUR: Sentence = Sentence("colour");
/// Label of the browser's colour picker.
pub const OTHER_COLOUR: Sentence = Sentence("other-colour");
/// Colours on offer: white, two grays, black, and four that suit products and portraits.
pub const COLOURS: [(Sentence, Colour); 8] = [
    (Sentence("colour-white"), solid(0xff, 0xff, 0xff)),
    (Sentence("colour-light-gray"), solid(0xe6, 0xe8, 0xe7)),
    (Sentence("colour-gray"), solid(0x8a, 0x90, 0x8d)),
    (Sentence("colour-black"), solid(0x00, 0x00, 0x00)),
    (Sentence("colour-sand"), solid(0xe9, 0xdc, 0xc6)),
    (Sentence("colour-sky"), solid(0xbf, 0xdc, 0xee)),
    (Sentence("colour-mint"), solid(0xc4, 0xe6, 0xd3)),
    (Sentence("colour-coral"), solid(0xf2, 0x8b, 0x74)),
];
/// Label of the blur radius.
pub const BLUR: Sentence = Sentence("blur");
/// Label of the file picker.
pub const CHOOSE_PICTURE: Sentence = Sentence("choose-picture");
/// The same, once a picture is chosen.
pub const OTHER_PICTURE: Sentence = Sentence("other-picture");
/// Hint before a picture is chosen.
pub const PICTURE_STAYS: Sentence = Sentence("picture-stays");
/// Legend of the fits.
pub const FIT: Sentence = Sentence("fit");
/// Fit that covers the frame.
pub const COVER: Sentence = Sentence("fit-cover");
/// Fit inside the frame.
pub const CONTAIN: Sentence = Sentence("fit-contain");
/// Label of the shadow's switch.
pub const SHADOW: Sentence = Sentence("shadow");
/// Label of the shadow's opacity.
pub const STRENGTH: Sentence = Sentence("shadow-strength");
/// Label of the shadow's blur.
pub const SOFTNESS: Sentence = Sentence("shadow-softness");
/// Label of the shadow's offset.
pub const DISTANCE: Sentence = Sentence("shadow-distance");
/// Label of the trim switch.
pub const TRIM: Sentence = Sentence("trim");
/// Label of the margin.
pub const MARGIN: Sentence = Sentence("margin");
/// Label of the mask switch.
pub const MASK: Sentence = Sentence("mask");
/// Hint about the mask.
pub const MASK_IS: Sentence = Sentence("mask-hint");
/// Legend of the file types.
pub const FILE_TYPE: Sentence = Sentence("file-type");
/// Label of a lossy file's quality.
pub const FILE_QUALITY: Sentence = Sentence("file-quality");
/// Legend of the metadata.
pub const METADATA: Sentence = Sentence("metadata");
/// Label of the button that starts the brush.
pub const BRUSH: Sentence = Sentence("brush");
/// Hint about the brush.
pub const BRUSH_IS_FOR: Sentence = Sentence("brush-hint");
/// Label of the brush button beside a verdict.
pub const TRY_BRUSH: Sentence = Sentence("try-brush");
/// Label of the button that ends the brush.
pub const BRUSH_DONE: Sentence = Sentence("brush-done");
/// Legend of the brush's modes.
pub const BRUSH_MODE: Sentence = Sentence("brush-mode");
/// Mode that marks the subject.
pub const KEEP: Sentence = Sentence("brush-keep");
/// Mode that marks the background.
pub const ERASE: Sentence = Sentence("brush-erase");
/// Label of the brush's size.
pub const SIZE: Sentence = Sentence("brush-size");
/// Label of the undo button.
pub const UNDO: Sentence = Sentence("undo");
/// Label of the redo button.
pub const REDO: Sentence = Sentence("redo");
/// Name of the zoom buttons.
pub const ZOOM: Sentence = Sentence("zoom");
/// Label of the button that zooms in.
pub const ZOOM_IN: Sentence = Sentence("zoom-in");
/// Label of the button that zooms out.
pub const ZOOM_OUT: Sentence = Sentence("zoom-out");
/// Name of the brush's canvas.
pub const CANVAS: Sentence = Sentence("canvas");
/// Help for pointers.
pub const BRUSH_HELP: Sentence = Sentence("brush-help");
/// Status while the file is being written.
pub const FINISHING: Sentence = Sentence("finishing");
/// Status while the AVIF encoder is fetched.
pub const FETCHING_AVIF: Sentence = Sentence("avif-fetching");
/// Status while an AVIF is made.
pub const MAKING_AVIF: Sentence = Sentence("avif-making");
/// Announcement of an AVIF.
pub const AVIF_READY: Sentence = Sentence("avif-ready");
/// Status while only previews are made.
pub const PREVIEW: Sentence = Sentence("preview");
/// Alternative text of the picture under the brush.
pub const ERASED_ALT: Sentence = Sentence("erased-alt");
/// Announcement of the brush.
pub const BRUSH_STARTED: Sentence = Sentence("brush-started");
/// Announcement of a stroke that begins.
pub const PEN_DOWN: Sentence = Sentence("pen-down");
/// Announcement of a discarded stroke.
pub const STROKE_DISCARDED: Sentence = Sentence("stroke-dropped");
/// Label of the button that reverts a failed change.
pub const REVERT: Sentence = Sentence("revert");
/// Introduction to the reason for a failed change.
pub const NOT_CHANGED: Sentence = Sentence("not-changed");
/// Alternative text of the mask.
pub const MASK_ALT: Sentence = Sentence("mask-alt");
/// Alternative text of a cut-out on a background.
pub const SCENE_ALT: Sentence = Sentence("scene-alt");

const fn solid(red: u8, green: u8, blue: u8) -> Colour {
    Colour { red, green, blue, alpha: 255 }
}

/// Name of a quality.
pub fn of_quality(quality: Quality) -> Sentence {
    match quality {
        Quality::Raw => Sentence("quality-raw"),
        Quality::Fast => Sentence("quality-fast"),
        Quality::Balanced => Sentence("quality-balanced"),
        Quality::Best => Sentence("quality-best"),
    }
}

/// Hint about a quality.
pub fn hint_of_quality(quality: Quality) -> Sentence {
    match quality {
        Quality::Raw => Sentence("quality-raw-hint"),
        Quality::Fast => Sentence("quality-fast-hint"),
        Quality::Balanced => Sentence("quality-balanced-hint"),
        Quality::Best => Sentence("quality-best-hint"),
    }
}

/// Name of a kind of background.
pub fn of_background(kind: BackgroundKind) -> Sentence {
    match kind {
        BackgroundKind::Transparent => Sentence("background-none"),
        BackgroundKind::Colour => Sentence("background-colour"),
        BackgroundKind::Blur => Sentence("background-blur"),
        BackgroundKind::Picture => Sentence("background-picture"),
    }
}

/// Hint about a file type.
pub fn hint_of_output_format(output_format: OutputFormat) -> Sentence {
    match output_format {
        OutputFormat::Png => Sentence("file-png-hint"),
        OutputFormat::WebP => Sentence("file-webp-hint"),
        OutputFormat::Avif => Sentence("file-avif-hint"),
        OutputFormat::Jpeg => Sentence("file-jpeg-hint"),
    }
}

/// Name of an amount of metadata.
pub fn of_metadata(metadata: Metadata) -> Sentence {
    match metadata {
        Metadata::None => Sentence("metadata-none"),
        Metadata::WithoutPlace => Sentence("metadata-without-place"),
        Metadata::All => Sentence("metadata-all"),
    }
}

/// Hint about an amount of metadata.
pub fn hint_of_metadata(metadata: Metadata) -> Sentence {
    match metadata {
        Metadata::None => Sentence("metadata-none-hint"),
        Metadata::WithoutPlace => Sentence("metadata-without-place-hint"),
        Metadata::All => Sentence("metadata-all-hint"),
    }
}

/// Quality of a file.
pub fn file_quality(value: f32) -> String {
    whole(value.round() as u64)
}

/// Quality of a WebP file, which is lossless at 100.
pub fn webp_quality(value: f32) -> String {
    if value >= 100.0 { Sentence("lossless").text() } else { file_quality(value) }
}

/// Sentence about a verdict; none for a fine one.
pub fn of_verdict(verdict: Verdict) -> Option<Sentence> {
    match verdict {
        Verdict::Fine => None,
        Verdict::PleaseCheck => Some(Sentence("verdict-check")),
        Verdict::NoClearSubject => Some(Sentence("verdict-none")),
    }
}

/// Size of the brush, in thousandths of the longer side.
pub fn brush_size(radius: f32) -> String {
    whole((radius * 1000.0).round() as u64)
}

/// Announcement of the size of the brush.
pub fn brush_size_is(radius: f32) -> String {
    Sentence("brush-size-is").with(&[("size", (&brush_size(radius)).into())])
}

/// Magnification of the view.
pub fn zoom(zoom: f32) -> String {
    whole_percent(zoom * 100.0)
}

/// Name of the button that shows the whole photo; it begins with what the button shows, for those who speak to it.
pub fn zoom_fit(zoom: f32) -> String {
    Sentence("zoom-fit").with(&[("zoom", (&self::zoom(zoom)).into())])
}

/// Announcement of the brush's position.
pub fn at([across, down]: Point) -> String {
    let [across, down] = [across, down].map(|part| whole_percent(part * 100.0));
    Sentence("brush-at").with(&[("across", (&across).into()), ("down", (&down).into())])
}

/// Announcement of a stroke.
pub fn stroke_drawn(keeps: bool, count: usize) -> String {
    let marked = if keeps { Sentence("marked-keep") } else { Sentence("marked-erase") };
    joined([marked.text(), strokes(count)])
}

/// Announcement of the number of strokes.
pub fn strokes(count: usize) -> String {
    Sentence("strokes").with(&[("count", count.into())])
}

/// Colour in the notation of the browser's picker.
pub fn hex(colour: Colour) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bad_verdicts_have_a_sentence() {
        assert_eq!(of_verdict(Verdict::Fine), None);
        for verdict in [Verdict::PleaseCheck, Verdict::NoClearSubject] {
            assert!(of_verdict(verdict).is_some_and(|sentence| sentence.text().contains("brush")));
        }
    }

    #[test]
    fn values_are_rounded_and_have_units() {
        assert_eq!(at([0.254, 1.0]), "25% across, 100% down");
        assert_eq!(
            (stroke_drawn(false, 2), stroke_drawn(true, 0)),
            ("Marked to erase. 2 strokes.".to_owned(), "Marked to keep. No strokes.".to_owned())
        );
        assert_eq!(hex(COLOURS[3].1).parse(), Ok(COLOURS[3].1));
        assert_eq!((webp_quality(100.0), webp_quality(90.0)), ("Lossless".to_owned(), "90".to_owned()));
        assert_eq!((zoom(1.5), brush_size(0.02)), ("150%".to_owned(), "20".to_owned()));
        assert_eq!(zoom_fit(1.5), "150%: show all");
    }
}
