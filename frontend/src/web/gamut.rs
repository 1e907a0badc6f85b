//! Colours that sRGB does not have.

/// True if an opaque pixel in Display P3 is outside of sRGB, by more than eight bits can be off. Both have the curve of IEC 61966-2-1; the matrix
/// is that of their primaries with the white of D65.
pub fn is_outside_srgb([red, green, blue, alpha]: [u8; 4]) -> bool {
    const MATRIX: [[f32; 3]; 3] = [[1.2249, -0.2249, 0.0], [-0.0421, 1.0421, 0.0], [-0.0196, -0.0786, 1.0982]];
    let light = [red, green, blue].map(|value| {
        let value = f32::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    let is_outside = |row: [f32; 3]| {
        let value: f32 = row.iter().zip(light).map(|(weight, light)| weight * light).sum();
        !(-0.005..=1.02).contains(&value)
    };
    alpha == u8::MAX && MATRIX.into_iter().any(is_outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Primaries of sRGB in Display P3, and mixtures, are inside; what only Display P3 has is outside.
    #[test]
    fn only_colours_beyond_srgb_are_outside() {
        for inside in [[255, 255, 255], [0, 0, 0], [234, 51, 35], [117, 251, 76], [0, 0, 245], [255, 255, 85], [128, 128, 128], [90, 140, 200]] {
            let [red, green, blue] = inside;
            assert!(!is_outside_srgb([red, green, blue, 255]), "{inside:?}");
        }
        for outside in [[255, 0, 0], [0, 255, 0], [250, 40, 30], [0, 200, 60]] {
            let [red, green, blue] = outside;
            assert!(is_outside_srgb([red, green, blue, 255]), "{outside:?}");
            assert!(!is_outside_srgb([red, green, blue, 254]), "its colour is not precise");
        }
    }
}
