//! Sentences of the edit panel and the brush.

use matting::{Colour, Metadata, OutputFormat, Quality, Verdict};

use crate::editing::{BackgroundKind, Point};

/// Name of the panel.
pub const PANEL: &str = "Change the cut-out";
/// Legend of the qualities.
pub const QUALITY: &str = "Edge";
/// Legend of the kinds of background.
pub const BACKGROUND: &str = "Background";
/// Legend of the colours.
pub const COLOUR: &str = "Colour";
/// Label of the browser's colour picker.
pub const OTHER_COLOUR: &str = "Another colour";
/// Colours on offer: white, two grays, black, and four that suit products and portraits.
pub const COLOURS: [(&str, Colour); 8] = [
    ("White", solid(0xff, 0xff, 0xff)),
    ("Light gray", solid(0xe6, 0xe8, 0xe7)),
    ("Gray", solid(0x8a, 0x90, 0x8d)),
    ("Black", solid(0x00, 0x00, 0x00)),
    ("Sand", solid(0xe9, 0xdc, 0xc6)),
    ("Sky", solid(0xbf, 0xdc, 0xee)),
    ("Mint", solid(0xc4, 0xe6, 0xd3)),
    ("Coral", solid(0xf2, 0x8b, 0x74)),
];
/// Label of the blur radius.
pub const BLUR: &str = "How blurred";
/// Label of the file picker.
pub const CHOOSE_PICTURE: &str = "Choose a picture";
/// The same, once a picture is chosen.
pub const OTHER_PICTURE: &str = "Another picture";
/// Hint before a picture is chosen.
pub const PICTURE_STAYS: &str = "It stays on your device, too.";
/// Legend of the fits.
pub const FIT: &str = "Fit";
/// Fit that covers the frame.
pub const COVER: &str = "Fill";
/// Fit inside the frame.
pub const CONTAIN: &str = "Show all";
/// Label of the shadow's switch.
pub const SHADOW: &str = "Soft shadow";
/// Label of the shadow's opacity.
pub const STRENGTH: &str = "Strength";
/// Label of the shadow's blur.
pub const SOFTNESS: &str = "Softness";
/// Label of the shadow's offset.
pub const DISTANCE: &str = "Distance";
/// Label of the trim switch.
pub const TRIM: &str = "Trim to the subject";
/// Label of the margin.
pub const MARGIN: &str = "Margin";
/// Label of the mask switch.
pub const MASK: &str = "Mask only";
/// Hint about the mask.
pub const MASK_IS: &str = "Gray picture: white is subject, black is background.";
/// Legend of the file types.
pub const FILE_TYPE: &str = "File";
/// Label of a lossy file's quality.
pub const FILE_QUALITY: &str = "Quality";
/// Legend of the metadata.
pub const METADATA: &str = "Camera data";
/// Label of the button that starts the brush.
pub const BRUSH: &str = "Keep / erase brush";
/// Hint about the brush.
pub const BRUSH_IS_FOR: &str = "Something missing, or too much? Paint over it.";
/// Label of the brush button beside a verdict.
pub const TRY_BRUSH: &str = "Try the brush";
/// Label of the button that ends the brush.
pub const BRUSH_DONE: &str = "Done";
/// Legend of the brush's modes.
pub const BRUSH_MODE: &str = "Brush";
/// Mode that marks the subject.
pub const KEEP: &str = "Keep";
/// Mode that marks the background.
pub const ERASE: &str = "Erase";
/// Label of the brush's size.
pub const SIZE: &str = "Size";
/// Label of the undo button.
pub const UNDO: &str = "Undo";
/// Label of the redo button.
pub const REDO: &str = "Redo";
/// Name of the zoom buttons.
pub const ZOOM: &str = "Zoom";
/// Label of the button that zooms in.
pub const ZOOM_IN: &str = "Zoom in";
/// Label of the button that zooms out.
pub const ZOOM_OUT: &str = "Zoom out";
/// Name of the brush's canvas.
pub const CANVAS: &str = "Photo to paint on";
/// Help for pointers.
pub const BRUSH_HELP: &str = "Rough strokes are enough: the edge is found along the photo. Two fingers or the wheel zoom.";
/// Status while the file is being written.
pub const FINISHING: &str = "Finishing at full size…";
/// Status while only previews are made.
pub const PREVIEW: &str = "Preview";
/// Alternative text of the picture under the brush.
pub const ERASED_ALT: &str = "The photo; what is erased is faint";
/// Announcement of the brush.
pub const BRUSH_STARTED: &str = "Brush in hand. Arrow keys move it, Space marks one spot, Enter starts and ends a stroke.";
/// Announcement of a stroke that begins.
pub const PEN_DOWN: &str = "Drawing: arrow keys draw, Enter ends the stroke, Esc drops it.";
/// Announcement of a discarded stroke.
pub const STROKE_DISCARDED: &str = "Stroke dropped.";
/// Label of the button that reverts a failed change.
pub const REVERT: &str = "Drop the change";
/// Introduction to the reason for a failed change.
pub const NOT_CHANGED: &str = "This change did not work, and the last picture stays.";
/// Alternative text of the mask.
pub const MASK_ALT: &str = "The mask: white is subject, black is background";
/// Alternative text of a cut-out on a background.
pub const SCENE_ALT: &str = "The cut-out on its new background";

