//! Classifiers of whole pictures through tract: a score for each class, for callers that filter photos.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ndarray::Array4;
use tract_core::prelude::*;
use tract_onnx::prelude::{Framework, InferenceModelExt};

use crate::find::opaque;
use crate::{Area, Picture, Size};

/// Input of a classifier: the whole picture at side × side pixels, its aspect ratio not kept, each channel divided by 255, less its mean, divided by
/// its deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassifierInput {
    /// Width and height in pixels.
    pub side: u32,
    /// Subtracted from red, green, blue.
    pub mean: [f32; 3],
    /// Red, green, blue are divided by it after that.
    pub deviation: [f32; 3],
    /// Order of the channels.
    pub channels: ChannelOrder,
}

/// Order of the channels in a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChannelOrder {
    /// Red first.
    #[default]
    Rgb,
    /// Blue first.
    Bgr,
}

/// Reason that a classifier cannot be loaded or gives no scores.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClassifierError {
    /// Bytes that are no ONNX classifier.
    #[error("it is no ONNX classifier that can be run here ({0})")]
    Unusable(String),
    /// Network that stopped while it ran.
    #[error("the classifier failed ({0})")]
    Failed(String),
}

/// Axes of a tensor of one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axes {
    /// 1 × 3 × side × side.
    ChannelsFirst,
    /// 1 × side × side × 3.
    ChannelsLast,
}

/// A classifier that is ready to run. Sharing it between threads is fine; each run has its own state.
#[derive(Debug, Clone)]
pub struct Classifier {
    plan: Arc<TypedRunnableModel>,
    input: ClassifierInput,
    axes: Axes,
}

impl Classifier {
    /// Reads and optimises an ONNX file with a picture as its input. Its first output has the scores, in any shape.
    ///
    /// # Errors
    /// [`ClassifierError::Unusable`] when the bytes are not ONNX, use operators that tract lacks, or have another input.
    pub fn load(onnx: &[u8], input: ClassifierInput) -> Result<Self, ClassifierError> {
        let unusable = |error: TractError| ClassifierError::Unusable(error.root_cause().to_string());
        let side = input.side as usize;
        let declared = winograd::declared_shape(onnx).map_err(unusable)?;
        let axes = if matches!(declared[..], [_, channels, _, Some(3)] if channels != Some(3)) { Axes::ChannelsLast } else { Axes::ChannelsFirst };
        let shape = match axes {
            Axes::ChannelsFirst => [1, 3, side, side],
            Axes::ChannelsLast => [1, side, side, 3],
        };
        // The number of pictures is always 1, whatever the file was made with.
        let fits = declared.len() == shape.len()
            && declared.iter().zip(shape).skip(1).all(|(declared, size)| declared.is_none_or(|declared| declared == size));
        if !fits {
            let detail = format!("its input has the shape {} and not {}", written(&declared), written(&shape.map(Some)));
            return Err(ClassifierError::Unusable(detail));
        }
        let read = || {
            let mut graph = tract_onnx::onnx().with_ignore_output_shapes(true).model_for_read(&mut std::io::Cursor::new(onnx))?;
            let first = *graph.output_outlets()?.first().ok_or_else(|| TractError::msg("it has no output"))?;
            graph.select_output_outlets(&[first])?;
            graph.set_input_fact(0, f32::fact(shape).into())?;
            graph.into_typed()?.into_decluttered()?.into_optimized()?.into_runnable()
        };
        // tract's reader trusts its files.
        let plan = catch_unwind(AssertUnwindSafe(read)).map_err(|_| ClassifierError::Unusable("the file is broken".to_owned()))?;
        Ok(Self { plan: plan.map_err(unusable)?, input, axes })
    }

    /// Score of each class, as the network gives them.
    ///
    /// # Errors
    /// [`ClassifierError::Failed`] when the network stops, or gives no finite numbers.
    pub fn scores(&self, picture: &Picture) -> Result<Vec<f32>, ClassifierError> {
        let failed = |error: TractError| ClassifierError::Failed(error.root_cause().to_string());
        let outputs = self.plan.run(tvec!(Tensor::from(self.tensor(picture)?).into())).map_err(failed)?;
        let scores = outputs.first().ok_or_else(|| ClassifierError::Failed("it has no output".to_owned()))?;
        let scores = scores.cast_to::<f32>().map_err(failed)?;
        let scores: Vec<f32> = scores.to_plain_array_view::<f32>().map_err(failed)?.iter().copied().collect();
        if scores.iter().all(|score| score.is_finite()) { Ok(scores) } else { Err(ClassifierError::Failed("a score is no number".to_owned())) }
    }

    fn tensor(&self, picture: &Picture) -> Result<Array4<f32>, ClassifierError> {
        let ClassifierInput { side, mean, deviation, channels } = self.input;
        let rgb = opaque(picture, Area::whole(picture.size()), Size { width: side, height: side });
        let rgb = rgb.map_err(|error| ClassifierError::Failed(error.to_string()))?;
        let side = side as usize;
        let value = |x: usize, y: usize, channel: usize| {
            let colour = match channels {
                ChannelOrder::Rgb => channel,
                ChannelOrder::Bgr => 2 - channel,
            };
            (f32::from(rgb[(y * side + x) * 3 + colour]) / 255.0 - mean[colour]) / deviation[colour]
        };
        Ok(match self.axes {
            Axes::ChannelsFirst => Array4::from_shape_fn((1, 3, side, side), |(_, channel, y, x)| value(x, y, channel)),
            Axes::ChannelsLast => Array4::from_shape_fn((1, side, side, 3), |(_, y, x, channel)| value(x, y, channel)),
        })
    }
}

/// Shape for people.
fn written(shape: &[Option<usize>]) -> String {
    let sizes = shape.iter().map(|size| size.map_or_else(|| "any".to_owned(), |size| size.to_string()));
    sizes.collect::<Vec<_>>().join(" × ")
}
