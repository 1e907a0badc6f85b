//! Sentences of frames and presets in the panel.

/// Legend of the section.
pub const FRAME: &str = "Frame";
/// Label of the presets.
pub const PRESET: &str = "Preset";
/// First of the presets: none.
pub const NO_PRESET: &str = "None";
/// Names of those that are built in, in their order.
pub const BUILT_IN: [&str; 5] = ["Square on white, 2000 pixels", "4:5 on white", "16:9 on white", "Passport, 35 × 45 mm", "Sticker with an outline"];
/// Last of the presets: the settings are those of none.
pub const OWN_CHOICE: &str = "Own choice";
/// Label of the kinds of canvas.
pub const CANVAS: &str = "Canvas";
/// Kinds of canvas.
pub const CANVASES: &[&str] = &["As the photo", "By ratio", "In pixels", "In millimetres"];
/// Label of the canvas's width.
pub const WIDTH: &str = "Width";
/// Label of its height.
pub const HEIGHT: &str = "Height";
/// Label of the resolution.
pub const DPI: &str = "Pixels an inch";
/// Label of the share that the subject fills.
pub const FILL: &str = "Filled";
/// Label of the subject's place.
pub const PLACE: &str = "Place";
/// Places in the order of `editing::preset::PLACES`, and the line.
pub const PLACES: &[&str] =
    &["Top left", "Top", "Top right", "Left", "Middle", "Right", "Bottom left", "Bottom", "Bottom right", "Standing on a line"];
/// Label of the line's height.
pub const GROUND: &str = "Line, from the top";
/// Label of the edge that stays free.
pub const MARGIN: &str = "Free edge";
/// Label of the outline's width.
pub const OUTLINE: &str = "Outline";
/// Label of the outline's colour.
pub const OUTLINE_COLOUR: &str = "Colour of the outline";
/// Heading of one's own presets.
pub const OWN: &str = "Presets of your own";
/// Label of a preset's name.
pub const NAME: &str = "Name";
/// Button that saves.
pub const SAVE: &str = "Save as preset";
/// Button that writes a file.
pub const EXPORT: &str = "Export";
/// Button that deletes the preset that is chosen.
pub const DELETE: &str = "Delete";
/// Label of the file picker.
pub const IMPORT: &str = "Import a file";
/// What a preset has.
pub const OWN_IS: &str = "A preset has the frame, the background, the shadow's strength, the outline and the file type. It stays on this device; its file is one for the command, too.";
/// Button that forgets every choice.
pub const RESET: &str = "Reset";
/// Hint about what is remembered.
pub const REMEMBERED: &str = "These choices hold for your next photos, until reset.";
/// Sentence for a preset without a name.
pub const NAMELESS: &str = "Give the preset a name first.";
/// Sentence where the browser keeps nothing.
pub const NOT_KEPT: &str = "This browser has no room for the preset: export it to a file.";
/// Sentence where a file is far too large to be a preset, or gone.
pub const NOT_READ: &str = "this is no file of a preset, or it cannot be read.";
/// Sentence about a type of file that the page does not write.
pub const NO_SUCH_FILE_TYPE: &str = "This page does not write AVIF: use png, webp or jpeg as its format.";
/// Sentence about a margin in pixels.
pub const TRIM_IN_PIXELS: &str = "trim has to be in per cent here, such as 5%.";

/// Sentence about a preset that was saved; `is_all` unless something was chosen that no preset has.
pub fn saved(name: &str, is_all: bool) -> String {
    let rest = if is_all { "" } else { " A background picture and the shadow's softness and distance are not part of it." };
    format!("{name} is saved.{rest}")
}

/// Sentence about a preset that was deleted.
pub fn deleted(name: &str) -> String {
    format!("{name} is deleted.")
}

/// Sentence about a file that was refused.
pub fn refused(file: &str, sentence: &str) -> String {
    format!("{file}: {sentence}")
}

/// Sentence about a subject that is `factor` times as large as in the photo.
pub fn enlarged(factor: f32) -> String {
    format!("The frame enlarges the subject {factor:.1} times, beyond the photo's own pixels: a smaller frame or a larger photo is sharper.")
}

/// Edge in pixels.
pub fn pixels(pixels: u16) -> String {
    format!("{pixels} px")
}
