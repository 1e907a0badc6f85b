//! How far a cut-out can be trusted without looking at it.

use serde::{Deserialize, Serialize};

use crate::SaliencyMap;
use crate::ensemble::entropy;

/// What to tell the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing speaks against it.
    Fine,
    /// The network wavered, or its passes disagree: look at it before it is used.
    PleaseCheck,
    /// The network is sure of no pixel: the cut-out is a guess.
    NoClearSubject,
}

/// A verdict and what it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    /// 0 (none) to 1; from 0.5 on the verdict is [`Verdict::PleaseCheck`], and it is 1 for [`Verdict::NoClearSubject`].
    pub score: f32,
    /// What to tell the person.
    pub verdict: Verdict,
}

impl Doubt {
    /// Somebody else vouches for it.
    pub const NONE: Doubt = Doubt { score: 0.0, verdict: Verdict::Fine };

    /// Takes account of `share`, 0 to 1, of the subject that has the colour of a plain background: a hole that was filled.
    pub(crate) fn consider_enclosed(&mut self, share: f32) {
        if share >= ENCLOSED && self.verdict == Verdict::Fine {
            *self = Doubt { score: 0.5, verdict: Verdict::PleaseCheck };
        }
    }
}

/// A map's highest value, before it is spread, that is below this has no clear subject. Measured with u2netp: photos with a subject reach
/// 0.998 and more, flat areas and gradients stay below 0.06, pure noise at 0.90.
pub const LEAST_PEAK: f32 = 0.95;

/// Probability of an intersection over union below 0.7 with the truth, from which a cut-out is worth a look: `docs/evaluate.md` has the curve.
const WORTH_A_LOOK: f32 = 0.3;

/// Share of the subject with the colour of a plain background, from which a cut-out is worth a look.
const ENCLOSED: f32 = 0.05;

/// Logistic regression of that probability on the logarithms of entropy, area and disagreement.
struct Regression {
    offset: f32,
    entropy: f32,
    area: f32,
    disagreement: f32,
}

/// For a map of several passes.
const ENSEMBLE: Regression = Regression { offset: -0.03, entropy: 0.62, area: -0.63, disagreement: 0.62 };
/// For one pass, and for a mask that was given.
const ONE_PASS: Regression = Regression { offset: 0.38, entropy: 1.28, area: -0.27, disagreement: 0.0 };

/// Judges a map after its contrast was raised.
pub fn judge(map: &SaliencyMap) -> Doubt {
    let area = map.values.sum() / map.values.len().max(1) as f32;
    if map.peak < LEAST_PEAK || map.pieces.kept == 0 || area <= 0.0 {
        return Doubt { score: 1.0, verdict: Verdict::NoClearSubject };
    }
    let (regression, agreement) = map.agreement.map_or((ONE_PASS, 1.0), |agreement| (ENSEMBLE, agreement));
    let logit = regression.offset
        + regression.entropy * (entropy(map.values.view()) + 0.02).ln()
        + regression.area * (area + 0.01).ln()
        + regression.disagreement * (1.02 - agreement).ln();
    // Half way to 1 where it is worth a look.
    let score = 1.0 / (1.0 + (-logit).exp() * WORTH_A_LOOK / (1.0 - WORTH_A_LOOK));
    Doubt { score, verdict: if score < 0.5 { Verdict::Fine } else { Verdict::PleaseCheck } }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::Effort;
    use crate::pieces::Pieces;

    /// A disc whose edge is `soft` pixels wide.
    fn disc(soft: f32, agreement: Option<f32>) -> SaliencyMap {
        let values = Array2::from_shape_fn((100, 100), |(y, x)| (0.5 + (30.0 - (y as f32 - 50.0).hypot(x as f32 - 50.0)) / soft).clamp(0.0, 1.0));
        let pieces = Pieces { kept: 1, stray: 0.0 };
        SaliencyMap { effort: Effort::Adaptive, mask: None, values, peak: 1.0, pieces, grain: 0.01, agreement, passes: 2 }
    }

    #[test]
    fn crisp_map_is_fine_and_soft_one_is_not() {
        for agreement in [None, Some(0.97)] {
            let (crisp, soft) = (judge(&disc(2.0, agreement)), judge(&disc(60.0, agreement)));
            assert_eq!(crisp.verdict, Verdict::Fine, "{agreement:?}");
            assert!(crisp.score < soft.score && soft.score <= 1.0, "{agreement:?}");
        }
        assert_eq!(judge(&disc(60.0, Some(0.8))).verdict, Verdict::PleaseCheck);
    }

    #[test]
    fn passes_that_disagree_are_worth_a_look() {
        assert_eq!(judge(&disc(6.0, Some(0.98))).verdict, Verdict::Fine);
        assert_eq!(judge(&disc(6.0, Some(0.2))).verdict, Verdict::PleaseCheck);
    }

    #[test]
    fn nothing_is_no_subject() {
        let none = Doubt { score: 1.0, verdict: Verdict::NoClearSubject };
        assert_eq!(judge(&SaliencyMap { values: Array2::zeros((3, 3)), ..disc(2.0, None) }), none);
        assert_eq!(judge(&SaliencyMap { peak: 0.9, ..disc(2.0, None) }), none);
        assert_eq!(judge(&SaliencyMap { pieces: Pieces { kept: 0, stray: 0.0 }, ..disc(2.0, None) }), none);
    }
}
