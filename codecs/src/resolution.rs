//! Resolution of a picture on paper.

/// Pixels for a length, across and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution {
    /// Numerator and denominator, across.
    pub x: (u32, u32),
    /// Numerator and denominator, down.
    pub y: (u32, u32),
    /// The length.
    pub unit: Unit,
}

/// A length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 2.54 cm.
    Inch,
    /// 1 cm.
    Centimetre,
}

impl Resolution {
    /// A resolution; `None` if a side has none or one that no file can mean.
    pub fn new(x: (u32, u32), y: (u32, u32), unit: Unit) -> Option<Self> {
        let is_valid =
            |(numerator, denominator): (u32, u32)| denominator > 0 && (1.0..1e6).contains(&(f64::from(numerator) / f64::from(denominator)));
        (is_valid(x) && is_valid(y)).then_some(Self { x, y, unit })
    }

    /// A resolution of pixels for a metre. Whole numbers for an inch, which most of them come from, are one again.
    pub(crate) fn of_metre((x, y): (u32, u32)) -> Option<Self> {
        let inch = |side: u32| f64::from(side) * 0.0254;
        if [x, y].iter().all(|side| (inch(*side) - inch(*side).round()).abs() < 0.02) {
            return Self::new((inch(x).round() as u32, 1), (inch(y).round() as u32, 1), Unit::Inch);
        }
        Self::new((x, 100), (y, 100), Unit::Centimetre)
    }

    /// Whole pixels for its own length, across and down.
    pub fn rounded(self) -> (u32, u32) {
        self.times(1.0)
    }

    /// Whole pixels for a metre, across and down.
    pub fn for_metre(self) -> (u32, u32) {
        self.times(if self.unit == Unit::Inch { 100.0 / 2.54 } else { 100.0 })
    }

    fn times(self, factor: f64) -> (u32, u32) {
        let side = |(numerator, denominator): (u32, u32)| (f64::from(numerator) / f64::from(denominator) * factor).round() as u32;
        (side(self.x), side(self.y))
    }
}
