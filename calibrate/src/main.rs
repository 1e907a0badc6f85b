//! Chooses the constants of [`matting::Tuning`] by cross-validation over all development sets together, and prints what each choice brings on photos
//! that did not make it; before that what more or less time brings, after it how well the confidence tells good cut-outs from poor ones.
//!
//! usage: calibrate MODEL CACHE SET...   (each SET has image/, alpha/ and, if there is any, trimap/; CACHE keeps the network's maps)

mod cache;
mod confidence;
mod datasets;
mod grid_search;
mod logistic_regression;
mod trade_off;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use matting::{Quality, Tuning, U2Net, catalogue};

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (model, folder) = arguments.next().zip(arguments.next()).context("usage: calibrate MODEL CACHE SET...")?;
    let mut items = Vec::new();
    for set in arguments {
        items.extend(datasets::load(&set)?);
    }
    ensure!(!items.is_empty(), "there are no photos: name at least one set");
    std::fs::create_dir_all(&folder)?;
    let network = cache::CachedNetwork { network: U2Net::load(&std::fs::read(model)?, Some(catalogue::BUNDLED.input))?, folder };

    trade_off::report(&items, &network)?;
    let raw = grid_search::measure_all(&items, &network, Quality::Raw, Tuning::RAW)?;
    confidence::report(&items, &network, Quality::Raw)?;
    for (quality, candidates) in [(Quality::Fast, grid_search::fast_candidates()), (Quality::Balanced, grid_search::balanced_candidates())] {
        grid_search::cross_validate(&items, &network, quality, &candidates, &raw)?;
        confidence::report(&items, &network, quality)?;
    }
    Ok(())
}
