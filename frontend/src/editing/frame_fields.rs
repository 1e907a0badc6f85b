//! Fields of the frame in the panel, as one table: every value is a number, so that the panel needs one way to show and to change them all.

use matting::{Align, Canvas, Colour, Dpi, Frame, Margin, Percent, Side};

use super::settings::EditSettings;
use crate::text::units::percent;
use crate::text::{Sentence, frame_text as text};

/// Control of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Control {
    /// One of these; its value is a place in the list.
    Choice(&'static [Sentence]),
    /// A whole number in this range.
    Number(u16, u16),
    /// Per cent up to this, in steps of the other.
    Share(f32, f32),
    /// A colour without alpha; its value is 0xrrggbb.
    Colour,
}

/// Field.
pub struct Field {
    /// Name in the form.
    pub name: &'static str,
    /// Label.
    pub label: Sentence,
    /// Control.
    pub control: Control,
    /// Its value.
    pub get: fn(&EditSettings) -> f32,
    /// Takes a value, which need not be in range.
    pub set: fn(&mut EditSettings, f32),
    /// Whether it makes a difference now.
    pub is_shown: fn(&EditSettings) -> bool,
}

/// All fields.
#[rustfmt::skip]
pub static FIELDS: [Field; 10] = [
    Field { name: "canvas", label: text::CANVAS, control: Control::Choice(text::CANVASES), get: canvas, set: set_canvas, is_shown: |_| true },
    Field { name: "width", label: text::WIDTH, control: Control::Number(1, MAX_SIDE), get: |settings| sides(settings)[0].into(), set: |settings, value| set_side(settings, 0, value), is_shown: has_frame },
    Field { name: "height", label: text::HEIGHT, control: Control::Number(1, MAX_SIDE), get: |settings| sides(settings)[1].into(), set: |settings, value| set_side(settings, 1, value), is_shown: has_frame },
    Field { name: "dpi", label: text::DPI, control: Control::Number(Dpi::MIN, Dpi::MAX), get: |settings| settings.frame.dpi.unwrap_or_default().get().into(), set: |settings, value| settings.frame.dpi = Dpi::try_from(whole(value, Dpi::MIN, Dpi::MAX)).ok(), is_shown: |settings| canvas(settings) == 3.0 },
    Field { name: "fill", label: text::FILL, control: Control::Share(150.0, 1.0), get: |settings| settings.frame.fill.get(), set: |settings, value| settings.frame.fill = Percent::clamped(value), is_shown: has_frame },
    Field { name: "place", label: text::PLACE, control: Control::Choice(text::PLACES), get: place, set: set_place, is_shown: has_frame },
    Field { name: "ground", label: text::GROUND, control: Control::Share(100.0, 1.0), get: |settings| settings.frame.ground.map_or(0.0, Percent::get), set: |settings, value| settings.frame.ground = Some(Percent::clamped(value)), is_shown: |settings| settings.has_frame && settings.frame.ground.is_some() },
    Field { name: "margin", label: text::MARGIN, control: Control::Share(30.0, 1.0), get: margin, set: set_margin, is_shown: has_frame },
    Field { name: "outline", label: text::OUTLINE, control: Control::Share(10.0, 0.5), get: |settings| settings.outline.width.get(), set: |settings, value| settings.outline.width = Percent::clamped(value), is_shown: |_| true },
    Field { name: "outline-colour", label: text::OUTLINE_COLOUR, control: Control::Colour, get: outline_colour, set: set_outline_colour, is_shown: |settings| settings.outline.width > Percent::MIN },
];

/// Longest side on offer: what the core allows of a square.
const MAX_SIDE: u16 = 10_000;

/// Number of the line among the places.
const LINE: f32 = 9.0;

impl Field {
    /// Value as the control has it.
    pub fn value(&self, settings: &EditSettings) -> String {
        let value = (self.get)(settings);
        if self.control == Control::Colour { format!("#{:06x}", value as u32) } else { value.to_string() }
    }

