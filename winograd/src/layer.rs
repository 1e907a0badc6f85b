//! The fast layers as one tract operator. Its tensors are height × width × channels: channels last, one image.

use std::sync::{Arc, Mutex};

use tract_core::internal::*;

use crate::shared_weights::SharedWeights;
use crate::{Conv3x3, Im2colConv, Parallel, Serial, View, max_pool_2x2_ceil, upsample_bilinear};

/// The threads that a network's layers share.
#[derive(Clone)]
pub struct Threads(pub Arc<dyn Parallel + Send + Sync>);

impl Threads {
    /// The calling thread alone.
    pub fn one() -> Self {
        Self(Arc::new(Serial))
    }

    /// Threads of the rayon pool that the caller runs in.
    #[cfg(feature = "rayon")]
    pub fn of_rayon() -> Self {
        Self(Arc::new(crate::Pool(None)))
    }
}

impl std::fmt::Debug for Threads {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} threads", self.0.threads())
    }
}

/// Kind of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayerKind {
    /// 1 × channels × height × width to height × width × channels.
    ToChannelsLast,
    /// And back.
    ToChannelsFirst,
    /// 3 × 3 convolution over the concatenation of the inputs; with `residual` the last input is added to the result instead.
    Conv3x3 {
        /// Weights, bias and ReLU.
        convolution: SharedWeights<Conv3x3>,
        /// True to add the last input after the ReLU.
        residual: bool,
    },
    /// Any other convolution, by im2col, in the same way.
    Im2col {
        /// Weights, bias and ReLU.
        convolution: SharedWeights<Im2colConv>,
        /// Rows and columns of the result.
        size: [usize; 2],
        /// True to add the last input after the ReLU.
        residual: bool,
    },
    /// 2 × 2, stride 2, an odd last row or column on its own.
    MaxPool,
    /// Bilinear, half-pixel centres.
    Resize {
        /// Rows of the result.
        height: usize,
        /// Columns of the result.
        width: usize,
    },
}

/// One layer.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Kind.
    pub kind: LayerKind,
    /// Threads.
    pub threads: Threads,
    /// Pool for its result.
    pub tensor_pool: TensorPool,
}

/// Pool of large tensors that are no longer read, for reuse by the layers of a network. The system zeroes all memory
/// that it hands out, and allocators give large blocks back at once: together that costs as much as a convolution.
#[derive(Debug, Clone, Default)]
pub struct TensorPool(Arc<Mutex<Vec<Tensor>>>);

impl TensorPool {
    /// Floats from which on a map is large: up to here the C library's allocator keeps blocks.
    const LARGE: usize = 8 << 20;
    /// Maps that are kept.
    const MOST: usize = 2;

    /// A tensor with arbitrary contents.
    fn take(&self, shape: &[usize]) -> TractResult<Tensor> {
        let len = shape.iter().product::<usize>();
        let kept = self.0.lock().ok().and_then(|mut kept| {
            let at = kept.iter().position(|tensor| tensor.len() == len)?;
            Some(kept.remove(at))
        });
        kept.map_or_else(|| uninitialized(shape), |tensor| tensor.into_shape(shape))
    }

    /// Keeps a map, unless it is small or someone else still reads it. A browser's memory is never given back, and so not zeroed again.
    fn keep(&self, map: TValue) {
        if !cfg!(target_arch = "wasm32")
            && map.len() >= Self::LARGE
            && map.is_exclusive()
            && let Ok(mut kept) = self.0.lock()
        {
            kept.insert(0, map.into_tensor());
            kept.truncate(Self::MOST);
        }
    }
}

