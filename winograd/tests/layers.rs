//! Every kernel against plain f64 versions of the layers.

#[path = "support/reference.rs"]
mod reference;

use offcut_winograd::{Conv3x3, Kernel, Parallel, Serial, View, max_pool_2x2_ceil, upsample_bilinear};
use proptest::prelude::*;
use reference::{Case, Noise, error};

/// Largest allowed error of a convolution with weights and pixels in -1..1, in units of √(input channels).
///
/// The weights of A and B amplify rounding of f32 (2⁻²⁴ ≈ 6·10⁻⁸) by about two orders of magnitude in F(4×4, 3×3).
const BOUND: f64 = 6e-5;

/// Ways to prepare a convolution, which differ in speed and memory.
const WAYS: [Way; 2] = [Conv3x3::with_kernel, Conv3x3::compact_with_kernel];
type Way = fn(Kernel, &[f32], usize, usize, &[f32], bool, usize) -> Conv3x3;

fn convolve(way: Way, kernel: Kernel, case: &Case, pool: &dyn Parallel) -> Vec<f32> {
    let data = case.data();
    let conv = way(kernel, &data.weights, case.outputs, case.channels(), &data.bias, case.relu, case.dilation);
    let views: Vec<View> = data.inputs.iter().zip(&case.inputs).map(|(data, &channels)| View::new(data, case.height, case.width, channels)).collect();
    let mut output = vec![f32::NAN; case.height * case.width * case.outputs];
    conv.run(&views, data.residual.as_deref(), &mut output, pool);
    output
}

fn kernels() -> impl Iterator<Item = Kernel> {
    Kernel::ALL.into_iter().filter(|kernel| kernel.available())
}

fn check(case: &Case) {
    let expected = case.expected(&case.data());
    for kernel in kernels() {
        for (index, way) in WAYS.into_iter().enumerate() {
            let error = error(&convolve(way, kernel, case, &Serial), &expected, case.channels());
            assert!(error <= BOUND, "{kernel:?}, way {index}, is off by {error:.1e} for {case:?}");
        }
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let sizes = (1usize..=40, 1usize..=40, prop::sample::select(vec![1usize, 2, 4, 8]));
    let channels = (prop::collection::vec(1usize..=43, 1..=3), 1usize..=130);
    (sizes, channels, any::<[bool; 3]>(), any::<u64>()).prop_map(|((height, width, dilation), (inputs, outputs), flags, seed)| {
        let [bias, relu, residual] = flags;
        // The reference is slow: large maps get few outputs.
        let outputs = outputs.min(1 + 40_000 / (height * width));
        Case { height, width, inputs, outputs, dilation, bias, relu, residual, seed }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn convolution_matches_its_definition(case in cases()) {
        check(&case);
    }

    #[test]
    fn single_output_matches_its_definition(case in cases()) {
        check(&Case { outputs: 1, ..case });
    }

    #[test]
    fn pooling_matches_its_definition(height in 1usize..20, width in 1usize..20, channels in 1usize..70, seed: u64) {
        let data = Noise(seed | 1).floats(height * width * channels);
        let mut output = vec![f32::NAN; height.div_ceil(2) * width.div_ceil(2) * channels];
        max_pool_2x2_ceil(View::new(&data, height, width, channels), &mut output, &Serial);
        prop_assert_eq!(output, reference::max_pool(&data, height, width, channels));
    }

    #[test]
    fn resizing_matches_its_definition(from in (1usize..20, 1usize..20), to in (2usize..45, 2usize..45), channels in 1usize..40, seed: u64) {
        let data = Noise(seed | 1).floats(from.0 * from.1 * channels);
        let mut output = vec![f32::NAN; to.0 * to.1 * channels];
        upsample_bilinear(View::new(&data, from.0, from.1, channels), to.0, to.1, &mut output, &Serial);
        prop_assert!(error(&output, &reference::upsample(&data, (from.0, from.1, channels), to), 1) < 1e-5);
    }
}

/// U²-Net's shapes, with whole registers and panels, which random counts rarely hit.
#[test]
fn network_shapes_match_the_definition() {
    for (inputs, outputs, dilation, size) in [
        (vec![3], 64, 1, 24),
        (vec![64], 16, 1, 24),
        (vec![16, 16], 64, 1, 20),
        (vec![64, 64], 64, 1, 20),
        (vec![16], 16, 8, 20),
        (vec![64, 64], 1, 1, 20),
    ] {
        check(&Case { height: size, width: size, inputs, outputs, dilation, bias: true, relu: true, residual: outputs == 64, seed: 7 });
    }
}

/// Runs parts last to first and claims many threads, so that blocks are small.
struct ReverseOrder;

impl Parallel for ReverseOrder {
    fn threads(&self) -> usize {
        7
    }
    fn for_each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..count).rev().for_each(work);
    }
}

fn threads_change_nothing(pool: &dyn Parallel) {
    for outputs in [1, 16, 40] {
        let case = Case { height: 61, width: 47, inputs: vec![16, 5], outputs, dilation: 2, bias: true, relu: false, residual: true, seed: 3 };
        for (kernel, way) in kernels().flat_map(|kernel| WAYS.map(|way| (kernel, way))) {
            assert_eq!(convolve(way, kernel, &case, &Serial), convolve(way, kernel, &case, pool), "{kernel:?}");
        }
    }
}

#[test]
fn order_and_block_size_change_nothing() {
    threads_change_nothing(&ReverseOrder);
}

#[cfg(feature = "rayon")]
#[test]
fn rayon_threads_change_nothing() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("threads");
    threads_change_nothing(&offcut_winograd::Pool(Some(&pool)));
}

/// One tile of so many channels is larger than a block should be.
#[test]
fn thousands_of_channels_match_the_definition() {
    check(&Case { height: 5, width: 3, inputs: vec![3000], outputs: 2, dilation: 1, bias: true, relu: false, residual: false, seed: 9 });
}

/// A dilation beyond the map leaves only the middle weight, whatever it is multiplied with.
#[test]
fn dilation_may_exceed_the_map() {
    for outputs in [1, 5] {
        let near = Case { height: 6, width: 9, inputs: vec![3], outputs, dilation: 9, bias: true, relu: false, residual: false, seed: 5 };
        check(&near);
        let far = Case { dilation: usize::MAX, ..near.clone() };
        for (kernel, way) in kernels().flat_map(|kernel| WAYS.map(|way| (kernel, way))) {
            assert_eq!(convolve(way, kernel, &near, &Serial), convolve(way, kernel, &far, &Serial), "{kernel:?}");
        }
    }
}