    /// Value of a control; `None` where it has none.
    pub fn parse(&self, text: &str) -> Option<f32> {
        if self.control == Control::Colour {
            return u32::from_str_radix(text.strip_prefix('#')?, 16).ok().map(|colour| colour as f32);
        }
        text.parse().ok()
    }

    /// Value in words; empty unless the control does not show it itself.
    pub fn words(&self, settings: &EditSettings) -> String {
        match (self.control, settings.frame.margin) {
            (Control::Share(..), Margin::Pixels(pixels)) if self.name == "margin" && pixels > 0 => text::pixels(pixels),
            (Control::Share(..), _) => percent((self.get)(settings)),
            _ => String::new(),
        }
    }
}

/// The nearest whole number in range.
fn whole(value: f32, min: u16, max: u16) -> u16 {
    (value.round() as u16).clamp(min, max)
}

fn has_frame(settings: &EditSettings) -> bool {
    settings.has_frame
}

fn canvas(settings: &EditSettings) -> f32 {
    match settings.frame.canvas {
        _ if !settings.has_frame => 0.0,
        Canvas::Ratio(..) => 1.0,
        Canvas::Pixels(..) => 2.0,
        Canvas::Millimetres(..) => 3.0,
    }
}

/// Another kind of canvas begins with sides that make sense; trim and frame exclude each other.
fn set_canvas(settings: &mut EditSettings, value: f32) {
    settings.has_frame = true;
    if canvas(settings) != value {
        settings.frame.canvas = match value as u8 {
            3 => Canvas::Millimetres(35, 45),
            2 => Canvas::Pixels(2000, 2000),
            1 => Canvas::Ratio(1, 1),
            _ => settings.frame.canvas,
        };
    }
    settings.has_frame = value > 0.0;
    settings.trims &= !settings.has_frame;
}

fn sides(settings: &EditSettings) -> [u16; 2] {
    match settings.frame.canvas {
        Canvas::Ratio(width, height) | Canvas::Pixels(width, height) | Canvas::Millimetres(width, height) => [width, height],
    }
}

fn set_side(settings: &mut EditSettings, place: usize, value: f32) {
    let mut sides = sides(settings);
    sides[place] = whole(value, 1, MAX_SIDE);
    let [width, height] = sides;
    settings.frame.canvas = match settings.frame.canvas {
        Canvas::Ratio(..) => Canvas::Ratio(width, height),
        Canvas::Pixels(..) => Canvas::Pixels(width, height),
        Canvas::Millimetres(..) => Canvas::Millimetres(width, height),
    };
}

fn place(settings: &EditSettings) -> f32 {
    if settings.frame.ground.is_some() { LINE } else { settings.place() as f32 }
}

fn set_place(settings: &mut EditSettings, value: f32) {
    if value >= LINE {
        settings.frame.ground = settings.frame.ground.or(Some(Percent::clamped(90.0)));
        return;
    }
    let side = |number: u8| Side::ALL.get(usize::from(number)).copied().unwrap_or_default();
    let number = value as u8;
    settings.frame = Frame { align: Align { across: side(number % 3), down: side(number / 3) }, ground: None, ..settings.frame };
}

fn margin(settings: &EditSettings) -> f32 {
    match settings.frame.margin {
        Margin::Percent(share) => share.get(),
        Margin::Pixels(_) => 0.0,
    }
}

fn set_margin(settings: &mut EditSettings, value: f32) {
    settings.frame.margin = if value > 0.0 { Margin::Percent(Percent::clamped(value)) } else { Frame::default_margin() };
}

fn outline_colour(settings: &EditSettings) -> f32 {
    let Colour { red, green, blue, .. } = settings.outline.colour;
    u32::from_be_bytes([0, red, green, blue]) as f32
}

fn set_outline_colour(settings: &mut EditSettings, value: f32) {
    let [_, red, green, blue] = (value as u32).to_be_bytes();
    settings.outline.colour = Colour { red, green, blue, alpha: u8::MAX };
}

#[cfg(test)]
mod tests {
    use super::super::preset::PLACES;
    use super::*;

