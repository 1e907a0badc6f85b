//! The whole of U²-Net-p with the fast layers against the same network as tract runs it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use offcut_winograd::{OnnxFile, Threads, rewrite};
use tract_onnx::prelude::*;

const SIDE: usize = 320;

fn network() -> TypedModel {
    let onnx = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../models/u2netp.onnx"));
    let mut graph = tract_onnx::onnx().model_for_read(&mut &onnx[..]).unwrap();
    let first = graph.output_outlets().unwrap()[0];
    graph.select_output_outlets(&[first]).unwrap();
    graph.set_input_fact(0, f32::fact([1, 3, SIDE, SIDE]).into()).unwrap();
    graph.into_typed().unwrap().into_decluttered().unwrap()
}

/// A bright disc on a gradient with some texture: a subject, edges and flat parts.
fn picture() -> Tensor {
    let centre = SIDE as f32 / 2.0;
    tract_ndarray::Array4::from_shape_fn((1, 3, SIDE, SIDE), |(_, channel, y, x)| {
        let (x, y) = (x as f32, y as f32);
        let inside = (x - centre).hypot(y - centre) < 90.0;
        let texture = ((x * 0.7).sin() * (y * 0.3 + channel as f32).cos()) * 0.2;
        if inside { 1.8 - channel as f32 * 0.4 + texture } else { x / 200.0 - 1.5 + texture }
    })
    .into()
}

fn map(network: TypedModel) -> Vec<f32> {
    let plan = network.into_optimized().unwrap().into_runnable().unwrap();
    let outputs = plan.run(tvec!(picture().into())).unwrap();
    outputs[0].to_plain_array_view::<f32>().unwrap().iter().copied().collect()
}

#[test]
fn map_matches_tracts() {
    let network = network();
    let fast = rewrite(&network, &Threads::one()).unwrap();
    let (expected, actual) = (map(network), map(fast));
    assert_eq!(expected.len(), SIDE * SIDE);
    assert!(expected.iter().any(|value| *value > 0.9) && expected.iter().any(|value| *value < 0.1), "the picture has a subject");
    let max_difference = expected.iter().zip(&actual).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    println!("largest absolute difference of the maps: {max_difference:.1e}");
    assert!(max_difference <= 1e-3, "{max_difference}");
}

#[test]
fn small_reader_matches_tracts_reader() {
    let onnx = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../models/u2netp.onnx"));
    let file = OnnxFile::parse(onnx.to_vec()).unwrap();
    assert_eq!((file.declared_side().unwrap(), file.gives_logits()), (Some(SIDE), false));
    let read = file.network(SIDE).unwrap().unwrap().into_decluttered().unwrap();
    let fast = |network: &TypedModel| map(rewrite(network, &Threads::one()).unwrap());
    assert_eq!(fast(&read), fast(&network()));
    assert!(OnnxFile::parse(b"no ONNX file".to_vec()).is_err());
}

#[test]
fn no_convolution_pool_or_resize_of_the_network_is_left_to_tract() {
    let fast = rewrite(&network(), &Threads::one()).unwrap();
    let count = |name: &str| fast.nodes().iter().filter(|node| node.op.name() == name).count();
    assert_eq!(count("Winograd"), 118);
    for slow in ["Conv", "MaxPool", "Resize", "TypedConcat", "Max"] {
        assert_eq!(count(slow), 0, "{slow}");
    }
    // In at the top, out at the six side maps, which tract sums to the last one.
    assert_eq!((count("ToChannelsLast"), count("ToChannelsFirst")), (1, 6));
}
