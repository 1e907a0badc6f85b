//! Puts the fast layers in the place of a network's own, channels last from end to end. What is not recognised keeps tract's operator.

use std::collections::{HashMap, HashSet};

use tract_core::internal::*;
use tract_core::ops::array::TypedConcat;
use tract_core::ops::binary::TypedBinOp;
use tract_core::ops::cnn::{Conv, KernelFormat, MaxPool, PoolSpec};
use tract_core::ops::math::{Add, Max};
use tract_core::ops::nn::DataFormat;
use tract_core::ops::nn::resize::{CoordTransformer, Interpolator, Resize};

use crate::layer::{Layer, LayerKind, TensorPool, Threads};
use crate::onnx::OnnxConvolution;
use crate::panelwise::Panelwise;
use crate::shared_weights::SharedWeights;
use crate::{Conv3x3, ConvParams, Im2colConv, Kernel};

/// Winograd's weights are four times as large as the plain ones. Up to this many plain ones that does not matter; with more, large networks
/// (IS-Net: 44 million) would not fit into a browser's tab, and transforming them in each run costs less than reading them.
const MAX_TRANSFORMED_WEIGHTS: usize = 128 * 128 * 9;

/// A decluttered network with its 3 × 3 convolutions and what lies between them replaced.
///
/// Recognised: convolutions of one group and more than one weight for each pair of channels, ReLU and addition after one, concatenation before one,
/// 2 × 2 maximum pooling, bilinear resizing. Everything else stays what it was.
///
/// # Errors
/// When tract cannot wire the new network, which does not happen with one that it could plan before.
pub fn rewrite(model: &TypedModel, threads: &Threads) -> TractResult<TypedModel> {
    let mut rewriter = Rewriter {
        source: model,
        target: TypedModel::default(),
        layouts: HashMap::new(),
        done: HashSet::new(),
        threads,
        tensor_pool: TensorPool::default(),
    };
    rewriter.target.symbols = model.symbols.clone();
    for id in model.eval_order()? {
        if !rewriter.done.contains(&id) {
            rewriter.node(id).with_context(|| format!("Rewriting {}", model.node(id)))?;
        }
    }
    // In the old network's order, whatever order its nodes came in.
    rewriter.target.inputs = model.input_outlets()?.iter().map(|outlet| rewriter.first(*outlet)).collect::<TractResult<Vec<_>>>()?;
    let outputs = model.output_outlets()?.iter().map(|outlet| rewriter.first(*outlet)).collect::<TractResult<Vec<_>>>()?;
    rewriter.target.select_output_outlets(&outputs)?;
    Ok(rewriter.target)
}

struct Rewriter<'a> {
    source: &'a TypedModel,
    target: TypedModel,
    layouts: HashMap<OutletId, Layouts>,
    /// Nodes that became part of an earlier layer.
    done: HashSet<usize>,
    threads: &'a Threads,
    tensor_pool: TensorPool,
}

/// Layouts of a value of the old network in the new one (channels first, channels last), made when wanted.
#[derive(Debug, Clone, Default)]
struct Layouts {
    first: Option<OutletId>,
    last: Option<OutletId>,
    /// Old values that it is the concatenation of.
    joined: Option<Vec<OutletId>>,
}