    fn field(name: &str) -> &'static Field {
        FIELDS.iter().find(|field| field.name == name).unwrap()
    }

    fn set(settings: &mut EditSettings, name: &str, text: &str) -> String {
        let field = field(name);
        if let Some(value) = field.parse(text) {
            (field.set)(settings, value);
        }
        field.value(settings)
    }

    #[test]
    fn every_field_takes_what_its_control_has_and_nothing_out_of_range() {
        let mut settings = EditSettings::default();
        for (name, text, shown) in [
            ("canvas", "3", "3"),
            ("width", "50", "50"),
            ("height", "0", "1"),
            ("height", "99999", "10000"),
            ("height", "seventy", "10000"),
            ("height", "70", "70"),
            ("dpi", "5", "10"),
            ("dpi", "600", "600"),
            ("fill", "72.5", "72.5"),
            ("place", "6", "6"),
            ("margin", "3", "3"),
            ("outline", "1.5", "1.5"),
            ("outline-colour", "#fedcba", "#fedcba"),
            ("outline-colour", "red", "#fedcba"),
            ("place", "9", "9"),
            ("ground", "92", "92"),
        ] {
            assert_eq!(set(&mut settings, name, text), shown, "{name} {text}");
        }
        let expected = Frame {
            fill: Percent::clamped(72.5),
            align: "bottom-left".parse().unwrap(),
            margin: Margin::Percent(Percent::clamped(3.0)),
            ground: Some(Percent::clamped(92.0)),
            dpi: Dpi::try_from(600_u16).ok(),
            ..Frame::new(Canvas::Millimetres(50, 70))
        };
        assert_eq!(settings.options().frame, Some(expected));
        assert_eq!(settings.options().outline.map(|outline| outline.colour), Some(Colour { red: 0xfe, green: 0xdc, blue: 0xba, alpha: 255 }));
        assert!(FIELDS.iter().all(|field| (field.is_shown)(&settings)));
        set(&mut settings, "place", "4");
        set(&mut settings, "margin", "0");
        assert_eq!((settings.frame.ground, settings.frame.margin, settings.place()), (None, Margin::Pixels(0), 4));
    }

    #[test]
    fn every_place_is_the_one_of_its_name() {
        for (number, name) in PLACES.iter().enumerate() {
            let mut settings = EditSettings::default();
            assert_eq!(set(&mut settings, "place", &number.to_string()), number.to_string());
            assert_eq!(Ok(settings.frame.align), name.parse());
        }
        assert_eq!((text::PLACES.len(), LINE), (PLACES.len() + 1, PLACES.len() as f32));
    }

    #[test]
    fn frame_and_trim_exclude_each_other_and_a_kind_of_canvas_begins_with_its_own_sides() {
        let mut settings = EditSettings { trims: true, ..EditSettings::default() };
        set(&mut settings, "canvas", "2");
        assert!(settings.options().trim.is_none() && !settings.trims);
        assert_eq!((settings.frame.canvas, set(&mut settings, "width", "300")), (Canvas::Pixels(2000, 2000), "300".to_owned()));
        set(&mut settings, "canvas", "2");
        assert_eq!(settings.frame.canvas, Canvas::Pixels(300, 2000));
        set(&mut settings, "canvas", "0");
        assert_eq!((settings.options().frame, settings.frame.canvas), (None, Canvas::Pixels(300, 2000)));
        assert_eq!(FIELDS.iter().filter(|field| (field.is_shown)(&settings)).count(), 2, "canvas and outline");
    }

    #[test]
    fn edge_of_a_preset_in_pixels_is_shown_as_it_is() {
        let frame = Frame { margin: Margin::Pixels(40), ..EditSettings::default().frame };
        let settings = EditSettings { frame, ..EditSettings::default() };
        assert_eq!((field("margin").words(&settings), field("fill").words(&settings)), ("40 px".to_owned(), percent(85.0)));
        assert_eq!(field("width").words(&settings), "");
    }
}
