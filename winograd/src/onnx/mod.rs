//! ONNX files of networks like U²-Net, straight into tract's typed graph.
//!
//! Such files consist of a dozen operators, half of which only compute the sizes that the resizes are to have. With the input's
//! size known these are plain numbers, so that no inference is needed, and a module that reads files this way carries neither tract's
//! inference nor its two hundred other ONNX operators.

mod arithmetic;
mod attributes;
mod operators;
mod pending;
pub(crate) mod protobuf;
mod quantised;
mod value;

use std::collections::{HashMap, HashSet};

use prost::Message;
use prost::bytes::Bytes;
use tract_core::internal::*;

use crate::onnx::protobuf::{Dimension, GraphProto, ModelProto, NodeProto};
use attributes::attribute;
pub(crate) use pending::OnnxConvolution;
use value::{Numbers, Value, Weights, constant};

/// Operators that leave values and their order as they are: what comes before them is what the network ends with.
const TRANSPARENT: &[&str] = &["Cast", "Identity", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "Dropout", "Resize", "Upsample"];
/// Operators whose results are no probabilities.
const LINEAR: &[&str] = &["Conv", "ConvTranspose", "ConvInteger", "BatchNormalization", "Add", "Gemm", "MatMul"];

/// An ONNX file.
#[derive(Debug)]
pub struct OnnxFile {
    bytes: Bytes,
    graph: GraphProto,
}

/// First operator of a file that this reader does not support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsupportedOperator {
    /// Type of the node, or of the tensor.
    pub operator: String,
    /// True if the operator is supported, but not with these attributes or inputs.
    pub known: bool,
}

impl std::fmt::Display for UnsupportedOperator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Names come from the file.
        let operator: String = self.operator.chars().filter(|sign| !sign.is_control()).take(40).collect();
        match self.known {
            true => write!(formatter, "its operator {operator} has a form that is not supported"),
            false => write!(formatter, "its operator {operator} is not supported"),
        }
    }
}

/// Network with its input at 1 × 3 × side × side and its first output alone, or the operator that is not supported.
pub type ReadResult = Result<TypedModel, UnsupportedOperator>;

