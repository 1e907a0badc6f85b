//! Every variant in which files of networks like IS-Net are written gives the same map as the plainest one, and that one tract's.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/onnx_file.rs"]
mod onnx_file;

use offcut_winograd::{OnnxFile, Threads, UnsupportedOperator, rewrite};
use onnx_file::{OnnxVariant, Output, PLAIN, Sizes, Weights, network};
use tract_onnx::prelude::*;

const SIDE: usize = 44;

fn picture(side: usize) -> Tensor {
    tract_ndarray::Array4::from_shape_fn((1, 3, side, side), |(_, channel, y, x)| ((x * 7 + y * 3 + channel * 5) % 17) as f32 / 9.0 - 0.9).into()
}

fn map(network: TypedModel, side: usize) -> Vec<f32> {
    let plan = rewrite(&network.into_decluttered().unwrap(), &Threads::one()).unwrap().into_optimized().unwrap().into_runnable().unwrap();
    let outputs = plan.run(tvec!(picture(side).into())).unwrap();
    outputs[0].to_plain_array_view::<f32>().unwrap().iter().copied().collect()
}

fn read(variant: OnnxVariant, side: usize) -> TypedModel {
    OnnxFile::parse(network(variant, side)).unwrap().network(side).unwrap().unwrap_or_else(|unread| panic!("{variant:?}: {unread}"))
}

fn tract_map(variant: OnnxVariant, side: usize) -> Vec<f32> {
    let onnx = network(variant, side);
    let mut graph = tract_onnx::onnx().with_ignore_output_shapes(true).model_for_read(&mut &onnx[..]).unwrap();
    let first = graph.output_outlets().unwrap()[0];
    graph.select_output_outlets(&[first]).unwrap();
    graph.set_input_fact(0, f32::fact([1, 3, side, side]).into()).unwrap();
    let plan = graph.into_typed().unwrap().into_decluttered().unwrap().into_optimized().unwrap().into_runnable().unwrap();
    let outputs = plan.run(tvec!(picture(side).into())).unwrap();
    outputs[0].to_plain_array_view::<f32>().unwrap().iter().copied().collect()
}

fn max_difference(one: &[f32], other: &[f32]) -> f32 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max)
}

#[test]
fn plainest_form_gives_tracts_map() {
    for side in [SIDE, 30] {
        let (expected, actual) = (tract_map(PLAIN, side), map(read(PLAIN, side), side));
        assert!(expected.iter().any(|value| *value > 0.6) && expected.iter().any(|value| *value < 0.4), "the map is not flat");
        assert!(max_difference(&expected, &actual) < 1e-4, "{}", max_difference(&expected, &actual));
    }
}

#[test]
fn every_form_gives_the_same_map() {
    let plain = map(read(PLAIN, SIDE), SIDE);
    for weights in [Weights::Floats, Weights::FloatFields, Weights::HalvesAndCasts, Weights::Halves, Weights::Integers] {
        for sizes in [Sizes::Constant, Sizes::Sliced, Sizes::Gathered, Sizes::Factors] {
            for unfolded in [false, true] {
                let variant = OnnxVariant { weights, sizes, unfolded, ..PLAIN };
                let max_difference = max_difference(&plain, &map(read(variant, SIDE), SIDE));
                assert!(max_difference < 1e-5, "{variant:?}: {max_difference}");
            }
        }
    }
}

#[test]
fn nothing_of_a_network_is_left_to_tract_but_its_end() {
    let network = rewrite(&read(PLAIN, SIDE).into_decluttered().unwrap(), &Threads::one()).unwrap();
    for slow in ["Conv", "OnnxConvolution", "MaxPool", "Resize", "TypedConcat", "Max", "Add", "Mul"] {
        assert!(network.nodes().iter().all(|node| node.op.name() != slow), "{slow}");
    }
}

#[test]
fn logits_are_told_from_probabilities() {
    for weights in [Weights::Floats, Weights::HalvesAndCasts, Weights::Halves, Weights::Integers] {
        for squeezed in [false, true] {
            let gives_logits = |sigmoid| OnnxFile::parse(network(OnnxVariant { weights, sigmoid, squeezed, ..PLAIN }, SIDE)).unwrap().gives_logits();
            assert!(gives_logits(false) && !gives_logits(true), "{weights:?} {squeezed}");
        }
    }
}

#[test]
fn only_what_the_first_output_needs_is_read() {
    let reading = |unknown| OnnxFile::parse(network(OnnxVariant { unknown: Some(unknown), ..PLAIN }, SIDE)).unwrap().network(SIDE).unwrap();
    assert_eq!(map(reading(Output::Second).unwrap(), SIDE), map(read(PLAIN, SIDE), SIDE));
    let unread = reading(Output::First).unwrap_err();
    assert_eq!(unread, UnsupportedOperator { operator: "Sharpen".to_owned(), known: false });
    assert_eq!(unread.to_string(), "its operator Sharpen is not supported");
}

#[test]
fn side_need_not_be_the_declared_one_where_sizes_are_computed() {
    let variant = OnnxVariant { sizes: Sizes::Sliced, ..PLAIN };
    let file = OnnxFile::parse(network(variant, SIDE)).unwrap();
    assert_eq!(file.declared_side().unwrap(), Some(SIDE));
    let other = file.network(30).unwrap().unwrap();
    assert!(max_difference(&map(other, 30), &map(read(PLAIN, 30), 30)) < 1e-5);
    let fixed = OnnxFile::parse(network(PLAIN, SIDE)).unwrap();
    assert!(fixed.network(30).map_or(true, |reading| reading.is_err()), "sizes that do not fit are no network");
}
