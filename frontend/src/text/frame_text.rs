//! Sentences of frames and presets in the panel.

use matting::Limits;

use super::sentence::Sentence;
use super::units::{whole, whole_percent};
use crate::editing::EditSettings;

/// Legend of the section.
pub const FRAME: Sentence = Sentence("frame");
/// Label of the presets.
pub const PRESET: Sentence = Sentence("frame-preset");
/// First of the presets: none.
pub const NO_PRESET: Sentence = Sentence("frame-no-preset");
/// Names of those that are built in, in their order.
pub const BUILT_IN: [Sentence; 5] =
    [Sentence("frame-square"), Sentence("frame-4x5"), Sentence("frame-16x9"), Sentence("frame-passport"), Sentence("frame-sticker")];
/// Last of the presets: the settings are those of none.
pub const OWN_CHOICE: Sentence = Sentence("frame-own-choice");
/// Label of the kinds of canvas.
pub const CANVAS: Sentence = Sentence("frame-canvas");
/// Kinds of canvas.
pub const CANVASES: &[Sentence] =
    &[Sentence("frame-as-photo"), Sentence("frame-by-ratio"), Sentence("frame-in-pixels"), Sentence("frame-in-millimetres")];
/// Label of the canvas's width.
pub const WIDTH: Sentence = Sentence("frame-width");
/// Label of its height.
pub const HEIGHT: Sentence = Sentence("frame-height");
/// Label of the resolution.
pub const DPI: Sentence = Sentence("frame-dpi");
/// Label of the share that the subject fills.
pub const FILL: Sentence = Sentence("frame-fill");
/// Label of the subject's place.
pub const PLACE: Sentence = Sentence("frame-place");
/// Places in the order of `editing::preset::PLACES`, and the line.
pub const PLACES: &[Sentence] = &[
    Sentence("place-top-left"),
    Sentence("place-top"),
    Sentence("place-top-right"),
    Sentence("place-left"),
    Sentence("place-middle"),
    Sentence("place-right"),
    Sentence("place-bottom-left"),
    Sentence("place-bottom"),
    Sentence("place-bottom-right"),
    Sentence("place-line"),
];
/// Label of the line's height.
pub const GROUND: Sentence = Sentence("frame-ground");
/// Label of the edge that stays free.
pub const MARGIN: Sentence = Sentence("frame-edge");
/// Label of the outline's width.
pub const OUTLINE: Sentence = Sentence("outline");
/// Label of the outline's colour.
pub const OUTLINE_COLOUR: Sentence = Sentence("outline-colour");
/// Heading of one's own presets.
pub const OWN: Sentence = Sentence("presets-own");
/// Label of a preset's name.
pub const NAME: Sentence = Sentence("preset-name");
/// Button that saves.
pub const SAVE: Sentence = Sentence("preset-save");
/// Button that writes a file.
pub const EXPORT: Sentence = Sentence("preset-export");
/// Button that deletes the preset that is chosen.
pub const DELETE: Sentence = Sentence("preset-delete");
/// Label of the file picker.
pub const IMPORT: Sentence = Sentence("preset-import");
/// What a preset has.
pub const OWN_IS: Sentence = Sentence("preset-has");
/// Button that forgets every choice.
pub const RESET: Sentence = Sentence("reset");
/// Hint about what is remembered.
pub const REMEMBERED: Sentence = Sentence("reset-hint");
/// Sentence for a preset without a name.
pub const NAMELESS: Sentence = Sentence("preset-nameless");
/// Sentence where the browser keeps nothing.
pub const NOT_KEPT: Sentence = Sentence("preset-not-kept");
/// Sentence where a file is far too large to be a preset, or gone.
pub const NOT_READ: Sentence = Sentence("preset-not-read");
/// Sentence about a margin in pixels.
pub const TRIM_IN_PIXELS: Sentence = Sentence("preset-trim-in-pixels");

/// Sentence about a preset that was saved; `is_all` unless a background picture was chosen, which no preset has.
pub fn saved(name: &str, is_all: bool) -> String {
    let sentence = if is_all { Sentence("preset-saved") } else { Sentence("preset-saved-in-part") };
    sentence.with(&[("name", name.into())])
}

/// Sentence about a preset that was deleted.
pub fn deleted(name: &str) -> String {
    Sentence("preset-deleted").with(&[("name", name.into())])
}

/// Sentence about a file that was refused.
pub fn refused(file: &str, sentence: &str) -> String {
    Sentence("preset-refused").with(&[("file", file.into()), ("sentence", sentence.into())])
}

/// Sentence about a subject that is `factor` times as large as in the photo.
pub fn enlarged(factor: f32) -> String {
    Sentence("frame-enlarged").with(&[("size", (&whole_percent(factor * 100.0)).into())])
}

/// Sentence about a frame that no photo can have.
pub fn impossible(settings: &EditSettings) -> Option<String> {
    let endless = Limits { max_side: u32::MAX, max_pixels: u64::MAX, ..Limits::default() };
    match (settings.check_frame(&Limits::default()), settings.check_frame(&endless)) {
        (Ok(()), _) => None,
        (Err(_), Ok(())) => Some(Sentence("frame-too-large").text()),
        (Err(_), Err(_)) => Some(Sentence("frame-no-room").text()),
    }
}

/// Edge in pixels.
pub fn pixels(pixels: u16) -> String {
    format!("{} px", whole(pixels.into()))
}
