//! Candidates, and their choice in folds.

use anyhow::Result;
use evaluate::{Candidate, MeanMeasures, PhotoMeasures, Truth, measure};
use matting::{Inputs, Limits, Options, Output, Pixels, Plane, Quality, Saliency, Session, Source, Tuning};
use rayon::prelude::*;

use crate::datasets::Item;

/// Photo `n` is held back in fold `n % FOLDS`.
pub const FOLDS: usize = 5;

/// Constants for [`Quality::Fast`] that are compared.
pub fn fast_candidates() -> Vec<Tuning> {
    let curves = [(1.0, 0.0), (1.05, 0.02), (1.3, 0.0), (1.3, 0.02), (1.5, 0.02)];
    let ranges = [None, Some((0.8, 0.98)), Some((0.95, 1.0))];
    curves
        .iter()
        .flat_map(|(contrast, bias)| ranges.map(|edge_range| Tuning { contrast: *contrast, bias: *bias, edge_range, ..Tuning::FAST }))
        .collect()
}

/// Constants for [`Quality::Balanced`] that are compared.
pub fn balanced_candidates() -> Vec<Tuning> {
    let curves = [(1.0, 0.0), (1.3, 0.3), (1.5, 0.0), (1.5, 0.25), (1.75, 0.4), (2.0, 0.3), (2.0, 0.6)];
    let colours = [(0.5, 1.2), (0.9, 2.2)];
    let mut candidates: Vec<Tuning> = curves
        .iter()
        .flat_map(|(contrast, bias)| colours.map(|residual| Tuning { contrast: *contrast, bias: *bias, residual, ..Tuning::DEFAULT }))
        .collect();
    candidates.extend([0.0, 0.8, 0.95].map(|agreement| Tuning { agreement, ..Tuning::DEFAULT }));
    candidates.extend([0.0, 0.5].map(|entropy_exponent| Tuning { entropy_exponent, ..Tuning::DEFAULT }));
    candidates.extend([0.0, 0.15, 0.4].map(|sure_entropy| Tuning { sure_entropy, ..Tuning::DEFAULT }));
    candidates.push(Tuning { separability: None, ..Tuning::DEFAULT });
    candidates.push(Tuning { deviation: (2.0, 3.0), ..Tuning::DEFAULT });
    candidates
}

/// Every photo's measures.
///
/// # Errors
/// Errors of the core.
pub fn measure_all(items: &[Item], network: &(dyn Saliency + Sync), quality: Quality, tuning: Tuning) -> Result<Vec<PhotoMeasures>> {
    items.par_iter().map(|item| Ok(measure_item(item, network, quality, tuning)?.0)).collect()
}

/// One photo's measures, and the number of saliency passes that it took.
///
/// # Errors
/// Errors of the core.
pub fn measure_item(item: &Item, network: &dyn Saliency, quality: Quality, tuning: Tuning) -> Result<(PhotoMeasures, usize)> {
    let options = Options { quality, output: Output::Mask, ..Options::default() };
    let mut session = Session::open(Source::Pixels(item.photo.clone()), &Limits::default(), &mut ())?.with_tuning(tuning);
    let (composed, _) = session.composed(network, &options, &Inputs::default(), &mut ())?;
    let mut alpha = match composed.pixels {
        Pixels::Mask(plane) => plane,
        Pixels::Colour(picture) => picture.to_mask(),
    };
    if let Some(unlabelled) = &item.unlabelled {
        let values = alpha.values().iter().zip(unlabelled).map(|(value, unlabelled)| if *unlabelled { 0 } else { *value }).collect();
        alpha = Plane::new(alpha.size(), values)?;
    }
    let truth = Truth { photo: &item.photo, alpha: &item.alpha, trimap: None, foreground: None };
    let passes = session.saliency_map().map_or(0, |map| map.passes);
    Ok((measure(&Candidate { alpha: &alpha, cut_out: None }, &truth)?, passes))
}

/// Names of the sets, in order.
fn names(items: &[Item]) -> Vec<&str> {
    let mut names: Vec<&str> = items.iter().map(|item| item.set.as_str()).collect();
    names.dedup();
    names
}

