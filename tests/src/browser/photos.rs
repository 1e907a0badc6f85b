//! Several photos on the page: made, chosen, and waited for.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use image::{Rgb, RgbImage};
use tokio::time::sleep;

use super::Browser;
use crate::golden_case::GoldenCase;

/// Longest wait for a queue.
pub const TIMEOUT: Duration = Duration::from_secs(180);

/// Photo of a golden case.
///
/// # Errors
/// There is no such case.
pub fn golden(case: &str) -> Result<PathBuf> {
    let found = GoldenCase::all()?.into_iter().find(|found| found.name == case);
    Ok(found.with_context(|| format!("no golden case is called {case}"))?.photo)
}

/// Makes a small photo: a disc on a plain ground.
///
/// # Errors
/// It cannot be written.
pub fn disc(path: &Path, shade: u8) -> Result<()> {
    let picture = RgbImage::from_fn(96, 64, |x, y| {
        let (x, y) = (x as f32 - 48.0, y as f32 - 32.0);
        if x.hypot(y) < 20.0 { Rgb([200, shade, 40]) } else { Rgb([90, 140, 220]) }
    });
    Ok(picture.save(path)?)
}

/// Gives the page photos, as its file picker does.
///
/// # Errors
/// There is no picker now.
pub async fn choose(browser: &Browser, photos: &[PathBuf]) -> Result<()> {
    let paths = photos.iter().map(|photo| Ok(photo.canonicalize()?.display().to_string())).collect::<Result<Vec<_>>>()?;
    Ok(browser.wait_for("#file").await?.send_keys(&paths.join("\n")).await?)
}

/// States of the photos in the list, in its order.
///
/// # Errors
/// The browser does not answer.
pub async fn states(browser: &Browser) -> Result<Vec<String>> {
    let states = browser.script("return [...document.querySelectorAll('.photo')].map(photo => photo.dataset.state)").await?;
    Ok(serde_json::from_value(states)?)
}

/// Number of photos in a state.
pub fn count(states: &[String], state: &str) -> usize {
    states.iter().filter(|other| *other == state).count()
}

/// Waits until no photo is in line and none is being changed.
///
/// # Errors
/// That takes too long.
pub async fn through(browser: &Browser) -> Result<Vec<String>> {
    let begun = Instant::now();
    loop {
        let states = states(browser).await?;
        if !states.is_empty() && ["waiting", "working", "changing"].iter().all(|state| count(&states, state) == 0) {
            return Ok(states);
        }
        ensure!(begun.elapsed() < TIMEOUT, "{states:?}");
        sleep(Duration::from_millis(100)).await;
    }
}

/// Clicks the photo of this place in the list, from 1.
///
/// # Errors
/// There is no such photo.
pub async fn look_at(browser: &Browser, place: usize) -> Result<()> {
    browser.click(&format!(".photo:nth-child({place})")).await
}
