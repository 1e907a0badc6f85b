//! Components of a JPEG file to colours.

/// Y'CbCr to red, green and blue in place (ITU-T T.871, 7), in fixed point with 16 bits.
pub fn ycc_to_rgb(luma: &mut [u8], blue: &mut [u8], red: &mut [u8]) {
    const HALF: i32 = 1 << 15;
    const fn fixed(constant: f64) -> i32 {
        (constant * 65_536.0 + 0.5) as i32
    }
    for ((first, second), third) in luma.iter_mut().zip(blue).zip(red) {
        let (y, cb, cr) = (i32::from(*first), i32::from(*second) - 128, i32::from(*third) - 128);
        let clamped = |value: i32| value.clamp(0, 255) as u8;
        *first = clamped(y + ((fixed(1.402) * cr + HALF) >> 16));
        *second = clamped(y + ((-fixed(0.344_14) * cb - fixed(0.714_14) * cr + HALF) >> 16));
        *third = clamped(y + ((fixed(1.772) * cb + HALF) >> 16));
    }
}

/// Values of all planes pixel by pixel.
pub fn interleaved(planes: &[Vec<u8>]) -> Vec<u8> {
    let mut values = vec![0; planes.iter().map(Vec::len).sum()];
    for (channel, plane) in planes.iter().enumerate() {
        for (value, sample) in values.iter_mut().skip(channel).step_by(planes.len()).zip(plane) {
            *value = *sample;
        }
    }
    values
}
