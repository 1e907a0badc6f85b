//! ONNX files of networks like U²-Net, straight into tract's typed graph.
//!
//! Such files consist of a dozen operators, half of which only compute the sizes that the resizes are to have. With the input's
//! size known these are plain numbers, so that no inference is needed, and a module that reads files this way carries neither tract's
//! inference nor its two hundred other ONNX operators.

use std::collections::HashMap;
use std::sync::Arc;

use prost::Message;
use tract_core::internal::*;
use tract_core::ops::array::TypedConcat;
use tract_core::ops::cnn::{Conv, KernelFormat, MaxPool, PaddingSpec, PoolSpec};
use tract_core::ops::math;
use tract_core::ops::nn::resize::{CoordTransformer, Interpolator, Nearest, Resize};
use tract_core::ops::nn::{DataFormat, sigmoid};

use crate::onnx::{Dimension, GraphProto, ModelProto, NodeProto, TensorProto};

/// ONNX's numbers for the types of tensors.
const FLOAT: i32 = 1;
const INT64: i32 = 7;

/// The network with its input at 1 × 3 × `side` × `side` and its first output alone.
///
/// `None` for a file with any operator, option or type beyond those of U²-Net: such a file is for tract's own reader.
///
/// # Errors
/// When the bytes are no ONNX file.
pub fn read(onnx: &[u8], side: usize) -> TractResult<Option<TypedModel>> {
    let graph = graph(onnx)?;
    let mut reader = Reader { model: TypedModel::default(), values: HashMap::new() };
    for tensor in &graph.initializer {
        let Some(value) = constant(tensor) else { return Ok(None) };
        reader.values.insert(tensor.name.clone(), value);
    }
    // Older files list their weights among the inputs.
    let inputs: Vec<_> = graph.input.iter().filter(|input| !reader.values.contains_key(&input.name)).collect();
    let (&[input], Some(output)) = (&inputs[..], graph.output.first()) else { return Ok(None) };
    let source = reader.model.add_source(&input.name, f32::fact([1, 3, side, side]))?;
    reader.values.insert(input.name.clone(), Value::Wire(source));
    for node in &graph.node {
        match reader.node(node)? {
            Some(value) => reader.values.insert(node.output[0].clone(), value),
            None => return Ok(None),
        };
    }
    let Some(Value::Wire(output)) = reader.values.get(&output.name) else { return Ok(None) };
    reader.model.select_output_outlets(&[*output])?;
    Ok(Some(reader.model))
}

/// The graph of a file. Axes that are no permutation are refused here: tract's own reader would take memory for ever.
fn graph(onnx: &[u8]) -> TractResult<GraphProto> {
    let graph = ModelProto::decode(onnx)?.graph.context("it has no graph")?;
    for node in graph.node.iter().filter(|node| node.op_type == "Transpose") {
        let axes = node.attribute.iter().find(|attribute| attribute.name == "perm").map_or(&[][..], |attribute| &attribute.ints);
        if !(0..axes.len() as i64).all(|axis| axes.contains(&axis)) {
            bail!("a Transpose has the axes {axes:?}, which are no permutation");
        }
    }
    Ok(graph)
}

/// Width and height that the file declares for its input, where it declares them.
///
/// # Errors
/// When the bytes are no ONNX file, or its input is not 1 × 3 × side × side.
pub fn declared_side(onnx: &[u8]) -> TractResult<Option<usize>> {
    let dimensions = declared_shape(onnx)?;
    match dimensions[..] {
        [_, Some(3), Some(height), Some(width)] if height == width => Ok(Some(width)),
        [_, Some(3) | None, None, None] => Ok(None),
        _ => bail!("its input has the shape {dimensions:?} and not 1 × 3 × side × side"),
    }
}

