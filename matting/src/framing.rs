//! Frame and outline: options with default and range.
//!
//! Lengths are per cent of the canvas, so that every size of it looks alike.

use codecs::{Resolution, Unit};
use serde::{Deserialize, Serialize};

use crate::colour::Colour;
use crate::options::Limits;
use crate::percent::Percent;
use crate::pixels::Size;
use crate::scene::Margin;

/// A canvas of a wanted shape, with the subject scaled into it and placed on it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Shape or size of the canvas.
    pub canvas: Canvas,
    /// Share of the canvas that the subject fills along the side that limits it. Up to 100 % it also stays inside of the margin and above the ground, so that
    /// nothing of it is cropped; beyond, what sticks out is.
    #[serde(default = "Frame::default_fill")]
    pub fill: Percent<1, 400>,
    /// Place of the subject.
    #[serde(default)]
    pub align: Align,
    /// Edge that is kept free, in pixels of the canvas or per cent of its shorter side.
    #[serde(default = "Frame::default_margin")]
    pub margin: Margin,
    /// Line that the lowest point of the subject stands on, in per cent of the canvas's height from its top; in place of the vertical alignment.
    #[serde(default)]
    pub ground: Option<Percent<0, 100>>,
    /// Resolution that the file states, in place of the photo's.
    #[serde(default)]
    pub dpi: Option<Dpi>,
}

impl Frame {
    /// Default share: 85 %, which most shops ask for.
    pub const fn default_fill() -> Percent<1, 400> {
        Percent::clamped(85.0)
    }

    /// Default margin: none, since the share leaves one.
    pub const fn default_margin() -> Margin {
        Margin::Pixels(0)
    }

    /// A frame with everything but its canvas by default.
    pub const fn new(canvas: Canvas) -> Self {
        let align = Align { across: Side::Centre, down: Side::Centre };
        Self { canvas, fill: Self::default_fill(), align, margin: Self::default_margin(), ground: None, dpi: None }
    }

    /// Size of the canvas in pixels; `None` for a ratio, whose size is the subject's to say.
    pub fn size(&self) -> Option<Size> {
        let side = |millimetres: u16| (f64::from(millimetres) / 25.4 * f64::from(self.dpi.unwrap_or_default().get())).round() as u32;
        match self.canvas {
            Canvas::Ratio(..) => None,
            Canvas::Pixels(width, height) => Some(Size { width: width.into(), height: height.into() }),
            Canvas::Millimetres(width, height) => Some(Size { width: side(width), height: side(height) }),
        }
        .map(|Size { width, height }| Size { width: width.max(1), height: height.max(1) })
    }

    /// Resolution that the file states; `None` for that of the photo.
    pub fn resolution(&self) -> Option<Resolution> {
        let dpi = match self.canvas {
            Canvas::Millimetres(..) => self.dpi.unwrap_or_default(),
            Canvas::Ratio(..) | Canvas::Pixels(..) => self.dpi?,
        };
        let side = (dpi.get().into(), 1);
        Resolution::new(side, side, Unit::Inch)
    }

    /// The same frame for a preview: at most `side` pixels along the longer side of its canvas, of a copy of the photo with `scale` of its pixels, 0 to 1,
    /// along each side.
    #[must_use]
    pub fn for_preview(self, side: u32, scale: f64) -> Self {
        let pixel = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
        let in_pixels = |pixels: u16, scale: f64| Margin::Pixels((f64::from(pixels) * scale).round() as u16);
        let (size, margin) = match (self.size(), self.canvas, self.margin) {
            (Some(size), ..) if size.longer() <= side => return self,
            (Some(size), _, Margin::Pixels(pixels)) => (size, in_pixels(pixels, f64::from(side) / f64::from(size.longer()))),
            // How large the canvas is, and so the margin's share of it, is the subject's to say.
            (None, _, Margin::Pixels(pixels)) if pixels > 0 => return Self { margin: in_pixels(pixels, scale), ..self },
            (Some(size), ..) => (size, self.margin),
            (None, Canvas::Ratio(width, height) | Canvas::Pixels(width, height) | Canvas::Millimetres(width, height), _) => {
                (Size { width: u32::from(width) * side, height: u32::from(height) * side }, self.margin)
            }
        };
        let small = size.fitting(side);
        Self { canvas: Canvas::Pixels(pixel(small.width), pixel(small.height)), margin, ..self }
    }

