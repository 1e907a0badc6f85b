//! Every sentence of the panel and the brush.

use matting::{Colour, FileType, Metadata, Quality, Size, Verdict};

use crate::brush::Place;
use crate::choices::Kind;
use crate::text::megabytes;

/// The panel's name.
pub const PANEL: &str = "Change the cut-out";
/// The qualities.
pub const QUALITY: &str = "Edge";
/// The kinds of background.
pub const BACKGROUND: &str = "Background";
/// The colours to choose from.
pub const COLOUR: &str = "Colour";
/// The browser's own picker.
pub const OTHER_COLOUR: &str = "Another colour";
/// A few colours: white, paper, gray, black, and four that suit products and portraits.
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
/// The brush for what blurs.
pub const BLUR: &str = "How blurred";
/// Opens the file picker.
pub const CHOOSE_PICTURE: &str = "Choose a picture";
/// The same, when there is one.
pub const OTHER_PICTURE: &str = "Another picture";
/// Where the picture stays.
pub const PICTURE_STAYS: &str = "It stays on your device, too.";
/// How a picture is fitted in.
pub const FIT: &str = "Fit";
/// As large as it takes.
pub const COVER: &str = "Fill";
/// As small as it takes.
pub const CONTAIN: &str = "Show all";
/// The shadow.
pub const SHADOW: &str = "Soft shadow";
/// How dark it is.
pub const STRENGTH: &str = "Strength";
/// How soft it is.
pub const SOFTNESS: &str = "Softness";
/// How far it falls.
pub const DISTANCE: &str = "Distance";
/// Cuts away what is empty.
pub const TRIM: &str = "Trim to the subject";
/// What stays around it.
pub const MARGIN: &str = "Margin";
/// The mask in place of the cut-out.
pub const MASK: &str = "Mask only";
/// What that is.
pub const MASK_IS: &str = "Gray picture: white is subject, black is background.";
/// The types of file.
pub const FILE_TYPE: &str = "File";
/// How much a type that may lose detail keeps.
pub const FILE_QUALITY: &str = "Quality";
/// What the camera wrote.
pub const METADATA: &str = "Camera data";
/// Takes the brush.
pub const BRUSH: &str = "Keep / erase brush";
/// What it is for.
pub const BRUSH_IS_FOR: &str = "Something missing, or too much? Paint over it.";
/// In place of the brush, where the worker has to be asked.
pub const TRY_BRUSH: &str = "Try the brush";
/// Puts the brush away.
pub const BRUSH_DONE: &str = "Done";
/// What the brush does.
pub const BRUSH_MODE: &str = "Brush";
/// Marks the subject.
pub const KEEP: &str = "Keep";
/// Marks what is to go.
pub const ERASE: &str = "Erase";
/// The brush's width.
pub const SIZE: &str = "Size";
/// Takes the last stroke back.
pub const UNDO: &str = "Undo";
/// Brings it again.
pub const REDO: &str = "Redo";
/// The buttons of the view.
pub const ZOOM: &str = "Zoom";
/// Closer.
pub const ZOOM_IN: &str = "Zoom in";
/// Farther.
pub const ZOOM_OUT: &str = "Zoom out";
/// All of the photo.
pub const ZOOM_FIT: &str = "Fit";
/// The board's name.
pub const BOARD: &str = "Photo to paint on";
/// What can be done with a pointer.
pub const BRUSH_HELP: &str = "Rough strokes are enough: the edge is found along the photo. Two fingers or the wheel zoom.";
/// What can be done with keys.
pub const BRUSH_KEYS: &str = "Arrow keys move the brush, Shift makes longer steps. Space marks one spot, Enter starts and ends a stroke. \
    [ and ] change the size, + and − zoom, 0 shows all, K keeps, E erases, Ctrl+Z undoes. Hold Space and drag to move the photo. Esc puts the brush away.";
/// Opens that.
pub const KEYS: &str = "Keys";
/// While the file is not what is shown.
pub const FINISHING: &str = "Finishing at full size…";
/// While nothing but a small picture is made.
pub const PREVIEW: &str = "Preview";
/// The picture under the brush.
pub const ERASED_ALT: &str = "The photo; what is erased is faint";
/// What a screen reader hears when the brush is taken.
pub const BRUSH_TAKEN: &str = "Brush in hand. Arrow keys move it, Space marks one spot, Enter starts and ends a stroke.";
/// What a screen reader hears when a stroke begins.
pub const PEN_DOWN: &str = "Drawing: arrow keys draw, Enter ends the stroke, Esc drops it.";
/// What a screen reader hears when a stroke is dropped.
pub const PEN_DROPPED: &str = "Stroke dropped.";
/// Drops the change that failed.
pub const GIVE_UP: &str = "Drop the change";
/// Before the reason.
pub const NOT_CHANGED: &str = "This change did not work, and the last picture stays.";
/// For the picture itself.
pub const MASK_ALT: &str = "The mask: white is subject, black is background";
/// For the picture itself.
pub const SCENE_ALT: &str = "The cut-out on its new background";

const fn solid(red: u8, green: u8, blue: u8) -> Colour {
    Colour { red, green, blue, alpha: 255 }
}

