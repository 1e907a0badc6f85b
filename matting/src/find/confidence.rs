//! Confidence of a cut-out: score and verdict, from entropy, area and agreement of the saliency map.

use serde::{Deserialize, Serialize};

use super::ensemble::{MIN_AREA, MIN_ENTROPY, entropy};
use super::saliency_passes::SaliencyMap;
use crate::{Regression, Tuning};

/// Verdict for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No sign of an error.
    Fine,
    /// Low confidence: the saliency map is soft, or its passes disagree. To be checked by a person before use.
    PleaseCheck,
    /// No pixel with a high saliency: the cut-out is of no use.
    NoClearSubject,
}

impl Verdict {
    /// Identifier for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Fine => "fine",
            Verdict::PleaseCheck => "please_check",
            Verdict::NoClearSubject => "no_clear_subject",
        }
    }
}

/// Confidence of a cut-out: score and verdict.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// Confidence score, 0 to 1 (best); down from 0.5 the verdict is [`Verdict::PleaseCheck`], and it is 0 for [`Verdict::NoClearSubject`].
    pub score: f32,
    /// Verdict for the person.
    pub verdict: Verdict,
}

impl Confidence {
    /// Full confidence: the trimap was given.
    pub const FULL: Confidence = Confidence { score: 1.0, verdict: Verdict::Fine };

    /// 1 − score, which the header `X-Offcut-Doubt` and the field `doubt` of the JSON report carry.
    pub fn doubt(self) -> f32 {
        1.0 - self.score
    }

    /// Accounts for `share`, 0 to 1, of the subject that has the colour of a plain background: a hole that was filled.
    pub(crate) fn with_enclosed_background(self, share: f32) -> Self {
        if share >= ENCLOSED_SHARE { self.please_check() } else { self }
    }

    /// At most [`Verdict::PleaseCheck`].
    pub(crate) fn please_check(self) -> Self {
        if self.verdict == Verdict::Fine { Self { score: CHECK_SCORE, verdict: Verdict::PleaseCheck } } else { self }
    }
}

/// Highest value of a map, before it is normalised, below which there is no clear subject. Measured with u2netp: photos with a subject reach 0.998 and
/// more, flat areas and gradients stay below 0.06, pure noise at 0.90.
pub const MIN_PEAK: f32 = 0.95;

/// Score from which down a person is asked to check the cut-out.
const CHECK_SCORE: f32 = 0.5;

/// Probability of an intersection over union below 0.7 with the truth, from which a cut-out is to be checked: `docs/evaluate.md` has the curve.
const CHECK_PROBABILITY: f32 = 0.3;

/// Share of the subject with the colour of a plain background, from which a cut-out is to be checked.
const ENCLOSED_SHARE: f32 = 0.05;

/// Features of a saliency map, natural logarithms each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConfidenceFeatures {
    /// Entropy in bits a pixel over the share of subject.
    pub entropy: f32,
    /// Share of the map that is subject.
    pub area: f32,
    /// 1 − soft intersection over union of the first two passes; `None` of one pass, and of a given mask.
    pub disagreement: Option<f32>,
}

impl ConfidenceFeatures {
    /// Features of a map whose contrast was raised; `None` where there is no clear subject.
    pub fn of(map: &SaliencyMap) -> Option<Self> {
        let area = map.values.sum() / map.values.len().max(1) as f32;
        let has_subject = map.peak >= MIN_PEAK && map.components.kept > 0 && area > 0.0;
        has_subject.then(|| Self {
            entropy: (entropy(map.values.view()) + MIN_ENTROPY).ln(),
            area: (area + MIN_AREA).ln(),
            disagreement: map.agreement.map(|agreement| (1.0 + MIN_DISAGREEMENT - agreement).ln()),
        })
    }

    /// Confidence by a regression.
    pub fn confidence(&self, regression: &Regression) -> Confidence {
        let logit = regression.offset
            + regression.entropy * self.entropy
            + regression.area * self.area
            + regression.disagreement * self.disagreement.unwrap_or(0.0);
        // Scaled so that it is 1 − CHECK_SCORE at CHECK_PROBABILITY.
        let doubt = 1.0 / (1.0 + (-logit).exp() * CHECK_PROBABILITY / (1.0 - CHECK_PROBABILITY));
        Confidence { score: 1.0 - doubt, verdict: if doubt < 1.0 - CHECK_SCORE { Verdict::Fine } else { Verdict::PleaseCheck } }
    }
}

/// Added to the disagreement, so that passes which agree wholly have a logarithm of it.
const MIN_DISAGREEMENT: f32 = 0.02;

/// Confidence of a map whose contrast was raised.
pub fn estimate_confidence(map: &SaliencyMap, tuning: &Tuning) -> Confidence {
    let Some(features) = ConfidenceFeatures::of(map) else {
        return Confidence { score: 0.0, verdict: Verdict::NoClearSubject };
    };
    features.confidence(if features.disagreement.is_some() { &tuning.ensemble_regression } else { &tuning.one_pass_regression })
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::find::connected_components::Components;

    /// A disc whose edge is `soft` pixels wide.
    fn disc(soft: f32, agreement: Option<f32>) -> SaliencyMap {
        let values = Array2::from_shape_fn((100, 100), |(y, x)| (0.5 + (30.0 - (y as f32 - 50.0).hypot(x as f32 - 50.0)) / soft).clamp(0.0, 1.0));
        let components = Components { kept: 1, stray: 0.0 };
        SaliencyMap { values, peak: 1.0, components, cell_size: 0.01, agreement, passes: 2 }
    }

    fn confidence(map: &SaliencyMap) -> Confidence {
        estimate_confidence(map, &Tuning::DEFAULT)
    }

    #[test]
    fn crisp_map_is_fine_and_soft_one_is_not() {
        for agreement in [None, Some(0.97)] {
            let (crisp, soft) = (confidence(&disc(2.0, agreement)), confidence(&disc(60.0, agreement)));
            assert_eq!(crisp.verdict, Verdict::Fine, "{agreement:?}");
            assert!(crisp.score > soft.score && soft.score >= 0.0, "{agreement:?}");
        }
        assert_eq!(confidence(&disc(60.0, Some(0.8))).verdict, Verdict::PleaseCheck);
    }

    #[test]
    fn passes_that_disagree_ask_for_a_check() {
        assert_eq!(confidence(&disc(6.0, Some(0.98))).verdict, Verdict::Fine);
        assert_eq!(confidence(&disc(6.0, Some(0.2))).verdict, Verdict::PleaseCheck);
    }

    #[test]
    fn empty_map_has_no_clear_subject() {
        let none = Confidence { score: 0.0, verdict: Verdict::NoClearSubject };
        assert_eq!(confidence(&SaliencyMap { values: Array2::zeros((3, 3)), ..disc(2.0, None) }), none);
        assert_eq!(confidence(&SaliencyMap { peak: 0.9, ..disc(2.0, None) }), none);
        assert_eq!(confidence(&SaliencyMap { components: Components { kept: 0, stray: 0.0 }, ..disc(2.0, None) }), none);
    }
}
