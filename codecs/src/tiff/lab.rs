//! CIE L*a*b* with the white of D50 (TIFF 6.0, section 23; Adobe's TIFF notes for the offset form) to sRGB.

/// Coordinates of D50, and from there to linear sRGB with the adaptation of Bradford (ICC.1:2022, D50; IEC 61966-2-1).
const WHITE: [f32; 3] = [0.9642, 1.0, 0.8249];
const TO_SRGB: [[f32; 3]; 3] = [[3.1339, -1.6169, -0.4906], [-0.9788, 1.9161, 0.0335], [0.0719, -0.2290, 1.4052]];

/// Red, green and blue of a colour whose a* and b* are numbers with a sign, or begin in the middle. Colours outside of sRGB are brought to its edge.
pub fn rgb([lightness, a, b]: [u16; 3], max: u16, is_signed: bool) -> [u16; 3] {
    let axis = |value: u16| match (max, is_signed) {
        (255, true) => f32::from(value as u8 as i8),
        (255, false) => f32::from(value) - 128.0,
        _ => f32::from(value as i16) / 256.0,
    };
    let y = (f32::from(lightness) * 100.0 / f32::from(max) + 16.0) / 116.0;
    let xyz = [y + axis(a) / 500.0, y, y - axis(b) / 200.0].map(|value| {
        let limit = 6.0 / 29.0;
        if value > limit { value.powi(3) } else { 3.0 * limit * limit * (value - 4.0 / 29.0) }
    });
    TO_SRGB.map(|row| {
        let light: f32 = (0..3).map(|at| row[at] * xyz[at] * WHITE[at]).sum();
        let value = if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
        (value.clamp(0.0, 1.0) * f32::from(max)).round() as u16
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// L*a*b* of the corners of sRGB, as ICC's reference has them.
    #[test]
    fn colours_of_srgb_come_back() {
        let close = |found: [u16; 3], expected: [u16; 3]| found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 2);
        for (lab, expected) in [
            ([100.0, 0.0, 0.0], [255, 255, 255]),
            ([0.0, 0.0, 0.0], [0, 0, 0]),
            ([54.29, 80.81, 69.89], [255, 0, 0]),
            ([87.82, -79.29, 80.99], [0, 255, 0]),
            ([29.57, 68.30, -112.03], [0, 0, 255]),
            ([53.39, 0.0, 0.0], [127, 127, 127]),
        ] {
            let [lightness, a, b]: [f32; 3] = lab;
            let sixteen = rgb([(lightness * 655.35) as u16, (a * 256.0) as i16 as u16, (b * 256.0) as i16 as u16], u16::MAX, true);
            assert!(close(sixteen.map(|value| value / 257), expected), "{lab:?} became {sixteen:?}");
            let eight = |is_signed: bool| {
                let axis = |value: f32| if is_signed { value.round() as i8 as u8 } else { (value.round() + 128.0) as u8 };
                rgb([(lightness * 2.55).round() as u16, axis(a).into(), axis(b).into()], 255, is_signed)
            };
            assert_eq!(eight(true), eight(false));
            assert!(eight(true).iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 12), "{lab:?} became {:?}", eight(true));
        }
    }
}
