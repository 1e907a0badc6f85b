//! Pictures in 8 bits, for encoders that know no others.

use std::borrow::Cow;

use crate::{Picture, Samples};

/// The values of a picture in 8 bits, rounded.
pub(crate) fn in_eight_bits(picture: &Picture) -> Cow<'_, [u8]> {
    match picture.samples() {
        Samples::Eight(values) => Cow::Borrowed(values),
        Samples::Sixteen(values) => values.iter().map(|value| ((u32::from(*value) + 128) / 257) as u8).collect::<Vec<u8>>().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;

    #[test]
    fn sixteen_bits_are_rounded_to_eight() {
        let values: Vec<u16> = (0..=u16::MAX).collect();
        let picture = Picture::new(Size { width: 128, height: 128 }, Samples::Sixteen(values.clone())).unwrap();
        for (narrow, value) in in_eight_bits(&picture).iter().zip(values) {
            assert_eq!(f64::from(*narrow), (f64::from(value) / 257.0).round());
        }
    }
}