/// Dimensions that the file declares for its first input; `None` for those that it leaves open.
///
/// # Errors
/// When the bytes are no ONNX file, or it has no input that is a tensor.
pub fn declared_shape(onnx: &[u8]) -> TractResult<Vec<Option<usize>>> {
    let graph = graph(onnx)?;
    let weights: Vec<&str> = graph.initializer.iter().map(|tensor| tensor.name.as_str()).collect();
    let input = graph.input.iter().find(|input| !weights.contains(&input.name.as_str())).context("it has no input")?;
    let tensor = input.r#type.as_ref().and_then(|kind| kind.tensor_type.as_ref()).context("its input is not a tensor")?;
    let size = |dimension: &Dimension| dimension.dim_value.and_then(|size| usize::try_from(size).ok());
    Ok(tensor.shape.iter().flat_map(|shape| &shape.dim).map(size).collect())
}

#[derive(Debug, Clone)]
enum Value {
    /// Computed when the network runs.
    Wire(OutletId),
    /// Weights.
    Weights(Arc<Tensor>),
    /// Sizes, positions and axes.
    Numbers(Vec<i64>),
}

struct Reader {
    model: TypedModel,
    values: HashMap<String, Value>,
}

impl Reader {
    /// The value of a node's only output; nothing for what this reader does not know.
    fn node(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        if node.output.len() != 1 {
            return Ok(None);
        }
        Ok(match node.op_type.as_str() {
            "Constant" => node.attribute.iter().find(|attribute| attribute.name == "value").and_then(|attribute| constant(attribute.t.as_ref()?)),
            "Shape" => self.shape(node)?,
            "Gather" => self.gather(node),
            "Slice" => self.slice(node),
            // Numbers have no rank here: a vector of one is as good as a scalar.
            "Unsqueeze" | "Squeeze" | "Cast" | "Identity" => self.numbers(node, 0).map(Value::Numbers),
            "Concat" => self.concat(node)?,
            "Conv" => self.conv(node)?,
            "MaxPool" => self.max_pool(node)?,
            "Resize" => self.resize(node)?,
            "Add" => self.add(node)?,
            "Relu" => self.relu(node)?,
            "Sigmoid" => match self.wire(node, 0) {
                Some(input) => self.wired(node, sigmoid(), &[input])?,
                None => None,
            },
            _ => None,
        })
    }

    fn shape(&self, node: &NodeProto) -> TractResult<Option<Value>> {
        let Some(input) = self.wire(node, 0) else { return Ok(None) };
        Ok(self.sizes(input)?.map(|sizes| Value::Numbers(sizes.into_iter().map(|size| size as i64).collect())))
    }

    fn gather(&self, node: &NodeProto) -> Option<Value> {
        let (numbers, positions) = (self.numbers(node, 0)?, self.numbers(node, 1)?);
        let pick =
            |position: &i64| numbers.get(usize::try_from(if *position < 0 { position + numbers.len() as i64 } else { *position }).ok()?).copied();
        positions.iter().map(pick).collect::<Option<Vec<_>>>().map(Value::Numbers)
    }

    /// Of a vector, in steps of one.
    fn slice(&self, node: &NodeProto) -> Option<Value> {
        let numbers = self.numbers(node, 0)?;
        let ([start], [end]) = (&self.numbers(node, 1)?[..], &self.numbers(node, 2)?[..]) else { return None };
        let is_plain = |slot: usize, value: i64| node.input.len() <= slot || self.numbers(node, slot).is_some_and(|numbers| numbers == [value]);
        let length = numbers.len() as i64;
        let inside = |position: i64| if position < 0 { (position + length).max(0) } else { position.min(length) } as usize;
        (is_plain(3, 0) && is_plain(4, 1)).then(|| Value::Numbers(numbers.get(inside(*start)..inside(*end)).unwrap_or_default().to_vec()))
    }

    fn concat(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let slots = 0..node.input.len();
        if let Some(numbers) = slots.clone().map(|slot| self.numbers(node, slot)).collect::<Option<Vec<_>>>() {
            return Ok(Some(Value::Numbers(numbers.concat())));
        }
        match (slots.map(|slot| self.wire(node, slot)).collect::<Option<Vec<_>>>(), number(node, "axis")) {
            (Some(wires), Some(1)) => self.wired(node, TypedConcat::new(1), &wires),
            _ => Ok(None),
        }
    }