impl OnnxFile {
    /// Parses a file. Weights stay slices of `bytes`.
    ///
    /// # Errors
    /// When the bytes are no ONNX file, or have axes that are no permutation: tract's own reader would take memory for ever.
    pub fn parse(bytes: Vec<u8>) -> TractResult<Self> {
        let bytes = Bytes::from(bytes);
        let graph = ModelProto::decode(bytes.clone()).ok().and_then(|model| model.graph).context("it is no ONNX file")?;
        for node in graph.node.iter().filter(|node| node.op_type == "Transpose") {
            let axes = attribute(node, "perm").map_or(&[][..], |attribute| &attribute.ints);
            ensure!((0..axes.len() as i64).all(|axis| axes.contains(&axis)), "its operator Transpose has axes that are no permutation");
        }
        Ok(Self { bytes, graph })
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Width and height that the file declares for its input, where it declares them.
    ///
    /// # Errors
    /// When its input is not 1 × 3 × side × side.
    pub fn declared_side(&self) -> TractResult<Option<usize>> {
        let dimensions = self.declared_shape()?;
        match dimensions[..] {
            [_, Some(3), Some(height), Some(width)] if height == width => Ok(Some(width)),
            [_, Some(3) | None, None, None] => Ok(None),
            _ => bail!("its input is not 1 × 3 × side × side"),
        }
    }

    /// Dimensions that the file declares for its first input; `None` for those that it leaves open.
    ///
    /// # Errors
    /// When it has no input that is a tensor.
    pub fn declared_shape(&self) -> TractResult<Vec<Option<usize>>> {
        let weights: HashSet<&str> = self.graph.initializer.iter().map(|tensor| tensor.name.as_str()).collect();
        let input = self.graph.input.iter().find(|input| !weights.contains(input.name.as_str())).context("it has no input")?;
        let tensor = input.r#type.as_ref().and_then(|kind| kind.tensor_type.as_ref()).context("its input is not a tensor")?;
        let size = |dimension: &Dimension| dimension.dim_value.and_then(|size| usize::try_from(size).ok());
        Ok(tensor.shape.iter().flat_map(|shape| &shape.dim).map(size).collect())
    }

    /// True if the first output is logits and not probabilities: nothing comes after its last convolution but sums.
    pub fn gives_logits(&self) -> bool {
        let makers: HashMap<&str, &NodeProto> =
            self.graph.node.iter().flat_map(|node| node.output.iter().map(move |output| (output.as_str(), node))).collect();
        let mut name = self.graph.output.first().map(|output| output.name.as_str());
        for _ in 0..self.graph.node.len() {
            let Some(maker) = name.and_then(|name| makers.get(name)) else { return false };
            // Integers times their scale are a convolution as well.
            let is_scaled =
                maker.op_type == "Mul" && maker.input.iter().any(|input| makers.get(input.as_str()).is_some_and(|node| is_cast_sum(node, &makers)));
            if !TRANSPARENT.contains(&maker.op_type.as_str()) {
                return is_scaled || LINEAR.contains(&maker.op_type.as_str());
            }
            name = maker.input.first().map(String::as_str);
        }
        false
    }

    /// Reads the network with its input at 1 × 3 × `side` × `side`: what its first output needs, and nothing else.
    ///
    /// # Errors
    /// When its layers do not fit together.
    pub fn network(&self, side: usize) -> TractResult<ReadResult> {
        let graph = &self.graph;
        let needed = needed(graph);
        let mut reader = Reader { model: TypedModel::default(), values: HashMap::new() };
        for tensor in graph.initializer.iter().filter(|tensor| needed.contains(tensor.name.as_str())) {
            let Some(value) = constant(tensor) else { return Ok(Err(UnsupportedOperator { operator: "Constant".to_owned(), known: true })) };
            reader.values.insert(tensor.name.clone(), value);
        }
        // Older files list their weights among the inputs.
        let weights: HashSet<&str> = graph.initializer.iter().map(|tensor| tensor.name.as_str()).collect();
        let inputs: Vec<_> = graph.input.iter().filter(|input| !weights.contains(input.name.as_str())).collect();
        let (&[input], Some(output)) = (&inputs[..], graph.output.first()) else { bail!("it has not exactly one input") };
        let source = reader.model.add_source(&input.name, f32::fact([1, 3, side, side]))?;
        reader.values.insert(input.name.clone(), Value::Wire(source));
        for node in graph.node.iter().filter(|node| node.output.iter().any(|output| needed.contains(output.as_str()))) {
            if let Err(known) = reader.node(node)? {
                return Ok(Err(UnsupportedOperator { operator: node.op_type.clone(), known }));
            }
        }
        let output = reader.wired_value(&output.name)?.context("its first output is no map")?;
        reader.model.select_output_outlets(&[output])?;
        Ok(Ok(reader.model))
    }
}

/// Dimensions that a file declares for its first input; `None` for those that it leaves open.
///
/// # Errors
/// When the bytes are no ONNX file, or it has no input that is a tensor.
pub fn declared_shape(onnx: &[u8]) -> TractResult<Vec<Option<usize>>> {
    OnnxFile::parse(onnx.to_vec())?.declared_shape()
}

/// A cast of a sum of products of integers.
fn is_cast_sum(node: &NodeProto, makers: &HashMap<&str, &NodeProto>) -> bool {
    node.op_type == "Cast" && node.input.iter().any(|input| makers.get(input.as_str()).is_some_and(|node| node.op_type == "ConvInteger"))
}

/// Names that the first output is computed from, itself included.
fn needed(graph: &GraphProto) -> HashSet<&str> {
    let mut needed: HashSet<&str> = graph.output.first().map(|output| output.name.as_str()).into_iter().collect();
    // Nodes come in an order in which they can run.
    for node in graph.node.iter().rev() {
        if node.output.iter().any(|output| needed.contains(output.as_str())) {
            needed.extend(node.input.iter().map(String::as_str));
        }
    }
    needed
}

struct Reader {
    model: TypedModel,
    values: HashMap<String, Value>,
}

impl Reader {
    /// Keeps the values of a node's outputs; for what this reader does not know, whether it knows the operator otherwise.
    fn node(&mut self, node: &NodeProto) -> TractResult<Result<(), bool>> {
        let Some(output) = node.output.first() else { return Ok(Err(false)) };
        if node.op_type == "DynamicQuantizeLinear" {
            return Ok(self.quantise(node).ok_or(true));
        }
        if let Some(numbers) = self.computed(node) {
            self.values.insert(output.clone(), Value::Numbers(numbers));
            return Ok(Ok(()));
        }
        let value = match node.op_type.as_str() {
            "Constant" => constant_node(node),
            "Shape" => self.shape(node)?,
            "Cast" | "Identity" | "Dropout" => self.same(node)?,
            "Reshape" => self.reshape(node),
            "Squeeze" => self.squeeze(node)?,
            "Concat" => self.concat(node)?,
            "Conv" => self.conv(node)?,
            "ConvInteger" => self.conv_integer(node)?,
            "BatchNormalization" => self.normalise(node),
            "MaxPool" => self.max_pool(node)?,
            "Resize" | "Upsample" => self.resize(node)?,
            "Add" | "Sub" | "Mul" | "Div" => self.binary(node)?,
            "Relu" => self.relu(node)?,
            "Clip" => self.clip(node)?,
            "Sigmoid" => self.sigmoid(node)?,
            _ => return Ok(Err(false)),
        };
        let Some(value) = value else { return Ok(Err(true)) };
        self.values.insert(output.clone(), value);
        Ok(Ok(()))
    }