impl Rewriter<'_> {
    fn node(&mut self, id: usize) -> TractResult<()> {
        let node = self.source.node(id);
        if let Some(filter) = self.filter(node)? {
            return self.convolve(node, filter);
        }
        if let Some(op) = node.op_as::<MaxPool>()
            && op.with_index_outputs.is_none()
            && is_halving(&op.pool_spec, self.shape(node.inputs[0])?)
        {
            return self.layer(node, LayerKind::MaxPool);
        }
        if let Some(op) = node.op_as::<Resize>()
            && let Some((height, width)) = self.resized(node, op)?
        {
            return self.layer(node, LayerKind::Resize { height, width });
        }
        if let Some(op) = node.op_as::<TypedConcat>()
            && op.axis == 1
            && self.shape(OutletId::new(id, 0))?.is_some_and(|shape| shape.len() == 4)
        {
            self.layouts.insert(OutletId::new(id, 0), Layouts { joined: Some(node.inputs.to_vec()), ..Layouts::default() });
            return Ok(());
        }
        self.keep(node)
    }

    /// tract's own operator, channels first.
    fn keep(&mut self, node: &TypedNode) -> TractResult<()> {
        let inputs = node.inputs.iter().map(|input| self.first(*input)).collect::<TractResult<TVec<_>>>()?;
        let outputs = if self.source.input_outlets()?.iter().any(|input| input.node == node.id) {
            tvec!(self.target.add_source(&node.name, node.outputs[0].fact.clone())?)
        } else {
            self.target.wire_node(&node.name, node.op.clone(), &inputs)?
        };
        for (slot, output) in outputs.into_iter().enumerate() {
            self.layouts.insert(OutletId::new(node.id, slot), Layouts { first: Some(output), ..Layouts::default() });
        }
        Ok(())
    }

    /// A layer with one input.
    fn layer(&mut self, node: &TypedNode, kind: LayerKind) -> TractResult<()> {
        let input = self.last(node.inputs[0])?;
        let output = self.wire(&node.name, kind, &[input])?;
        self.layouts.insert(OutletId::new(node.id, 0), Layouts { last: Some(output), ..Layouts::default() });
        Ok(())
    }

    /// A convolution together with the ReLU and the addition that follow it and nothing else sees.
    fn convolve(&mut self, node: &TypedNode, filter: PlainFilter) -> TractResult<()> {
        let joined = self.layouts.get(&node.inputs[0]).and_then(|layouts| layouts.joined.clone()).unwrap_or_else(|| vec![node.inputs[0]]);
        let mut inputs = joined.iter().map(|input| self.last(*input)).collect::<TractResult<Vec<_>>>()?;
        let mut end = OutletId::new(node.id, 0);
        let relu = self.only_reader(end)?.filter(|next| self.is_relu(next)).map(|relu| relu.id);
        if let Some(relu) = relu {
            self.done.insert(relu);
            end = OutletId::new(relu, 0);
        }
        let added = self.only_reader(end)?.and_then(|next| self.added(next, end).map(|other| (next.id, other)));
        if let Some((id, other)) = added {
            inputs.push(self.last(other)?);
            self.done.insert(id);
            end = OutletId::new(id, 0);
        }
        let output = self.wire(&node.name, filter.layer(relu.is_some(), added.is_some()), &inputs)?;
        self.layouts.insert(end, Layouts { last: Some(output), ..Layouts::default() });
        Ok(())
    }

    /// A convolution that is ours, with its constants; nothing where tract's has to do.
    fn filter(&self, node: &TypedNode) -> TractResult<Option<PlainFilter>> {
        let Some(&[1, inputs, height, width]) = node.inputs.first().map(|input| self.shape(*input)).transpose()?.flatten().as_deref() else {
            return Ok(None);
        };
        let Some(&[1, outputs, rows, columns]) = self.shape(OutletId::new(node.id, 0))?.as_deref() else { return Ok(None) };
        let (from, to) = ([height, width], [rows, columns]);
        if let Some(OnnxConvolution(filter)) = node.op_as::<OnnxConvolution>() {
            let [top, left, bottom, right] = filter.pads;
            let params = ConvParams { kernel: filter.kernel, strides: filter.strides, dilations: filter.dilations, pads: [top, left] };
            let (weights, bias) = (filter.weights(), filter.bias.clone());
            return Ok(Some(PlainFilter { weights, bias, inputs, outputs, params, after: [bottom, right], from, to }));
        }
        let Some(op) = node.op_as::<Conv>() else { return Ok(None) };
        let spec = &op.pool_spec;
        let [Some(weights), Some(bias)] = [1, 2].map(|slot| self.constant(node, slot)) else { return Ok(None) };
        let plain = op.group == 1 && op.q_params.is_none() && op.kernel_fmt == KernelFormat::OIHW && spec.data_format == DataFormat::NCHW;
        let &[kernel_rows, kernel_columns] = &spec.kernel_shape[..] else { return Ok(None) };
        let kernel = [kernel_rows, kernel_columns];
        if !plain || kernel == [1, 1] || weights.len() != outputs * inputs * kernel_rows * kernel_columns {
            return Ok(None);
        }
        let padding = spec.computed_padding(&from);
        let [pads, after] = [[padding[0].pad_before, padding[1].pad_before], [padding[0].pad_after, padding[1].pad_after]];
        let params = ConvParams { kernel, strides: [spec.stride(0), spec.stride(1)], dilations: [spec.dilation(0), spec.dilation(1)], pads };
        // One bias for all is written as a scalar.
        let bias = if bias.len() == 1 { vec![bias[0]; outputs] } else { bias };
        Ok((bias.len() == outputs).then_some(PlainFilter { weights, bias, inputs, outputs, params, after, from, to }))
    }

    fn resized(&self, node: &TypedNode, op: &Resize) -> TractResult<Option<(usize, usize)>> {
        let bilinear = op.interpolator == Interpolator::Linear
            && matches!(op.coord_transformer, CoordTransformer::HalfPixel | CoordTransformer::PytorchHalfPixel);
        let (Some(from), Some(to)) = (self.shape(node.inputs[0])?, self.shape(OutletId::new(node.id, 0))?) else { return Ok(None) };
        Ok(match (&from[..], &to[..]) {
            // A whole factor, so that it does not matter whether the file tells scales or sizes.
            (&[1, channels, height, width], &[1, same, new_height, new_width])
                if bilinear
                    && channels == same
                    && new_height > 1
                    && new_width > 1
                    && self.scales_fit(node, op, [height, width], [new_height, new_width]) =>
            {
                Some((new_height, new_width))
            }
            _ => None,
        })
    }

    /// Scales that do not give the new size exactly shift the sampling points; ours follow from the sizes.
    fn scales_fit(&self, node: &TypedNode, op: &Resize, from: [usize; 2], to: [usize; 2]) -> bool {
        let scales = op.optional_scales_input.and_then(|slot| self.constant(node, slot)).filter(|scales| scales.len() == 4);
        scales.is_none_or(|scales| (0..2).all(|axis| scales[axis + 2] * from[axis] as f32 == to[axis] as f32))
    }

    fn is_relu(&self, node: &TypedNode) -> bool {
        let is_zero = |slot: usize| self.constant(node, slot).is_some_and(|values| values.iter().all(|value| *value == 0.0));
        node.op_as::<TypedBinOp>().is_some_and(|op| op.0.is::<Max>()) && (is_zero(0) || is_zero(1))
    }

    /// The other value of an addition, where it is already there and as large.
    fn added(&self, node: &TypedNode, one: OutletId) -> Option<OutletId> {
        node.op_as::<TypedBinOp>().filter(|op| op.0.is::<Add>())?;
        let other = *node.inputs.iter().find(|input| **input != one)?;
        let same = self.source.outlet_fact(other).ok()?.shape == self.source.outlet_fact(one).ok()?.shape;
        (same && self.layouts.contains_key(&other)).then_some(other)
    }

    fn only_reader(&self, outlet: OutletId) -> TractResult<Option<&TypedNode>> {
        let is_output = self.source.output_outlets()?.contains(&outlet);
        Ok(match &self.source.node(outlet.node).outputs[outlet.slot].successors[..] {
            [only] if !is_output => Some(self.source.node(only.node)),
            _ => None,
        })
    }

    fn constant(&self, node: &TypedNode, slot: usize) -> Option<Vec<f32>> {
        let tensor = self.source.outlet_fact(*node.inputs.get(slot)?).ok()?.konst.clone()?;
        Some(tensor.try_as_plain_ram().ok()?.as_slice::<f32>().ok()?.to_vec())
    }

    fn shape(&self, outlet: OutletId) -> TractResult<Option<TVec<usize>>> {
        Ok(self.source.outlet_fact(outlet)?.shape.as_concrete().map(Into::into))
    }

    /// A value of the old network, channels first.
    fn first(&mut self, outlet: OutletId) -> TractResult<OutletId> {
        let layouts = self.layouts_of(outlet)?;
        let first = match layouts {
            Layouts { first: Some(first), .. } => return Ok(first),
            Layouts { last: Some(last), .. } => self.wire(&self.name(outlet, "first"), LayerKind::ToChannelsFirst, &[last])?,
            Layouts { joined, .. } => {
                let parts = joined.unwrap_or_default().iter().map(|part| self.first(*part)).collect::<TractResult<Vec<_>>>()?;
                self.target.wire_node(self.name(outlet, "joined"), TypedConcat::new(1), &parts)?[0]
            }
        };
        self.layouts.entry(outlet).or_default().first = Some(first);
        Ok(first)
    }

    /// A value of the old network, channels last.
    fn last(&mut self, outlet: OutletId) -> TractResult<OutletId> {
        if let Some(last) = self.layouts_of(outlet)?.last {
            return Ok(last);
        }
        let first = self.first(outlet)?;
        let last = self.wire(&self.name(outlet, "last"), LayerKind::ToChannelsLast, &[first])?;
        self.layouts.entry(outlet).or_default().last = Some(last);
        Ok(last)
    }

    fn layouts_of(&self, outlet: OutletId) -> TractResult<Layouts> {
        self.layouts.get(&outlet).cloned().with_context(|| format!("{outlet:?} is read before it is written"))
    }

    fn name(&self, outlet: OutletId, what: &str) -> String {
        format!("{}.{}.{what}", self.source.node(outlet.node).name, outlet.slot)
    }

    fn wire(&mut self, name: &str, kind: LayerKind, inputs: &[OutletId]) -> TractResult<OutletId> {
        Ok(self.target.wire_node(name, Layer { kind, threads: self.threads.clone(), tensor_pool: self.tensor_pool.clone() }, inputs)?[0])
    }
}