    fn conv(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let (Some(input), Some(Value::Weights(weights))) = (self.wire(node, 0), self.value(node, 1).cloned()) else { return Ok(None) };
        let &[outputs, inputs, height, width] = weights.shape() else { return Ok(None) };
        let bias = match self.value(node, 2).cloned() {
            // tract wants a single bias as a scalar.
            Some(Value::Weights(bias)) if bias.shape() == [1] => bias.as_ref().clone().into_shape(&[])?.into_arc_tensor(),
            Some(Value::Weights(bias)) if bias.shape() == [outputs] => bias,
            None if node.input.len() < 3 => Tensor::zero::<f32>(&[])?.into_arc_tensor(),
            _ => return Ok(None),
        };
        if number(node, "group").unwrap_or(1) != 1 || !has_only(node, &["dilations", "group", "kernel_shape", "pads", "strides"]) {
            return Ok(None);
        }
        let Some([top, left, bottom, right]) = four(node, "pads") else { return Ok(None) };
        let spec = PoolSpec {
            data_format: DataFormat::NCHW,
            kernel_shape: tvec!(height, width),
            padding: PaddingSpec::Explicit(tvec!(top, left), tvec!(bottom, right)),
            dilations: sizes(node, "dilations"),
            strides: sizes(node, "strides"),
            input_channels: inputs,
            output_channels: outputs,
        };
        let weights = self.model.add_const(format!("{}.weights", name(node)), weights)?;
        let bias = self.model.add_const(format!("{}.bias", name(node)), bias)?;
        self.wired(node, Conv { pool_spec: spec, kernel_fmt: KernelFormat::OIHW, group: 1, q_params: None }, &[input, weights, bias])
    }

    fn max_pool(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let (Some(input), Some(kernel)) = (self.wire(node, 0), sizes(node, "kernel_shape")) else { return Ok(None) };
        let Some(&[_, channels, _, _]) = self.sizes(input)?.as_deref() else { return Ok(None) };
        let Some([top, left, bottom, right]) = four(node, "pads") else { return Ok(None) };
        if !has_only(node, &["ceil_mode", "kernel_shape", "pads", "strides"]) {
            return Ok(None);
        }
        let ceil = number(node, "ceil_mode") == Some(1);
        let spec = PoolSpec {
            data_format: DataFormat::NCHW,
            kernel_shape: kernel,
            padding: PaddingSpec::ExplicitOnnxPool(tvec!(top, left), tvec!(bottom, right), ceil),
            dilations: None,
            strides: sizes(node, "strides"),
            input_channels: channels,
            output_channels: channels,
        };
        self.wired(node, MaxPool { pool_spec: spec, with_index_outputs: None }, &[input])
    }

    /// Bilinear to given sizes, half-pixel centres: the only resize of these networks.
    fn resize(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let transform = match text(node, "coordinate_transformation_mode") {
            Some(b"pytorch_half_pixel") => CoordTransformer::PytorchHalfPixel,
            Some(b"half_pixel") | None => CoordTransformer::HalfPixel,
            Some(_) => return Ok(None),
        };
        let (Some(input), Some(to)) = (self.wire(node, 0), self.numbers(node, 3)) else { return Ok(None) };
        if text(node, "mode") != Some(b"linear") || to.len() != 4 {
            return Ok(None);
        }
        let sizes = self.model.add_const(format!("{}.sizes", name(node)), tensor1(&to))?;
        let op = Resize {
            coord_transformer: transform,
            interpolator: Interpolator::Linear,
            nearest: Nearest::Floor,
            optional_scales_input: None,
            optional_sizes_input: Some(1),
        };
        self.wired(node, op, &[input, sizes])
    }

