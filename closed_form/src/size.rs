//! Width and height.

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Size {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Size {
    /// Pixels in all.
    #[inline]
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// The longer side.
    #[inline]
    pub fn longer(self) -> u32 {
        self.width.max(self.height)
    }

    /// Size of the same proportions with a longer side of `longer`; no side is below 1.
    pub fn fitting(self, longer: u32) -> Self {
        let scaled = |side: u32| ((f64::from(side) * f64::from(longer) / f64::from(self.longer())).round() as u32).max(1);
        Self { width: scaled(self.width), height: scaled(self.height) }
    }
}
