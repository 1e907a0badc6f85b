//! Shapes so small that an interpreter runs them: `cargo xtask miri` does, for undefined behaviour and data races of the kernels.

#[path = "support/reference.rs"]
mod reference;

use std::sync::atomic::{AtomicUsize, Ordering};

use offcut_winograd::{Conv3x3, ConvParams, Im2colConv, Kernel, Parallel, Serial, View, max_pool_2x2_ceil, upsample_bilinear};
use reference::{Case, Noise, error};

/// Largest allowed error of a convolution; see `layers.rs`.
const BOUND: f64 = 6e-5;

/// Two threads that take parts as they come.
struct TwoThreads;

impl Parallel for TwoThreads {
    fn threads(&self) -> usize {
        2
    }
    fn for_each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    loop {
                        let part = next.fetch_add(1, Ordering::Relaxed);
                        if part >= count {
                            break;
                        }
                        work(part);
                    }
                });
            }
        });
    }
}

/// One way to compute a convolution.
type Way<'a> = &'a dyn Fn(&mut [f32]);

fn check(case: &Case) {
    let data = case.data();
    let expected = case.expected(&data);
    let views: Vec<View> = data.inputs.iter().zip(&case.inputs).map(|(data, &channels)| View::new(data, case.height, case.width, channels)).collect();
    for kernel in Kernel::ALL.into_iter().filter(|kernel| kernel.available()) {
        let (channels, outputs, size) = (case.channels(), case.outputs, [case.height, case.width]);
        let params = ConvParams { kernel: [3, 3], strides: [1, 1], dilations: [case.dilation; 2], pads: [case.dilation; 2] };
        let conv = Conv3x3::with_kernel(kernel, &data.weights, outputs, channels, &data.bias, case.relu, case.dilation);
        let compact = Conv3x3::compact_with_kernel(kernel, &data.weights, outputs, channels, &data.bias, case.relu, case.dilation);
        let windows = Im2colConv::with_kernel(kernel, &data.weights, outputs, channels, &data.bias, case.relu, params);
        let residual = data.residual.as_deref();
        for pool in [&Serial as &dyn Parallel, &TwoThreads] {
            let ways: [Way; 3] =
                [&|output| conv.run(&views, residual, output, pool), &|output| compact.run(&views, residual, output, pool), &|output| {
                    windows.run(&views, residual, size, output, pool)
                }];
            for (index, run) in ways.into_iter().enumerate() {
                let mut output = vec![f32::NAN; case.height * case.width * outputs];
                run(&mut output);
                let error = error(&output, &expected, channels);
                assert!(error <= BOUND, "{kernel:?}, way {index}, is off by {error:.1e} for {case:?}");
            }
        }
    }
}

/// Whole and partial tiles, registers, panels and micro-kernels; one and two inputs; neighbours beyond the map.
#[test]
fn convolution_of_small_shapes_is_the_definition() {
    for (height, width, inputs, outputs, dilation) in [
        (1, 1, vec![1], 2, 1),
        (4, 4, vec![4], 4, 1),
        (5, 6, vec![3, 2], 5, 1),
        (9, 3, vec![5], 9, 2),
        (3, 13, vec![1, 1, 1], 17, 4),
        (6, 7, vec![2], 3, 9),
    ] {
        for fancy in [false, true] {
            check(&Case { height, width, inputs: inputs.clone(), outputs, dilation, bias: fancy, relu: fancy, residual: fancy, seed: 11 });
        }
    }
}

#[test]
fn single_output_of_small_shapes_is_the_definition() {
    for (height, width, inputs, dilation) in [(1, 1, vec![1], 1), (3, 5, vec![5], 1), (4, 3, vec![4, 3], 2), (2, 2, vec![1], 7)] {
        check(&Case { height, width, inputs, outputs: 1, dilation, bias: true, relu: true, residual: true, seed: 12 });
    }
}

#[test]
fn pooling_and_resizing_of_small_shapes_are_the_definition() {
    for (height, width, channels) in [(1, 1, 1), (2, 3, 4), (3, 2, 5), (5, 4, 7)] {
        let data = Noise(13).floats(height * width * channels);
        let view = View::new(&data, height, width, channels);
        for pool in [&Serial as &dyn Parallel, &TwoThreads] {
            let mut pooled = vec![f32::NAN; height.div_ceil(2) * width.div_ceil(2) * channels];
            max_pool_2x2_ceil(view, &mut pooled, pool);
            assert_eq!(pooled, reference::max_pool(&data, height, width, channels));
            for to in [(2, 2), (3, 7), (8, 5)] {
                let mut resized = vec![f32::NAN; to.0 * to.1 * channels];
                upsample_bilinear(view, to.0, to.1, &mut resized, pool);
                assert!(error(&resized, &reference::upsample(&data, (height, width, channels), to), 1) < 1e-5, "{height}×{width} to {to:?}");
            }
        }
    }
}

/// ONNX's `pytorch_half_pixel`: a single output pixel reads pixel 0, not the middle.
#[test]
fn resizing_to_one_pixel_takes_the_first() {
    let mut resized = [f32::NAN; 2];
    upsample_bilinear(View::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 1, 3, 2), 1, 1, &mut resized, &Serial);
    assert_eq!(resized, [1.0, 2.0]);
}

/// The kernels follow pointers: what their lengths promise is asserted before.
#[test]
fn wrong_lengths_are_refused_before_a_kernel_runs() {
    let conv = || Conv3x3::new(&[1.0; 2 * 3 * 9], 2, 3, &[0.0; 2], false, 1);
    let data = [0.5; 2 * 2 * 3];
    let run = |channels: usize, residual: Option<usize>, output: usize| {
        let residual = residual.map(|len| vec![0.0; len]);
        let view = View::new(&data[..4 * channels], 2, 2, channels);
        conv().run(&[view], residual.as_deref(), &mut vec![0.0; output], &Serial);
    };
    let refused = |work: &dyn Fn()| std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err();
    run(3, Some(8), 8);
    let wrong: [(&str, &dyn Fn()); 12] = [
        ("too few channels", &|| run(2, None, 8)),
        ("output too short", &|| run(3, None, 7)),
        ("output too long", &|| run(3, None, 9)),
        ("residual too short", &|| run(3, Some(7), 8)),
        ("view too short", &|| conv().run(&[View::new(&data[..11], 2, 2, 3)], None, &mut [0.0; 8], &Serial)),
        ("no inputs", &|| conv().run(&[], None, &mut [0.0; 8], &Serial)),
        ("inputs of two sizes", &|| conv().run(&[View::new(&data[..4], 2, 2, 1), View::new(&data[..4], 1, 2, 2)], None, &mut [0.0; 8], &Serial)),
        ("weights missing", &|| drop(Conv3x3::new(&[1.0; 53], 2, 3, &[], false, 1))),
        ("one bias of two", &|| drop(Conv3x3::new(&[1.0; 54], 2, 3, &[0.0], false, 1))),
        ("no dilation", &|| drop(Conv3x3::new(&[1.0; 54], 2, 3, &[], false, 0))),
        ("pooled too short", &|| max_pool_2x2_ceil(View::new(&data, 2, 2, 3), &mut [0.0; 2], &Serial)),
        ("resized too short", &|| upsample_bilinear(View::new(&data, 2, 2, 3), 3, 3, &mut [0.0; 26], &Serial)),
    ];
    for (what, work) in wrong {
        assert!(refused(work), "{what}: not refused");
    }
}
