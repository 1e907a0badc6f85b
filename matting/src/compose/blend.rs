//! One pixel over another: "source over" of Porter and Duff (1984) for straight colours.
//!
//! Shares are taken of the values as they are stored, gamma-encoded, as browsers and image editors do.

use crate::Samples;

/// Values of 8 or of 16 bits.
pub(crate) trait Depth: Copy + Default + PartialEq + Send + Sync {
    /// Opaque, or white.
    const FULL: Self;

    /// From 8 bits.
    fn from_eight(value: u8) -> Self;

    /// From 16 bits, rounded to the nearest.
    fn from_sixteen(value: u16) -> Self;

    /// As a fraction, 0 to 1.
    fn fraction(self) -> f32;

    /// From a fraction, rounded to the nearest; what is out of range becomes the nearest that is in it.
    fn from_fraction(fraction: f32) -> Self;

    /// Values of either depth; those of this depth stay in their memory.
    fn of(samples: Samples) -> Vec<Self>;

    /// `share` of `top` and the rest of `below`, rounded to the nearest.
    fn mix(top: Self, below: Self, share: Self) -> Self;

    /// `top` over `below`, neither of them opaque: alpha = a + b(1 − a), colour = (a·top + b(1 − a)·below) / alpha, rounded to the nearest.
    fn join(top: [Self; 4], below: [Self; 4]) -> [Self; 4];
}

/// `top` over `below`.
#[inline(always)]
pub(crate) fn over<T: Depth>(top: [T; 4], below: [T; 4]) -> [T; 4] {
    let [red, green, blue, alpha] = top;
    if alpha == T::FULL {
        top
    } else if alpha == T::default() {
        below
    } else if below[3] == T::FULL {
        [T::mix(red, below[0], alpha), T::mix(green, below[1], alpha), T::mix(blue, below[2], alpha), T::FULL]
    } else {
        T::join(top, below)
    }
}

impl Depth for u8 {
    const FULL: Self = u8::MAX;

    fn from_eight(value: u8) -> Self {
        value
    }

    #[inline(always)]
    fn from_sixteen(value: u16) -> Self {
        ((u32::from(value) + 128) / 257) as u8
    }

    #[inline(always)]
    fn fraction(self) -> f32 {
        f32::from(self) / 255.0
    }

    #[inline(always)]
    fn from_fraction(fraction: f32) -> Self {
        (fraction * 255.0 + 0.5) as u8
    }

    fn of(samples: Samples) -> Vec<Self> {
        match samples {
            Samples::Eight(values) => values,
            Samples::Sixteen(values) => values.into_iter().map(u8::from_sixteen).collect(),
        }
    }

    /// Division by 255 of anything up to 255² (Blinn, "Three wrongs make a right", 1995), within 16 bits.
    #[inline(always)]
    fn mix(top: Self, below: Self, share: Self) -> Self {
        let doubled = u16::from(top) * u16::from(share) + u16::from(below) * u16::from(u8::MAX - share) + 128;
        ((doubled + (doubled >> 8)) >> 8) as u8
    }

    /// Every numerator is a whole number below 2²⁴, so that f32 holds it, and a quotient just below a whole number is rounded to below it.
    #[inline(always)]
    fn join(top: [Self; 4], below: [Self; 4]) -> [Self; 4] {
        let top_share = u32::from(top[3]) * 255;
        let below_share = u32::from(below[3]) * u32::from(u8::MAX - top[3]);
        let total = top_share + below_share;
        if total == 0 {
            return [0; 4];
        }
        let colour = |channel: usize| {
            let sum = u32::from(top[channel]) * top_share + u32::from(below[channel]) * below_share;
            ((sum + total / 2) as f32 / total as f32) as u8
        };
        [colour(0), colour(1), colour(2), ((total + 127) / 255) as u8]
    }
}

impl Depth for u16 {
    const FULL: Self = u16::MAX;

