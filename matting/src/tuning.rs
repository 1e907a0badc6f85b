//! Calibrated constants of the stages find and refine.

use crate::options::Quality;

/// Constants chosen by cross-validation over every development set; `cargo xtask bench calibrate` repeats the choice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuning {
    /// Entropy of the first pass in bits a pixel over its share of subject, up to which [`Quality::Balanced`] runs no second pass over the whole photo.
    pub sure_entropy: f32,
    /// Soft intersection over union of the first two passes, 0 to 1, from which [`Quality::Balanced`] runs no other pass over the whole photo.
    pub agreement: f32,
    /// Exponent of a pass's weight in the ensemble: its entropy per subject area to the minus this.
    pub entropy_exponent: f32,
    /// Slope of the contrast curve in logits.
    pub contrast: f32,
    /// Logit added by the contrast curve: the network misses more of the subject than it invents.
    pub bias: f32,
    /// Range of the values around, up to which contrast stays and from which it is raised: where subject and background meet; `None`: everywhere.
    pub edge_range: Option<(f32, f32)>,
    /// Subject is certain where the lowest value of the neighbourhood is above the second, and not at all below the first.
    pub subject: (f32, f32),
    /// Background is certain where the highest value of the neighbourhood is below the first, and not at all above the second.
    pub background: (f32, f32),
    /// Mean difference of the closed form from the map, up to which it is accepted and from which it needs evidence.
    pub deviation: (f32, f32),
    /// Squared recomposition error in variances of the colours around, up to which the colour model supports the closed form and from which it does not.
    pub residual: (f32, f32),
    /// Squared distance of subject and background colours in their variances, up to which colour cannot decide and from which it can; `None`: it is
    /// never asked.
    pub separability: Option<(f32, f32)>,
    /// Confidence of a map of several passes.
    pub ensemble_regression: Regression,
    /// Confidence of a map of one pass, and of a given mask.
    pub one_pass_regression: Regression,
}

/// Logistic regression of the probability that a cut-out has an intersection over union below 0.7 with the truth: an offset, and one coefficient for each of
/// [`crate::find::ConfidenceFeatures`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regression {
    /// Logit where all features are 0.
    pub offset: f32,
    /// Coefficient of the entropy.
    pub entropy: f32,
    /// Coefficient of the area.
    pub area: f32,
    /// Coefficient of the disagreement; 0 for a map of one pass.
    pub disagreement: f32,
}

impl Tuning {
    /// Constants of [`Quality::Balanced`] and [`Quality::Best`].
    pub const DEFAULT: Tuning = Tuning {
        sure_entropy: 0.25,
        agreement: 0.9,
        entropy_exponent: 1.0,
        contrast: 1.5,
        bias: 0.25,
        edge_range: None,
        subject: (0.95, 0.99),
        background: (0.01, 0.06),
        deviation: (0.05, 0.2),
        residual: (0.9, 2.2),
        separability: Some((0.5, 2.0)),
        ensemble_regression: Regression { offset: -0.03, entropy: 0.62, area: -0.63, disagreement: 0.62 },
        one_pass_regression: Regression { offset: 0.38, entropy: 1.28, area: -0.27, disagreement: 0.0 },
    };

    /// Constants of [`Quality::Fast`]: one pass is less sure of itself, so contrast is raised near edges only (elsewhere it costs squared error where the
    /// pass is wrong), and a guided filter strays less from it.
    pub const FAST: Tuning = Tuning {
        contrast: 1.3,
        bias: 0.02,
        edge_range: Some((0.8, 0.98)),
        deviation: (0.02, 0.08),
        separability: None,
        one_pass_regression: Regression { offset: 0.47, entropy: 1.28, area: -0.12, disagreement: 0.0 },
        ..Self::DEFAULT
    };

    /// Constants of [`Quality::Raw`], whose map keeps the entropy that contrast takes from the others.
    pub const RAW: Tuning = Tuning { one_pass_regression: Regression { offset: 0.02, entropy: 1.21, area: -0.32, disagreement: 0.0 }, ..Self::FAST };

    /// Constants of a quality.
    pub fn of(quality: Quality) -> Self {
        match quality {
            Quality::Raw => Self::RAW,
            Quality::Fast => Self::FAST,
            Quality::Balanced | Quality::Best => Self::DEFAULT,
        }
    }
}

/// 0 up to the first edge, 1 from the second on, x²(3 − 2x) between.
pub(crate) fn smooth_step(value: f32, (from, to): (f32, f32)) -> f32 {
    let x = ((value - from) / (to - from)).clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}
