//! Evaluation of the confidence: separation of poor cut-outs from good ones, on photos with known alpha.

use anyhow::Result;
use matting::find::ConfidenceFeatures;
use matting::{Inputs, Limits, Options, Output, Pixels, Quality, Regression, Saliency, Session, Source, Verdict};
use rayon::prelude::*;

use crate::datasets::Item;
use crate::grid_search::FOLDS;
use crate::logistic_regression::Model;

/// Intersection over union with the truth, below which a cut-out is poor.
const POOR: f64 = 0.7;
/// Intersection over union with the truth, from which a cut-out is good and a warning is one too many.
const GOOD: f64 = 0.9;
/// Values of 1 − confidence at which the curve is printed.
const THRESHOLDS: [f64; 7] = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

/// One cut-out: its overlap with the truth, and its confidence.
#[derive(Debug, Clone, Copy)]
struct Scored {
    iou: f64,
    doubt: f64,
    is_fine: bool,
    /// `None` where there is no clear subject.
    features: Option<ConfidenceFeatures>,
}

/// Prints the area under the ROC curve of "intersection over union below 0.7", and the curve.
///
/// # Errors
/// Errors of the core.
pub fn report(items: &[Item], network: &(dyn Saliency + Sync), quality: Quality) -> Result<()> {
    let scored = items.par_iter().map(|item| score(item, network, quality)).collect::<Result<Vec<_>>>()?;
    let saliency: Vec<Scored> = items.iter().zip(&scored).filter(|(item, _)| item.set == "saliency").map(|(_, scored)| *scored).collect();
    println!("\nconfidence, {}: area under the ROC curve {:.3}, on the saliency set {:.3}", quality.as_str(), roc_area(&scored), roc_area(&saliency));
    println!(
        "| warned from 1 − confidence of | without warning | of these at least {POOR} | of those at {GOOD} and more, warned about | of those below {POOR}, warned about |"
    );
    println!("|---|---|---|---|---|");
    print_row("the verdict in use", &scored, |scored| !scored.is_fine);
    print_curve(&scored);
    print_fits(&scored);
    Ok(())
}

/// Fits the regressions of one pass and of several to all photos, and prints the coefficients, and what photos get that took no part in the fit.
fn print_fits(scored: &[Scored]) {
    let mut held_back = scored.to_vec();
    for (name, is_ensemble) in [("one pass", false), ("several passes", true)] {
        let members: Vec<(usize, ConfidenceFeatures)> = scored
            .iter()
            .enumerate()
            .filter_map(|(at, scored)| Some((at, scored.features?)))
            .filter(|(_, features)| features.disagreement.is_some() == is_ensemble)
            .collect();
        let samples = |counts: &dyn Fn(usize) -> bool| -> Vec<(ConfidenceFeatures, bool)> {
            members.iter().filter(|(at, _)| counts(*at)).map(|(at, features)| (*features, scored[*at].iou < POOR)).collect()
        };
        let poor = members.iter().filter(|(at, _)| scored[*at].iou < POOR).count();
        if poor == 0 || poor == members.len() {
            continue;
        }
        let Regression { offset, entropy, area, disagreement } = fit(&samples(&|_| true));
        println!(
            "{name}, {} photos, {poor} below {POOR}: offset {offset:.2}, entropy {entropy:.2}, area {area:.2}, disagreement {disagreement:.2}",
            members.len()
        );
        for fold in 0..FOLDS {
            let regression = fit(&samples(&|at| at % FOLDS != fold));
            for (at, features) in members.iter().filter(|(at, _)| at % FOLDS == fold) {
                held_back[*at].doubt = features.confidence(&regression).doubt().into();
            }
        }
    }
    println!("fitted without each photo: area under the ROC curve {:.3}", roc_area(&held_back));
    print_curve(&held_back);
}

/// Regression of the label "poor".
fn fit(samples: &[(ConfidenceFeatures, bool)]) -> Regression {
    let numbers = |features: &ConfidenceFeatures| [features.entropy, features.area, features.disagreement.unwrap_or(0.0)].map(f64::from);
    let samples: Vec<([f64; 3], bool)> = samples.iter().map(|(features, is_poor)| (numbers(features), *is_poor)).collect();
    let Model { offset, coefficients: [entropy, area, disagreement] } = Model::fit(&samples);
    let [offset, entropy, area, disagreement] = [offset, entropy, area, disagreement].map(|value| value as f32);
    Regression { offset, entropy, area, disagreement }
}

/// A row for each threshold.
fn print_curve(scored: &[Scored]) {
    for threshold in THRESHOLDS {
        print_row(&format!("{threshold:.2}"), scored, |scored| scored.doubt >= threshold);
    }
}

fn score(item: &Item, network: &dyn Saliency, quality: Quality) -> Result<Scored> {
    let options = Options { quality, output: Output::Mask, ..Options::default() };
    let mut session = Session::open(Source::Pixels(item.photo.clone()), &Limits::default(), &mut ())?;
    let (composed, confidence) = session.composed(network, &options, &Inputs::default(), &mut ())?;
    let alpha = match composed.pixels {
        Pixels::Mask(plane) => plane,
        Pixels::Colour(picture) => picture.to_mask(),
    };
    let is_labelled = |at: usize| item.unlabelled.as_ref().is_none_or(|unlabelled| !unlabelled[at]);
    let (mut intersection, mut union) = (0_u32, 0_u32);
    for (at, (own, truth)) in alpha.values().iter().zip(item.alpha.values()).enumerate() {
        let (own, truth) = (*own >= 128, *truth >= 128);
        intersection += u32::from(own && truth && is_labelled(at));
        union += u32::from((own || truth) && is_labelled(at));
    }
    let iou = if union > 0 { f64::from(intersection) / f64::from(union) } else { 1.0 };
    let features = session.saliency_map().and_then(ConfidenceFeatures::of);
    Ok(Scored { iou, doubt: confidence.doubt().into(), is_fine: confidence.verdict == Verdict::Fine, features })
}

/// Share of pairs of a poor cut-out and another, in which the poor one has the lower confidence.
fn roc_area(scored: &[Scored]) -> f64 {
    let (poor, others): (Vec<&Scored>, Vec<&Scored>) = scored.iter().partition(|scored| scored.iou < POOR);
    let pairs = poor.iter().flat_map(|poor| others.iter().map(move |other| (poor.doubt, other.doubt)));
    let wins: f64 = pairs.map(|(poor, other)| if poor > other { 1.0 } else { f64::from(u8::from(poor == other)) / 2.0 }).sum();
    wins / (poor.len() * others.len()).max(1) as f64
}

fn print_row(name: &str, scored: &[Scored], is_warned: impl Fn(&Scored) -> bool) {
    let share = |of: &dyn Fn(&Scored) -> bool, counts: &dyn Fn(&Scored) -> bool| {
        let all = scored.iter().filter(|scored| of(scored)).count().max(1);
        100.0 * scored.iter().filter(|scored| of(scored) && counts(scored)).count() as f64 / all as f64
    };
    println!(
        "| {name} | {:.0} % | {:.0} % | {:.0} % | {:.0} % |",
        share(&|_| true, &|scored| !is_warned(scored)),
        share(&|scored| !is_warned(scored), &|scored| scored.iou >= POOR),
        share(&|scored| scored.iou >= GOOD, &is_warned),
        share(&|scored| scored.iou < POOR, &is_warned),
    );
}
