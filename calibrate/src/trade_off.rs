//! Quality against time: what each quality, and what more or fewer passes of the network, bring on every set. A pass is most of a photo's time.

use anyhow::Result;
use matting::{Quality, Saliency, Tuning};
use rayon::prelude::*;

use crate::datasets::Item;
use crate::grid_search::{measure_item, print_sets};

/// Prints a table for each point of the curve, with its passes for a photo in the mean.
///
/// # Errors
/// Errors of the core.
pub fn report(items: &[Item], network: &(dyn Saliency + Sync)) -> Result<()> {
    let in_use = Tuning::DEFAULT;
    let points = [
        ("raw", Quality::Raw, Tuning::RAW),
        ("fast", Quality::Fast, Tuning::FAST),
        ("balanced, one pass and one at the crop", Quality::Balanced, Tuning { sure_entropy: f32::INFINITY, ..in_use }),
        ("balanced", Quality::Balanced, in_use),
        ("balanced, two passes at least", Quality::Balanced, Tuning { sure_entropy: 0.0, ..in_use }),
        ("balanced, four passes", Quality::Balanced, Tuning { sure_entropy: 0.0, agreement: 2.0, ..in_use }),
        ("balanced, closed form everywhere", Quality::Balanced, Tuning { deviation: (2.0, 3.0), ..in_use }),
        ("balanced, map wherever the closed form leaves it", Quality::Balanced, Tuning { separability: None, ..in_use }),
        ("best", Quality::Best, in_use),
    ];
    for (name, quality, tuning) in points {
        let measured = items.par_iter().map(|item| measure_item(item, network, quality, tuning)).collect::<Result<Vec<_>>>()?;
        let passes = measured.iter().map(|(_, passes)| *passes).sum::<usize>() as f64 / measured.len().max(1) as f64;
        let measured: Vec<_> = measured.into_iter().map(|(measured, _)| measured).collect();
        print_sets(&format!("{name}: {passes:.2} passes"), items, &measured);
    }
    Ok(())
}