    #[inline(always)]
    fn from_eight(value: u8) -> Self {
        u16::from(value) * 257
    }

    fn from_sixteen(value: u16) -> Self {
        value
    }

    #[inline(always)]
    fn fraction(self) -> f32 {
        f32::from(self) / 65_535.0
    }

    #[inline(always)]
    fn from_fraction(fraction: f32) -> Self {
        (fraction * 65_535.0 + 0.5) as u16
    }

    fn of(samples: Samples) -> Vec<Self> {
        match samples {
            Samples::Eight(values) => values.into_iter().map(u16::from_eight).collect(),
            Samples::Sixteen(values) => values,
        }
    }

    /// As for 8 bits: 65 535² and what is added for rounding stay below 2³².
    #[inline(always)]
    fn mix(top: Self, below: Self, share: Self) -> Self {
        let doubled = u32::from(top) * u32::from(share) + u32::from(below) * u32::from(u16::MAX - share) + 32_768;
        ((doubled + (doubled >> 16)) >> 16) as u16
    }

    /// As for 8 bits: every numerator is below 2⁵³.
    #[inline(always)]
    fn join(top: [Self; 4], below: [Self; 4]) -> [Self; 4] {
        let top_share = u64::from(top[3]) * 65_535;
        let below_share = u64::from(below[3]) * u64::from(u16::MAX - top[3]);
        let total = top_share + below_share;
        if total == 0 {
            return [0; 4];
        }
        let colour = |channel: usize| {
            let sum = u64::from(top[channel]) * top_share + u64::from(below[channel]) * below_share;
            ((sum + total / 2) as f64 / total as f64) as u16
        };
        [colour(0), colour(1), colour(2), ((total + 32_767) / 65_535) as u16]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The formula in whole numbers, rounded to the nearest, halves up.
    fn exactly(top: [u64; 4], below: [u64; 4], full: u64) -> [u64; 4] {
        let (top_share, below_share) = (top[3] * full, below[3] * (full - top[3]));
        let total = top_share + below_share;
        let colour = |channel: usize| (top[channel] * top_share + below[channel] * below_share + total / 2).checked_div(total).unwrap_or(0);
        [colour(0), colour(1), colour(2), (total + full / 2) / full]
    }

    #[test]
    fn eight_bits_are_rounded_exactly() {
        for top_alpha in 0..=255_u8 {
            for below_alpha in (0..=255).step_by(3) {
                for top in (0..=255).step_by(15) {
                    for below in (0..=255_u8).step_by(5) {
                        let (top, below) = ([top, 255, 0, top_alpha], [below, 254, 255, below_alpha]);
                        let expected = match (top_alpha, below_alpha) {
                            (0, _) => below.map(u64::from),
                            _ => exactly(top.map(u64::from), below.map(u64::from), 255),
                        };
                        assert_eq!(over(top, below).map(u64::from), expected, "{top:?} over {below:?}");
                    }
                }
            }
        }
        for value in 0..=u16::MAX {
            assert_eq!(u8::from_sixteen(value), (f64::from(value) / 257.0).round() as u8);
        }
    }

    proptest! {
        #[test]
        fn sixteen_bits_are_rounded_exactly(top: [u16; 4], below: [u16; 4], opaque: bool) {
            prop_assume!(top[3] > 0);
            let below = if opaque { [below[0], below[1], below[2], 65_535] } else { below };
            prop_assert_eq!(over(top, below).map(u64::from), exactly(top.map(u64::from), below.map(u64::from), 65_535));
        }

        #[test]
        fn colour_over_itself_is_unchanged(colour: [u16; 3], top: u16, below: u16) {
            let [red, green, blue] = colour;
            let joined = over([red, green, blue, top], [red, green, blue, below]);
            prop_assert!(joined[3] == 0 || joined[..3] == colour);
            prop_assert!(joined[3] >= top.max(below));
        }
    }
}