    /// Refuses what leaves no room for the subject, and a canvas over the limits of a photo.
    ///
    /// # Errors
    /// A sentence, without its full stop, with the way out.
    pub fn check(&self, outline: Option<Outline>, limits: &Limits) -> Result<(), String> {
        self.check_room(outline)?;
        match self.size().filter(|size| limits.check(*size).is_err()) {
            Some(size) => Err(format!("the frame has {} × {} pixels, more than the limits allow: make it smaller", size.width, size.height)),
            None => Ok(()),
        }
    }

    fn check_room(&self, outline: Option<Outline>) -> Result<(), String> {
        let (width, height) = match (self.canvas, self.size()) {
            (_, Some(size)) => (f64::from(size.width), f64::from(size.height)),
            (Canvas::Ratio(width, height) | Canvas::Pixels(width, height) | Canvas::Millimetres(width, height), None) => {
                (width.into(), height.into())
            }
        };
        let margin = match (self.margin, self.canvas) {
            (Margin::Percent(share), _) => share.fraction() * width.min(height),
            // The canvas of a ratio grows with them.
            (Margin::Pixels(_), Canvas::Ratio(..)) => 0.0,
            (Margin::Pixels(pixels), _) => pixels.into(),
        };
        let edge = margin + outline.map_or(0.0, |outline| outline.width_of(width.max(height)));
        let down = self.ground.map_or(height - 2.0 * edge, |ground| ground.fraction() * height - edge);
        if width - 2.0 * edge > 0.0 && down > 0.0 {
            return Ok(());
        }
        Err("the frame has no room for the subject: make its margin or outline smaller, or its ground lower".to_owned())
    }
}

/// Shape or size of a canvas; no side is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Canvas {
    /// Width to height. The subject keeps the photo's own pixels, and the canvas is as large as that makes it.
    Ratio(u16, u16),
    /// Width and height in pixels. The subject is scaled.
    Pixels(u16, u16),
    /// Width and height in millimetres, of as many pixels as the resolution makes of them. The subject is scaled.
    Millimetres(u16, u16),
}

impl std::str::FromStr for Canvas {
    type Err = String;

    /// `4:5`, `2000x2000` or `35x45mm`.
    fn from_str(text: &str) -> Result<Self, String> {
        let sides = |text: &str, sign: char| {
            let (width, height) = text.split_once(sign)?;
            let side = |text: &str| text.trim().parse::<u16>().ok().filter(|side| *side > 0);
            Some((side(width)?, side(height)?))
        };
        let lower = text.trim().to_ascii_lowercase().replace('×', "x");
        let canvas = match lower.strip_suffix("mm") {
            Some(lengths) => sides(lengths, 'x').map(|(width, height)| Canvas::Millimetres(width, height)),
            None if lower.contains(':') => sides(&lower, ':').map(|(width, height)| Canvas::Ratio(width, height)),
            None => sides(&lower, 'x').map(|(width, height)| Canvas::Pixels(width, height)),
        };
        canvas
            .ok_or_else(|| format!("\"{text}\" is not a frame: write a ratio such as 4:5, pixels such as 2000x2000, or millimetres such as 35x45mm"))
    }
}

impl std::fmt::Display for Canvas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Canvas::Ratio(width, height) => write!(f, "{width}:{height}"),
            Canvas::Pixels(width, height) => write!(f, "{width}x{height}"),
            Canvas::Millimetres(width, height) => write!(f, "{width}x{height}mm"),
        }
    }
}

impl TryFrom<String> for Canvas {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Canvas> for String {
    fn from(canvas: Canvas) -> Self {
        canvas.to_string()
    }
}

/// Place of the subject on its canvas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Align {
    /// Left, centre or right.
    pub across: Side,
    /// Top, centre or bottom.
    pub down: Side,
}

/// Side at which the subject touches the margin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Left, or top.
    Start,
    /// Neither.
    #[default]
    Centre,
    /// Right, or bottom.
    End,
}