/// A quality's short name.
pub fn of_quality(quality: Quality) -> &'static str {
    match quality {
        Quality::Raw => "As rembg",
        Quality::Fast => "Fast",
        Quality::Balanced => "Balanced",
        Quality::Best => "Best",
    }
}

/// What a quality does.
pub fn what_quality_does(quality: Quality) -> &'static str {
    match quality {
        Quality::Raw => "The network's own map, without refining: what rembg gives.",
        Quality::Fast => "One pass of the network, and an edge that follows the photo.",
        Quality::Balanced => "Two to five passes, and hair-fine edges.",
        Quality::Best => "The same, with the finest edge on large photos. Takes longest.",
    }
}

/// A kind of background.
pub fn of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Transparent => "None",
        Kind::Colour => "Colour",
        Kind::Blur => "Blurred",
        Kind::Picture => "Picture",
    }
}

/// What a type of file is good for.
pub fn what_file_type_is(file_type: FileType) -> &'static str {
    match file_type {
        FileType::Png => "Nothing is lost; every program opens it.",
        FileType::WebP => "Much smaller, and transparent; older programs do not open it.",
        FileType::Avif => "Smallest, and transparent; few programs open it.",
        FileType::Jpeg => "Small, but never transparent: without a background it becomes white.",
    }
}

/// What is kept of what the camera wrote.
pub fn of_metadata(metadata: Metadata) -> &'static str {
    match metadata {
        Metadata::None => "Remove",
        Metadata::WithoutPlace => "Keep, no place",
        Metadata::All => "Keep all",
    }
}

/// What that means.
pub fn what_metadata_does(metadata: Metadata) -> &'static str {
    match metadata {
        Metadata::None => "The file says nothing about camera, time or place.",
        Metadata::WithoutPlace => "Camera, time and titles stay. Where it was taken does not.",
        Metadata::All => "Where it was taken stays in the file, too.",
    }
}

/// The quality of a file.
pub fn file_quality(value: f32) -> String {
    format!("{value:.0}")
}

/// The quality of a WebP file, whose best loses nothing.
pub fn webp_quality(value: f32) -> String {
    if value >= 100.0 { "Lossless".to_owned() } else { file_quality(value) }
}

/// What to tell about a cut-out; nothing where nothing speaks against it.
pub fn of_verdict(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Fine => None,
        Verdict::PleaseCheck => {
            Some("Please check this one: the subject was not quite clear. If a part is missing or too much is there, the brush puts it right.")
        }
        Verdict::NoClearSubject => Some(
            "No clear subject found. What you see is a faint guess: mark what you want with the brush, or try a photo in which one thing stands out.",
        ),
    }
}

/// A slider's value.
pub fn percent(value: f32) -> String {
    format!("{} %", (value * 10.0).round() / 10.0)
}

/// The brush's width, on a scale that people count on.
pub fn brush_size(radius: f32) -> String {
    format!("{:.0}", radius * 1000.0)
}

/// How close the view is.
pub fn zoom(zoom: f32) -> String {
    format!("{:.0} %", zoom * 100.0)
}

/// What a screen reader hears where the keyboard's brush is.
pub fn at([across, down]: Place) -> String {
    format!("{:.0} % across, {:.0} % down", across * 100.0, down * 100.0)
}

/// What a screen reader hears after a stroke.
pub fn stroke_drawn(keeps: bool, count: usize) -> String {
    format!("Marked to {}. {}", if keeps { "keep" } else { "erase" }, strokes(count))
}

/// What a screen reader hears after undo or redo.
pub fn strokes(count: usize) -> String {
    match count {
        0 => "No strokes.".to_owned(),
        1 => "1 stroke.".to_owned(),
        count => format!("{count} strokes."),
    }
}

/// Size of a result, in pixels and as a file.
pub fn size(Size { width, height }: Size, bytes: u64) -> String {
    let file = if bytes < 1_000_000 { format!("{} kB", bytes.div_ceil(1000)) } else { megabytes(bytes) };
    format!("{width} × {height} pixels · {file}")
}

/// A colour as the browser's picker wants it.
pub fn hex(colour: Colour) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_doubt_has_a_sentence() {
        assert_eq!(of_verdict(Verdict::Fine), None);
        for verdict in [Verdict::PleaseCheck, Verdict::NoClearSubject] {
            assert!(of_verdict(verdict).is_some_and(|sentence| sentence.contains("brush")));
        }
    }

    #[test]
    fn numbers_are_for_people() {
        assert_eq!((percent(2.0), percent(1.55)), ("2 %".to_owned(), "1.6 %".to_owned()));
        assert_eq!(at([0.254, 1.0]), "25 % across, 100 % down");
        assert_eq!(stroke_drawn(false, 2), "Marked to erase. 2 strokes.");
        assert_eq!(hex(COLOURS[3].1).parse(), Ok(COLOURS[3].1));
        assert_eq!(size(Size { width: 3, height: 2 }, 999), "3 × 2 pixels · 1 kB");
        assert_eq!((webp_quality(100.0), webp_quality(90.0)), ("Lossless".to_owned(), "90".to_owned()));
        assert_eq!((zoom(1.5), brush_size(0.02)), ("150 %".to_owned(), "20".to_owned()));
    }
}
