//! How far a cut-out can be trusted without looking at it.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use crate::pieces::Pieces;

/// What to tell the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing speaks against it.
    Fine,
    /// The network wavered, or there are many pieces: look at it before it is used.
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
}

/// A map's highest value, before it is spread, that is below this has no clear subject. Measured with u2netp: photos with a subject reach
/// 0.998 and more, flat areas and gradients stay below 0.06, pure noise at 0.90.
pub const LEAST_PEAK: f32 = 0.95;

/// Each sign has a value at which it is worth a look; measured with u2netp on 25 photos. Entropy of the map over its area: clear cut-outs
/// have 0.04 to 0.21, wrong or torn ones 0.29 and more.
const ENTROPY: f32 = 0.25;
/// Unknown band over the subject's area: clear ones 0.3 to 0.83, unclear or very small ones 1.05 and more.
const BAND: f32 = 1.0;
/// Share of the map in stray islands.
const STRAY: f32 = 0.1;
/// Pieces beside the first.
const MORE_PIECES: f32 = 3.0;

/// Judges a spread map (0 to 1) with its pieces. `unknown` is the share of its pixels that are in the trimap's unknown band, 0 to 1; `peak` is the
/// highest value of the map before it was spread.
pub fn judge(map: ArrayView2<'_, f32>, pieces: Pieces, unknown: f32, peak: f32) -> Doubt {
    let area = map.sum() / map.len().max(1) as f32;
    if peak < LEAST_PEAK || pieces.kept == 0 || area <= 0.0 {
        return Doubt { score: 1.0, verdict: Verdict::NoClearSubject };
    }
    let entropy = map.iter().map(|value| bits(*value)).sum::<f32>() / map.len() as f32;
    let signs = [(entropy / area, ENTROPY), (unknown / area, BAND), (pieces.stray, STRAY), ((pieces.kept - 1) as f32, MORE_PIECES)];
    // Half way to 1 at the value that is worth a look.
    let score = signs.into_iter().map(|(value, look)| value / (value + look)).fold(0.0, f32::max);
    Doubt { score, verdict: if score < 0.5 { Verdict::Fine } else { Verdict::PleaseCheck } }
}

/// Entropy of a yes with probability `value`, in bits.
fn bits(value: f32) -> f32 {
    let part = |share: f32| if share > 0.0 { -share * share.log2() } else { 0.0 };
    part(value) + part(1.0 - value)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    const ONE: Pieces = Pieces { kept: 1, stray: 0.0 };

    /// A disc whose edge is `soft` pixels wide.
    fn disc(soft: f32) -> Array2<f32> {
        Array2::from_shape_fn((100, 100), |(y, x)| (0.5 + (30.0 - (y as f32 - 50.0).hypot(x as f32 - 50.0)) / soft).clamp(0.0, 1.0))
    }

    #[test]
    fn a_crisp_map_is_fine_and_a_soft_one_is_not() {
        let crisp = judge(disc(2.0).view(), ONE, 0.05, 1.0);
        assert_eq!(crisp.verdict, Verdict::Fine);
        let soft = judge(disc(40.0).view(), ONE, 0.05, 1.0);
        assert_eq!(soft.verdict, Verdict::PleaseCheck);
        assert!(crisp.score < soft.score && soft.score <= 1.0);
    }

    #[test]
    fn each_other_sign_is_enough() {
        let map = disc(2.0);
        assert_eq!(judge(map.view(), ONE, 0.4, 1.0).verdict, Verdict::PleaseCheck);
        assert_eq!(judge(map.view(), Pieces { kept: 1, stray: 0.12 }, 0.05, 1.0).verdict, Verdict::PleaseCheck);
        assert_eq!(judge(map.view(), Pieces { kept: 4, stray: 0.0 }, 0.05, 1.0).verdict, Verdict::PleaseCheck);
    }

    #[test]
    fn nothing_is_no_subject() {
        let none = Doubt { score: 1.0, verdict: Verdict::NoClearSubject };
        assert_eq!(judge(Array2::zeros((3, 3)).view(), ONE, 0.0, 1.0), none);
        assert_eq!(judge(disc(2.0).view(), ONE, 0.05, 0.9), none);
        assert_eq!(judge(disc(2.0).view(), Pieces { kept: 0, stray: 0.0 }, 0.05, 1.0), none);
    }
}
