//! Every state of the page that a person can come to, one after the other.

use std::path::Path;

use anyhow::{Context, Result};

use super::Browser;
use crate::golden_case::GoldenCase;
use crate::program::root;
use crate::server_process::ServerProcess;

/// Calls `look` with the name of each state while the page is in it.
///
/// # Errors
/// A state does not come, or `look` fails.
pub async fn each(browser: &Browser, mut look: impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    let (site, folder) = (root().join("dist"), tempfile::tempdir()?);
    let cases = GoldenCase::all()?;
    let cat = &cases.iter().find(|case| case.name == "cat").context("no golden case is called cat")?.photo;
    let no_picture = root().join("tests/malformed/README.md");
    {
        let without_model = ServerProcess::start(&site, folder.path(), 0)?;
        browser.open(&without_model.address()).await?;
        browser.wait_for("[data-ready=no]").await?;
        look("not-ready").await?;
        browser.choose(cat).await?;
        browser.phase("failed").await?;
        look("no-model").await?;
    }
    let server = ServerProcess::start(&site, &root().join("models"), 0)?;
    browser.open(&server.address()).await?;
    browser.offline_ready().await?;
    look("start").await?;
    browser.click(".masthead button").await?;
    look("privacy").await?;
    browser.click("dialog .button").await?;
    drag(browser, "dragenter").await?;
    browser.wait_for(".let-go").await?;
    look("drag").await?;
    drag(browser, "dragleave").await?;

    // A worker that does not get its message works for ever.
    browser.script("window.post = Worker.prototype.postMessage; Worker.prototype.postMessage = () => {}").await?;
    browser.choose(cat).await?;
    browser.wait_for("[data-step=read][data-status=running]").await?;
    look("working").await?;
    browser.script("Worker.prototype.postMessage = window.post").await?;
    browser.click("[data-test=cancel]").await?;
    browser.ready().await?;

    browser.choose(cat).await?;
    browser.phase("done").await?;
    browser.click(".times summary").await?;
    look("done").await?;
    edited(browser, &mut look, &no_picture).await?;
    browser.click("[data-test=brush]").await?;
    browser.wait_for("[data-test=brushed]").await?;
    browser.click(".keys summary").await?;
    look("brush").await?;
    browser.click("[data-test=brush-done]").await?;
    browser.click("[data-test=another]").await?;
    browser.phase("empty").await?;
    look("another").await?;

    let flat = folder.path().join("sky.png");
    image::RgbImage::from_pixel(64, 64, image::Rgb([90, 140, 220])).save(&flat)?;
    browser.choose(&flat).await?;
    browser.wait_for("[data-test=verdict]").await?;
    look("verdict").await?;
    browser.click("[data-test=another]").await?;
    browser.choose(&no_picture).await?;
    browser.phase("failed").await?;
    look("failed").await?;

    // A new version takes over on a later visit.
    browser.open(&server.address()).await?;
    browser.offline_ready().await?;
    browser.script("navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))").await?;
    browser.wait_for("[data-test=update]").await?;
    look("update").await
}

/// States of the edit panel.
async fn edited(browser: &Browser, look: &mut impl AsyncFnMut(&str) -> Result<()>, no_picture: &Path) -> Result<()> {
    for label in ["Colour", "Soft shadow", "Trim to the subject", "JPEG"] {
        browser.press(label).await?;
    }
    browser.wait_for("[data-current=true]").await?;
    look("panel").await?;
    browser.press("Blurred").await?;
    browser.wait_for("[data-current=true]").await?;
    look("blur").await?;
    browser.press("Mask only").await?;
    browser.wait_for("[data-current=true]").await?;
    look("mask").await?;
    browser.press("Mask only").await?;
    browser.press("Picture").await?;
    browser.wait_for("#background").await?.send_keys(&no_picture.display().to_string()).await?;
    browser.wait_for("[data-test=not-changed]").await?;
    look("not-changed").await?;
    browser.click("[data-test=revert]").await
}

async fn drag(browser: &Browser, event: &str) -> Result<()> {
    browser.script(&format!("document.body.dispatchEvent(new DragEvent('{event}', {{ bubbles: true, cancelable: true }}))")).await.map(drop)
}
