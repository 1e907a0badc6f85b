//! Every measure of one cut-out, and its name and unit.

use serde::Serialize;

use crate::{Candidate, Curve, Mask, Matte, MatteErrors, SizesDiffer, Truth, fringe};

/// The measures of one cut-out, or of many together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measures {
    /// [`Mask::mae`].
    pub mae: f64,
    /// [`Curve::max_f`]; of many the one of their mean curve.
    pub max_f: f64,
    /// [`Mask::weighted_f`].
    pub weighted_f: f64,
    /// [`Mask::s_measure`].
    pub s_measure: f64,
    /// [`Matte::everywhere`].
    pub everywhere: MatteErrors,
    /// [`Matte::in_band`].
    pub in_band: Option<MatteErrors>,
    /// [`fringe::against_foreground`]; `None` without true colours, and for a mask.
    pub fringe: Option<f64>,
    /// [`fringe::against_photo`]; `None` for a mask.
    pub fringe_estimate: Option<f64>,
}

/// The measures of one cut-out, with the curve that a [`crate::MeanMeasures`] needs.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoMeasures {
    /// The measures.
    pub measures: Measures,
    /// Precision and recall at each threshold.
    pub curve: Curve,
}

/// Measures of a cut-out against the true alpha.
///
/// # Errors
/// [`SizesDiffer`] unless everything has the true alpha's size.
pub fn measure(candidate: &Candidate<'_>, truth: &Truth<'_>) -> Result<PhotoMeasures, SizesDiffer> {
    let mask = Mask::new(candidate.alpha, truth.alpha)?;
    let matte = Matte::of(candidate.alpha, truth.alpha, truth.trimap)?;
    let (mut fringe, mut fringe_estimate) = (None, None);
    if let Some(cut_out) = candidate.cut_out {
        if let Some(foreground) = truth.foreground {
            fringe = fringe::against_foreground(cut_out, truth.alpha, foreground)?;
        }
        fringe_estimate = fringe::against_photo(cut_out, truth.alpha, truth.photo)?;
    }
    let curve = Curve::of(&mask);
    let measures = Measures {
        mae: mask.mae(),
        max_f: curve.max_f(),
        weighted_f: mask.weighted_f(),
        s_measure: mask.s_measure(),
        everywhere: matte.everywhere,
        in_band: matte.in_band,
        fringe,
        fringe_estimate,
    };
    Ok(PhotoMeasures { measures, curve })
}

/// Direction in which a measure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The less the better.
    Lower,
    /// The more the better.
    Higher,
}

/// Pixels and channels that a measure is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The cut-out as a saliency map, against a binary truth.
    Mask,
    /// The matte, over every pixel.
    Everywhere,
    /// The matte, where the trimap leaves it open.
    InBand,
    /// The colours of the edges.
    Colour,
}

/// One measure.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Column {
    /// As in [`Measures`].
    pub name: &'static str,
    /// For the head of a table.
    #[serde(skip)]
    pub heading: &'static str,
    /// Pixels and channels.
    pub group: Group,
    /// Better direction.
    pub better: Better,
    /// Unit of the value 1; empty for a share from 0 to 1.
    pub unit: &'static str,
    /// Digits after the point that are worth showing.
    #[serde(skip)]
    pub decimals: usize,
    /// Takes it out.
    #[serde(skip)]
    pub value: fn(&Measures) -> Option<f64>,
}

/// Every measure, in the order of [`Measures`].
pub const COLUMNS: &[Column] = &[
    share("mae", "MAE", Better::Lower, |all| Some(all.mae)),
    share("max_f", "max F", Better::Higher, |all| Some(all.max_f)),
    share("weighted_f", "wF", Better::Higher, |all| Some(all.weighted_f)),
    share("s_measure", "S", Better::Higher, |all| Some(all.s_measure)),
    matte("sad", "SAD", Group::Everywhere, THOUSAND, |all| Some(all.everywhere.sad)),
    matte("mse", "MSE", Group::Everywhere, THOUSANDTH, |all| Some(all.everywhere.mse)),
    matte("gradient", "Grad", Group::Everywhere, THOUSAND, |all| Some(all.everywhere.gradient)),
    matte("connectivity", "Conn", Group::Everywhere, THOUSAND, |all| Some(all.everywhere.connectivity)),
    matte("sad", "SAD", Group::InBand, THOUSAND, |all| Some(all.in_band?.sad)),
    matte("mse", "MSE", Group::InBand, THOUSANDTH, |all| Some(all.in_band?.mse)),
    matte("gradient", "Grad", Group::InBand, THOUSAND, |all| Some(all.in_band?.gradient)),
    matte("connectivity", "Conn", Group::InBand, THOUSAND, |all| Some(all.in_band?.connectivity)),
    colour("fringe", "true", |all| all.fringe),
    colour("fringe_estimate", "est.", |all| all.fringe_estimate),
];

const THOUSAND: &str = "1000 pixels";
const THOUSANDTH: &str = "1/1000";
const LEVEL: &str = "8-bit levels";

const fn share(name: &'static str, heading: &'static str, better: Better, value: fn(&Measures) -> Option<f64>) -> Column {
    Column { name, heading, group: Group::Mask, better, unit: "", decimals: 4, value }
}

const fn matte(name: &'static str, heading: &'static str, group: Group, unit: &'static str, value: fn(&Measures) -> Option<f64>) -> Column {
    Column { name, heading, group, better: Better::Lower, unit, decimals: 3, value }
}

const fn colour(name: &'static str, heading: &'static str, value: fn(&Measures) -> Option<f64>) -> Column {
    Column { name, heading, group: Group::Colour, better: Better::Lower, unit: LEVEL, decimals: 2, value }
}