/// The loss: SAD, MSE, Grad and Conn over those of the network's own map, the mean of the four and of the sets, so that no set counts for its size.
fn loss(items: &[Item], measured: &[PhotoMeasures], raw: &[PhotoMeasures], counts: impl Fn(usize) -> bool) -> f64 {
    let errors = |measured: &[PhotoMeasures], set: &str| {
        (0..items.len()).filter(|at| counts(*at) && items[*at].set == set).fold([0.0; 4], |sums, at| {
            let errors = &measured[at].measures.everywhere;
            let own = [errors.sad, errors.mse, errors.gradient, errors.connectivity];
            [0, 1, 2, 3].map(|measure| sums[measure] + own[measure])
        })
    };
    let ratios: Vec<f64> = names(items)
        .iter()
        .flat_map(|set| errors(measured, set).into_iter().zip(errors(raw, set)))
        .filter(|(_, raw)| *raw > 0.0)
        .map(|(own, raw)| own / raw)
        .collect();
    ratios.iter().sum::<f64>() / ratios.len().max(1) as f64
}

/// Judges every candidate on every photo, chooses one for each fold on the other folds, and prints each held-back photo's measures by set.
///
/// # Errors
/// Errors of the core.
pub fn cross_validate(items: &[Item], network: &(dyn Saliency + Sync), quality: Quality, candidates: &[Tuning], raw: &[PhotoMeasures]) -> Result<()> {
    let measured = candidates.iter().map(|tuning| measure_all(items, network, quality, *tuning)).collect::<Result<Vec<_>>>()?;
    println!("\n{}: loss of each candidate (SAD, MSE, Grad and Conn over raw's, mean of the sets)", quality.as_str());
    for (tuning, measured) in candidates.iter().zip(&measured) {
        println!("  {:.4}  {tuning:?}", loss(items, measured, raw, |_| true));
    }
    let mut held_back: Vec<Option<PhotoMeasures>> = vec![None; items.len()];
    let mut losses = Vec::new();
    for fold in 0..FOLDS {
        let best = (0..candidates.len()).min_by(|a, b| {
            let [a, b] = [a, b].map(|at| loss(items, &measured[*at], raw, |photo| photo % FOLDS != fold));
            a.total_cmp(&b)
        });
        let Some(best) = best else { continue };
        let own = loss(items, &measured[best], raw, |photo| photo % FOLDS == fold);
        println!(
            "fold {fold}: contrast {}, bias {}, chosen on the other folds; loss on it {own:.4}",
            candidates[best].contrast, candidates[best].bias
        );
        losses.push(own);
        for at in (0..items.len()).filter(|at| at % FOLDS == fold) {
            held_back[at] = Some(measured[best][at].clone());
        }
    }
    let mean = losses.iter().sum::<f64>() / losses.len().max(1) as f64;
    let deviation = (losses.iter().map(|loss| (loss - mean).powi(2)).sum::<f64>() / losses.len().max(1) as f64).sqrt();
    println!("loss on held-back photos: {mean:.4} ± {deviation:.4} over {FOLDS} folds");
    print_sets(
        &format!("{}, each photo by constants chosen without it", quality.as_str()),
        items,
        &held_back.into_iter().flatten().collect::<Vec<_>>(),
    );
    print_sets(&format!("{}, the constants in use", quality.as_str()), items, &measure_all(items, network, quality, Tuning::of(quality))?);
    Ok(())
}

/// A row for each set.
pub fn print_sets(title: &str, items: &[Item], measured: &[PhotoMeasures]) {
    println!("\n| {title} | MAE ↓ | max F ↑ | wF ↑ | S ↑ | SAD ↓ | MSE ↓ | Grad ↓ | Conn ↓ |\n|---|---|---|---|---|---|---|---|---|");
    for set in names(items) {
        let mut total = MeanMeasures::default();
        items.iter().zip(measured).filter(|(item, _)| item.set == set).for_each(|(_, measured)| total.add(measured.clone()));
        if let Some(all) = total.measures() {
            let errors = all.everywhere;
            print!("| {set}, {} | {:.4} | {:.4} | {:.4} | {:.4} ", total.count(), all.mae, all.max_f, all.weighted_f, all.s_measure);
            println!("| {:.2} | {:.2} | {:.2} | {:.2} |", errors.sad, errors.mse, errors.gradient, errors.connectivity);
        }
    }
}