/// A convolution: weights in (output, input, row, column) order and one bias for each output.
struct PlainFilter {
    weights: Vec<f32>,
    bias: Vec<f32>,
    inputs: usize,
    outputs: usize,
    params: ConvParams,
    /// Zeros below and to the right of the map.
    after: [usize; 2],
    /// Rows and columns of the map and of the result.
    from: [usize; 2],
    to: [usize; 2],
}

impl PlainFilter {
    /// The quickest layer for it.
    fn layer(self, relu: bool, residual: bool) -> LayerKind {
        let Self { weights, bias, inputs, outputs, params, after, from: [height, width], to } = self;
        let dilation = params.dilations[0];
        let is_same = params.kernel == [3, 3] && params.strides == [1, 1] && [params.dilations, params.pads, after] == [[dilation; 2]; 3];
        let kernel = Kernel::best();
        let is_small = weights.len() <= MAX_TRANSFORMED_WEIGHTS;
        if is_same && (is_small || Panelwise::cost(kernel, height, width, dilation) < Im2colConv::cost(kernel, params, to[0] * to[1])) {
            let new = if is_small { Conv3x3::new } else { Conv3x3::compact };
            let convolution = SharedWeights::new(new(&weights, outputs, inputs, &bias, relu, dilation));
            return LayerKind::Conv3x3 { convolution, residual };
        }
        let convolution = SharedWeights::new(Im2colConv::new(&weights, outputs, inputs, &bias, relu, params));
        LayerKind::Im2col { convolution, size: to, residual }
    }
}

