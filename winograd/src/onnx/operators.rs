//! The operators that run, one function for each; `None` for attributes or inputs that are not supported.

use tract_core::internal::*;
use tract_core::ops::array::TypedConcat;
use tract_core::ops::change_axes::AxisOp;
use tract_core::ops::cnn::{Conv, KernelFormat, MaxPool, PaddingSpec, PoolSpec};
use tract_core::ops::math;
use tract_core::ops::nn::resize::{CoordTransformer, Interpolator, Nearest, Resize};
use tract_core::ops::nn::{DataFormat, sigmoid};

use super::attributes::{attribute, has_only, number, pads, sizes, text, two};
use super::pending::{Filter, OnnxConvolution, Pending};
use super::value::{Numbers, Value};
use super::{Reader, arithmetic, name};
use crate::onnx::protobuf::NodeProto;
use crate::shared_weights::SharedWeights;

/// Rank of a map, whose axes are picture, channel, row and column.
const RANK: usize = 4;
/// The channels' axis, counted from the last.
const CHANNELS_FROM_LAST: usize = 2;
/// Deviation that batch normalisation adds where the file says nothing.
const EPSILON: f32 = 1e-5;

impl Reader {
    pub(super) fn shape(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let Some(input) = self.wire(node, 0)? else { return Ok(None) };
        let Some(sizes) = self.sizes(input)? else { return Ok(None) };
        let length = sizes.len() as i64;
        let at = |name: &str, default: i64| {
            let at = number(node, name).unwrap_or(default);
            (if at < 0 { at + length } else { at }).clamp(0, length) as usize
        };
        let numbers = sizes.get(at("start", 0)..at("end", length)).unwrap_or_default().iter().map(|size| *size as f64).collect();
        Ok(Some(Value::Numbers(Numbers::whole(numbers))))
    }

    /// Operators that only change the type of a value: floats are 32 bits wide here, whatever they are in the file.
    pub(super) fn same(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        if node.op_type == "Cast" && number(node, "to").and_then(super::value::is_float) != Some(true) {
            return Ok(None);
        }
        Ok(self.value(node, 0).filter(|value| !matches!(value, Value::Quantised(_) | Value::Zero(_))).cloned())
    }

    /// Of constants alone.
    pub(super) fn reshape(&self, node: &NodeProto) -> Option<Value> {
        let (weights, wanted) = (self.weights(node, 0)?, self.numbers(node, 1)?.integers()?);
        let shape = arithmetic::reshape(&wanted, weights.shape(), weights.len())?;
        Some(Value::Weights(weights.reshaped(shape.into())?))
    }

    /// Axes of length 1 out of a map, as some files end.
    pub(super) fn squeeze(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let Some(input) = self.wire(node, 0)? else { return Ok(None) };
        let Some(shape) = self.sizes(input)? else { return Ok(None) };
        let rank = shape.len() as i64;
        let listed = self.numbers(node, 1).and_then(|axes| axes.integers()).or_else(|| attribute(node, "axes").map(|axes| axes.ints.clone()));
        let axes = listed.unwrap_or_else(|| (0..rank).filter(|axis| shape[*axis as usize] == 1).collect());
        let mut axes: Vec<i64> = axes.into_iter().map(|axis| if axis < 0 { axis + rank } else { axis }).collect();
        axes.sort_unstable();
        axes.dedup();
        if !axes.iter().all(|axis| (0..rank).contains(axis) && shape[*axis as usize] == 1) {
            return Ok(None);
        }
        let mut wire = input;
        for axis in axes.into_iter().rev() {
            wire = self.model.wire_node(format!("{}.{axis}", name(node)), AxisOp::Rm(axis as usize), &[wire])?[0];
        }
        Ok(Some(Value::Wire(wire)))
    }