const fn solid(red: u8, green: u8, blue: u8) -> Colour {
    Colour { red, green, blue, alpha: 255 }
}

/// Name of a quality.
pub fn of_quality(quality: Quality) -> &'static str {
    match quality {
        Quality::Raw => "As rembg",
        Quality::Fast => "Fast",
        Quality::Balanced => "Balanced",
        Quality::Best => "Best",
    }
}

/// Hint about a quality.
pub fn hint_of_quality(quality: Quality) -> &'static str {
    match quality {
        Quality::Raw => "The network's own map, without refining: what rembg gives.",
        Quality::Fast => "One pass of the network, and an edge that follows the photo.",
        Quality::Balanced => "One to five passes, and hair-fine edges.",
        Quality::Best => "The same, with the finest edge on large photos. Takes longest.",
    }
}

/// Name of a kind of background.
pub fn of_background(kind: BackgroundKind) -> &'static str {
    match kind {
        BackgroundKind::Transparent => "None",
        BackgroundKind::Colour => "Colour",
        BackgroundKind::Blur => "Blurred",
        BackgroundKind::Picture => "Picture",
    }
}

/// Hint about a file type.
pub fn hint_of_output_format(output_format: OutputFormat) -> &'static str {
    match output_format {
        OutputFormat::Png => "Nothing is lost; every program opens it.",
        OutputFormat::WebP => "Much smaller, and transparent; older programs do not open it.",
        OutputFormat::Avif => "Smallest, and transparent; few programs open it.",
        OutputFormat::Jpeg => "Small, but never transparent: without a background it becomes white.",
    }
}

/// Name of an amount of metadata.
pub fn of_metadata(metadata: Metadata) -> &'static str {
    match metadata {
        Metadata::None => "Remove",
        Metadata::WithoutPlace => "Keep, no place",
        Metadata::All => "Keep all",
    }
}

/// Hint about an amount of metadata.
pub fn hint_of_metadata(metadata: Metadata) -> &'static str {
    match metadata {
        Metadata::None => "The file says nothing about camera, time or place.",
        Metadata::WithoutPlace => "Camera, time, authors and titles stay. Where it was taken does not.",
        Metadata::All => "Where it was taken stays in the file, too.",
    }
}

/// Quality of a file.
pub fn file_quality(value: f32) -> String {
    format!("{value:.0}")
}

/// Quality of a WebP file, which is lossless at 100.
pub fn webp_quality(value: f32) -> String {
    if value >= 100.0 { "Lossless".to_owned() } else { file_quality(value) }
}

/// Sentence about a verdict; none for a fine one.
pub fn of_verdict(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Fine => None,
        Verdict::PleaseCheck => {
            Some("Please check this one: the subject was not quite clear. If a part is missing or too much is there, the brush puts it right.")
        }
        Verdict::NoClearSubject => {
            Some("No clear subject found. The cut-out is faint: mark the subject with the brush, or try a photo in which one thing stands out.")
        }
    }
}

/// Value of a slider.
pub fn percent(value: f32) -> String {
    format!("{} %", (value * 10.0).round() / 10.0)
}

/// Size of the brush, in thousandths of the longer side.
pub fn brush_size(radius: f32) -> String {
    format!("{:.0}", radius * 1000.0)
}

/// Magnification of the view.
pub fn zoom(zoom: f32) -> String {
    format!("{:.0} %", zoom * 100.0)
}

/// Name of the button that shows the whole photo; it begins with what the button shows, for those who speak to it.
pub fn zoom_fit(zoom: f32) -> String {
    format!("{}: show all", self::zoom(zoom))
}

/// Announcement of the brush's position.
pub fn at([across, down]: Point) -> String {
    format!("{:.0} % across, {:.0} % down", across * 100.0, down * 100.0)
}

/// Announcement of a stroke.
pub fn stroke_drawn(keeps: bool, count: usize) -> String {
    format!("Marked to {}. {}", if keeps { "keep" } else { "erase" }, strokes(count))
}

/// Announcement of the number of strokes.
pub fn strokes(count: usize) -> String {
    match count {
        0 => "No strokes.".to_owned(),
        1 => "1 stroke.".to_owned(),
        count => format!("{count} strokes."),
    }
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
            assert!(of_verdict(verdict).is_some_and(|sentence| sentence.contains("brush")));
        }
    }

    #[test]
    fn values_are_rounded_and_have_units() {
        assert_eq!((percent(2.0), percent(1.55)), ("2 %".to_owned(), "1.6 %".to_owned()));
        assert_eq!(at([0.254, 1.0]), "25 % across, 100 % down");
        assert_eq!(stroke_drawn(false, 2), "Marked to erase. 2 strokes.");
        assert_eq!(hex(COLOURS[3].1).parse(), Ok(COLOURS[3].1));
        assert_eq!((webp_quality(100.0), webp_quality(90.0)), ("Lossless".to_owned(), "90".to_owned()));
        assert_eq!((zoom(1.5), brush_size(0.02)), ("150 %".to_owned(), "20".to_owned()));
    }
}