// Threads and memory do not change what a layer computes.
impl PartialEq for Layer {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Layer {}

impl Layer {
    /// The shape of the result.
    fn output_shape(&self, inputs: &[TVec<usize>]) -> TractResult<TVec<usize>> {
        let first = inputs.first().context("a layer has at least one input")?;
        let shape: TVec<usize> = match (&self.kind, first[..].as_ref()) {
            (LayerKind::ToChannelsLast, &[1, channels, height, width]) => tvec!(height, width, channels),
            (LayerKind::ToChannelsFirst, &[height, width, channels]) => tvec!(1, channels, height, width),
            (LayerKind::Conv3x3 { convolution, .. }, &[height, width, _]) => tvec!(height, width, convolution.outputs()),
            (LayerKind::Im2col { convolution, size, .. }, &[_, _, _]) => tvec!(size[0], size[1], convolution.outputs()),
            (LayerKind::MaxPool, &[height, width, channels]) => tvec!(height.div_ceil(2), width.div_ceil(2), channels),
            (LayerKind::Resize { height, width }, &[_, _, channels]) => tvec!(*height, *width, channels),
            (_, shape) => bail!("{:?} cannot take the shape {shape:?}", self.kind),
        };
        Ok(shape)
    }

    fn compute(&self, inputs: &[TValue], output: &mut [f32]) -> TractResult<()> {
        let pool = &*self.threads.0;
        match &self.kind {
            LayerKind::ToChannelsLast => transpose(floats(&inputs[0])?, inputs[0].shape()[1], output),
            LayerKind::ToChannelsFirst => {
                let channels = inputs[0].shape()[2];
                let pixels = output.len().checked_div(channels).unwrap_or(0);
                transpose(floats(&inputs[0])?, pixels, output);
            }
            LayerKind::Conv3x3 { convolution, residual } => {
                let (inputs, residual) = with_residual(inputs, *residual)?;
                convolution.run(&views(inputs)?, residual, output, pool);
            }
            LayerKind::Im2col { convolution, size, residual } => {
                let (inputs, residual) = with_residual(inputs, *residual)?;
                convolution.run(&views(inputs)?, residual, *size, output, pool);
            }
            LayerKind::MaxPool => max_pool_2x2_ceil(view(&inputs[0])?, output, pool),
            LayerKind::Resize { height, width } => upsample_bilinear(view(&inputs[0])?, *height, *width, output, pool),
        }
        Ok(())
    }
}

impl Op for Layer {
    fn name(&self) -> StaticName {
        match self.kind {
            LayerKind::ToChannelsLast => "ToChannelsLast",
            LayerKind::ToChannelsFirst => "ToChannelsFirst",
            LayerKind::Conv3x3 { .. } => "Winograd",
            LayerKind::Im2col { .. } => "ConvolutionChannelsLast",
            LayerKind::MaxPool => "MaxPoolChannelsLast",
            LayerKind::Resize { .. } => "ResizeChannelsLast",
        }
        .into()
    }

    op_as_typed_op!();
}

impl EvalOp for Layer {
    op_out_of_plan!();

    fn eval(&self, _context: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let shapes: Vec<TVec<usize>> = inputs.iter().map(|input| input.shape().into()).collect();
        let mut output = self.tensor_pool.take(&self.output_shape(&shapes)?)?;
        self.compute(&inputs, output.try_as_plain_ram_mut()?.as_slice_mut::<f32>()?)?;
        inputs.into_iter().for_each(|input| self.tensor_pool.keep(input));
        Ok(tvec!(output.into()))
    }
}

impl TypedOp for Layer {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let shapes = inputs.iter().map(|fact| fact.shape.as_concrete().map(Into::into).context("a layer needs known sizes"));
        Ok(tvec!(f32::fact(self.output_shape(&shapes.collect::<TractResult<Vec<_>>>()?)?)))
    }

    as_op!();
}

/// Every layer writes every float of its result, and tens of megabytes of zeros before that would cost as much as a small layer.
#[allow(unsafe_code)]
fn uninitialized(shape: &[usize]) -> TractResult<Tensor> {
    // SAFETY: any bits are a float, and nothing reads them before `Layer::compute` has written each.
    unsafe { Tensor::uninitialized::<f32>(shape) }
}