impl Side {
    /// Every side in its order.
    pub const ALL: [Side; 3] = [Side::Start, Side::Centre, Side::End];
}

impl std::str::FromStr for Align {
    type Err = String;

    /// `centre`, or one or two of `left` or `right` and `top` or `bottom`, such as `bottom` or `bottom-left`.
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("\"{text}\" is not a place: write centre, top, bottom, left, right, or two of them such as bottom-left");
        let (mut across, mut down) = (None, None);
        let mut words = 0;
        for word in text.trim().to_ascii_lowercase().split('-') {
            words += 1;
            let former = match word {
                "left" => across.replace(Side::Start),
                "right" => across.replace(Side::End),
                "top" => down.replace(Side::Start),
                "bottom" => down.replace(Side::End),
                "centre" | "center" => None,
                _ => return Err(refuse()),
            };
            if former.is_some() || words > 2 {
                return Err(refuse());
            }
        }
        Ok(Self { across: across.unwrap_or_default(), down: down.unwrap_or_default() })
    }
}

/// Pixels for an inch, [`Dpi::MIN`] to [`Dpi::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Dpi(u16);

impl Dpi {
    /// Fewest pixels for an inch.
    pub const MIN: u16 = 10;
    /// Most pixels for an inch.
    pub const MAX: u16 = 2400;

    /// Its number.
    pub const fn get(self) -> u16 {
        self.0
    }

    fn refusal(value: &str) -> String {
        format!("{value} is not a resolution: use {} to {} pixels for an inch", Self::MIN, Self::MAX)
    }
}

impl Default for Dpi {
    /// 300, as printers ask for.
    fn default() -> Self {
        Self(300)
    }
}

impl TryFrom<u16> for Dpi {
    type Error = String;

    fn try_from(number: u16) -> Result<Self, String> {
        if (Self::MIN..=Self::MAX).contains(&number) { Ok(Self(number)) } else { Err(Self::refusal(&number.to_string())) }
    }
}

impl From<Dpi> for u16 {
    fn from(dpi: Dpi) -> Self {
        dpi.0
    }
}

impl std::str::FromStr for Dpi {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.trim().parse::<u16>().map_err(|_| Self::refusal(&format!("\"{text}\"")))?.try_into()
    }
}

/// A line of one colour around the subject, as stickers have it. It belongs to the shape: shadow and mask have it, too, and what is beyond it is removed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Outline {
    /// Width in per cent of the longer side of the photo, or of the canvas of a frame.
    pub width: Percent<0, 20>,
    /// Its colour.
    pub colour: Colour,
}

impl Outline {
    /// Width in the unit of `longer`, the longer side of what the outline's width is a share of.
    pub(crate) fn width_of(self, longer: f64) -> f64 {
        self.width.fraction() * longer
    }
}

