//! The fast layers as one tract operator. Its tensors are height × width × channels: channels last, one image.

use std::sync::{Arc, Mutex};

use tract_core::internal::*;

use crate::{Conv3x3, Parallel, Serial, View, WindowConvolution, max_pool_2x2_ceil, upsample_bilinear};

/// The threads that a network's layers share.
#[derive(Clone)]
pub struct Threads(pub Arc<dyn Parallel + Send + Sync>);

impl Threads {
    /// The calling thread alone.
    pub fn one() -> Self {
        Self(Arc::new(Serial))
    }

    /// Those of the rayon pool that the caller runs in.
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

/// Computation of a layer.
#[derive(Debug, Clone)]
pub enum Kind {
    /// 1 × channels × height × width to height × width × channels.
    ToChannelsLast,
    /// And back.
    ToChannelsFirst,
    /// 3 × 3 over the concatenation of the inputs; with `residual` the last input is added to the result instead.
    Convolution {
        /// Weights, bias and ReLU.
        convolution: Arc<Conv3x3>,
        /// Whether the last input is added after the ReLU.
        residual: bool,
    },
    /// Any other convolution, in the same way.
    Windows {
        /// Weights, bias and ReLU.
        convolution: Arc<WindowConvolution>,
        /// Rows and columns of the result.
        size: [usize; 2],
        /// Whether the last input is added after the ReLU.
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
    /// Computation.
    pub kind: Kind,
    /// On which threads.
    pub threads: Threads,
    /// Memory for its result.
    pub spare: Spare,
}

/// Memory of large maps that nothing reads any more, for the next ones of their size, which the layers of a network share. The system zeroes all memory
/// that it hands out, and allocators give large blocks back at once: together that costs as much as a convolution.
#[derive(Debug, Clone, Default)]
pub struct Spare(Arc<Mutex<Vec<Tensor>>>);

impl Spare {
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

// Weights have no useful equality: a layer equals its clones.
impl PartialEq for Layer {
    fn eq(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::ToChannelsLast, Kind::ToChannelsLast) | (Kind::ToChannelsFirst, Kind::ToChannelsFirst) | (Kind::MaxPool, Kind::MaxPool) => true,
            (Kind::Convolution { convolution: a, residual: b }, Kind::Convolution { convolution: c, residual: d }) => Arc::ptr_eq(a, c) && b == d,
            (Kind::Windows { convolution: a, size: b, residual: c }, Kind::Windows { convolution: d, size: e, residual: f }) => {
                Arc::ptr_eq(a, d) && (b, c) == (e, f)
            }
            (Kind::Resize { height: a, width: b }, Kind::Resize { height: c, width: d }) => (a, b) == (c, d),
            (
                Kind::ToChannelsLast | Kind::ToChannelsFirst | Kind::Convolution { .. } | Kind::Windows { .. } | Kind::MaxPool | Kind::Resize { .. },
                _,
            ) => false,
        }
    }
}

impl Eq for Layer {}

impl Layer {
    /// The shape of the result.
    fn output_shape(&self, inputs: &[TVec<usize>]) -> TractResult<TVec<usize>> {
        let first = inputs.first().context("a layer has at least one input")?;
        let shape: TVec<usize> = match (&self.kind, first[..].as_ref()) {
            (Kind::ToChannelsLast, &[1, channels, height, width]) => tvec!(height, width, channels),
            (Kind::ToChannelsFirst, &[height, width, channels]) => tvec!(1, channels, height, width),
            (Kind::Convolution { convolution, .. }, &[height, width, _]) => tvec!(height, width, convolution.outputs()),
            (Kind::Windows { convolution, size, .. }, &[_, _, _]) => tvec!(size[0], size[1], convolution.outputs()),
            (Kind::MaxPool, &[height, width, channels]) => tvec!(height.div_ceil(2), width.div_ceil(2), channels),
            (Kind::Resize { height, width }, &[_, _, channels]) => tvec!(*height, *width, channels),
            (_, shape) => bail!("{:?} cannot take the shape {shape:?}", self.kind),
        };
        Ok(shape)
    }

    fn compute(&self, inputs: &[TValue], output: &mut [f32]) -> TractResult<()> {
        let pool = &*self.threads.0;
        match &self.kind {
            Kind::ToChannelsLast => transpose(floats(&inputs[0])?, inputs[0].shape()[1], output),
            Kind::ToChannelsFirst => {
                let channels = inputs[0].shape()[2];
                let pixels = output.len().checked_div(channels).unwrap_or(0);
                transpose(floats(&inputs[0])?, pixels, output);
            }
            Kind::Convolution { convolution, residual } => {
                let (inputs, residual) = with_residual(inputs, *residual)?;
                convolution.run(&views(inputs)?, residual, output, pool);
            }
            Kind::Windows { convolution, size, residual } => {
                let (inputs, residual) = with_residual(inputs, *residual)?;
                convolution.run(&views(inputs)?, residual, *size, output, pool);
            }
            Kind::MaxPool => max_pool_2x2_ceil(view(&inputs[0])?, output, pool),
            Kind::Resize { height, width } => upsample_bilinear(view(&inputs[0])?, *height, *width, output, pool),
        }
        Ok(())
    }
}

impl Op for Layer {
    fn name(&self) -> StaticName {
        match self.kind {
            Kind::ToChannelsLast => "ToChannelsLast",
            Kind::ToChannelsFirst => "ToChannelsFirst",
            Kind::Convolution { .. } => "Winograd",
            Kind::Windows { .. } => "ConvolutionChannelsLast",
            Kind::MaxPool => "MaxPoolChannelsLast",
            Kind::Resize { .. } => "ResizeChannelsLast",
        }
        .into()
    }

    op_as_typed_op!();
}

impl EvalOp for Layer {
    op_out_of_plan!();

    fn eval(&self, _context: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let shapes: Vec<TVec<usize>> = inputs.iter().map(|input| input.shape().into()).collect();
        let mut output = self.spare.take(&self.output_shape(&shapes)?)?;
        self.compute(&inputs, output.try_as_plain_ram_mut()?.as_slice_mut::<f32>()?)?;
        inputs.into_iter().for_each(|input| self.spare.keep(input));
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

    #[test]
    fn memory_of_a_large_map_is_used_again_once_nobody_reads_it() {
        let spare = Spare::default();
        let shape = [Spare::LARGE / 2, 1, 2];
        let place = |tensor: &Tensor| tensor.try_as_plain_ram().unwrap().as_slice::<f32>().unwrap().as_ptr();
        let map = spare.take(&shape).unwrap();
        let first = place(&map);
        let map = TValue::from(map);
        spare.keep(map.clone());
        assert!(spare.0.lock().unwrap().is_empty(), "someone reads it");
        spare.keep(map);
        spare.keep(spare.take(&[4, 4, 4]).unwrap().into());
        assert_eq!(spare.0.lock().unwrap().len(), 1, "small maps are not kept");
        let again = spare.take(&[2, Spare::LARGE / 2, 1]).unwrap();
        assert_eq!((place(&again), again.shape()), (first, &[2, Spare::LARGE / 2, 1][..]));
    }
}
