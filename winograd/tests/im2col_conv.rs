//! im2col convolutions of any kernel size, stride, dilation and padding against their definition, by every kernel.

#[path = "support/reference.rs"]
mod reference;

use offcut_winograd::{ConvParams, Im2colConv, Kernel, Parallel, Serial, View};
use proptest::prelude::*;
use reference::{Noise, error};

/// Bound on the error in units of the sum's size: rounding in 32 bits of some hundred terms. A wrong weight is off by hundredths.
const BOUND: f64 = 1e-5;

#[derive(Debug, Clone)]
struct Case {
    size: [usize; 2],
    inputs: Vec<usize>,
    outputs: usize,
    params: ConvParams,
    /// Zeros below and to the right.
    after: [usize; 2],
    relu: bool,
    residual: bool,
    seed: u64,
}

impl Case {
    fn channels(&self) -> usize {
        self.inputs.iter().sum()
    }

    /// Rows and columns of the result; nothing where no window fits.
    fn result(&self) -> Option<[usize; 2]> {
        let ConvParams { kernel, strides, dilations, pads } = self.params;
        let along = |axis: usize| {
            let padded = self.size[axis] + pads[axis] + self.after[axis];
            Some(padded.checked_sub((kernel[axis] - 1) * dilations[axis] + 1)? / strides[axis] + 1)
        };
        Some([along(0)?, along(1)?])
    }
}

fn check(case: &Case) {
    let Some([rows, columns]) = case.result() else { return };
    let ConvParams { kernel, strides, dilations, pads } = case.params;
    let ([height, width], taps) = (case.size, kernel[0] * kernel[1]);
    let mut noise = Noise(case.seed | 1);
    let inputs: Vec<Vec<f32>> = case.inputs.iter().map(|channels| noise.floats(height * width * channels)).collect();
    let (weights, bias) = (noise.floats(case.outputs * case.channels() * taps), noise.floats(case.outputs));
    let residual = case.residual.then(|| noise.floats(rows * columns * case.outputs));
    let mut expected = Vec::new();
    for (y, x) in (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x))) {
        for to in 0..case.outputs {
            let mut sum = f64::from(bias[to]);
            for tap in 0..taps {
                let row = (y * strides[0] + tap / kernel[1] * dilations[0]).checked_sub(pads[0]).filter(|row| *row < height);
                let column = (x * strides[1] + tap % kernel[1] * dilations[1]).checked_sub(pads[1]).filter(|column| *column < width);
                let Some((row, column)) = row.zip(column) else { continue };
                let pixel = inputs.iter().zip(&case.inputs).flat_map(|(input, channels)| &input[(row * width + column) * channels..][..*channels]);
                for (channel, value) in pixel.enumerate() {
                    sum += f64::from(*value) * f64::from(weights[(to * case.channels() + channel) * taps + tap]);
                }
            }
            let sum = if case.relu { sum.max(0.0) } else { sum };
            expected.push(sum + residual.as_ref().map_or(0.0, |residual| f64::from(residual[expected.len()])));
        }
    }
    let views: Vec<View> = inputs.iter().zip(&case.inputs).map(|(data, channels)| View::new(data, height, width, *channels)).collect();
    for simd in Kernel::ALL.into_iter().filter(|kernel| kernel.available()) {
        let convolution = Im2colConv::with_kernel(simd, &weights, case.outputs, case.channels(), &bias, case.relu, case.params);
        let mut outputs = [vec![f32::NAN; expected.len()], vec![f32::NAN; expected.len()]];
        for (output, pool) in outputs.iter_mut().zip([&Serial as &dyn Parallel, &ReverseOrder]) {
            convolution.run(&views, residual.as_deref(), [rows, columns], output, pool);
        }
        let error = error(&outputs[0], &expected, case.channels() * taps);
        assert!(error <= BOUND, "{simd:?} is off by {error:.1e} for {case:?}");
        assert_eq!(outputs[0], outputs[1], "{simd:?}");
    }
}

/// Runs parts last to first and claims many threads, so that parts are small.
struct ReverseOrder;

impl Parallel for ReverseOrder {
    fn threads(&self) -> usize {
        7
    }
    fn for_each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..count).rev().for_each(work);
    }
}

fn pair(range: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = [usize; 2]> {
    [range.clone(), range]
}

fn cases() -> impl Strategy<Value = Case> {
    let params = (pair(1..=5), pair(1..=3), pair(1..=3), pair(0..=4)).prop_map(|(kernel, strides, dilations, pads)| ConvParams {
        kernel,
        strides,
        dilations,
        pads,
    });
    let channels = (prop::collection::vec(1usize..=20, 1..=2), 1usize..=40);
    (pair(1..=20), channels, params, pair(0..=4), any::<[bool; 2]>(), any::<u64>()).prop_map(
        |(size, (inputs, outputs), params, after, [relu, residual], seed)| Case { size, inputs, outputs, params, after, relu, residual, seed },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn convolution_matches_its_definition(case in cases()) {
        check(&case);
    }
}

/// IS-Net's first convolution, and one of more channels than are multiplied at once.
#[test]
fn network_shapes_match_the_definition() {
    let params = ConvParams { kernel: [3, 3], strides: [2, 2], dilations: [1, 1], pads: [1, 1] };
    check(&Case { size: [66, 64], inputs: vec![3], outputs: 64, params, after: [1, 1], relu: false, residual: false, seed: 3 });
    let params = ConvParams { strides: [1, 1], dilations: [8, 8], pads: [8, 8], ..params };
    check(&Case { size: [10, 10], inputs: vec![64, 64], outputs: 70, params, after: [8, 8], relu: true, residual: true, seed: 4 });
}