/// The maps that a convolution reads, and the one that it adds.
fn with_residual(inputs: &[TValue], residual: bool) -> TractResult<(&[TValue], Option<&[f32]>)> {
    Ok(match inputs.split_last() {
        Some((last, rest)) if residual => (rest, Some(floats(last)?)),
        Some(_) | None => (inputs, None),
    })
}

fn floats(tensor: &TValue) -> TractResult<&[f32]> {
    tensor.try_as_plain_ram()?.as_slice::<f32>()
}

fn view(tensor: &TValue) -> TractResult<View<'_>> {
    match *tensor.shape() {
        [height, width, channels] => Ok(View::new(floats(tensor)?, height, width, channels)),
        ref shape => bail!("{shape:?} is not height × width × channels"),
    }
}

fn views(tensors: &[TValue]) -> TractResult<Vec<View<'_>>> {
    tensors.iter().map(view).collect()
}

/// From `rows` rows to as many columns.
fn transpose(from: &[f32], rows: usize, to: &mut [f32]) {
    let columns = from.len().checked_div(rows).unwrap_or(0);
    for (row, values) in from.chunks_exact(columns.max(1)).enumerate() {
        for (value, to) in values.iter().zip(to[row..].iter_mut().step_by(rows)) {
            *to = *value;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::ConvParams;

    #[test]
    fn layer_equals_its_clones_alone() {
        let three = || SharedWeights::new(Conv3x3::new(&[0.0; 9], 1, 1, &[], false, 1));
        let params = ConvParams { kernel: [1, 1], strides: [1, 1], dilations: [1, 1], pads: [0, 0] };
        let any = SharedWeights::new(Im2colConv::new(&[0.0], 1, 1, &[], false, params));
        let shared = three();
        let kinds = [
            LayerKind::ToChannelsLast,
            LayerKind::ToChannelsFirst,
            LayerKind::MaxPool,
            LayerKind::Resize { height: 2, width: 3 },
            LayerKind::Resize { height: 3, width: 2 },
            LayerKind::Conv3x3 { convolution: shared.clone(), residual: false },
            LayerKind::Conv3x3 { convolution: shared, residual: true },
            LayerKind::Conv3x3 { convolution: three(), residual: false },
            LayerKind::Im2col { convolution: any.clone(), size: [2, 3], residual: false },
            LayerKind::Im2col { convolution: any, size: [3, 2], residual: false },
        ];
        let layer = |kind: &LayerKind| Layer { kind: kind.clone(), threads: Threads::one(), tensor_pool: TensorPool::default() };
        for (index, one) in kinds.iter().enumerate() {
            for (other_index, other) in kinds.iter().enumerate() {
                assert_eq!(layer(one) == layer(other), index == other_index, "{one:?}, {other:?}");
            }
        }
    }

    #[test]
    fn memory_of_a_large_map_is_used_again_once_nobody_reads_it() {
        let tensor_pool = TensorPool::default();
        let shape = [TensorPool::LARGE / 2, 1, 2];
        let place = |tensor: &Tensor| tensor.try_as_plain_ram().unwrap().as_slice::<f32>().unwrap().as_ptr();
        let map = tensor_pool.take(&shape).unwrap();
        let first = place(&map);
        let map = TValue::from(map);
        tensor_pool.keep(map.clone());
        assert!(tensor_pool.0.lock().unwrap().is_empty(), "someone reads it");
        tensor_pool.keep(map);
        tensor_pool.keep(tensor_pool.take(&[4, 4, 4]).unwrap().into());
        assert_eq!(tensor_pool.0.lock().unwrap().len(), 1, "small maps are not kept");
        let again = tensor_pool.take(&[2, TensorPool::LARGE / 2, 1]).unwrap();
        assert_eq!((place(&again), again.shape()), (first, &[2, TensorPool::LARGE / 2, 1][..]));
    }
}
