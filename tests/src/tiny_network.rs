//! Network like U²-Net of one convolution as an ONNX file: half the size and back.

use crate::tiny_classifier::{INT, INTS, attribute, bytes, file, node, number, tensor, value};

/// Form of the convolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantised {
    /// In floats.
    No,
    /// In integers, as dynamic quantisation writes it.
    Weights,
}

/// The same with a field at its end that no reader knows, so that the file has at least so many bytes.
pub fn padded(mut onnx: Vec<u8>, least: usize) -> Vec<u8> {
    let noise: Vec<u8> = (0..least as u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    onnx.extend(bytes(127, &noise));
    onnx
}

/// Bytes of the file, for an input of `side` × `side`, with `last` as the operator at its end.
pub fn network(last: Option<&str>, side: u32, quantised: Quantised) -> Vec<u8> {
    let integers: Vec<i8> = (0..27).map(|at| (at % 5) * 7 - 13).collect();
    let weights: Vec<f32> = integers.iter().map(|integer| f32::from(*integer) / 64.0).collect();
    let text = |name: &str, value: &str| [bytes(1, name.as_bytes()), bytes(4, value.as_bytes()), number(20, 3)].concat();
    let numbers = |name: &str, values: &[u64]| {
        let numbers: Vec<u8> = values.iter().flat_map(|value| number(7, *value)).collect();
        [number(1, values.len() as u64), number(2, 7), numbers, bytes(8, name.as_bytes())].concat()
    };
    let window = [attribute("kernel_shape", INTS, 8, &[3, 3]), attribute("pads", INTS, 8, &[1, 1, 1, 1])];
    let convolution = match quantised {
        Quantised::No => vec![node("Conv", &["picture", "weights", "bias"], "edges", &window)],
        Quantised::Weights => vec![
            // A node with three outputs.
            [node("DynamicQuantizeLinear", &["picture"], "integers", &[]), bytes(2, b"scale"), bytes(2, b"middle")].concat(),
            node("ConvInteger", &["integers", "small_weights", "middle"], "sums", &window),
            node("Cast", &["sums"], "float_sums", &[attribute("to", INT, 3, &[1])]),
            node("Mul", &["scale", "step"], "scales", &[]),
            node("Mul", &["float_sums", "scales"], "products", &[]),
            node("Reshape", &["bias", "wide"], "wide_bias", &[]),
            node("Add", &["products", "wide_bias"], "edges", &[]),
        ],
    };
    let pool = [attribute("kernel_shape", INTS, 8, &[2, 2]), attribute("strides", INTS, 8, &[2, 2]), attribute("ceil_mode", INT, 3, &[1])];
    let axis = [attribute("axis", INT, 3, &[0])];
    let resize = [text("mode", "linear"), text("coordinate_transformation_mode", "half_pixel")];
    let rest = [
        node("Relu", &["edges"], "positive", &[]),
        node("MaxPool", &["positive"], "half", &pool),
        node("Shape", &["picture"], "sizes", &[]),
        node("Slice", &["sizes", "two", "four", "zero"], "sides", &[]),
        node("Shape", &["half"], "small", &[]),
        node("Slice", &["small", "zero", "two", "zero"], "channels", &[]),
        node("Concat", &["channels", "sides"], "wanted", &axis),
        node("Resize", &["half", "", "", "wanted"], "whole", &resize),
        node("Add", &["whole", "edges"], if last.is_some() { "sum" } else { "result" }, &[]),
    ];
    let end = last.map(|last| node(last, &["sum"], "result", &[]));
    let side = Some(u64::from(side));
    let small: Vec<u8> = integers.iter().map(|integer| *integer as u8).collect();
    let small = [1, 3, 3, 3].iter().flat_map(|size| number(1, *size)).chain(number(2, 3)).chain(bytes(8, b"small_weights")).chain(bytes(9, &small));
    let graph = [
        convolution.into_iter().chain(rest).chain(end).flat_map(|node| bytes(1, &node)).collect(),
        bytes(2, b"small"),
        bytes(5, &tensor("weights", &[1, 3, 3, 3], &weights)),
        bytes(5, &small.collect::<Vec<u8>>()),
        bytes(5, &tensor("step", &[], &[1.0 / 64.0])),
        bytes(5, &tensor("bias", &[1], &[0.1])),
        bytes(5, &numbers("wide", &[1, u64::MAX, 1, 1])),
        bytes(5, &numbers("zero", &[0])),
        bytes(5, &numbers("two", &[2])),
        bytes(5, &numbers("four", &[4])),
        bytes(11, &value("picture", &[Some(1), Some(3), side, side])),
        bytes(12, &value("result", &[Some(1), Some(1), side, side])),
    ];
    file(&graph.concat())
}