    pub(super) fn concat(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let wires = (0..node.input.len()).map(|slot| self.wire(node, slot)).collect::<TractResult<Option<Vec<_>>>>()?;
        match (wires, number(node, "axis")) {
            (Some(wires), Some(1 | -3)) => self.wired(node, TypedConcat::new(1), &wires),
            _ => Ok(None),
        }
    }

    pub(super) fn conv(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let (Some(input), Some(filter)) = (self.wire(node, 0)?, self.filter(node)) else { return Ok(None) };
        let bias = match self.weights(node, 2) {
            Some(bias) if bias.shape() == [filter.outputs] => Some(bias.floats()),
            None if node.input.get(2).is_none_or(String::is_empty) => None,
            _ => return Ok(None),
        };
        let filter = match bias {
            Some(bias) => filter.plus(&bias),
            None => filter,
        };
        Ok(Some(Value::Pending(Pending { input, name: name(node).to_owned(), filter })))
    }

    /// Weights and windows of a convolution.
    pub(super) fn filter(&self, node: &NodeProto) -> Option<Filter> {
        if number(node, "group").unwrap_or(1) != 1 || !has_only(node, &["dilations", "group", "kernel_shape", "pads", "strides"]) {
            return None;
        }
        Filter::new(self.weights(node, 1)?, two(node, "strides")?, two(node, "dilations")?, pads(node)?)
    }

    /// Puts a convolution into the graph. Of one weight for each pair of channels it is tract's, which takes a concatenation before it apart.
    pub(super) fn convolution(&mut self, pending: Pending) -> TractResult<OutletId> {
        let Pending { input, name, filter } = pending;
        if filter.kernel != [1, 1] {
            return Ok(self.model.wire_node(name, OnnxConvolution(SharedWeights::new(filter)), &[input])?[0]);
        }
        let [top, left, bottom, right] = filter.pads;
        let spec = PoolSpec {
            data_format: DataFormat::NCHW,
            kernel_shape: TVec::from_slice(&filter.kernel),
            padding: PaddingSpec::Explicit(tvec!(top, left), tvec!(bottom, right)),
            dilations: Some(TVec::from_slice(&filter.dilations)),
            strides: Some(TVec::from_slice(&filter.strides)),
            input_channels: filter.inputs,
            output_channels: filter.outputs,
        };
        let weights = Tensor::from_shape(&[filter.outputs, filter.inputs, 1, 1], &filter.weights())?;
        // tract wants a single bias as a scalar.
        let bias = if filter.outputs == 1 { tensor0(filter.bias[0]) } else { tensor1(&filter.bias) };
        let weights = self.model.add_const(format!("{name}.weights"), weights)?;
        let bias = self.model.add_const(format!("{name}.bias"), bias)?;
        Ok(self.model.wire_node(name, Conv { pool_spec: spec, kernel_fmt: KernelFormat::OIHW, group: 1, q_params: None }, &[input, weights, bias])?
            [0])
    }

    /// Batch normalisation after a convolution, which takes it up.
    pub(super) fn normalise(&self, node: &NodeProto) -> Option<Value> {
        let Some(Value::Pending(pending)) = self.value(node, 0) else { return None };
        if !has_only(node, &["epsilon", "momentum", "spatial"]) || number(node, "spatial").is_some_and(|spatial| spatial != 1) {
            return None;
        }
        let channels = pending.filter.outputs;
        let vector = |slot: usize| self.weights(node, slot).filter(|weights| weights.shape() == [channels]).map(|weights| weights.floats());
        let (scale, shift, mean, variance) = (vector(1)?, vector(2)?, vector(3)?, vector(4)?);
        let epsilon = attribute(node, "epsilon").map_or(EPSILON, |attribute| attribute.f);
        let factors: Vec<f32> = scale.iter().zip(&variance).map(|(scale, variance)| scale / (variance + epsilon).sqrt()).collect();
        let less_mean: Vec<f32> = mean.iter().map(|mean| -mean).collect();
        let filter = pending.filter.clone().plus(&less_mean).times(&factors).plus(&shift);
        Some(Value::Pending(Pending { filter, ..pending.clone() }))
    }