    /// The result of a node whose inputs are all known and few.
    fn computed(&self, node: &NodeProto) -> Option<Numbers> {
        if node.input.is_empty() || node.op_type == "Shape" {
            return None;
        }
        let known = |name: &String| if name.is_empty() { Some(None) } else { self.numbers_of(name).map(Some) };
        // A vector of floats may as well be the bias of a convolution, whose shape matters.
        let deciding = if node.op_type == "Reshape" { 1 } else { node.input.len() };
        let is_size = node.input[..deciding].iter().any(|name| matches!(self.values.get(name), Some(Value::Numbers(_))));
        let inputs = node.input.iter().map(known).collect::<Option<Vec<_>>>().filter(|_| is_size)?;
        arithmetic::compute(node, &inputs)
    }

    fn value(&self, node: &NodeProto, slot: usize) -> Option<&Value> {
        self.values.get(node.input.get(slot)?)
    }

    /// A value that is computed when the network runs; a convolution that waited for what follows it goes into the graph.
    fn wire(&mut self, node: &NodeProto, slot: usize) -> TractResult<Option<OutletId>> {
        match node.input.get(slot) {
            Some(name) => self.wired_value(name),
            None => Ok(None),
        }
    }

    fn wired_value(&mut self, name: &str) -> TractResult<Option<OutletId>> {
        let wire = match self.values.get(name) {
            Some(Value::Wire(wire)) => return Ok(Some(*wire)),
            Some(Value::Pending(pending)) => pending.clone(),
            _ => return Ok(None),
        };
        let wire = self.convolution(wire)?;
        self.values.insert(name.to_owned(), Value::Wire(wire));
        Ok(Some(wire))
    }

    fn numbers(&self, node: &NodeProto, slot: usize) -> Option<Numbers> {
        self.numbers_of(node.input.get(slot)?)
    }

    fn numbers_of(&self, name: &str) -> Option<Numbers> {
        match self.values.get(name)? {
            Value::Numbers(numbers) => Some(numbers.clone()),
            Value::Weights(weights) => weights.numbers(),
            _ => None,
        }
    }

    /// A constant tensor; whole numbers count as one where their shape does not matter.
    fn weights(&self, node: &NodeProto, slot: usize) -> Option<Weights> {
        match self.value(node, slot)? {
            Value::Weights(weights) => Some(weights.clone()),
            Value::Numbers(numbers) if numbers.values.len() == 1 => Some(Weights::vector(vec![numbers.values[0] as f32])),
            _ => None,
        }
    }

    fn sizes(&self, wire: OutletId) -> TractResult<Option<TVec<usize>>> {
        Ok(self.model.outlet_fact(wire)?.shape.as_concrete().map(Into::into))
    }

    fn wired(&mut self, node: &NodeProto, op: impl Into<Box<dyn TypedOp>>, inputs: &[OutletId]) -> TractResult<Option<Value>> {
        Ok(Some(Value::Wire(self.model.wire_node(name(node), op, inputs)?[0])))
    }
}

/// Value of a `Constant`, in any of the attributes that it may stand in.
fn constant_node(node: &NodeProto) -> Option<Value> {
    let attribute = node.attribute.first()?;
    Some(match attribute.name.as_str() {
        "value" => return constant(attribute.t.as_ref()?),
        "value_int" => Value::Numbers(Numbers::whole(vec![attribute.i as f64])),
        "value_ints" => Value::Numbers(Numbers::whole(attribute.ints.iter().map(|value| *value as f64).collect())),
        "value_float" => Value::Weights(Weights::vector(vec![attribute.f])),
        "value_floats" => Value::Weights(Weights::vector(attribute.floats.clone())),
        _ => return None,
    })
}

/// A node's name, or that of what it gives: names are optional, outputs are unique.
fn name(node: &NodeProto) -> &str {
    if node.name.is_empty() { &node.output[0] } else { &node.name }
}