impl Default for Outline {
    /// White, as paper, and two per cent wide.
    fn default() -> Self {
        Self { width: Percent::clamped(2.0), colour: Colour { red: 255, green: 255, blue: 255, alpha: 255 } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parsed() {
        assert_eq!("4:5".parse(), Ok(Canvas::Ratio(4, 5)));
        assert_eq!(" 2000 X 1500 ".parse(), Ok(Canvas::Pixels(2000, 1500)));
        assert_eq!("35×45 mm".parse(), Ok(Canvas::Millimetres(35, 45)));
        for wrong in ["", "4", "4:0", "0x5", "4:5:6", "x5", "70000x5", "-4:5", "35x45cm", "4:5mm", "1.5:1"] {
            assert!(wrong.parse::<Canvas>().is_err(), "{wrong}");
        }
        let place = |across, down| Ok(Align { across, down });
        assert_eq!("centre".parse(), place(Side::Centre, Side::Centre));
        assert_eq!("Bottom".parse(), place(Side::Centre, Side::End));
        assert_eq!("bottom-left".parse(), place(Side::Start, Side::End));
        assert_eq!("right-top".parse(), place(Side::End, Side::Start));
        for wrong in ["", "middle", "left-right", "top-top", "top-left-centre", "top-"] {
            assert!(wrong.parse::<Align>().is_err(), "{wrong}");
        }
        for wrong in ["", "9", "2401", "70000", "300dpi", "-300"] {
            assert!(wrong.parse::<Dpi>().is_err(), "{wrong}");
        }
        assert_eq!("300".parse(), Ok(Dpi::default()));
    }

    #[test]
    fn millimetres_become_pixels_by_the_resolution_that_the_file_states() {
        let passport = Frame::new(Canvas::Millimetres(35, 45));
        assert_eq!(passport.size(), Some(Size { width: 413, height: 531 }));
        assert_eq!(passport.resolution(), Resolution::new((300, 1), (300, 1), Unit::Inch));
        let fine = Frame { dpi: Dpi::try_from(600_u16).ok(), ..passport };
        assert_eq!(fine.size(), Some(Size { width: 827, height: 1063 }));
        assert_eq!(Frame::new(Canvas::Pixels(7, 9)).resolution(), None);
        assert_eq!(Frame { dpi: Some(Dpi::default()), ..Frame::new(Canvas::Ratio(4, 5)) }.resolution(), passport.resolution());
    }

    #[test]
    fn preview_of_a_frame_has_its_proportions() {
        let frame = Frame { margin: Margin::Pixels(40), ..Frame::new(Canvas::Pixels(2000, 1000)) };
        assert_eq!(frame.for_preview(500, 0.5), Frame { canvas: Canvas::Pixels(500, 250), margin: Margin::Pixels(10), ..frame });
        assert_eq!(frame.for_preview(2000, 0.5), frame);
        assert_eq!(Frame::new(Canvas::Millimetres(350, 450)).for_preview(531, 1.0).canvas, Canvas::Pixels(413, 531));
        let ratio = Frame::new(Canvas::Ratio(4, 5));
        assert_eq!(ratio.for_preview(1000, 0.5), Frame { canvas: Canvas::Pixels(800, 1000), ..ratio });
        assert_eq!(Frame { margin: Margin::Pixels(40), ..ratio }.for_preview(1000, 0.25), Frame { margin: Margin::Pixels(10), ..ratio });
    }

    #[test]
    fn frame_without_room_is_refused() {
        let frame = |margin: &str, ground: Option<f32>| Frame {
            margin: margin.parse().unwrap(),
            ground: ground.map(Percent::clamped),
            ..Frame::new(Canvas::Pixels(200, 100))
        };
        assert_eq!(frame("49px", None).check_room(None), Ok(()));
        assert!(frame("50px", None).check_room(None).is_err());
        assert!(frame("50%", None).check_room(None).is_err());
        assert_eq!(frame("49%", Some(50.0)).check_room(None), Ok(()));
        assert!(frame("20%", Some(20.0)).check_room(None).is_err());
        assert!(frame("0px", Some(0.0)).check_room(None).is_err());
        let wide = Outline { width: Percent::clamped(10.0), ..Outline::default() };
        assert_eq!(frame("0px", None).check_room(Some(wide)), Ok(()));
        assert!(frame("30%", None).check_room(Some(wide)).is_err());
        assert_eq!(Frame { canvas: Canvas::Ratio(2, 1), ..frame("500px", None) }.check_room(None), Ok(()));
        assert!(Frame { canvas: Canvas::Ratio(9, 1), ..frame("0px", None) }.check_room(Some(wide)).is_err());
    }

    #[test]
    fn frame_survives_a_json_round_trip() {
        let read = |text: &str| serde_json::from_str::<Frame>(text);
        assert_eq!(read(r#"{"canvas":"4:5"}"#).unwrap(), Frame::new(Canvas::Ratio(4, 5)));
        let full = Frame {
            fill: Percent::MAX,
            align: Align { across: Side::Start, down: Side::End },
            margin: Margin::Percent(Percent::clamped(3.0)),
            ground: Some(Percent::clamped(90.0)),
            dpi: Some(Dpi::default()),
            ..Frame::new(Canvas::Millimetres(35, 45))
        };
        assert_eq!(read(&serde_json::to_string(&full).unwrap()).unwrap(), full);
        for wrong in [r"{}", r#"{"canvas":"0:1"}"#, r#"{"canvas":"1:1","fill":0}"#, r#"{"canvas":"1:1","fill":401}"#, r#"{"canvas":"1:1","dpi":3}"#] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