/// 2 × 2, stride 2, where an odd side's last pixel is a window of its own.
fn is_halving(spec: &PoolSpec, shape: Option<TVec<usize>>) -> bool {
    let Some(&[1, _, height, width]) = shape.as_deref() else { return false };
    let by_two = spec.kernel_shape[..] == [2, 2] && spec.strides()[..] == [2, 2] && spec.dilations().iter().all(|dilation| *dilation == 1);
    let padding = spec.computed_padding(&[height, width]);
    by_two
        && spec.data_format == DataFormat::NCHW
        && padding.iter().zip([height, width]).all(|(side, length)| side.pad_before == 0 && side.convoluted == length.div_ceil(2))
}

#[cfg(test)]
mod tests {
    use tract_core::ops::cnn::PaddingSpec;

    use super::*;

    #[test]
    fn only_pooling_by_two_is_halving() {
        let pool = |kernel: usize, stride: usize, dilation: usize, padding: PaddingSpec, data_format: DataFormat| {
            PoolSpec::new(data_format, tvec![kernel; 2], padding, Some(tvec![dilation; 2]), Some(tvec![stride; 2]), 3, 3)
        };
        let (valid, same, before, nchw) = (PaddingSpec::Valid, PaddingSpec::SameUpper, PaddingSpec::SameLower, DataFormat::NCHW);
        for (spec, [height, width], expected) in [
            (pool(2, 2, 1, valid.clone(), nchw), [4, 6], true),
            (pool(2, 2, 1, same.clone(), nchw), [5, 4], true),
            // An odd last row or column is left out, or has its zeros in front.
            (pool(2, 2, 1, valid.clone(), nchw), [4, 5], false),
            (pool(2, 2, 1, valid.clone(), nchw), [5, 4], false),
            (pool(2, 2, 1, before, nchw), [4, 5], false),
            // Each of the others alone has another result, too, although of the same size.
            (pool(1, 2, 1, valid.clone(), nchw), [4, 4], false),
            (pool(2, 1, 1, valid.clone(), nchw), [3, 3], false),
            (pool(2, 2, 2, same, nchw), [4, 4], false),
            (pool(2, 2, 1, valid, DataFormat::NHWC), [4, 4], false),
        ] {
            assert_eq!(is_halving(&spec, Some(tvec![1, 3, height, width])), expected, "{spec:?} of {height} × {width}");
        }
        let spec = pool(2, 2, 1, PaddingSpec::Valid, nchw);
        assert!(!is_halving(&spec, Some(tvec![2, 3, 4, 4])) && !is_halving(&spec, None), "one map of known size");
    }
}
