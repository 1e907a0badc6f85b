//! Plain f64 versions of the layers, written for clarity alone.
#![allow(dead_code)]

/// Repeatable floats in -1..1 (xorshift64*).
pub struct Noise(pub u64);

impl Noise {
    pub fn next(&mut self) -> f32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }

    pub fn floats(&mut self, len: usize) -> Vec<f32> {
        (0..len).map(|_| self.next()).collect()
    }
}

/// A layer to compare on random data.
#[derive(Clone, Debug)]
pub struct Case {
    pub height: usize,
    pub width: usize,
    /// Channels of each input.
    pub inputs: Vec<usize>,
    pub outputs: usize,
    pub dilation: usize,
    pub bias: bool,
    pub relu: bool,
    pub residual: bool,
    pub seed: u64,
}

/// The random data of a case.
pub struct Data {
    pub inputs: Vec<Vec<f32>>,
    pub weights: Vec<f32>,
    pub bias: Vec<f32>,
    pub residual: Option<Vec<f32>>,
}

impl Case {
    pub fn channels(&self) -> usize {
        self.inputs.iter().sum()
    }

    pub fn data(&self) -> Data {
        let mut noise = Noise(self.seed | 1);
        let pixels = self.height * self.width;
        Data {
            inputs: self.inputs.iter().map(|channels| noise.floats(pixels * channels)).collect(),
            weights: noise.floats(self.outputs * self.channels() * 9),
            bias: if self.bias { noise.floats(self.outputs) } else { Vec::new() },
            residual: self.residual.then(|| noise.floats(pixels * self.outputs)),
        }
    }

    /// The convolution by its definition.
    pub fn expected(&self, data: &Data) -> Vec<f64> {
        let mut output = Vec::new();
        for y in 0..self.height {
            for x in 0..self.width {
                for to in 0..self.outputs {
                    let mut sum = data.bias.get(to).map_or(0.0, |&bias| f64::from(bias));
                    let mut first = 0;
                    for (input, &channels) in data.inputs.iter().zip(&self.inputs) {
                        for tap in 0..9 {
                            let row = (y + tap / 3 * self.dilation).checked_sub(self.dilation).filter(|&row| row < self.height);
                            let column = (x + tap % 3 * self.dilation).checked_sub(self.dilation).filter(|&column| column < self.width);
                            let (Some(row), Some(column)) = (row, column) else { continue };
                            for channel in 0..channels {
                                let value = input[(row * self.width + column) * channels + channel];
                                let weight = data.weights[(to * self.channels() + first + channel) * 9 + tap];
                                sum += f64::from(value) * f64::from(weight);
                            }
                        }
                        first += channels;
                    }
                    if self.relu {
                        sum = sum.max(0.0);
                    }
                    if let Some(residual) = &data.residual {
                        sum += f64::from(residual[output.len()]);
                    }
                    output.push(sum);
                }
            }
        }
        output
    }
}

/// The largest difference between an output and what is expected, in units of √channels: what rounding adds to sums of
/// products of numbers in -1..1 grows with the root of their count.
pub fn error(output: &[f32], expected: &[f64], channels: usize) -> f64 {
    assert_eq!(output.len(), expected.len());
    let error = |(&a, &b): (&f32, &f64)| if a.is_finite() { (f64::from(a) - b).abs() } else { f64::INFINITY };
    output.iter().zip(expected).map(error).fold(0.0, f64::max) / (channels as f64).sqrt()
}

/// Largest of up to 2×2 pixels.
pub fn max_pool(data: &[f32], height: usize, width: usize, channels: usize) -> Vec<f32> {
    let mut output = Vec::new();
    for y in 0..height.div_ceil(2) {
        for x in 0..width.div_ceil(2) {
            for channel in 0..channels {
                let mut largest = f32::NEG_INFINITY;
                for row in 2 * y..height.min(2 * y + 2) {
                    for column in 2 * x..width.min(2 * x + 2) {
                        largest = largest.max(data[(row * width + column) * channels + channel]);
                    }
                }
                output.push(largest);
            }
        }
    }
    output
}

/// Bilinear interpolation at half-pixel centres, clamped at the borders.
pub fn upsample(data: &[f32], (height, width, channels): (usize, usize, usize), to: (usize, usize)) -> Vec<f64> {
    let place = |index: usize, from: usize, to: usize| {
        let at = ((index as f64 + 0.5) * from as f64 / to as f64 - 0.5).clamp(0.0, (from - 1) as f64);
        (at.floor() as usize, (at.ceil() as usize).min(from - 1), at.fract())
    };
    let mut output = Vec::new();
    for y in 0..to.0 {
        let (top, bottom, down) = place(y, height, to.0);
        for x in 0..to.1 {
            let (left, right, across) = place(x, width, to.1);
            for channel in 0..channels {
                let at = |row: usize, column: usize| f64::from(data[(row * width + column) * channels + channel]);
                let upper = at(top, left) * (1.0 - across) + at(top, right) * across;
                let lower = at(bottom, left) * (1.0 - across) + at(bottom, right) * across;
                output.push(upper * (1.0 - down) + lower * down);
            }
        }
    }
    output
}
