//! Content filter: an image classifier that checks each photo first, and refuses some (`--api-filter`).

use std::path::{Path, PathBuf};

use matting::{ChannelOrder, Classifier, ClassifierError, ClassifierInput, Picture, Samples, Size};
use serde::Deserialize;

use crate::api::api_error::ApiError;
use crate::error::StartupError;
use crate::files::toml_file;

/// Largest side of a classifier's input: its tensor has 200 megabytes then.
const MAX_SIDE: u32 = 4096;

/// Longest label in characters: it stands in responses and metrics.
const MAX_LABEL: usize = 64;

/// Distance from 0 to 1 that rounding may bring.
const ROUNDING: f32 = 1e-3;

/// Description of the classifier, in a TOML file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    /// Labels of the scores, in their order.
    labels: Vec<String>,
    /// Refused labels.
    refuse: Vec<String>,
    /// Least score, 0 to 1, with which a label of `refuse` is refused.
    threshold: f32,
    /// Width and height of the input in pixels.
    side: u32,
    /// Mean of red, green, blue, each 0 to 1.
    mean: [f32; 3],
    /// Deviation of red, green, blue.
    deviation: [f32; 3],
    /// Order of the channels.
    #[serde(default)]
    channels: Channels,
    /// Numbers that the classifier gives.
    #[serde(default)]
    scores: Scores,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Channels {
    #[default]
    Rgb,
    Bgr,
}

/// Numbers that a classifier gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Scores {
    /// Probabilities, 0 to 1.
    #[default]
    Probabilities,
    /// Logits of classes of which one is right.
    Softmax,
    /// Logits of classes that are each right or not.
    Sigmoid,
}

impl Scores {
    fn probabilities(self, mut scores: Vec<f32>) -> Vec<f32> {
        match self {
            Self::Probabilities => {}
            Self::Softmax => {
                let greatest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                scores.iter_mut().for_each(|score| *score = (*score - greatest).exp());
                let sum: f32 = scores.iter().sum();
                scores.iter_mut().for_each(|score| *score /= sum);
            }
            Self::Sigmoid => scores.iter_mut().for_each(|score| *score = 1.0 / (1.0 + (-*score).exp())),
        }
        scores
    }
}

impl Description {
    fn read(file: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            format!(
                "{} cannot be read ({error}): it has to be beside the network, with labels, refuse, threshold, side, mean and deviation",
                file.display()
            )
        })?;
        let description: Self = toml_file::parse(&text).map_err(|detail| format!("{} {detail}", file.display()))?;
        description.check().map_err(|detail| format!("{}: {detail}", file.display()))?;
        Ok(description)
    }

    fn check(&self) -> Result<(), String> {
        let Self { labels, refuse, threshold, side, mean, deviation, .. } = self;
        let is_label = |label: &str| (1..=MAX_LABEL).contains(&label.chars().count()) && !label.chars().any(char::is_control);
        if let Some(odd) = labels.iter().find(|label| !is_label(label)) {
            return Err(format!("the label {odd:?} does not have 1 to {MAX_LABEL} printable characters"));
        }
        if let Some(twin) = labels.iter().enumerate().find(|(index, label)| labels[..*index].contains(label)) {
            return Err(format!("the label \"{}\" stands there twice", twin.1));
        }
        if let Some(unknown) = refuse.iter().find(|label| !labels.contains(label)) {
            return Err(format!("refuse has \"{unknown}\", which is none of the labels"));
        }
        if refuse.is_empty() {
            return Err("refuse is empty, and the filter would let everything pass: list the labels to refuse".to_owned());
        }
        if !(*threshold > 0.0 && *threshold <= 1.0) {
            return Err(format!("threshold is {threshold}, and has to be over 0 and at most 1"));
        }
        if !(1..=MAX_SIDE).contains(side) {
            return Err(format!("side is {side}, and has to be 1 to {MAX_SIDE}"));
        }
        if mean.iter().any(|value| !value.is_finite()) || deviation.iter().any(|value| !value.is_normal()) {
            return Err("mean has to be three numbers, and deviation three that are not 0".to_owned());
        }
        Ok(())
    }
}

/// Content filter that is ready.
#[derive(Debug, Clone)]
pub struct ContentFilter {
    classifier: Classifier,
    description: Description,
}