    pub(super) fn max_pool(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let (Some(input), Some(kernel)) = (self.wire(node, 0)?, sizes(node, "kernel_shape")) else { return Ok(None) };
        let Some(&[_, channels, _, _]) = self.sizes(input)?.as_deref() else { return Ok(None) };
        let (Some([top, left, bottom, right]), Some(strides), Some([1, 1])) = (pads(node), two(node, "strides"), two(node, "dilations")) else {
            return Ok(None);
        };
        if !has_only(node, &["ceil_mode", "dilations", "kernel_shape", "pads", "strides"]) || kernel.len() != 2 || kernel.contains(&0) {
            return Ok(None);
        }
        let ceil = number(node, "ceil_mode") == Some(1);
        let spec = PoolSpec {
            data_format: DataFormat::NCHW,
            kernel_shape: kernel,
            padding: PaddingSpec::ExplicitOnnxPool(tvec!(top, left), tvec!(bottom, right), ceil),
            dilations: None,
            strides: Some(TVec::from_slice(&strides)),
            input_channels: channels,
            output_channels: channels,
        };
        self.wired(node, MaxPool { pool_spec: spec, with_index_outputs: None }, &[input])
    }

    /// Bilinear, to given sizes or by given factors.
    pub(super) fn resize(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let has_sizes = node.input.len() > 3;
        let transform = match text(node, "coordinate_transformation_mode") {
            Some(b"pytorch_half_pixel") => CoordTransformer::PytorchHalfPixel,
            Some(b"half_pixel") => CoordTransformer::HalfPixel,
            Some(b"align_corners") => CoordTransformer::AlignCorners,
            Some(b"asymmetric") => CoordTransformer::Asymmetric,
            // Before version 11 of the operators there are only factors, and no choice.
            None if node.input.len() == 2 => CoordTransformer::Asymmetric,
            None => CoordTransformer::HalfPixel,
            Some(_) => return Ok(None),
        };
        let fits = has_only(node, &["coordinate_transformation_mode", "cubic_coeff_a", "extrapolation_value", "mode", "nearest_mode"]);
        let Some(input) = self.wire(node, 0)? else { return Ok(None) };
        if text(node, "mode") != Some(b"linear") || !fits {
            return Ok(None);
        }
        let Some(from) = self.sizes(input)?.filter(|sizes| sizes.len() == RANK) else { return Ok(None) };
        let to = if has_sizes {
            self.numbers(node, 3).and_then(|sizes| sizes.integers())
        } else {
            let factors = self.numbers(node, if node.input.len() == 2 { 1 } else { 2 });
            // Factors that do not give whole sizes shift the sampling points.
            factors.filter(|factors| factors.values.len() == RANK).and_then(|factors| {
                let whole = |(factor, size): (&f64, &usize)| Some(factor * *size as f64).filter(|to| to.fract() == 0.0).map(|to| to as i64);
                factors.values.iter().zip(&from).map(whole).collect::<Option<Vec<_>>>()
            })
        };
        let Some(to) = to.filter(|to| to.len() == RANK && to.iter().all(|size| *size > 0)) else { return Ok(None) };
        if to[..2] != [from[0] as i64, from[1] as i64] {
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

    /// Arithmetic of maps: with one as large, or with constants.
    pub(super) fn binary(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        if node.input.len() != 2 {
            return Ok(None);
        }
        if let Some(value) = self.taken_up(node) {
            return Ok(Some(value));
        }
        if let (Some(one), Some(other)) = (self.wire(node, 0)?, self.wire(node, 1)?) {
            return if node.op_type == "Add" && self.sizes(one)? == self.sizes(other)? {
                self.wired(node, math::add(), &[one, other])
            } else {
                Ok(None)
            };
        }
        let (map, constant) = if self.wire(node, 0)?.is_some() { (0, 1) } else { (1, 0) };
        let (Some(wire), Some(weights)) = (self.wire(node, map)?, self.weights(node, constant)) else { return Ok(None) };
        let Some(&[_, channels, _, _]) = self.sizes(wire)?.as_deref() else { return Ok(None) };
        let Some(floats) = weights.per_channel(channels, CHANNELS_FROM_LAST) else { return Ok(None) };
        let constant = self.model.add_const(format!("{}.constant", name(node)), Tensor::from_shape(&[1, channels, 1, 1], &floats)?)?;
        let inputs = if map == 0 { [wire, constant] } else { [constant, wire] };
        match node.op_type.as_str() {
            "Add" => self.wired(node, math::add(), &inputs),
            "Sub" => self.wired(node, math::sub(), &inputs),
            "Mul" => self.wired(node, math::mul(), &inputs),
            "Div" => self.wired(node, math::div(), &inputs),
            _ => Ok(None),
        }
    }

    /// A convolution with what is added to its channels, or multiplied with them.
    fn taken_up(&self, node: &NodeProto) -> Option<Value> {
        if let Some(value) = self.dequantised(node) {
            return Some(value);
        }
        let (pending, constant) = match (self.value(node, 0)?, self.value(node, 1)?) {
            (Value::Pending(pending), Value::Weights(_) | Value::Numbers(_)) => (pending, 1),
            (Value::Weights(_) | Value::Numbers(_), Value::Pending(pending)) => (pending, 0),
            _ => return None,
        };
        let vector = self.weights(node, constant)?.per_channel(pending.filter.outputs, CHANNELS_FROM_LAST)?;
        let filter = pending.filter.clone();
        let filter = match node.op_type.as_str() {
            "Add" => filter.plus(&vector),
            "Mul" => filter.times(&vector),
            _ => return None,
        };
        Some(Value::Pending(Pending { filter, ..pending.clone() }))
    }

    pub(super) fn relu(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let Some(input) = self.wire(node, 0)? else { return Ok(None) };
        Ok(Some(Value::Wire(self.bounded(name(node), input, 0.0, math::max())?)))
    }

    /// Between two numbers, of which each may be left out; in older files they are attributes.
    pub(super) fn clip(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let Some(mut wire) = self.wire(node, 0)? else { return Ok(None) };
        for (slot, bound, op) in [(1, "min", math::max()), (2, "max", math::min())] {
            let given = node.input.get(slot).filter(|name| !name.is_empty());
            let bound = match (given, attribute(node, bound)) {
                (Some(_), _) => match self.numbers(node, slot).map(|numbers| numbers.values) {
                    Some(values) if values.len() == 1 => values[0] as f32,
                    _ => return Ok(None),
                },
                (None, Some(attribute)) => attribute.f,
                (None, None) => continue,
            };
            // The largest floats stand for no bound.
            if bound.abs() < f32::MAX {
                let label = if slot == 1 { name(node).to_owned() } else { format!("{}.max", name(node)) };
                wire = self.bounded(&label, wire, bound, op)?;
            }
        }
        Ok(Some(Value::Wire(wire)))
    }

    /// The larger or smaller one of a map and a number.
    fn bounded(&mut self, name: &str, input: OutletId, bound: f32, op: impl Into<Box<dyn TypedOp>>) -> TractResult<OutletId> {
        let mut constant = Tensor::zero::<f32>(&vec![1; self.model.outlet_fact(input)?.rank()])?;
        constant.try_as_plain_ram_mut()?.as_slice_mut::<f32>()?.fill(bound);
        let constant = self.model.add_const(format!("{name}.bound"), constant)?;
        Ok(self.model.wire_node(name, op, &[input, constant])?[0])
    }

    pub(super) fn sigmoid(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        match self.wire(node, 0)? {
            Some(input) => self.wired(node, sigmoid(), &[input]),
            None => Ok(None),
        }
    }
}
