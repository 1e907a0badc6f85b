//! Room on the device, as the browser estimates it for this site.

/// Bytes that are left free: for the browser's copy of a file while it is written, and for the site's own files.
const RESERVE: u64 = 16 << 20;

/// Room of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Bytes that the browser allows.
    pub quota: u64,
    /// Bytes in use.
    pub usage: u64,
}

impl Room {
    /// Room of the browser's numbers, which are floats and may be absent; `None` then, and of numbers that are none.
    pub fn of(quota: Option<f64>, usage: Option<f64>) -> Option<Self> {
        let bytes = |number: Option<f64>| number.filter(|number| number.is_finite() && *number >= 0.0).map(|number| number as u64);
        Some(Self { quota: bytes(quota)?, usage: bytes(usage)? })
    }

    /// Whether a file with this number of bytes can be written.
    pub fn fits(self, bytes: u64) -> bool {
        self.usage.saturating_add(bytes).saturating_add(RESERVE) <= self.quota
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_fits_with_the_reserve_and_no_number_overflows() {
        let room = Room { quota: 100 << 20, usage: 80 << 20 };
        assert!(room.fits(4 << 20) && !room.fits((4 << 20) + 1) && !room.fits(u64::MAX));
        assert!(!Room { quota: 1 << 20, usage: 0 }.fits(0));
        assert!(!Room { quota: 0, usage: u64::MAX }.fits(1));
    }

    #[test]
    fn numbers_that_are_none_are_no_estimate() {
        assert_eq!(Room::of(Some(1e9), Some(2.5)), Some(Room { quota: 1_000_000_000, usage: 2 }));
        for (quota, usage) in
            [(None, Some(1.0)), (Some(1.0), None), (Some(f64::NAN), Some(0.0)), (Some(1.0), Some(-1.0)), (Some(f64::INFINITY), Some(0.0))]
        {
            assert_eq!(Room::of(quota, usage), None);
        }
    }
}