impl ContentFilter {
    /// Loads an ONNX file and the description in the file of the same name that ends in `.toml`, and tries them on a gray picture.
    ///
    /// # Errors
    /// [`StartupError::Filter`].
    pub fn load(onnx: &Path) -> Result<Self, StartupError> {
        let description_file = onnx.with_extension("toml");
        let wrong = |file: PathBuf| move |detail: String| StartupError::Filter { file, detail };
        let bytes = std::fs::read(onnx).map_err(|error| wrong(onnx.to_owned())(format!("it cannot be read ({error})")))?;
        let description = Description::read(&description_file).map_err(wrong(onnx.to_owned()))?;
        let channels = match description.channels {
            Channels::Rgb => ChannelOrder::Rgb,
            Channels::Bgr => ChannelOrder::Bgr,
        };
        let input = ClassifierInput { side: description.side, mean: description.mean, deviation: description.deviation, channels };
        let classifier = Classifier::load(&bytes, input).map_err(|error| wrong(onnx.to_owned())(error.to_string()))?;
        let filter = Self { classifier, description };
        let gray = Picture::new(Size { width: 8, height: 8 }, Samples::Eight([128, 128, 128, 255].repeat(64)));
        let tried = gray.map_err(|error| error.to_string()).and_then(|gray| filter.probabilities(&gray));
        tried.map_err(wrong(onnx.to_owned()))?;
        tracing::info!(
            refuse = filter.description.refuse.join(", "),
            threshold = f64::from(filter.description.threshold),
            "the content filter is ready"
        );
        Ok(filter)
    }

    /// Looks at a photo.
    ///
    /// # Errors
    /// [`ApiError::Refused`] with the most probable of the refused labels; [`ApiError::Filter`] when the filter cannot say.
    pub fn check(&self, photo: &Picture) -> Result<(), ApiError> {
        let Description { labels, refuse, threshold, .. } = &self.description;
        let probabilities = self.probabilities(photo).map_err(ApiError::Filter)?;
        let refused = labels.iter().zip(probabilities).filter(|(label, probability)| refuse.contains(label) && probability >= threshold);
        match refused.max_by(|(_, one), (_, other)| one.total_cmp(other)) {
            Some((label, _)) => Err(ApiError::Refused { label: label.clone() }),
            None => Ok(()),
        }
    }

    fn probabilities(&self, photo: &Picture) -> Result<Vec<f32>, String> {
        let Description { labels, scores, .. } = &self.description;
        let given = self.classifier.scores(photo).map_err(|error: ClassifierError| error.to_string())?;
        if given.len() != labels.len() {
            return Err(format!("the classifier gives {} scores, and there are {} labels: list one for each", given.len(), labels.len()));
        }
        let probabilities = scores.probabilities(given);
        match probabilities.iter().find(|value| !(-ROUNDING..=1.0 + ROUNDING).contains(*value)) {
            Some(odd) => Err(format!("the classifier gives {odd}, which is no probability: write scores = \"softmax\" or scores = \"sigmoid\"")),
            None => Ok(probabilities),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESCRIPTION: &str = "labels = ['fine', 'bad']\nrefuse = ['bad']\nthreshold = 0.5\nside = 8\nmean = [0, 0, 0]\ndeviation = [1, 1, 1]\n";

    fn read(text: &str) -> Result<Description, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("filter.toml");
        std::fs::write(&file, text).unwrap();
        Description::read(&file)
    }

    #[test]
    fn description_has_defaults() {
        let description = read(DESCRIPTION).unwrap();
        assert_eq!((description.channels, description.scores), (Channels::Rgb, Scores::Probabilities));
        let all = read(&format!("{DESCRIPTION}channels = 'bgr'\nscores = 'softmax'")).unwrap();
        assert_eq!((all.channels, all.scores), (Channels::Bgr, Scores::Softmax));
    }

    #[test]
    fn wrong_description_is_a_sentence() {
        for (from, to, sentence) in [
            ("side = 8", "", "missing field `side`"),
            ("side = 8", "side = 8\nsize = 8", "unknown field `size`"),
            ("side = 8", "side = 0", "side is 0, and has to be 1 to 4096"),
            ("side = 8", "side = -8", "is wrong, line 4: "),
            ("['bad']", "['worse']", "refuse has \"worse\", which is none of the labels"),
            ("['bad']", "[]", "refuse is empty"),
            ("'fine', 'bad'", "'bad', 'bad'", "the label \"bad\" stands there twice"),
            ("'fine'", "''", "the label \"\" does not have 1 to 64 printable characters"),
            ("= 0.5", "= 0", "threshold is 0"),
            ("= 0.5", "= 1.5", "threshold is 1.5"),
            ("= 0.5", "= nan", "threshold is NaN"),
            ("[1, 1, 1]", "[1, 0, 1]", "deviation three that are not 0"),
            ("[1, 1, 1]", "[1, 1]", "is wrong, line 6: "),
            ("[0, 0, 0]", "[inf, 0, 0]", "mean has to be three numbers"),
        ] {
            assert!(DESCRIPTION.contains(from));
            let error = read(&DESCRIPTION.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(sentence), "{to}: {error}");
        }
    }

    #[test]
    fn scores_become_probabilities() {
        assert_eq!(Scores::Probabilities.probabilities(vec![0.25, 0.75]), [0.25, 0.75]);
        assert_eq!(Scores::Softmax.probabilities(vec![1000.0, 1000.0]), [0.5, 0.5]);
        assert_eq!(Scores::Sigmoid.probabilities(vec![0.0, 1000.0, -1000.0]), [0.5, 1.0, 0.0]);
    }
}