    fn add(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let (Some(one), Some(other)) = (self.wire(node, 0), self.wire(node, 1)) else { return Ok(None) };
        if self.sizes(one)? != self.sizes(other)? {
            return Ok(None);
        }
        self.wired(node, math::add(), &[one, other])
    }

    fn relu(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let Some(input) = self.wire(node, 0) else { return Ok(None) };
        let zero = Tensor::zero::<f32>(&vec![1; self.model.outlet_fact(input)?.rank()])?;
        let zero = self.model.add_const(format!("{}.zero", name(node)), zero)?;
        self.wired(node, math::max(), &[input, zero])
    }

    fn wired(&mut self, node: &NodeProto, op: impl Into<Box<dyn TypedOp>>, inputs: &[OutletId]) -> TractResult<Option<Value>> {
        Ok(Some(Value::Wire(self.model.wire_node(name(node), op, inputs)?[0])))
    }

    fn value(&self, node: &NodeProto, slot: usize) -> Option<&Value> {
        self.values.get(node.input.get(slot)?)
    }

    fn wire(&self, node: &NodeProto, slot: usize) -> Option<OutletId> {
        match self.value(node, slot)? {
            Value::Wire(wire) => Some(*wire),
            Value::Weights(_) | Value::Numbers(_) => None,
        }
    }

    fn numbers(&self, node: &NodeProto, slot: usize) -> Option<Vec<i64>> {
        match self.value(node, slot)? {
            Value::Numbers(numbers) => Some(numbers.clone()),
            Value::Wire(_) | Value::Weights(_) => None,
        }
    }

    fn sizes(&self, wire: OutletId) -> TractResult<Option<TVec<usize>>> {
        Ok(self.model.outlet_fact(wire)?.shape.as_concrete().map(Into::into))
    }
}

/// A node's name, or that of what it gives: names are optional, outputs are unique.
fn name(node: &NodeProto) -> &str {
    if node.name.is_empty() { &node.output[0] } else { &node.name }
}

fn number(node: &NodeProto, name: &str) -> Option<i64> {
    node.attribute.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.i)
}

fn text<'a>(node: &'a NodeProto, name: &str) -> Option<&'a [u8]> {
    node.attribute.iter().find(|attribute| attribute.name == name).map(|attribute| &attribute.s[..])
}

fn sizes(node: &NodeProto, name: &str) -> Option<TVec<usize>> {
    let attribute = node.attribute.iter().find(|attribute| attribute.name == name)?;
    attribute.ints.iter().map(|size| usize::try_from(*size).ok()).collect()
}

/// Top, left, bottom, right; zeros where the file says nothing.
fn four(node: &NodeProto, name: &str) -> Option<[usize; 4]> {
    match sizes(node, name) {
        Some(values) => values[..].try_into().ok(),
        None => (!node.attribute.iter().any(|attribute| attribute.name == name)).then_some([0; 4]),
    }
}

fn has_only(node: &NodeProto, names: &[&str]) -> bool {
    node.attribute.iter().all(|attribute| names.contains(&attribute.name.as_str()))
}

/// A tensor of 32-bit floats or 64-bit integers.
fn constant(tensor: &TensorProto) -> Option<Value> {
    let shape = tensor.dims.iter().map(|size| usize::try_from(*size).ok()).collect::<Option<Vec<_>>>()?;
    match tensor.data_type {
        FLOAT => {
            let raw = tensor.raw_data.chunks_exact(4).map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
            let floats: Vec<f32> = if tensor.float_data.is_empty() { raw.collect() } else { tensor.float_data.clone() };
            Some(Value::Weights(Tensor::from_shape(&shape, &floats).ok()?.into_arc_tensor()))
        }
        INT64 => {
            let raw = tensor.raw_data.chunks_exact(8).map(|bytes| bytes.iter().rev().fold(0, |number, byte| number << 8 | i64::from(*byte)));
            Some(Value::Numbers(if tensor.int64_data.is_empty() { raw.collect() } else { tensor.int64_data.clone() }))
        }
        _ => None,
    }
}
